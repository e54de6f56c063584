// What places are there, and what are they called?
import type { Db } from '#platform/db/index.ts';
import type { Jurisdiction, PlaceLevel } from '../place.ts';
import { JURISDICTION_COLUMNS, tablesOf, toJurisdiction } from '../store.ts';

/** Down to the villages of the largest county; grids are asked for by parent or as shapes. */
export const TREE_AT_MOST = 5_000;
/** Children of one place: the grids of a village, the villages of a town. */
export const CHILDREN_AT_MOST = 2_000;
/** Names asked for at once: a page of any list, a few times over. */
export const IDS_AT_MOST = 5_000;

const TREE_LEVELS: readonly PlaceLevel[] = ['city', 'county', 'town', 'village'];

/** The county, its towns and its villages, parents before children; at most `TREE_AT_MOST`. */
export async function jurisdictionTree(db: Db, countyId: number): Promise<readonly Jurisdiction[]> {
  const rows = await tablesOf(db)
    .selectFrom('jurisdiction')
    .select(JURISDICTION_COLUMNS)
    .where('county_id', '=', countyId)
    .where('level', 'in', TREE_LEVELS)
    .where('valid_to', 'is', null)
    .orderBy('id')
    .limit(TREE_AT_MOST)
    .execute();
  return rows.map(toJurisdiction);
}

/** The places directly below one, in order of code. */
export async function jurisdictionChildren(
  db: Db,
  parentId: number,
): Promise<readonly Jurisdiction[]> {
  const rows = await tablesOf(db)
    .selectFrom('jurisdiction')
    .select(JURISDICTION_COLUMNS)
    .where('parent_id', '=', parentId)
    .where('valid_to', 'is', null)
    .orderBy('code')
    .limit(CHILDREN_AT_MOST)
    .execute();
  return rows.map(toJurisdiction);
}

/** The places with these ids (past ones too, so that old incidents keep their names). */
export async function jurisdictionsByIds(
  db: Db,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Jurisdiction>> {
  if (ids.length === 0) return new Map();
  const rows = await tablesOf(db)
    .selectFrom('jurisdiction')
    .select(JURISDICTION_COLUMNS)
    .where('id', 'in', [...new Set(ids)].slice(0, IDS_AT_MOST))
    .execute();
  return new Map(rows.map((row) => [row.id, toJurisdiction(row)]));
}

/** The places of a county by their codes, as they are now. */
export async function jurisdictionsByCodes(
  db: Db,
  countyId: number,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Jurisdiction>> {
  if (codes.length === 0) return new Map();
  const rows = await tablesOf(db)
    .selectFrom('jurisdiction')
    .select(JURISDICTION_COLUMNS)
    .where('county_id', '=', countyId)
    .where('code', 'in', [...new Set(codes)].slice(0, IDS_AT_MOST))
    .where('valid_to', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.code, toJurisdiction(row)]));
}
