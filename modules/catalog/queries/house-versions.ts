// The catalogues that came with the house, one after the other: what a county's own is told from.
import type { Db } from '#platform/db/index.ts';
import type { Catalog } from '../catalog.ts';
import { HOUSE, tablesOf } from '../store.ts';
import { catalogVersion } from './catalogs.ts';

/** A county that takes none of so many knows its own mind. */
const HOUSE_VERSIONS_MAX = 6;

/** The newest first, at most `limit`. */
export async function houseVersions(
  db: Db,
  limit = HOUSE_VERSIONS_MAX,
): Promise<readonly Catalog[]> {
  const rows = await tablesOf(db)
    .selectFrom('catalog_version')
    .select('id')
    .where('published_by', '=', HOUSE)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return Promise.all(rows.map(({ id }) => catalogVersion(db, id)));
}
