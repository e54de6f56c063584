// 今日任务: the orders of my unit that are not done yet, and what I am asked to verify where I work.
import { reachOfActor, viewScopeOf, type Actor } from '#modules/identity/index.ts';
import { inReading, sql } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { FIELD_ROLES, type Tasks } from '../contract.ts';
import { isLive, type Incident } from '../incident.ts';
import type { Status } from '../lifecycle.ts';
import { pickingOf, type ListDeps } from './list.ts';
import { workRows } from './work-rows.ts';

/** One person's day; who has more works from the lists at a desk. */
export const TASKS_MAX = 60;

const AT_HAND: readonly Status[] = ['reported', 'dispatched', 'handling'];

/** What is due first comes first. Only posts in the field count: a desk's own work is in its lists. */
export async function tasksOf(deps: ListDeps, actor: Actor, now: Instant): Promise<Tasks> {
  const posts = actor.posts.filter(({ role }) => FIELD_ROLES.includes(role));
  const units = [...new Set(posts.flatMap(({ unitId }) => (unitId === null ? [] : [unitId])))];
  const isMine = sql`exists (select from assignment as a
    where a.county_id = i.county_id and a.incident_id = i.id
      and a.unit_id = any (${units}::int[]) and a.state in ('ordered', 'signed'))`;
  const toVerify = sql`(i.flags ->> 'verifying' = 'true')`;
  const picking = {
    ...pickingOf(actor, { list: 'all' }, now),
    scope: viewScopeOf(actor, ({ role }) => FIELD_ROLES.includes(role)),
    statuses: AT_HAND,
    conditions: [sql`case when i.status = 'reported' then ${toVerify} else ${isMine} end`],
    order: 'due' as const,
  };
  return inReading(deps.db, reachOfActor(actor), async (tx) => {
    const { work, more } = await workRows(tx, deps.names, actor, picking, TASKS_MAX, now);
    const items = work.map(({ incident, row }) => ({
      ...row,
      assignmentNo: ownOrder(incident, units),
    }));
    return { items, more };
  });
}

/** The newest order that my unit still has to fulfil. */
function ownOrder({ assignments }: Incident, units: readonly number[]): number | null {
  const own = assignments.findLast(
    (each) =>
      isLive(each) &&
      each.doneAt === undefined &&
      each.waivedAt === undefined &&
      units.includes(each.unitId),
  );
  return own?.no ?? null;
}
