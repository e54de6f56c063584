// Reading along without ever standing still: an entry of the feed at which its reader fails every time is set
// aside after a few tries, kept with the code of its error, and tried again when somebody asks for it.
import {
  inReading,
  inWriting,
  isConnectionLoss,
  kept,
  sql,
  type Db,
  type Tx,
} from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { AsideEntry } from './contract.ts';
import type { FactType } from './facts.ts';
import { moveReader, readerPosition, type FeedEntry } from './feed.ts';

/** Tries before an entry is set aside; with the pauses of the loop they take some two seconds. */
export const ENTRY_TRIES_MAX = 5;
/** Entries set aside that are shown at once, and tried again by one request. */
export const ASIDE_SHOWN_MAX = 100;
/** Letters of an error's code that are kept. */
const CODE_MAX_CHARACTERS = 80;

export type Reading = Readonly<{
  db: Db;
  /** Its name among the readers of the feed. */
  reader: string;
  /** Entries of one round. */
  most: number;
  /** It reads entries of this kind alone. */
  only?: FactType;
  now: Instant;
  /** Reads at most so many entries and moves the reader; how many it read. */
  round: (most: number) => Promise<number>;
}>;

/**
 * One round. Where it fails, fewer entries are tried, down to the one that fails; after ENTRY_TRIES_MAX tries
 * that one is set aside. A lost connection is nobody's fault and counts for nothing.
 * @throws what the round throws, until then.
 */
export async function readSteadily(reading: Reading): Promise<number> {
  const { db, reader, round, most } = reading;
  const before = most > 1 ? null : await readerPosition(db, reader);
  try {
    return await round(most);
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    if (before === null) return readSteadily({ ...reading, most: Math.floor(most / 2) });
    if (await isSetAside(reading, before, codeOf(error))) return 1;
    throw error;
  }
}

/** Counts a failed try of the entry after `position`; true when the reader has gone on without it. */
async function isSetAside(
  { db, reader, only, now }: Reading,
  position: number,
  code: string,
): Promise<boolean> {
  return inWriting(db, 'all', async (tx) => {
    // Another process has read it meanwhile.
    if ((await readerPosition(tx, reader)) !== position) return false;
    const at = sql`to_timestamp(${now} / 1000.0)`;
    const { rows } = await sql<{ position: number; tries: number }>`
      insert into feed_aside (reader, position, county_id, incident_id, version, type, status, at, subject,
        tries, error_code, failed_at)
      select ${reader}, position, county_id, incident_id, version, type, status, at, subject, 1, ${code}, ${at}
      from feed where position > ${position} and ${only === undefined ? sql`true` : sql`type = ${only}`}
      order by position limit 1
      on conflict (reader, position) do update set tries = feed_aside.tries + 1,
        error_code = excluded.error_code, failed_at = excluded.failed_at
      returning position, tries`.execute(tx);
    const [failed] = rows;
    if (!failed || failed.tries < ENTRY_TRIES_MAX) return false;
    await sql`update feed_aside set aside_at = ${at}
      where reader = ${reader} and position = ${failed.position}`.execute(tx);
    // Those before it that failed at first and went through in the end.
    await sql`delete from feed_aside where reader = ${reader} and aside_at is null
      and position < ${failed.position}`.execute(tx);
    await moveReader(tx, reader, failed.position);
    return true;
  });
}

/**
 * Tries the next entry again that somebody asked for; how many there were (0 or 1). `again` calls `done` in the
 * transaction of its work, or after it. One that fails once more stays aside.
 */
export async function readAside(
  { db, reader, now }: Pick<Reading, 'db' | 'reader' | 'now'>,
  again: (entry: FeedEntry, done: (tx: Tx) => Promise<void>) => Promise<void>,
): Promise<number> {
  const [entry] = await inReading(db, 'all', async (tx) => {
    const { rows } = await kept(sql<FeedEntry>`
      select position, county_id as "countyId", incident_id as "incidentId", version, type, status, at, subject
      from feed_aside where reader = ${reader} and again_at is not null
      order by position limit 1`).execute(tx);
    return rows;
  });
  if (!entry) return 0;
  const mine = sql`reader = ${reader} and position = ${entry.position}`;
  try {
    await again(entry, async (tx) => {
      await sql`delete from feed_aside where ${mine}`.execute(tx);
    });
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    await inWriting(db, 'all', (tx) =>
      sql`update feed_aside set tries = tries + 1, error_code = ${codeOf(error)}, again_at = null,
        failed_at = to_timestamp(${now} / 1000.0) where ${mine}`.execute(tx),
    );
  }
  return 1;
}

/** What kind of error it was: its code or its name, never its words, which may speak of persons. */
function codeOf(error: unknown): string {
  if (error instanceof Refused) return error.refusal.code;
  const { code, name } = error as { code?: unknown; name?: unknown };
  const told =
    typeof code === 'string' ? `sql ${code}` : typeof name === 'string' ? name : 'unknown';
  return told.slice(0, CODE_MAX_CHARACTERS);
}

/** What lies aside in these counties, newest first. */
export async function asideEntries(tx: Tx, counties: readonly number[]): Promise<AsideEntry[]> {
  const { rows } = await sql<AsideEntry>`
    select a.reader, a.position, a.county_id as "countyId", a.type, i.number, a.at, a.tries,
      a.error_code as "errorCode", a.aside_at as "asideAt", a.again_at is not null as "isAskedAgain"
    from feed_aside a join incident i on i.county_id = a.county_id and i.id = a.incident_id
    where a.aside_at is not null and a.county_id = any (${[...counties]}::int[])
    order by a.aside_at desc, a.position limit ${ASIDE_SHOWN_MAX}`.execute(tx);
  return rows;
}

/** Has an entry tried again; false when there is none. */
export async function askAgain(
  tx: Tx,
  { countyId, reader, position }: Pick<AsideEntry, 'countyId' | 'reader' | 'position'>,
  now: Instant,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update feed_aside set again_at = to_timestamp(${now} / 1000.0)
    where county_id = ${countyId} and reader = ${reader} and position = ${position}
      and aside_at is not null`.execute(tx);
  return numAffectedRows === 1n;
}
