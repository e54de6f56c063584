// How a page is found: the rights of a person, and what they ask for, become a few ranges of an index,
// each read in order and only as far as the page needs; their merge is the page. The plan is fixed by
// the shape of the statement, so that no estimate can turn a page into a scan of the table.
import { sql, type RawBuilder } from 'kysely';
import { scopeWhere, type Scope, type ScopeTerm } from '#modules/identity/index.ts';
import { OPEN_STATUSES, STATUSES, type Status } from '../lifecycle.ts';
import { allOf, type Condition, type Filter } from './list-filter.ts';

export type Order = 'newest' | 'due' | 'none';

export type Picking = Readonly<{
  scope: Scope;
  filter: Filter;
  statuses: readonly Status[] | null;
  /** Beside the rights, which are added here. */
  conditions: readonly Condition[];
  order: Order;
  /** Rows that may be needed of any range. */
  limit: number;
  /** Units of the actor's posts, and the rights of the posts without one: for 待办. */
  mine: Mine;
  /** Gives lng6, lat6 and level too: for the map. */
  withPoint?: boolean;
}>;

export type Mine = Readonly<{
  units: readonly Readonly<{ countyId: number; unitId: number }>[];
  unitless: Scope;
}>;

/** What a range gives: where a row is, when its first clock is due, and where it lies. */
type Range = RawBuilder<unknown>;

function given(picking: Picking): RawBuilder<unknown> {
  return picking.withPoint
    ? sql`i.county_id, i.id, i.clock_due_at, i.lng6, i.lat6, i.level`
    : sql`i.county_id, i.id, i.clock_due_at`;
}

const ORDERS: Readonly<Record<Order, RawBuilder<unknown>>> = {
  newest: sql`order by i.id desc`,
  due: sql`order by i.clock_due_at, i.id`,
  none: sql``,
};

/**
 * A statement for the rows that fit: county_id, id and clock_due_at, each once, at most `limit` of each
 * range, not yet in order. Null when nothing can fit.
 */
export function rangesOf(picking: Picking): Range | null {
  if (picking.statuses?.length === 0) return null;
  const ranges = picking.filter.list === 'mine' ? myRanges(picking) : placeRanges(picking);
  if (ranges.length === 0) return null;
  const [only] = ranges;
  // Ranges of one kind do not overlap, except the orders of two of my units about one incident.
  if (ranges.length === 1 && only && only.isDistinct) return only.sql;
  return sql`select distinct * from (${sql.join(
    ranges.map((range) => sql`(${range.sql})`),
    sql` union all `,
  )}) as ranges`;
}

type Part = Readonly<{ sql: Range; isDistinct: boolean }>;
const one = (range: Range): Part => ({ sql: range, isDistinct: true });
const overlapping = (range: Range): Part => ({ sql: range, isDistinct: false });

/** 待办: what is in the hands of my units; for a post without a unit, what is open within its reach. */
function myRanges(picking: Picking): Part[] {
  const { units, unitless } = picking.mine;
  const held = units.length
    ? [
        one(
          keyRange(
            picking,
            'holder_unit_id',
            units.map((unit) => ({ countyId: unit.countyId, key: unit.unitId })),
            null,
          ),
        ),
      ]
    : [];
  const reached = termRanges({
    ...picking,
    scope: { any: unitless.any, memberId: picking.scope.memberId },
  });
  return [...held, ...reached];
}

function placeRanges(picking: Picking): Part[] {
  const { filter, scope } = picking;
  const counties = countiesOf(scope);
  const narrow = scope.any.every((term) => NARROW.includes(term.kind));
  if (counties === null || narrow) return termRanges(picking);
  const key = (key: number) => counties.map((countyId) => ({ countyId, key }));
  const isSome = filter.list === 'overdue' || filter.list === 'toFollowUp';
  if (filter.gridId !== undefined)
    return [one(keyRange(picking, 'grid_id', key(filter.gridId), picking.statuses ?? STATUSES))];
  if (filter.villageId !== undefined)
    return [
      one(keyRange(picking, 'village_id', key(filter.villageId), picking.statuses ?? STATUSES)),
    ];
  // Few in the whole county: their own small index, whoever asks.
  if (isSome || filter.supervised === true || filter.overdue === true)
    return [
      one(
        keyRange(
          picking,
          null,
          counties.map((countyId) => ({ countyId })),
          null,
        ),
      ),
    ];
  if (picking.order === 'due') return dueRanges(picking, counties);
  if (filter.unitId !== undefined)
    return unitRanges(picking, key(filter.unitId), picking.statuses ?? STATUSES);
  if (filter.townId !== undefined)
    return [one(keyRange(picking, 'town_id', key(filter.townId), picking.statuses ?? STATUSES))];
  return termRanges(picking);
}

