// The signing desk (签收台): what has come in and waits for a signature, which 110 calls are under way with
// which of their four clocks (1312), and who asks this desk for help.
import {
  covers,
  reachOfActor,
  roleDefinition,
  scopeFor,
  scopeOf,
  scopeWhere,
  viewScopeOf,
  type Actor,
} from '#modules/identity/index.ts';
import { inReading, sql, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { DAY, MINUTE, type Instant } from '#platform/time/index.ts';
import {
  CALL_SOURCES,
  DESK_ROLES,
  type CallerMatters,
  type Desk,
  type WorkPile,
} from '../contract.ts';
import { subjectOf } from '../decide.ts';
import { OPEN_STATUSES, type Status } from '../lifecycle.ts';
import { CALLER_MATTERS_MAX } from './callers.ts';
import { visibleIncident } from './detail.ts';
import { pickingOf, type ListDeps } from './list.ts';
import { timestamp, type Condition } from './list-filter.ts';
import { rowsOf } from './list-rows.ts';
import { workRows, type Work, type WorkFound } from './work-rows.ts';
import type { z } from 'zod';

/** Rows of one pile: more than a desk can sign in an hour; the rest is in the lists. */
export const DESK_ROWS_MAX = 60;
/** What ran out longer ago stands behind what still can be met. */
const STALE_AFTER_MS = 30 * MINUTE;
/** A closed call whose feedback was due longer ago is looked for among what is overdue. */
const OWED_MS = DAY;
/** Of what ran out long ago only the newest are shown. */
export const DESK_STALE_MAX = 20;

/** The three piles of the desk, each within the rights of the actor's posts at a desk. */
export async function deskOf(deps: ListDeps, actor: Actor, now: Instant): Promise<Desk> {
  return inReading(deps.db, reachOfActor(actor), async (tx) => {
    const pick = picker(tx, deps, actor, now);
    const unsigned = sql`(i.source = any (${[...CALL_SOURCES]}::text[]) or i.level <= 2)`;
    const staleAt = timestamp(now - STALE_AFTER_MS);
    const fresh = await pick(
      ['reported', 'filed'],
      'due',
      DESK_ROWS_MAX,
      [unsigned],
      [sql`i.clock_due_at >= ${staleAt}`],
    );
    const stale = await pick(['reported', 'filed'], 'newest', DESK_STALE_MAX, [
      unsigned,
      sql`i.clock_due_at < ${staleAt}`,
    ]);
    // Of all that is closed and still owes a call back or an answer, the index is read for two days only.
    const fedBackBy = [now - OWED_MS, now + OWED_MS].map(timestamp);
    const owed = await pick(
      ['closed'],
      'due',
      DESK_ROWS_MAX,
      [IS_1312, sql`i.clock_kind = 'feedback'`],
      [sql`i.clock_due_at between ${fedBackBy[0]} and ${fedBackBy[1]}`],
    );
    const open = await pick(UNDER_WAY, 'due', DESK_ROWS_MAX, [IS_1312]);
    const help = await pick(OPEN_STATUSES, 'due', DESK_ROWS_MAX, [asksFor(actor)]);
    return {
      waiting: pileOf({
        work: [...fresh.work, ...stale.work],
        more: fresh.more || stale.more,
      }),
      running: pileOf({
        work: [...open.work, ...owed.work].toSorted(byDue),
        more: open.more || owed.more,
      }),
      help: pileOf(help),
    };
  });
}

const UNDER_WAY: readonly Status[] = ['dispatched', 'handling', 'resolved'];

const byDue = (a: Work, b: Work): number =>
  (a.row.clock?.dueAt ?? Infinity) - (b.row.clock?.dueAt ?? Infinity) || 0;

/** Only a 110 call of an item under 1312 has a clock for contacting. */
const IS_1312: Condition = sql`i.source = 'police110'
  and exists (select from json_array_elements(i.state -> 'clocks') as clock
    where clock ->> 'kind' = 'contact')`;

/** Requests that nobody has answered: those of the own office, at a county's desk all (as `openHelp`). */
function asksFor(actor: Actor): Condition {
  const posts = actor.posts.filter(({ role }) => DESK_ROLES.includes(role));
  const units = posts.flatMap(({ unitId }) => (unitId === null ? [] : [unitId]));
  const counties = posts
    .filter(({ role }) => roleDefinition(role).view === 'county')
    .map(({ place }) => place.countyId);
  return sql`exists (select from json_array_elements(i.flags -> 'help') as help
    where help ->> 'answeredAt' is null
      and (help ->> 'toUnit' is null or (help ->> 'toUnit')::int = any (${units}::int[])
        or i.county_id = any (${counties}::int[])))`;
}

function picker(tx: Tx, { names }: ListDeps, actor: Actor, now: Instant) {
  const scope = viewScopeOf(actor, ({ role }) => DESK_ROLES.includes(role));
  return (
    statuses: readonly Status[],
    order: 'due' | 'newest',
    limit: number,
    conditions: readonly Condition[],
    due: readonly Condition[] = [],
  ): Promise<WorkFound> => {
    const picking = pickingOf(actor, { list: 'all' }, now);
    const asked = { ...picking, scope, statuses, conditions, order, due };
    return workRows(tx, names, actor, asked, limit, now);
  };
}

const deskReach: Parameters<typeof scopeFor>[1] = ({ role }) =>
  DESK_ROLES.includes(role) ? roleDefinition(role).view : null;

const pileOf = ({ work, more }: WorkFound): WorkPile => ({
  items: work.map(({ row }) => row),
  more,
});

/**
 * The newest other matters of whoever reported this one, by their telephone or identity number, as far as
 * the actor sees them. Only a desk is told: for the others the reporter stays masked.
 * @throws Refused('incident.not-found', 'incident.reveal-denied')
 */
export async function earlierMatters(
  { db, names }: ListDeps,
  actor: Actor,
  id: string,
): Promise<z.infer<typeof CallerMatters>> {
  return inReading(db, reachOfActor(actor), async (tx) => {
    const { incident } = await visibleIncident(tx, actor, id);
    if (!covers(scopeFor(actor, deskReach), subjectOf(incident)))
      throw new Refused('incident.reveal-denied');
    const picked = sql`
      select distinct other.county_id, other.incident_id as id
      from person_index as own join person_index as other
        on other.county_id = own.county_id and other.kind = own.kind and other.hash = own.hash
      where own.county_id = ${incident.countyId} and own.incident_id = ${id}
        and other.incident_id <> ${id}`;
    const within = sql`select i.county_id, i.id from (${picked}) as p
      join incident as i on i.county_id = p.county_id and i.id = p.id
      where ${scopeWhere(scopeOf(actor), 'i')} order by i.id desc limit ${CALLER_MATTERS_MAX}`;
    const found = await rowsOf(tx, within, sql`order by i.id desc`, names);
    return { items: found.map(({ row }) => row) };
  });
}
