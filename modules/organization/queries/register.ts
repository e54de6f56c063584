// Every place of a county with its ancestors, for the processes that keep names and parents in memory.
import type { Db } from '#platform/db/index.ts';
import type { PlaceLevel } from '../place.ts';
import { tablesOf } from '../store.ts';
import { GRIDS_AT_MOST } from './shapes.ts';

export type RegisteredPlace = Readonly<{
  id: number;
  level: PlaceLevel;
  code: string;
  name: string;
  townId: number | null;
  villageId: number | null;
}>;

/** All places of a county, past ones too, so that old incidents keep their names. */
export async function placeRegister(db: Db, countyId: number): Promise<readonly RegisteredPlace[]> {
  return tablesOf(db)
    .selectFrom('jurisdiction')
    .select(['id', 'level', 'code', 'name', 'town_id as townId', 'village_id as villageId'])
    .where('county_id', '=', countyId)
    .limit(GRIDS_AT_MOST)
    .execute();
}