/** Kinds of right that reach a few hundred incidents, not a share of the county. */
const NARROW: readonly ScopeTerm['kind'][] = ['village', 'grid', 'own'];

/**
 * By due time. Only what somebody still has to do something about is listed so (`isLive`): a few
 * thousand in a county, in an index of their own.
 */
function dueRanges(picking: Picking, counties: readonly number[]): Part[] {
  const statuses = picking.statuses ?? STATUSES;
  const { scope } = picking;
  const byStatus = (some: readonly Status[]): Part[] =>
    some.length
      ? [
          one(
            keyRange(
              picking,
              null,
              counties.map((countyId) => ({ countyId })),
              some,
            ),
          ),
        ]
      : [];
  const units = scope.any.flatMap((term) =>
    term.kind === 'unit' ? [{ countyId: term.countyId, key: term.unitId }] : [],
  );
  // A unit has few of what is open, and finds it by its orders.
  if (units.length < scope.any.length) return byStatus(statuses);
  const open = statuses.filter(isOpen);
  return [
    ...(open.length ? unitRanges(picking, units, open) : []),
    ...byStatus(statuses.filter((status) => !isOpen(status))),
  ];
}

const isOpen = (status: Status) => (OPEN_STATUSES as readonly Status[]).includes(status);

/** Ranges straight from the rights. */
function termRanges(picking: Picking): Part[] {
  const terms = picking.scope.any;
  if (terms.some((term) => term.kind === 'all')) return [one(wholeRange(picking))];
  const whole = new Set(terms.flatMap((term) => (term.kind === 'county' ? [term.countyId] : [])));
  const rest = terms.filter(
    (term) => term.kind === 'own' || !('countyId' in term && whole.has(term.countyId)),
  );
  const keys = (kind: ScopeTerm['kind'], of: (term: ScopeTerm) => readonly Key[]) =>
    distinctKeys(rest.filter((term) => term.kind === kind).flatMap(of));
  const statuses = picking.statuses ?? STATUSES;
  const parts: Part[] = [];
  if (whole.size)
    parts.push(
      one(
        keyRange(
          picking,
          null,
          [...whole].map((countyId) => ({ countyId })),
          picking.statuses,
        ),
      ),
    );
  const towns = keys('town', (term) =>
    term.kind === 'town' ? [{ countyId: term.countyId, key: term.townId }] : [],
  );
  if (towns.length) parts.push(one(keyRange(picking, 'town_id', towns, statuses)));
  const villages = keys('village', (term) =>
    term.kind === 'village' ? [{ countyId: term.countyId, key: term.villageId }] : [],
  );
  if (villages.length) parts.push(one(keyRange(picking, 'village_id', villages, statuses)));
  const grids = keys('grid', (term) =>
    term.kind === 'grid' ? term.gridIds.map((key) => ({ countyId: term.countyId, key })) : [],
  );
  if (grids.length) parts.push(one(keyRange(picking, 'grid_id', grids, statuses)));
  const units = keys('unit', (term) =>
    term.kind === 'unit' ? [{ countyId: term.countyId, key: term.unitId }] : [],
  );
  if (units.length) parts.push(...unitRanges(picking, units, statuses));
  const own = [...new Set(terms.flatMap((term) => (term.kind === 'own' ? [term.accountId] : [])))];
  if (own.length) parts.push(one(ownRange(picking, own, statuses)));
  return parts;
}

type Key = Readonly<{ countyId: number; key?: number }>;

function distinctKeys(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((key) => [`${key.countyId}/${key.key}`, key])).values()];
}

type KeyColumn = 'town_id' | 'village_id' | 'grid_id' | 'room_unit_id' | 'holder_unit_id';

