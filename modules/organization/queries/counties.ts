// Which counties live here?
import type { Db } from '#platform/db/index.ts';
import type { County } from '../place.ts';
import { COUNTY_COLUMNS, tablesOf } from '../store.ts';

/** One installation serves a city at most: China's largest has fewer than a hundred counties. */
export const COUNTIES_AT_MOST = 200;

export async function countyList(db: Db): Promise<readonly County[]> {
  return tablesOf(db)
    .selectFrom('county')
    .select(COUNTY_COLUMNS)
    .orderBy('id')
    .limit(COUNTIES_AT_MOST)
    .execute();
}

/** A county by its division code (text) or its surrogate id (number). */
export async function findCounty(db: Db, key: string | number): Promise<County | undefined> {
  const query = tablesOf(db).selectFrom('county').select(COUNTY_COLUMNS);
  return (
    typeof key === 'number' ? query.where('id', '=', key) : query.where('code', '=', key)
  ).executeTakeFirst();
}
