// Putting a version in force and taking it back at the same time, on a real database.
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import { houseChange } from './house-change.ts';
import {
  catalogOf,
  keepHouseCatalog,
  publishCatalog,
  putInForce,
  seedCatalog,
  shippedCatalog,
  type CatalogItem,
} from './index.ts';
import {
  checkRevision,
  publishRevision,
  putDueInForce,
  withdrawPublication,
} from './publications.ts';
import { houseVersions } from './queries/house-versions.ts';
import { insertPublication } from './store.ts';

const NOW = Date.parse('2026-03-02T01:00:00Z');
const knownLines = new Set(shippedCatalog().items.flatMap(({ leads }) => leads));
const { db, owner } = await testDatabase();
let countyId = 0;

beforeAll(async () => {
  const { rows } = await sql<{ id: number }>`
    insert into county (code, name_zh, name_en, kind, country, zone, locale, map_notice_zh, map_notice_en)
    values ('1', '甲县', 'A', 'county', 'CN', 'Asia/Shanghai', 'zh-CN', '-', '-') returning id
  `.execute(owner);
  countyId = rows[0]?.id ?? 0;
  await seedCatalog(db, { countyIds: [countyId], knownLines, now: NOW });
});

async function scheduled(basedOn: number, standardRef: string): Promise<number> {
  const [item] = shippedCatalog().items;
  const items = item ? [{ ...item, standardRef }] : [];
  const revision = { countyId, basedOn, change: { items, retired: [], majors: [], subs: [] } };
  const how = { knownLines, note: '', effectiveAt: NOW + DAY, by: 'test', now: NOW };
  return (await publishRevision(db, { revision, ...how }, async () => {})).number;
}

test('what is withdrawn while its day comes does not come into force', async () => {
  const before = await catalogOf(db, countyId);
  const number = await scheduled(1, 'CJJ 6');
  let putting: Promise<readonly number[]> | undefined;
  const withdrawing = { countyId, number, by: 'test', reason: '写错了', now: NOW };
  await withdrawPublication(db, withdrawing, async () => {
    // It finds the version due, and has to wait for this commit.
    putting = putDueInForce(db, NOW + DAY);
    await sleep(300);
  });
  expect(await putting).toEqual([]);
  expect((await catalogOf(db, countyId)).id).toBe(before.id);
});

test('what came into force first is not withdrawn any more', async () => {
  const number = await scheduled(1, 'CJJ 7');
  expect(number).toBe(3);
  expect(await putDueInForce(db, NOW + DAY)).toEqual([countyId]);
  const late = { countyId, number, by: 'test', reason: '写错了', now: NOW + DAY };
  await expect(withdrawPublication(db, late, async () => {})).rejects.toThrow(
    'catalog.holds-already',
  );
});

test('classes are named anew and added with numbers of the county’s own', async () => {
  const [item] = shippedCatalog().items;
  if (!item) throw new Error('an empty catalogue');
  const newest = 3;
  const own = {
    ...item,
    code: '0490900',
    name: { zh: '古树保护（自定义）', en: 'Old trees (own)' },
  };
  const trees = { code: '0490', name: { zh: '古树名木', en: 'Old trees' } };
  const renamed = { code: '04', name: { zh: '市容', en: 'The look of the town' } };
  const change = { items: [own], retired: [], majors: [renamed], subs: [trees] };
  const { draft } = await checkRevision(db, { countyId, basedOn: newest, change }, knownLines);
  expect(draft.subs).toContainEqual(trees);
  expect(draft.majors).toContainEqual(renamed);
  const taken = { ...trees, code: '0450' };
  await expect(
    checkRevision(
      db,
      {
        countyId,
        basedOn: newest,
        change: { ...change, items: [{ ...own, code: '0450900' }], subs: [taken] },
      },
      knownLines,
    ),
  ).rejects.toThrow('catalog.own-group');
});

