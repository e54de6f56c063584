// Which named places does a county have? For the gazetteer in memory.
import type { Db } from '#platform/db/index.ts';
import type { PlaceName } from '../place-name.ts';
import { PLACE_NAME_COLUMNS, tablesOf, toPlaceName } from '../store.ts';

/** Roads and landmarks of a large county; each costs the matcher about 300 bytes. */
export const PLACE_NAMES_AT_MOST = 100_000;

export async function placeNamesOf(db: Db, countyId: number): Promise<readonly PlaceName[]> {
  const rows = await tablesOf(db)
    .selectFrom('place_name')
    .select(PLACE_NAME_COLUMNS)
    .where('county_id', '=', countyId)
    .orderBy('id')
    .limit(PLACE_NAMES_AT_MOST)
    .execute();
  return rows.map(toPlaceName);
}
