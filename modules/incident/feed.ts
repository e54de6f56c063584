// The feed of what happened, in an order that never fills gaps: one relay gives positions after commit.
// Readers (the live stream, triage, later notification) keep their own place in it.
import { inReading, inWriting, kept, sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Subject } from '#modules/identity/index.ts';
import type { Status } from './lifecycle.ts';
import type { FactType } from './facts.ts';

export type FeedEntry = Readonly<{
  position: number;
  countyId: number;
  incidentId: string;
  version: number;
  type: FactType;
  status: Status;
  at: Instant;
  subject: Subject;
}>;

/** Commits moved from the outbox in one round. */
const RELAY_MAX = 200;
/** Entries read at once. */
export const FEED_READ_MAX = 1000;
/** The feed is for reading along, not for keeping: the facts are the record. */
export const FEED_KEPT_DAYS = 7;
/** One relay at a time, whoever holds this lock. */
const RELAY_LOCK = 7_031_001;

/** Moves commits from the outbox into the feed. Returns how many commits were moved. */
export async function relay(db: Db): Promise<number> {
  return inWriting(db, 'all', async (tx) => {
    const { rows } = await kept(sql<{ moved: number | null }>`
      with mine as materialized (select pg_try_advisory_xact_lock(${RELAY_LOCK}) as ok),
      taken as (
        delete from outbox where id in (
          select id from outbox where (select ok from mine) order by id limit ${RELAY_MAX}
        ) returning id, changes
      ),
      flat as (
        select row_number() over (order by taken.id, c.nth) as place, c.*
        from taken, rows from (json_to_recordset(taken.changes) as ("countyId" int,
          "incidentId" uuid, version int, type text, status text, at float8, subject json))
          with ordinality as c ("countyId", "incidentId", version, type, status, at, subject, nth)
      ),
      placed as (
        insert into feed (position, county_id, incident_id, version, type, status, at, subject)
        select coalesce((select max(position) from feed),
            (select max(position) from feed_reader), 0) + place,
          "countyId", "incidentId", version, type, status, to_timestamp(at / 1000.0), subject
        from flat
      )
      select count(*)::int as moved from taken`).execute(tx);
    return rows[0]?.moved ?? 0;
  });
}

const ENTRY = sql.raw(
  'position, county_id as "countyId", incident_id as "incidentId", version, type, status, at, subject',
);

/** Entries after a position, in order, at most `limit`. */
export async function readFeed(
  db: Db | Tx,
  after: number,
  limit = FEED_READ_MAX,
): Promise<FeedEntry[]> {
  const { rows } = await kept(sql<FeedEntry>`
    select ${ENTRY} from feed where position > ${after} order by position limit ${limit}`).execute(
    db,
  );
  return rows;
}

/** Entries of one kind after a position, at most `limit`, and how far the feed was read for them. */
export async function readFeedOf(
  db: Db,
  type: FactType,
  after: number,
  limit: number,
): Promise<{ entries: FeedEntry[]; readTo: number }> {
  return inReading(db, 'all', async (tx) => {
    const end = await feedEnd(tx);
    const { rows } = await kept(sql<FeedEntry>`
      select ${ENTRY} from feed where position > ${after} and position <= ${end} and type = ${type}
      order by position limit ${limit}`).execute(tx);
    const last = rows.length < limit ? end : rows.at(-1)?.position;
    return { entries: rows, readTo: Math.max(after, last ?? after) };
  });
}

/** The last position given; 0 before the first. */
export async function feedEnd(db: Db | Tx): Promise<number> {
  const { rows } = await kept(sql<{ end: number }>`
    select coalesce(max(position), 0) as end from feed`).execute(db);
  return rows[0]?.end ?? 0;
}

/** Where a named reader has got to; 0 before its first entry. */
export async function readerPosition(db: Db | Tx, name: string): Promise<number> {
  const { rows } = await kept(sql<{ position: number }>`
    select position from feed_reader where name = ${name}`).execute(db);
  return rows[0]?.position ?? 0;
}

export async function moveReader(db: Db | Tx, name: string, position: number): Promise<void> {
  await sql`insert into feed_reader (name, position) values (${name}, ${position})
    on conflict (name) do update set position = greatest(feed_reader.position, excluded.position)`.execute(
    db,
  );
}

/** Drops what every reader has long passed; at most this many rows a round. */
const PURGE_MAX = 20_000;

export async function purgeFeed(db: Db, now: Instant): Promise<boolean> {
  const before = now - FEED_KEPT_DAYS * 86_400_000;
  const { numAffectedRows } = await sql`
    delete from feed where position in (
      select position from feed
      where at < to_timestamp(${before} / 1000.0)
        and position < (select coalesce(min(position), 0) from feed_reader)
      order by position limit ${PURGE_MAX})`.execute(db);
  return Number(numAffectedRows ?? 0) >= PURGE_MAX;
}
