// The tables of the catalogue, and the writing of versions and phrases.
import type { Generated } from 'kysely';
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { CatalogDraft } from './catalog.ts';
import type { PhraseDefinition } from './phrase.ts';

/** What `catalog_version.definition` holds: the draft without what has its own columns. */
export type VersionDefinition = Pick<CatalogDraft, 'majors' | 'subs' | 'clockPolicy' | 'reasons'>;

export type CatalogTables = {
  catalog_version: {
    id: Generated<number>;
    version: string;
    title_zh: string;
    title_en: string;
    definition: VersionDefinition;
    published_at: number;
    published_by: string;
  };
  catalog_item: {
    version_id: number;
    code: string;
    position: number;
    level: number;
    restricted: boolean;
    definition: CatalogDraft['items'][number];
  };
  catalog_in_force: { county_id: number; version_id: number; since: number };
  phrase: {
    id: Generated<number>;
    county_id: number | null;
    code: string;
    verb: string;
    text_zh: string;
    text_en: string;
    position: number;
  };
};

export type CatalogPublication = Readonly<{
  number: number;
  versionId: number;
  publishedBy: string;
  publishedAt: Instant;
  effectiveAt: Instant;
  note: string;
  added: number;
  changed: number;
  retired: number;
}>;

/** Who published what came with the house. */
export const HOUSE = 'system:seed';

/** The same database, seen with this module's tables. */
export const tablesOf = (db: Db) => db.withTables<CatalogTables>();

/** Writes a version and its items; its id, or undefined when that name is taken. */
export async function insertVersion(
  tx: Tx,
  draft: CatalogDraft,
  by: string,
  now: Instant,
): Promise<number | undefined> {
  const { version, title, items, majors, subs, clockPolicy, reasons } = draft;
  const { rows } = await sql<{ id: number }>`
    insert into catalog_version (version, title_zh, title_en, definition, published_at, published_by)
    values (${version}, ${title.zh}, ${title.en},
      ${JSON.stringify({ majors, subs, clockPolicy, reasons })}::jsonb,
      to_timestamp(${now}::double precision / 1000), ${by})
    on conflict (version) do nothing
    returning id`.execute(tx);
  const id = rows[0]?.id;
  if (id === undefined) return undefined;
  await sql`
    insert into catalog_item (version_id, code, position, level, restricted, definition)
    select ${id}, item ->> 'code', position, (item ->> 'level')::int,
      (item ->> 'restricted')::boolean, item
    from jsonb_array_elements(${JSON.stringify(items)}::jsonb) with ordinality as t (item, position)
  `.execute(tx);
  return id;
}

/** From now on the county files by this version; running incidents keep theirs. */
export async function putInForce(
  tx: Tx,
  countyId: number,
  versionId: number,
  now: Instant,
): Promise<void> {
  await sql`
    insert into catalog_in_force (county_id, version_id, since)
    values (${countyId}, ${versionId}, to_timestamp(${now}::double precision / 1000))
    on conflict (county_id) do update set version_id = excluded.version_id, since = excluded.since
    where catalog_in_force.version_id <> excluded.version_id`.execute(tx);
}

/** Writes what a county published; false when that number is taken. */
export async function insertPublication(
  tx: Tx,
  countyId: number,
  published: CatalogPublication,
): Promise<boolean> {
  const { number, versionId, publishedBy, publishedAt, effectiveAt, note } = published;
  const { added, changed, retired } = published;
  const { rows } = await sql`
    insert into catalog_publication (county_id, number, version_id, published_by, published_at,
      effective_at, note, added, changed, retired)
    values (${countyId}, ${number}, ${versionId}, ${publishedBy},
      to_timestamp(${publishedAt}::double precision / 1000),
      to_timestamp(${effectiveAt}::double precision / 1000), ${note}, ${added}, ${changed}, ${retired})
    on conflict on constraint catalog_publication_pk do nothing returning number`.execute(tx);
  return rows.length > 0;
}

/** Adds phrases that are not there yet; those there stay as they are. */
export async function insertPhrases(
  tx: Tx,
  countyId: number | null,
  phrases: readonly PhraseDefinition[],
): Promise<void> {
  await sql`
    insert into phrase (county_id, code, verb, text_zh, text_en, position)
    select ${countyId}::int, code, verb, zh, en, position
    from rows from (jsonb_to_recordset(${JSON.stringify(phrases)}::jsonb)
      as (code text, verb text, zh text, en text)) with ordinality
      as t (code, verb, zh, en, position)
    on conflict do nothing`.execute(tx);
}
