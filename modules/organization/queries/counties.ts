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

/** How often each county has published something that is kept in memory; 0 where it never has. */
export async function publicationCounts(db: Db): Promise<(countyId: number) => number> {
  const rows = await tablesOf(db)
    .selectFrom('publication_count')
    .select(['county_id', 'no'])
    .limit(COUNTIES_AT_MOST)
    .execute();
  const counts = new Map(rows.map(({ county_id, no }) => [county_id, Number(no)]));
  return (countyId) => counts.get(countyId) ?? 0;
}
