// Which catalogue does a county file by, and what did an old incident's version say? Versions never
// change, so each is read once and kept; which one is in force is asked every time (one row by key).
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { toCatalog, type Catalog } from '../catalog.ts';
import { tablesOf } from '../store.ts';

/** Versions kept in memory: some 200 kB each; older ones are read again when an incident shows them. */
const VERSIONS_KEPT = 8;
const kept = new WeakMap<object, Map<number, Promise<Catalog>>>();

/** The catalogue in force in a county. Refused when there is none. */
export async function catalogOf(db: Db, countyId: number): Promise<Catalog> {
  return catalogVersion(db, await versionInForce(db, countyId));
}

/** The id of the version in force. Refused when there is none. */
export async function versionInForce(db: Db, countyId: number): Promise<number> {
  const row = await tablesOf(db)
    .selectFrom('catalog_in_force')
    .select('version_id')
    .where('county_id', '=', countyId)
    .executeTakeFirst();
  if (!row) throw new Refused('catalog.none-in-force', 'county');
  return row.version_id;
}

/** A version by its id: the one that an incident has pinned. Refused when there is none. */
export async function catalogVersion(db: Db, versionId: number): Promise<Catalog> {
  // A transaction is not a place to keep things by: its work may be rolled back.
  if (db.isTransaction) return readVersion(db, versionId);
  const versions = kept.get(db) ?? new Map<number, Promise<Catalog>>();
  kept.set(db, versions);
  const known = versions.get(versionId);
  if (known) return known;
  const reading = readVersion(db, versionId);
  versions.set(versionId, reading);
  reading.catch(() => versions.delete(versionId));
  const oldest = versions.keys().next();
  if (versions.size > VERSIONS_KEPT && !oldest.done) versions.delete(oldest.value);
  return reading;
}

async function readVersion(db: Db, versionId: number): Promise<Catalog> {
  const version = await tablesOf(db)
    .selectFrom('catalog_version')
    .select(['id', 'version', 'title_zh', 'title_en', 'definition'])
    .where('id', '=', versionId)
    .executeTakeFirst();
  if (!version) throw new Refused('catalog.version-unknown', 'versionId', { id: versionId });
  const items = await tablesOf(db)
    .selectFrom('catalog_item')
    .select('definition')
    .where('version_id', '=', versionId)
    .orderBy('position')
    .execute();
  return toCatalog(version.id, {
    version: version.version,
    title: { zh: version.title_zh, en: version.title_en },
    ...version.definition,
    items: items.map(({ definition }) => definition),
  });
}
