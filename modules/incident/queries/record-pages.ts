// The record in its own order, page by page: incidents, their facts and what is sealed beside them.
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { HashAlgorithm } from '#platform/facts/index.ts';
import type { SealedClass } from '../facts.ts';

export type RecordRow = Readonly<{
  id: string;
  version: number;
  headHash: Buffer;
  wrapped: Buffer | null;
  personErasedAt: Instant | null;
  wordsErasedAt: Instant | null;
}>;
export type RecordFact = Readonly<{
  incidentId: string;
  seq: number;
  type: string;
  at: Instant;
  alg: HashAlgorithm;
  body: string;
  hash: Buffer;
}>;
export type RecordSealed = Readonly<{
  incidentId: string;
  seq: number;
  class: SealedClass;
  salt: Buffer;
  sealed: Buffer;
}>;

/** Incidents of a county in id order with their wrapped keys. */
export async function recordRows(
  tx: Tx,
  countyId: number,
  afterId: string,
  limit: number,
): Promise<RecordRow[]> {
  const { rows } = await sql<RecordRow>`
    select i.id, i.version, i.head_hash as "headHash", k.wrapped,
      i.person_erased_at as "personErasedAt", i.words_erased_at as "wordsErasedAt"
    from (select * from incident where county_id = ${countyId} and id > ${afterId}
      order by id limit ${limit}) i
    left join vault_key k on k.county_id = ${countyId} and k.incident_id = i.id
    order by i.id`.execute(tx);
  return rows;
}

export type Span = Readonly<{ countyId: number; afterId: string; toId: string }>;

/** Facts of the incidents of a span, also of ones that have no row any more; by (incident, seq). */
export async function recordFacts(
  tx: Tx,
  span: Span,
  after: Readonly<{ id: string; seq: number }>,
  limit: number,
): Promise<RecordFact[]> {
  const { rows } = await sql<RecordFact>`
    select incident_id as "incidentId", seq, type, alg, body, hash,
      (extract(epoch from at) * 1000)::float8 as at
    from fact
    where county_id = ${span.countyId} and incident_id > ${span.afterId}
      and incident_id <= ${span.toId} and (incident_id, seq) > (${after.id}, ${after.seq})
    order by incident_id, seq limit ${limit}`.execute(tx);
  return rows;
}

/** What is sealed beside the facts from one place to another, both inclusive. */
export async function recordSealed(
  tx: Tx,
  countyId: number,
  from: Readonly<{ id: string; seq: number }>,
  to: Readonly<{ id: string; seq: number }>,
): Promise<RecordSealed[]> {
  const { rows } = await sql<RecordSealed>`
    select incident_id as "incidentId", seq, class, salt, sealed from vault
    where county_id = ${countyId} and (incident_id, seq) >= (${from.id}::uuid, ${from.seq}::int)
      and (incident_id, seq) <= (${to.id}::uuid, ${to.seq}::int)
    order by incident_id, seq`.execute(tx);
  return rows;
}

/** Incidents that reports name and that are gone; at most `limit`, after one of them. */
export async function vanishedIncidents(
  tx: Tx,
  countyId: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct r.incident_id as id from report r
    where r.county_id = ${countyId} and not exists (
      select from incident i where i.county_id = r.county_id and i.id = r.incident_id)
    order by 1 limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** One look at everything, however long it takes and whatever is written meanwhile. */
export async function readAsOfNow(tx: Tx): Promise<void> {
  await sql`set transaction isolation level repeatable read, read only`.execute(tx);
}
