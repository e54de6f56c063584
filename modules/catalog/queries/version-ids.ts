// Which versions of the catalogue have ever been published? Old incidents keep theirs.
import type { Db } from '#platform/db/index.ts';
import { tablesOf } from '../store.ts';

/** A catalogue changes a few times a year. */
const VERSIONS_AT_MOST = 100;

/** Ids of the newest versions, oldest first. */
export async function catalogVersionIds(db: Db): Promise<readonly number[]> {
  const rows = await tablesOf(db)
    .selectFrom('catalog_version')
    .select('id')
    .orderBy('id', 'desc')
    .limit(VERSIONS_AT_MOST)
    .execute();
  return rows.map(({ id }) => id).reverse();
}
