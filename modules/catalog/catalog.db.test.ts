import { beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import {
  catalogOf,
  catalogVersion,
  findItem,
  phrasesFor,
  publishCatalog,
  putInForce,
  seedCatalog,
  shippedCatalog,
} from './index.ts';

const now = Date.parse('2026-03-02T01:00:00Z');
const knownLines = new Set(shippedCatalog().items.flatMap(({ leads }) => leads));
let database: TestDatabase;
let countyId = 0;

beforeAll(async () => {
  database = await testDatabase();
  const { rows } = await sql<{ id: number }>`
    insert into county (code, name_zh, name_en, kind, country, zone, locale, map_notice_zh, map_notice_en)
    values ('1', '甲县', 'A', 'county', 'CN', 'Asia/Shanghai', 'zh-CN', '-', '-') returning id
  `.execute(database.owner);
  countyId = rows[0]?.id ?? 0;
});

it('refuses where no catalogue is in force', async () => {
  await expect(catalogOf(database.db, countyId)).rejects.toThrow('catalog.none-in-force');
});

describe('seedCatalog', () => {
  it('puts the shipped catalogue in force once, and leaves it at the next start', async () => {
    const seed = { countyIds: [countyId], knownLines, now };
    await seedCatalog(database.db, seed);
    const catalog = await catalogOf(database.db, countyId);
    await seedCatalog(database.db, { ...seed, now: now + 1 });
    expect(await catalogOf(database.db, countyId)).toBe(catalog); // read once, kept
    const { id, byCode, ...draft } = catalog;
    expect(draft).toEqual(shippedCatalog());
    expect(byCode.size).toBe(114);
    expect(findItem(catalog, '0503002')?.name.zh).toBe('违规标语宣传品(横幅)');
    expect(findItem(catalog, '9999999')).toBeUndefined();
    expect((await phrasesFor(database.db, countyId, 'return')).length).toBeGreaterThanOrEqual(4);
  });

  it('keeps a published version for the incidents that pinned it', async () => {
    const before = await catalogOf(database.db, countyId);
    const next = await inTransaction(database.db, [countyId], async (tx) => {
      const draft = { ...shippedCatalog(), version: 'v2' };
      const published = await publishCatalog(tx, draft, { knownLines, by: 'test', now });
      await putInForce(tx, countyId, published.id, now);
      return published;
    });
    expect((await catalogOf(database.db, countyId)).version).toBe('v2');
    expect((await catalogVersion(database.db, before.id)).version).toBe('v1');
    expect(next.id).not.toBe(before.id);
  });

  it('never publishes the same name twice, nor changes a version', async () => {
    const again = inTransaction(database.db, [], (tx) =>
      publishCatalog(tx, shippedCatalog(), { knownLines, by: 'test', now }),
    );
    await expect(again).rejects.toThrow('catalog.version-exists');
    await expect(sql`update catalog_item set level = 1`.execute(database.db)).rejects.toThrow(
      'permission denied',
    );
  });
});