/** One range for each key and status; without a column, the county itself is the key. */
function keyRange(
  picking: Picking,
  column: KeyColumn | null,
  keys: readonly Key[],
  statuses: readonly Status[] | null,
): Range {
  const each = keys.flatMap((key) => (statuses ?? [null]).map((status) => ({ ...key, status })));
  return sql`
    select ${given(picking)}
    from unnest(${each.map((key) => key.countyId)}::int[], ${each.map((key) => key.key ?? 0)}::int[],
      ${each.map((key) => key.status)}::text[]) as k (county_id, key, status)
    cross join lateral (
      select ${given(picking)} from incident as i
      where i.county_id = k.county_id
        ${column === null ? sql`` : sql`and i.${sql.raw(column)} = k.key`}
        ${statuses === null ? sql`and ${statusCondition(picking)}` : sql`and i.status = k.status`}
        and ${rowConditions(picking)}
      ${ORDERS[picking.order]} limit ${picking.limit}) as i`;
}

/** By the orders that a unit was given, and by what it received as the room. */
function unitRanges(picking: Picking, keys: readonly Key[], statuses: readonly Status[]): Part[] {
  const each = keys.flatMap((key) => statuses.map((status) => ({ ...key, status })));
  const ordered: Range = sql`
    select ${given(picking)}
    from unnest(${each.map((key) => key.countyId)}::int[], ${each.map((key) => key.key ?? 0)}::int[],
      ${each.map((key) => key.status)}::text[]) as k (county_id, key, status)
    cross join lateral (
      select ${given(picking)}
      from assignment as a join incident as i on i.county_id = a.county_id and i.id = a.incident_id
      where a.county_id = k.county_id and a.unit_id = k.key and a.incident_status = k.status
        -- Sent back and sent again, a unit has several orders about one incident: the last one counts.
        and not exists (select from assignment as later where later.county_id = a.county_id
          and later.incident_id = a.incident_id and later.unit_id = a.unit_id and later.no > a.no)
        and ${rowConditions(picking)}
      ${picking.order === 'newest' ? sql`order by a.incident_id desc` : ORDERS[picking.order]}
      limit ${picking.limit}) as i`;
  return [overlapping(ordered), one(keyRange(picking, 'room_unit_id', keys, statuses))];
}

function ownRange(
  picking: Picking,
  accounts: readonly string[],
  statuses: readonly Status[],
): Range {
  const each = accounts.flatMap((account) => statuses.map((status) => ({ account, status })));
  return sql`
    select ${given(picking)}
    from unnest(${each.map((key) => key.account)}::text[], ${each.map((key) => key.status)}::text[])
      as k (account, status)
    cross join lateral (
      select ${given(picking)} from incident as i
      where i.reporter_id = k.account and i.status = k.status and ${rowConditions(picking)}
      ${ORDERS[picking.order]} limit ${picking.limit}) as i`;
}

/** For the machine itself, which reaches every county: no index serves that, and no person has it. */
function wholeRange(picking: Picking): Range {
  return sql`
    select ${given(picking)} from incident as i
    where ${statusCondition(picking)} and ${rowConditions(picking)}
    ${ORDERS[picking.order]} limit ${picking.limit}`;
}

/** The rights stand in every range; a range only says where to look. */
function rowConditions(picking: Picking): Condition {
  const live = picking.order === 'due' ? [IS_LIVE] : [];
  return allOf([...picking.conditions, ...live, scopeWhere(picking.scope, 'i')]);
}

/** Where the status is no part of the key. */
function statusCondition({ statuses }: Picking): Condition {
  return statuses === null ? sql`true` : sql`i.status = any (${statuses}::text[])`;
}

/** Somebody still has to do something about it: open, or closed with a call back or a reply owed. */
const IS_LIVE: Condition = sql`(i.closed_at is null or i.clock_due_at is not null or i.follow_up_due)`;

/** The counties in which a scope lies; null when it names none (`own`, `all`). */
function countiesOf(scope: Scope): readonly number[] | null {
  const counties = new Set<number>();
  for (const term of scope.any) {
    if (term.kind === 'all' || term.kind === 'own') return null;
    counties.add(term.countyId);
  }
  return [...counties];
}
