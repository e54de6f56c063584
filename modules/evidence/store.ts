// SQL of evidence. Every statement runs in a transaction whose reach names the county.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Blank, Evidence, EvidenceClass, EvidenceKind } from './evidence.ts';

const COLUMNS =
  sql.raw(`county_id as "countyId", id, incident_id as "incidentId", kind, class, mime,
  bytes, encode(sha256, 'hex') as sha256, width, height, duration_ms as "durationMs",
  original_ref as "originalRef", served_ref as "servedRef", served_mime as "servedMime",
  served_bytes as "servedBytes", thumb_ref as "thumbRef", thumb_bytes as "thumbBytes", blanks,
  uploaded_by as "uploadedBy", uploaded_at as "uploadedAt", wrapped_key as "wrappedKey",
  erased_at as "erasedAt"`);

const at = (instant: Instant) => sql`to_timestamp(${instant} / 1000.0)`;

export async function insertEvidence(tx: Tx, row: Evidence): Promise<void> {
  await sql`
    insert into evidence (county_id, id, kind, class, mime, bytes, sha256, width, height, duration_ms,
      original_ref, served_ref, served_mime, served_bytes, thumb_ref, thumb_bytes, blanks,
      uploaded_by, uploaded_at, wrapped_key)
    values (${row.countyId}, ${row.id}, ${row.kind}, ${row.class}, ${row.mime}, ${row.bytes},
      decode(${row.sha256}, 'hex'), ${row.width}, ${row.height}, ${row.durationMs},
      ${row.originalRef}, ${row.servedRef}, ${row.servedMime}, ${row.servedBytes}, ${row.thumbRef},
      ${row.thumbBytes}, ${JSON.stringify(row.blanks satisfies readonly Blank[])}::jsonb,
      ${row.uploadedBy}, ${at(row.uploadedAt)}, ${row.wrappedKey})`.execute(tx);
}

export async function countUnattached(tx: Tx, uploadedBy: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from evidence
    where incident_id is null and uploaded_by = ${uploadedBy} and erased_at is null`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function findEvidenceRow(tx: Tx, id: string): Promise<Evidence | undefined> {
  const { rows } = await sql<Evidence>`select ${COLUMNS} from evidence where id = ${id}`.execute(
    tx,
  );
  return rows[0];
}

export async function evidenceOfIncidents(
  tx: Tx,
  countyId: number,
  incidentIds: readonly string[],
): Promise<Evidence[]> {
  const { rows } = await sql<Evidence>`
    select ${COLUMNS} from evidence
    where county_id = ${countyId} and incident_id = any (${incidentIds}::uuid[])
    order by incident_id, id`.execute(tx);
  return rows;
}

/** Of what kind pieces are, by id; those that are not there are left out. Nothing is asked where none are named. */
export async function kindsOfEvidence(
  tx: Tx,
  pieces: readonly Readonly<{ countyId: number; id: string }>[],
): Promise<ReadonlyMap<string, EvidenceKind>> {
  if (pieces.length === 0) return new Map();
  const counties = pieces.map(({ countyId }) => countyId);
  const ids = pieces.map(({ id }) => id);
  const { rows } = await sql<{ id: string; kind: EvidenceKind }>`
    select e.id, e.kind from evidence as e
    join unnest(${counties}::int[], ${ids}::uuid[]) as piece (county_id, id)
      on piece.county_id = e.county_id and piece.id = e.id`.execute(tx);
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

export type AttachedRow = Readonly<{
  id: string;
  incidentId: string;
  kind: EvidenceKind;
  class: EvidenceClass;
  sha256: string;
}>;

/** Gives each piece to its incident; returns those that were free, living and the uploader's own. */
export async function attachRows(
  tx: Tx,
  countyId: number,
  uploadedBy: string,
  links: readonly Readonly<{ id: string; incidentId: string }>[],
): Promise<AttachedRow[]> {
  const { rows } = await sql<AttachedRow>`
    update evidence set incident_id = link.incident_id
    from unnest(${links.map((link) => link.id)}::uuid[],
      ${links.map((link) => link.incidentId)}::uuid[]) as link (id, incident_id)
    where evidence.county_id = ${countyId} and evidence.id = link.id
      and evidence.incident_id is null and evidence.erased_at is null
      and evidence.uploaded_by = ${uploadedBy}
    returning evidence.id, evidence.incident_id as "incidentId", evidence.kind, evidence.class,
      encode(evidence.sha256, 'hex') as sha256`.execute(tx);
  return rows;
}

/** The most pieces that any of these incidents holds. */
export async function fullestIncident(
  tx: Tx,
  countyId: number,
  incidentIds: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ most: number }>`
    select coalesce(max(pieces), 0)::int as most from (
      select count(*) as pieces from evidence
      where county_id = ${countyId} and incident_id = any (${incidentIds}::uuid[])
      group by incident_id) as counted`.execute(tx);
  return rows[0]?.most ?? 0;
}

/** Destroys keys; nothing that was sealed under them can be read again. Returns how many. */
export async function destroyKeys(
  tx: Tx,
  countyId: number,
  where: Readonly<{ incidentIds: readonly string[]; classes: readonly EvidenceClass[] | null }>,
  now: Instant,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update evidence set wrapped_key = null, erased_at = ${at(now)}
    where county_id = ${countyId} and incident_id = any (${where.incidentIds}::uuid[])
      and erased_at is null
      and (${where.classes}::text[] is null or class = any (${where.classes}::text[]))`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Gives up pieces that nobody attached until `before`; skips those that somebody attaches right now. */
export async function giveUpUnattached(
  db: Db | Tx,
  before: Instant,
  now: Instant,
  limit: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update evidence set wrapped_key = null, erased_at = ${at(now)}
    where (county_id, id) in (
      select county_id, id from evidence
      where incident_id is null and erased_at is null and uploaded_at < ${at(before)}
      order by uploaded_at limit ${limit} for update skip locked)
    and incident_id is null`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

export type Erased = Readonly<{
  countyId: number;
  id: string;
  incidentId: string | null;
  refs: readonly string[];
}>;

/** Pieces whose key is gone and whose bytes are still there. */
export async function erasedWithBlobs(tx: Tx, limit: number): Promise<Erased[]> {
  const { rows } = await sql<Erased>`
    select county_id as "countyId", id, incident_id as "incidentId",
      array_remove(array[original_ref, served_ref, thumb_ref], null) as refs
    from evidence where erased_at is not null and blobs_deleted_at is null
    order by erased_at limit ${limit}`.execute(tx);
  return rows;
}

/** Notes that the bytes are gone: of an attached piece its digest stays, of the others nothing. */
export async function forgetBlobs(tx: Tx, gone: readonly Erased[], now: Instant): Promise<void> {
  const counties = gone.map((row) => row.countyId);
  const ids = gone.map((row) => row.id);
  await sql`
    delete from evidence where incident_id is null and (county_id, id) in (
      select * from unnest(${counties}::int[], ${ids}::uuid[]))`.execute(tx);
  await sql`
    update evidence set blobs_deleted_at = ${at(now)} where (county_id, id) in (
      select * from unnest(${counties}::int[], ${ids}::uuid[]))`.execute(tx);
}
