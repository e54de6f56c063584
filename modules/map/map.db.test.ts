// Clusters hold exactly the points that `covers` says, whoever asks; outlines are kept and tagged.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { covers, reachOfActor, scopeOf, type Actor } from '#modules/identity/index.ts';
import { anyPerson, NOW, randomIncidents, writeRandom } from '#modules/incident/testing-many.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { cellSize } from './clusters.ts';
import type { MapQuery } from './contract.ts';
import { incidentClusters } from './queries/clusters.ts';
import { shapeStore } from './shapes.ts';

const { db, owner } = await testDatabase();
const rows = randomIncidents(400, 24_510);
const VIEW = { west: 120_900_000, south: 28_000_000, east: 120_940_000, north: 28_040_000 };
const clock = { now: () => NOW };

beforeAll(async () => {
  await writeRandom(owner, rows);
});

function seenBy(actor: Actor, view: typeof VIEW) {
  const reach = reachOfActor(actor);
  return rows.filter(
    (row) =>
      (reach === 'all' || reach.includes(row.countyId)) &&
      covers(scopeOf(actor), row) &&
      row.lng6 !== null &&
      row.lat6 !== null &&
      row.lng6 >= view.west &&
      row.lng6 <= view.east &&
      row.lat6 >= view.south &&
      row.lat6 <= view.north,
  );
}

test('every cluster counts only what its asker may see, and all of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPerson,
      fc.integer({ min: 5, max: 20 }),
      fc.integer({ min: 0, max: 20_000 }),
      async (actor, zoom, margin) => {
        const view = { ...VIEW, west: VIEW.west + margin, north: VIEW.north - margin };
        const query: MapQuery = { list: 'all', zoom, ...view };
        const { clusters, cut } = await incidentClusters(db, actor, query, NOW);
        const seen = seenBy(actor, view);
        expect(cut).toBe(false);
        expect(clusters.reduce((sum, { count }) => sum + count, 0)).toBe(seen.length);
        const ids = clusters.flatMap((cluster) => cluster.ids ?? []);
        const known = new Set(seen.map((row) => row.id));
        for (const id of ids) expect(known.has(id)).toBe(true);
        for (const { count, ids: named } of clusters)
          expect(named?.length ?? 11).toBe(count <= 10 ? count : 11);
      },
    ),
    { numRuns: 60 },
  );
});

test('cells halve with every zoom and end as single points', () => {
  for (let zoom = 0; zoom < 17; zoom++)
    expect(Math.abs(cellSize(zoom) - 2 * cellSize(zoom + 1))).toBeLessThanOrEqual(2);
  expect(cellSize(18)).toBe(1);
});

describe('outlines', () => {
  test('children of a place come once from the database, with a tag that follows them', async () => {
    const parent = await seedTown();
    const shapes = shapeStore(db, clock);
    const first = await shapes('village', parent);
    const collection = JSON.parse(first.json);
    expect(collection.features).toHaveLength(1);
    expect(collection.features[0].geometry.coordinates[0][0][0]).toEqual([120.9, 28]);
    expect(await shapes('village', parent)).toBe(first);
    expect((await shapeStore(db, clock)('village', parent)).etag).toBe(first.etag);
  });

  test('an unknown parent is refused, and asked for again next time', async () => {
    const shapes = shapeStore(db, clock);
    await expect(shapes('town', 999_999)).rejects.toThrow('organization.jurisdiction-unknown');
    await expect(shapes('town', 999_999)).rejects.toThrow('organization.jurisdiction-unknown');
  });
});

/** A county with one town and one village of three corners. */
async function seedTown(): Promise<number> {
  const ring = Buffer.alloc(28);
  [3, 120_900_000, 28_000_000, 120_910_000, 28_000_000, 120_900_000, 28_010_000].forEach(
    (value, at) => ring.writeInt32LE(value, at * 4),
  );
  await sql`insert into county (id, code, name_zh, name_en, kind, country, zone, locale, map_notice_zh,
    map_notice_en) values (77, '330399', '县', 'County', 'county', 'CN', 'Asia/Shanghai', 'zh-CN', '', '')`.execute(
    owner,
  );
  for (const [id, level, parentId] of [
    [7700, 'town', null],
    [7701, 'village', 7700],
  ] as const)
    await sql`insert into jurisdiction (id, county_id, level, code, name, parent_id, town_id, village_id,
        centre_lng, centre_lat, outline, generated, boundary_version, valid_from)
      values (${id}, 77, ${level}, ${String(id)}, ${level}, ${parentId}, 7700,
        ${level === 'village' ? id : null}, 0, 0, ${ring}, true, 1, '2023-01-01')`.execute(owner);
  return 7700;
}
