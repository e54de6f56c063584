import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { CatalogAnswer, ItemList, PhraseList } from './contract.ts';
import { CATALOG_REFUSALS, seedCatalog, shippedCatalog } from './index.ts';
import { catalogRoutes } from './routes.ts';

let server: TestServer;
let countyId = 0;

beforeAll(async () => {
  const { db, owner } = await testDatabase();
  const { rows } = await sql<{ id: number }>`
    insert into county (code, name_zh, name_en, kind, country, zone, locale, map_notice_zh, map_notice_en)
    values ('1', '甲县', 'A', 'county', 'CN', 'Asia/Shanghai', 'zh-CN', '-', '-') returning id
  `.execute(owner);
  countyId = rows[0]?.id ?? 0;
  const knownLines = new Set(shippedCatalog().items.flatMap(({ leads }) => leads));
  await seedCatalog(db, { countyIds: [countyId], knownLines, now: Date.UTC(2026, 2, 2) });
  server = await startTestServer({ refusals: CATALOG_REFUSALS }, (app) => {
    app.register(catalogRoutes({ db, requireSignedIn: () => {} }), { prefix: '/api/v1' });
  });
});
afterAll(() => server.close());

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${server.url}/api/v1${path}`);
  return { status: answer.status, body: await answer.json() };
}

it('answers with the version in force, and with one that an incident has pinned', async () => {
  const inForce = CatalogAnswer.parse((await get(`/catalog?countyId=${countyId}`)).body);
  expect(inForce.items).toHaveLength(114);
  const pinned = await get(`/catalog?countyId=${countyId}&versionId=${inForce.id}`);
  expect(pinned.body).toEqual(inForce);
});

it('finds items while a clerk types, and phrases for a verb', async () => {
  const text = encodeURIComponent('井盖坏了');
  const found = await get(`/catalog/items?countyId=${countyId}&text=${text}`);
  expect(ItemList.parse(found.body).items[0]?.code).toBe('0204003');
  const phrases = await get(`/catalog/phrases?countyId=${countyId}&verb=return`);
  expect(PhraseList.parse(phrases.body).items.every(({ verb }) => verb === 'return')).toBe(true);
});

it('refuses a county without a catalogue, an unknown version and malformed questions', async () => {
  expect((await get('/catalog?countyId=999999')).status).toBe(404);
  expect((await get(`/catalog?countyId=${countyId}&versionId=999999`)).status).toBe(404);
  expect((await get(`/catalog/items?countyId=${countyId}`)).status).toBe(400);
});
