// Reads what really happened, as a play needs it: the facts of the matters that were reported in a period. It
// only reads; words and persons stay sealed, because nothing is decided by them.
import type { scopeWhere } from '#modules/identity/index.ts';
import { inReading, sql, type Db, type Tx } from '#platform/db/index.ts';
import { firstIdAt } from '#platform/ids/index.ts';
import { DAY, HOUR, type Instant } from '#platform/time/index.ts';
import type { Fact } from '../facts.ts';
import { readFact } from '../record/upcast.ts';

/** Matters of one question: they and both their lives are held in memory (some 15 kB each). */
export const RECORDED_MATTERS_MAX = 20_000;
/** A year and the days around it. */
export const RECORDED_PERIOD_MAX_MS = 400 * DAY;
/** A matter with more facts is a file for the archive; it is told as left out. */
export const RECORDED_FACTS_MAX = 500;
/** An id is made before its report is dated; a sealed hour may lie between. */
const BORN_APART_MS = 2 * HOUR;
/** Matters read at once: one statement stays far below a second. */
const READ_AT_ONCE = 500;

export type RecordedMatter = Readonly<{ id: string; facts: readonly Fact[] }>;

export type RecordedPeriod = Readonly<{
  matters: readonly RecordedMatter[];
  /** Matters with more facts than are read. */
  tooLong: number;
  /** There were more matters than fit: the period ends earlier. */
  cut: boolean;
}>;

export type PeriodQuestion = Readonly<{
  countyId: number;
  from: Instant;
  to: Instant;
  /** Fewer than the most, for a trial. */
  limit?: number;
  /** Which of them the asker may see, as a condition on a row of `incident`; without it all. */
  seen?: (alias: string) => ReturnType<typeof scopeWhere>;
  signal?: AbortSignal;
  onProgress?: (read: number) => void;
}>;

/** The matters reported from `from` up to, not including, `to`, in the order of their reports. */
export async function readRecorded(db: Db, question: PeriodQuestion): Promise<RecordedPeriod> {
  const { signal, onProgress, countyId } = question;
  const limit = Math.min(question.limit ?? RECORDED_MATTERS_MAX, RECORDED_MATTERS_MAX);
  const reading = <T>(work: (tx: Tx) => Promise<T>) => inReading(db, [countyId], work);
  const ids = await reading((tx) => idsOf(tx, question, limit + 1));
  const chosen = ids.slice(0, limit);
  const matters: RecordedMatter[] = [];
  let tooLong = 0;
  for (let at = 0; at < chosen.length && !signal?.aborted; at += READ_AT_ONCE) {
    const some = chosen.slice(at, at + READ_AT_ONCE);
    const histories = await reading((tx) => factsOf(tx, countyId, some));
    for (const id of some) {
      const facts = histories.get(id) ?? [];
      if (facts.length > RECORDED_FACTS_MAX) tooLong++;
      else if (facts[0]?.type === 'incident.reported') matters.push({ id, facts });
    }
    onProgress?.(at + some.length);
  }
  return { matters, tooLong, cut: ids.length > chosen.length };
}

async function idsOf(tx: Tx, { countyId, from, to, seen }: PeriodQuestion, limit: number) {
  const { rows } = await sql<{ id: string }>`
    select id from incident i
    where ${seen ? seen('i') : sql<boolean>`true`} and county_id = ${countyId} and reported_at >= to_timestamp(${from} / 1000.0)
      and reported_at < to_timestamp(${to} / 1000.0)
      -- An id is as old as its report: the key finds the period, the time is only checked.
      and id >= ${firstIdAt(from - BORN_APART_MS)} and id < ${firstIdAt(to + BORN_APART_MS)}
    order by reported_at, id limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

async function factsOf(tx: Tx, countyId: number, ids: readonly string[]) {
  const { rows } = await sql<{ id: string; body: string }>`
    select incident_id as id, body from fact
    where county_id = ${countyId} and incident_id = any(${ids}::uuid[])
      and seq <= ${RECORDED_FACTS_MAX + 1}
    order by incident_id, seq`.execute(tx);
  const histories = new Map<string, Fact[]>();
  for (const { id, body } of rows) {
    const facts = histories.get(id);
    if (facts) facts.push(readFact(body));
    else histories.set(id, [readFact(body)]);
  }
  return histories;
}
