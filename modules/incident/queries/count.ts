// How many are there? Counted to a limit: beyond ten thousand a person reads "10 000+" and filters.
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import { inReadingOnce, kept, sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { COUNT_CAP, type Count } from '../contract.ts';
import type { Filter } from './list-filter.ts';
import { rangesOf } from './list-ranges.ts';
import { pickingOf } from './list.ts';
import type { z } from 'zod';

type Counted = z.infer<typeof Count>;

/** Searching (`q`) is counted by `searchCount`. */
export async function incidentCount(
  db: Db,
  actor: Actor,
  filter: Filter,
  now: Instant,
  cap = COUNT_CAP,
): Promise<Counted> {
  return inReadingOnce(db, reachOfActor(actor), (tx) => countRows(tx, actor, filter, now, cap));
}

/** Counts up to `cap` rows. */
export async function countRows(
  tx: Tx,
  actor: Actor,
  filter: Filter,
  now: Instant,
  cap: number,
): Promise<Counted> {
  const picking = { ...pickingOf(actor, filter, now), order: 'none' as const, limit: cap + 1 };
  const ranges = rangesOf(picking);
  if (ranges === null) return { count: 0, capped: false };
  const { rows } = await kept(sql<{ count: number }>`
    select count(*)::int as count from (select 1 from (${ranges}) as i limit ${cap + 1}) as counted`).execute(
    tx,
  );
  return cappedCount(rows[0]?.count ?? 0, cap);
}

export function cappedCount(count: number, cap: number): Counted {
  return { count: Math.min(count, cap), capped: count > cap };
}
