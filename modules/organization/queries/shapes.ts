// What do the places look like? Grids as raw rings for the point → grid index, and whole levels as
// outlines for the map.
import type { Db } from '#platform/db/index.ts';
import type { GridShape, PlaceLevel } from '../place.ts';
import { decodeRings, type Ring } from '../ring.ts';
import { tablesOf } from '../store.ts';

/** The bench's county has 64,262; a city's largest real county stays far below. */
export const GRIDS_AT_MOST = 200_000;

/** All grids of a county as they are now, one shape per ring; see `GridShape`. */
export async function loadGridShapes(db: Db, countyId: number): Promise<readonly GridShape[]> {
  const rows = await tablesOf(db)
    .selectFrom('jurisdiction')
    .select(['id', 'town_id', 'village_id', 'outline'])
    .where('county_id', '=', countyId)
    .where('level', '=', 'grid')
    .where('valid_to', 'is', null)
    .limit(GRIDS_AT_MOST)
    .execute();
  return rows.flatMap(({ id, town_id, village_id, outline }) =>
    town_id === null || village_id === null
      ? [] // the table's check forbids it
      : decodeRings(outline).map((ring) => ({
          gridId: id,
          townId: town_id,
          villageId: village_id,
          ring,
        })),
  );
}

export type Outline = Readonly<{
  id: number;
  level: PlaceLevel;
  code: string;
  name: string;
  parentId: number | null;
  generated: boolean;
  rings: readonly Ring[];
}>;

/** The outlines of one level of a county, in order of code. */
export async function outlinesOf(
  db: Db,
  countyId: number,
  level: PlaceLevel,
): Promise<readonly Outline[]> {
  const rows = await tablesOf(db)
    .selectFrom('jurisdiction')
    .select(['id', 'level', 'code', 'name', 'parent_id as parentId', 'generated', 'outline'])
    .where('county_id', '=', countyId)
    .where('level', '=', level)
    .where('valid_to', 'is', null)
    .orderBy('code')
    .limit(GRIDS_AT_MOST)
    .execute();
  return rows.map(({ outline, ...row }) => ({ ...row, rings: decodeRings(outline) }));
}
