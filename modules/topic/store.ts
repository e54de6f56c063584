// SQL of the topics' own tables.
import { kept, sql, type Tx } from '#platform/db/index.ts';
import type { MicroPoint } from '#platform/geo/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { COMPARED_MAX, KEPT_MS } from './limits.ts';

/** One reader at a time, whoever holds this lock. */
const READER_LOCK = 7_031_110;

export async function lockReader(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${READER_LOCK}) as mine`.execute(tx);
  return rows[0]?.mine === true;
}

export type StoredReport = Readonly<{
  id: string;
  topicId: string;
  at: Instant;
  reporter: string | null;
  lng6: number | null;
  lat6: number | null;
  itemCode: string | null;
  print: Buffer;
}>;

export const pointOf = ({ lng6, lat6 }: Pick<StoredReport, 'lng6' | 'lat6'>): MicroPoint | null =>
  lng6 === null || lat6 === null ? null : { lng6, lat6 };

/** The newest reports of a county, oldest first. */
export async function newestReports(tx: Tx, countyId: number): Promise<StoredReport[]> {
  const { rows } = await sql<StoredReport>`
    select t.incident_id as id, t.topic_id as "topicId", t.reported_at as at, t.print,
      i.reporter_id as reporter, i.lng6, i.lat6, i.item_code as "itemCode"
    from topic_report t
    join incident i on i.county_id = t.county_id and i.id = t.incident_id
    where t.county_id = ${countyId} and not i.restricted
    order by t.reported_at desc, t.incident_id desc limit ${COMPARED_MAX}`.execute(tx);
  return rows.reverse();
}

/** The topics of these reports, each with how many reports it has. */
export async function topicsOf(
  tx: Tx,
  countyId: number,
  ids: readonly string[],
): Promise<Map<string, { topicId: string; size: number }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await kept(sql<{ id: string; topicId: string; size: number }>`
    with known as materialized (
      select t.incident_id as id, t.topic_id from topic_report t
      where t.county_id = ${countyId} and t.incident_id = any (${[...ids]}::uuid[])),
    sized as materialized (
      select topic_id, (select count(*)::int from topic_report s
        where s.county_id = ${countyId} and s.topic_id = named.topic_id) as size
      from (select distinct topic_id from known) named)
    select known.id, known.topic_id as "topicId", sized.size
    from known join sized on sized.topic_id = known.topic_id`).execute(tx);
  return new Map(rows.map(({ id, ...topic }) => [id, topic]));
}

export type NewReport = Readonly<{
  id: string;
  topicId: string;
  at: Instant;
  near: number;
  print: Buffer;
}>;

/** Once for each report, however often the feed is read. */
export async function insertReport(tx: Tx, countyId: number, report: NewReport): Promise<void> {
  await kept(sql`insert into topic_report (county_id, incident_id, topic_id, reported_at, near, print)
    values (${countyId}, ${report.id}, ${report.topicId}, to_timestamp(${report.at} / 1000.0),
      ${report.near}, ${report.print})
    on conflict do nothing`).execute(tx);
}

/** Which of these are taken in already. */
export async function knownAmong(
  tx: Tx,
  countyId: number,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select incident_id as id from topic_report
    where county_id = ${countyId} and incident_id = any (${[...ids]}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

export type Placing = Readonly<{ id: string; topicId: string; near: number }>;

export async function placeReports(
  tx: Tx,
  countyId: number,
  placings: readonly Placing[],
): Promise<void> {
  if (placings.length === 0) return;
  await sql`update topic_report t set topic_id = p.topic_id, near = p.near
    from unnest(${placings.map((one) => one.id)}::uuid[], ${placings.map((one) => one.topicId)}::uuid[],
      ${placings.map((one) => one.near)}::real[]) as p (id, topic_id, near)
    where t.county_id = ${countyId} and t.incident_id = p.id
      and (t.topic_id, t.near) is distinct from (p.topic_id, p.near)`.execute(tx);
}

/** Forgets what is old, what has become restricted, and what was erased with the words it was made from. */
export async function forgetReports(tx: Tx, countyId: number, now: Instant): Promise<void> {
  await sql`delete from topic_report t using incident i
    where t.county_id = ${countyId} and i.county_id = t.county_id and i.id = t.incident_id
      and (i.restricted or t.reported_at < to_timestamp(${now - KEPT_MS} / 1000.0)
        or not exists (select 1 from vault v where v.county_id = t.county_id
          and v.incident_id = t.incident_id and v.seq = 1 and v.class = 'words'))`.execute(tx);
}

/** A county whose topics were knitted longest ago, before `before`. */
export async function countyToKnit(tx: Tx, before: Instant): Promise<number | undefined> {
  const { rows } = await sql<{ countyId: number }>`
    select c.county_id as "countyId" from (select distinct county_id from topic_report) c
    left join topic_knit k on k.county_id = c.county_id
    where k.knitted_at is null or k.knitted_at < to_timestamp(${before} / 1000.0)
    order by k.knitted_at nulls first, c.county_id limit 1`.execute(tx);
  return rows[0]?.countyId;
}

export async function markKnitted(tx: Tx, countyId: number, now: Instant): Promise<void> {
  await sql`insert into topic_knit (county_id, knitted_at)
    values (${countyId}, to_timestamp(${now} / 1000.0))
    on conflict (county_id) do update set knitted_at = excluded.knitted_at`.execute(tx);
}
