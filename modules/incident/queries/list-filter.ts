// What a list query asks for, beside the rights: the statuses it can be in and the conditions on a row.
import { sql, type RawBuilder } from 'kysely';
import { firstIdAt } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { CountQuery, ListQuery } from '../contract.ts';
import { OPEN_STATUSES, STATUSES, type Status } from '../lifecycle.ts';
import type { z } from 'zod';

export type Condition = RawBuilder<unknown>;
export type Filter = Readonly<z.output<typeof CountQuery>>;
export type ListName = ListQuery['list'];

/** The statuses of each named pile; null: any. What else makes a pile is in `pileConditions`. */
const PILE_STATUSES: Readonly<Record<ListName, readonly Status[] | null>> = {
  all: null,
  mine: OPEN_STATUSES,
  toAccept: ['reported'],
  toDispatch: ['filed'],
  toSign: ['dispatched'],
  handling: ['handling'],
  toCheck: ['resolved'],
  toFollowUp: null,
  overdue: OPEN_STATUSES,
  open: OPEN_STATUSES,
  closed: ['closed'],
};

/** The statuses that a row of the answer may have; null: any of them; empty: there is no answer. */
export function statusesOf(filter: Pick<Filter, 'list' | 'status'>): readonly Status[] | null {
  const pile = PILE_STATUSES[filter.list];
  const wanted = filter.status;
  if (!wanted?.length) return pile;
  return (pile ?? STATUSES).filter((status) => wanted.includes(status));
}

/** Conditions on the incident `i`; the words and numbers searched for (`q`) are not among them. */
export function filterConditions(filter: Filter, now: Instant): Condition[] {
  const conditions = pileConditions(filter);
  const add = (condition: Condition) => conditions.push(condition);
  if (filter.level?.length) add(sql`i.level = any (${filter.level}::smallint[])`);
  if (filter.source?.length) add(sql`i.source = any (${filter.source}::text[])`);
  if (filter.item !== undefined)
    add(
      filter.item.length === ITEM_CODE_LENGTH
        ? sql`i.item_code = ${filter.item}`
        : sql`starts_with(i.item_code, ${filter.item})`,
    );
  if (filter.townId !== undefined) add(sql`i.town_id = ${filter.townId}`);
  if (filter.villageId !== undefined) add(sql`i.village_id = ${filter.villageId}`);
  if (filter.gridId !== undefined) add(sql`i.grid_id = ${filter.gridId}`);
  if (filter.unitId !== undefined) add(sql`i.unit_ids && ${[filter.unitId]}::int[]`);
  if (filter.supervised !== undefined) add(flag('supervised', filter.supervised));
  if (filter.overdue !== undefined) add(flag('overdue', filter.overdue));
  if (filter.light !== undefined) add(lightCondition(filter.light, now));
  return conditions;
}

/** An id begins with the instant of the report: a period is a range of ids. */
export function periodConditions(filter: Pick<Filter, 'from' | 'to'>): Condition[] {
  const bound = (instant: number) => sql`${firstIdAt(instantOf(instant))}::uuid`;
  return [
    ...(filter.from === undefined ? [] : [sql`i.id >= ${bound(filter.from)}`]),
    ...(filter.to === undefined ? [] : [sql`i.id < ${bound(filter.to)}`]),
  ];
}

function pileConditions(filter: Filter): Condition[] {
  switch (filter.list) {
    case 'overdue':
      return [sql`i.overdue`, sql`i.closed_at is null`];
    case 'toFollowUp':
      return [sql`i.follow_up_due`];
    default:
      return [];
  }
}

/** The light of the running clock that is due first. */
function lightCondition(light: 'green' | 'yellow' | 'red', now: Instant): Condition {
  const at = timestamp(now);
  switch (light) {
    case 'green':
      return sql`i.clock_warn_at > ${at}`;
    case 'yellow':
      return sql`(i.clock_warn_at <= ${at} and i.clock_due_at >= ${at})`;
    case 'red':
      return sql`i.clock_due_at < ${at}`;
  }
}

const ITEM_CODE_LENGTH = 7;

/** Written bare, so that the planner knows a partial index by it. */
function flag(column: 'supervised' | 'overdue', value: boolean): Condition {
  return value ? sql`i.${sql.raw(column)}` : sql`not i.${sql.raw(column)}`;
}

/** Ids hold 48 bits of milliseconds. */
const LAST_INSTANT = 2 ** 48 - 1;
export const instantOf = (value: number) => Math.min(Math.max(value, 0), LAST_INSTANT);

export function timestamp(at: Instant): RawBuilder<unknown> {
  return sql`to_timestamp(${at}::float8 / 1000)`;
}

export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}
