// The badges of 待办: how many lie in each pile of work. What is open is read once and told apart by its
// status: with ranges for every pile the statement would take longer to plan than to answer.
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import { inReadingOnce, kept, sql, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { RawBuilder } from 'kysely';
import type { Counts } from '../contract.ts';
import { cappedCount, incidentCount } from './count.ts';
import { allOf, filterConditions, statusesOf, type ListName } from './list-filter.ts';
import { rangesOf } from './list-ranges.ts';
import { pickingOf } from './list.ts';
import type { z } from 'zod';

/** A badge has room for three figures; counting on would cost every page view and tell nobody more. */
export const BADGE_CAP = 999;

// Piles that are worked through; `all` and `closed` only grow.
const BY_STATUS = ['toAccept', 'toDispatch', 'toSign', 'handling', 'toCheck'] as const;
const WITHIN_OPEN = [...BY_STATUS, 'overdue'] as const;
const APART = ['mine', 'toFollowUp'] as const;
type Badges = Record<(typeof WITHIN_OPEN | typeof APART)[number] | 'open', number>;

/** Each pile is counted to `cap`. */
export async function incidentCounts(
  db: Db,
  actor: Actor,
  now: Instant,
  cap = BADGE_CAP,
): Promise<z.infer<typeof Counts>> {
  const badges = await counted(db, actor, now, cap);
  // Where a status was not read to its end, what is overdue is looked for by its own mark.
  const overdue = BY_STATUS.some((list) => badges[list] > cap)
    ? { overdue: await incidentCount(db, actor, { list: 'overdue' }, now, cap) }
    : {};
  const capped = Object.entries(badges).map(([list, n]) => [list, cappedCount(n, cap)] as const);
  return { counts: { ...Object.fromEntries(capped), ...overdue } };
}

/** Of each status of what is open no more than one beyond `cap` is read. */
async function counted(db: Db, actor: Actor, now: Instant, cap: number): Promise<Badges> {
  const limit = cap + 1;
  const ranges = (list: ListName, also: readonly ('status' | 'overdue' | 'closed_at')[] = []) =>
    rangesOf({ ...pickingOf(actor, { list }, now), order: 'none', limit, also });
  const apart = (list: (typeof APART)[number]): RawBuilder<unknown> => {
    const found = ranges(list);
    return found
      ? sql`(select count(*)::int from (select from (${found}) as i limit ${limit}) as n)`
      : sql`0`;
  };
  const within = (list: (typeof WITHIN_OPEN)[number]): RawBuilder<unknown> =>
    sql`count(*) filter (where i.status = any (${statusesOf({ list })}::text[])
      and ${allOf(filterConditions({ list }, now))})::int`;
  const open = ranges('open', ['status', 'overdue', 'closed_at']);
  if (open === null) return NONE;
  return inReadingOnce(db, reachOfActor(actor), async (tx) => {
    const { rows } = await kept(sql<Badges>`
      select ${sql.join([
        ...WITHIN_OPEN.map((list) => sql`${within(list)} as ${sql.ref(list)}`),
        ...APART.map((list) => sql`${apart(list)} as ${sql.ref(list)}`),
      ])}, count(*)::int as open from (${open}) as i`).execute(tx);
    return rows[0] ?? NONE;
  });
}

const NONE: Badges = {
  ...{ mine: 0, toAccept: 0, toDispatch: 0, toSign: 0, handling: 0, toCheck: 0 },
  ...{ toFollowUp: 0, overdue: 0, open: 0 },
};
