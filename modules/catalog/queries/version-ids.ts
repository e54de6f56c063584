// Which versions of the catalogue has a county ever filed by? Old incidents keep theirs.
import { inReading, sql, type Db } from '#platform/db/index.ts';

/** A catalogue changes a few times a year. */
const VERSIONS_AT_MOST = 100;

/** Ids of the newest versions, oldest first. */
export async function catalogVersionIds(db: Db, countyId: number): Promise<readonly number[]> {
  const { rows } = await inReading(db, [countyId], (tx) =>
    sql<{ id: number }>`
        select version_id as id from catalog_publication where county_id = ${countyId}
        union select version_id from catalog_in_force where county_id = ${countyId}
        order by id desc limit ${VERSIONS_AT_MOST}`.execute(tx),
  );
  return rows.map(({ id }) => id).reverse();
}
