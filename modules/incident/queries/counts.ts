// The badges of 待办: how many lie in each pile of work, in one statement.
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import { inReadingOnce, kept, sql, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Counts } from '../contract.ts';
import { cappedCount } from './count.ts';
import type { ListName } from './list-filter.ts';
import { rangesOf } from './list-ranges.ts';
import { pickingOf } from './list.ts';
import type { z } from 'zod';

/** A badge has room for three figures; counting on would cost every page view and tell nobody more. */
export const BADGE_CAP = 999;

/** Piles that are worked through; `all` and `closed` only grow. */
const BADGES = [
  'mine',
  'toAccept',
  'toDispatch',
  'toSign',
  'handling',
  'toCheck',
  'toFollowUp',
  'overdue',
  'open',
] as const satisfies readonly ListName[];

export async function incidentCounts(
  db: Db,
  actor: Actor,
  now: Instant,
): Promise<z.infer<typeof Counts>> {
  const questions = BADGES.flatMap((list) => {
    const picking = { ...pickingOf(actor, { list }, now), order: 'none' as const };
    const ranges = rangesOf({ ...picking, limit: BADGE_CAP + 1 });
    return ranges === null
      ? []
      : [
          sql`select ${list}::text as list, count(*)::int as count
            from (select 1 from (${ranges}) as i limit ${BADGE_CAP + 1}) as counted`,
        ];
  });
  const empty = Object.fromEntries(BADGES.map((list) => [list, cappedCount(0, BADGE_CAP)]));
  if (questions.length === 0) return { counts: empty };
  const rows = await inReadingOnce(db, reachOfActor(actor), async (tx) => {
    const { rows } = await kept(sql<{ list: string; count: number }>`
      ${sql.join(questions, sql` union all `)}`).execute(tx);
    return rows;
  });
  const counted = rows.map(({ list, count }) => [list, cappedCount(count, BADGE_CAP)] as const);
  return { counts: { ...empty, ...Object.fromEntries(counted) } };
}