test('what is newer in the catalogue of the house is told to a county until it takes it; its own words stay', async () => {
  const { rows } = await sql<{ id: number }>`
    insert into county (code, name_zh, name_en, kind, country, zone, locale, map_notice_zh, map_notice_en)
    values ('2', '乙县', 'B', 'county', 'CN', 'Asia/Shanghai', 'zh-CN', '-', '-') returning id
  `.execute(owner);
  const countyId = rows[0]?.id ?? 0;
  await seedCatalog(db, { countyIds: [countyId], knownLines, now: NOW });
  const begun = await catalogOf(db, countyId);
  const newer = async () => houseChange(await catalogOf(db, countyId), await houseVersions(db));
  expect(await newer()).toBeNull();

  // The house of before: one item said something else, one had not come yet, one has gone since.
  const [changed, late, third] = begun.items;
  if (!changed || !late || !third) throw new Error('an empty catalogue');
  const gone = { ...third, code: '0101899', name: { zh: '旧事项', en: 'An old one' } };
  const then = { ...changed, levelRules: [], keywords: ['旧词'], basis: 'then' };
  await inTransaction(db, [countyId], async (tx) => {
    const { id: _id, byCode: _byCode, ...draft } = begun;
    const items = [then, ...draft.items.filter(({ code }) => code > late.code), gone].sort(
      (a, b) => (a.code < b.code ? -1 : 1),
    );
    const old = await publishCatalog(tx, { ...draft, version: 'old', items }, { knownLines, by: 'system:seed', now: NOW }); // prettier-ignore
    await sql`update catalog_version set published_by = 'test' where version <> 'old'`.execute(
      owner,
    );
    await putInForce(tx, countyId, old.id, NOW);
    await insertPublication(tx, countyId, {
      ...{ number: 2, versionId: old.id, publishedBy: 'system:seed', publishedAt: NOW, note: '' },
      ...{ effectiveAt: NOW, added: 0, changed: 0, retired: 0 },
    });
  });
  expect(await newer()).toBeNull();
  await keepHouseCatalog(db, NOW);
  await keepHouseCatalog(db, NOW);
  expect((await houseVersions(db)).map(({ version }) => version)).toEqual(['old.2', 'old']);
  expect(await newer()).toEqual({ majors: [], subs: [], items: [changed, late], retired: [gone.code] }); // prettier-ignore

  // What the county says in words of its own is not offered again.
  const revise = async (basedOn: number, items: readonly CatalogItem[], retired: string[] = []) => {
    const revision = { countyId, basedOn, change: { majors: [], subs: [], items: [...items], retired } }; // prettier-ignore
    const how = { knownLines, note: '', effectiveAt: NOW, by: 'test', now: NOW };
    await publishRevision(db, { revision, ...how }, async () => {});
  };
  await revise(2, [{ ...then, basis: 'our own' }]);
  const offered = await newer();
  expect(offered?.items[0]).toEqual({ ...changed, basis: 'our own' });
  await revise(3, offered?.items ?? [], offered?.retired);
  expect(await newer()).toBeNull();
});

test('a release that takes a change back is kept as the newest again', async () => {
  const draft = shippedCatalog();
  const [first, ...others] = draft.items;
  if (!first) throw new Error('an empty catalogue');
  const items = [{ ...first, basis: 'taken back later' }, ...others];
  await keepHouseCatalog(db, NOW);
  await inTransaction(
    db,
    [countyId],
    (tx) =>
    publishCatalog(tx, { ...draft, version: 'release.7', items }, { knownLines, by: 'system:seed', now: NOW }), // prettier-ignore
  );
  await keepHouseCatalog(db, NOW);
  await keepHouseCatalog(db, NOW);
  const [newest, before] = await houseVersions(db);
  expect([newest?.version, before?.version]).toEqual(['release.8', 'release.7']);
  expect(newest?.items).toEqual(shippedCatalog().items);
});
