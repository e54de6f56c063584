// How a page is found: the rights of a person, and what they ask for, become a few ranges of an index,
// each read in order and only as far as the page needs; their merge is the page. Every range says first
// where to look (a key, fenced in by `offset 0`) and then what to look for (the filter and the rights):
// so the shape of the statement fixes the plan, and no estimate can turn a page into a scan of the table.
import { sql, type RawBuilder } from 'kysely';
import { scopeWhere, type Scope, type ScopeTerm } from '#modules/identity/index.ts';
import { firstIdAt } from '#platform/ids/index.ts';
import { isOpen, STATUSES, type Status } from '../lifecycle.ts';
import { allOf, type Condition, type Filter, type ListName } from './list-filter.ts';
import { lastMaster } from './masters.ts';

export type Order = 'newest' | 'due' | 'none';

export type Picking = Readonly<{
  scope: Scope;
  filter: Filter;
  statuses: readonly Status[] | null;
  /** What to look for beside the rights, which are added here. */
  conditions: readonly Condition[];
  /** Bounds of the id: they narrow where to look. */
  period: readonly Condition[];
  /** Bounds of the instant at which it is due: they narrow where an incident's own index is read. */
  due?: readonly Condition[];
  order: Order;
  /** Rows that may be needed of any range. */
  limit: number;
  /** Units of the actor's posts, and the rights of the posts without one: for 待办. */
  mine: Mine;
  /** Gives county_id and id alone, of all where the rights lead, which are still to be asked of each row. */
  isKeys?: boolean;
  /** Columns that the rows are given with, beside where they are: for the map, and for badges. */
  also?: readonly ('lng6' | 'lat6' | 'level' | 'status' | 'overdue' | 'closed_at')[];
}>;

export type Mine = Readonly<{
  units: readonly Readonly<{ countyId: number; unitId: number }>[];
  unitless: Scope;
}>;

/** What a range gives: where a row is, when its first clock is due, and what else was asked for. */
type Range = RawBuilder<unknown>;
type Part = Readonly<{
  /** One range for each of them; null: the status is no part of the key. */
  statuses: readonly Status[] | null;
  of: (picking: Picking, statuses: readonly Status[] | null) => Range;
  mayRepeat: boolean;
}>;

/**
 * A statement for the rows that fit: county_id, id and clock_due_at, each once, at most `limit` of each range,
 * not yet in order.
 * Null when nothing can fit.
 */
export function rangesOf(picking: Picking): Range | null {
  if (picking.statuses?.length === 0) return null;
  const parts =
    picking.filter.list === 'mine' ? myRanges(picking) : reachedRanges(picking, picking.scope);
  const [first] = parts;
  if (!first) return null;
  const isOne = parts.length === 1 && !first.mayRepeat;
  const hasBulk = picking.order !== 'due' && first.statuses?.includes(BULK);
  const isBulk = first.statuses?.length === 1;
  if (isOne && (isBulk || !hasBulk)) return first.of(picking, first.statuses);
  const found = hasBulk ? bulkFirst(picking, first, parts.slice(1)) : allParts(picking, parts);
  return sql`select ${sql.raw(isOne ? '' : 'distinct')} * from (${found}) as ranges`;
}

/** Whether the keys of the ranges say all that is asked, so that only the rights are left to be asked of a row. */
export function isKeyed({ scope, filter, conditions }: Omit<Picking, 'order' | 'limit'>): boolean {
  return (
    conditions.length === 0 &&
    filter.list !== 'mine' &&
    scope.any.every(({ kind }) => kind !== 'all')
  );
}

function allParts(picking: Picking, parts: readonly Part[]): Range {
  const each = parts.map((part) => sql`(${part.of(picking, part.statuses)})`);
  return sql.join(each, sql` union all `);
}

/** Where nearly everything ends. */
const BULK: Status = 'closed';

/**
 * The bulk first: where it fills the page, nothing older is looked for anywhere else, and where only so many
 * are counted, nothing at all. Otherwise every range would be read as far as a whole page of its own.
 */
function bulkFirst(picking: Picking, first: Part, rest: readonly Part[]): Range {
  const { limit, period } = picking;
  const isOrdered = picking.order === 'newest';
  const others = (first.statuses ?? STATUSES).filter((status) => status !== BULK);
  const parts = others.length ? [{ ...first, statuses: others }, ...rest] : rest;
  const oldest = sql`(select id from bulk order by id desc offset ${limit - 1} limit 1)`;
  const bound = isOrdered
    ? sql`select coalesce(${oldest}, ${firstIdAt(0)}::uuid) as id`
    : sql`select count(*) < ${limit} as is_short from bulk`;
  // Bare sub-queries: behind row-level security the database takes nothing else into an index.
  const wanted = isOrdered
    ? sql`i.id >= (select id from bound)`
    : sql`(select is_short from bound)`;
  // What it gives twice would fill the page or the count twice.
  const each = sql.raw(first.mayRepeat ? 'distinct' : '');
  return sql`
    with bulk as materialized (
      select ${each} * from (${first.of(picking, [BULK])}) as i ${ORDERS[picking.order]} limit ${limit}),
    bound as materialized (${bound})
    select * from bulk union all ${allParts({ ...picking, period: [...period, wanted] }, parts)}`;
}

/** Kinds of right within which little is open at a time: a page reads all of it. */
const NARROW: readonly ScopeTerm['kind'][] = ['village', 'grid', 'unit', 'own'];

// ---- which ranges ----------------------------------------------------------------------------

/** 待办: what is in the hands of my units; for a post without a unit, what is open within its reach. */
function myRanges(picking: Picking): Part[] {
  const { units, unitless } = picking.mine;
  const keys = units.map((unit) => ({ countyId: unit.countyId, key: unit.unitId }));
  const held = keyRange({
    column: 'holder_unit_id',
    keys,
    statuses: null,
    marks: [sql`i.closed_at is null`],
    isOrdered: false,
  });
  return [...(keys.length ? [held] : []), ...reachedRanges(picking, unitless)];
}

/** Ranges that together hold everything within `scope`; the rights themselves stand in each of them. */
function reachedRanges(picking: Picking, { any: terms }: Scope): Part[] {
  if (terms.some((term) => term.kind === 'all'))
    return [{ mayRepeat: false, statuses: null, of: wholeSql }];
  const accounts = terms.flatMap((term) => (term.kind === 'own' ? [term.accountId] : []));
  const placed = terms.filter((term): term is PlacedTerm => term.kind !== 'own');
  return [
    ...apart(placed).flatMap((some) => placedRanges(picking, some)),
    ...(accounts.length ? ownRanges(picking, [...new Set(accounts)]) : []),
  ];
}

/**
 * A room sees its town and what its unit was ordered to do elsewhere: each is found by its own key, so that
 * the town still leads where it can. What lies in both is given twice.
 */
function apart(terms: readonly PlacedTerm[]): (readonly PlacedTerm[])[] {
  const units = terms.filter((term) => term.kind === 'unit');
  const areas = terms.filter((term) => term.kind !== 'unit');
  const isMixed = units.length > 0 && areas.some((term) => !NARROW.includes(term.kind));
  return (isMixed ? [areas, units] : [terms]).filter((some) => some.length > 0);
}

type PlacedTerm = Extract<ScopeTerm, { countyId: number }>;
type Key = Readonly<{ countyId: number; key?: number }>;

function placedRanges(picking: Picking, terms: readonly PlacedTerm[]): Part[] {
  const { filter } = picking;
  const counties = [...new Set(terms.map((term) => term.countyId))].map((countyId) => ({
    countyId,
  }));
  const isSmall = terms.every((term) => NARROW.includes(term.kind));
  const statuses = picking.statuses ?? STATUSES;
  const marks = marksOf(filter, isSmall);
  if (marks) {
    const where = [...marks, ...townHint(terms)];
    const isOrdered =
      picking.order === 'newest' || (picking.order === 'due' && filter.list === 'overdue');
    return [keyRange({ column: null, keys: counties, statuses: null, marks: where, isOrdered })];
  }
  if (picking.order === 'due') return dueRanges(picking, terms, counties, isSmall);
  if (isSmall) return termRanges(picking, terms, statuses);
  const by = (column: KeyColumn, key: number) => [
    keyRange({
      column,
      keys: counties.map(({ countyId }) => ({ countyId, key })),
      statuses,
    }),
  ];
  if (filter.gridId !== undefined) return by('grid_id', filter.gridId);
  if (filter.villageId !== undefined) return by('village_id', filter.villageId);
  if (filter.unitId !== undefined) {
    const key = filter.unitId;
    return unitRanges(
      counties.map(({ countyId }) => ({ countyId, key })),
      statuses,
    );
  }
  if (filter.townId !== undefined) return by('town_id', filter.townId);
  return termRanges(picking, terms, picking.statuses);
}

/** Marks by which few are told in the whole county, each with a small index of its own. */
function marksOf(filter: Filter, isSmall: boolean): Condition[] | null {
  if (filter.list === 'toFollowUp') return [sql`i.follow_up_due`];
  if (filter.supervised === true) return [sql`i.supervised`];
  // Who reaches little finds what is overdue among the little that is open.
  if (filter.list === 'overdue' && !isSmall) return [sql`i.overdue`, sql`i.closed_at is null`];
  return null;
}

/** The town stands last in the indexes of what is marked: compared there, nothing else is read. */
function townHint(terms: readonly PlacedTerm[]): Condition[] {
  const towns = terms.flatMap((term) => (term.kind === 'town' ? [term.townId] : []));
  return towns.length === terms.length ? [sql`i.town_id = any (${towns}::int[])`] : [];
}

/**
 * By due time. Only what somebody still has to do something about is listed so (`IS_LIVE`): a few
 * thousand in a county, in indexes of their own. Who reaches little finds what is open by their rights.
 */
function dueRanges(
  picking: Picking,
  terms: readonly PlacedTerm[],
  counties: readonly Key[],
  isSmall: boolean,
): Part[] {
  const statuses = picking.statuses ?? STATUSES;
  const towns = terms.flatMap((term) =>
    term.kind === 'town' ? [{ countyId: term.countyId, key: term.townId }] : [],
  );
  if (towns.length === terms.length)
    return [keyRange({ column: 'town_id', keys: distinctKeys(towns), statuses: null, marks: [IS_LIVE] })]; // prettier-ignore
  const byStatus = (some: readonly Status[]): Part[] =>
    some.length
      ? [keyRange({ column: null, keys: counties, statuses: some, marks: [IS_LIVE] })]
      : [];
  if (!isSmall) return byStatus(statuses);
  const open = statuses.filter(isOpen);
  return [
    ...(open.length ? termRanges(picking, terms, open) : []),
    ...byStatus(statuses.filter((status) => !isOpen(status))),
  ];
}

/** Ranges straight from the rights; of a whole county without statuses just one. */
function termRanges(
  picking: Picking,
  terms: readonly PlacedTerm[],
  statuses: readonly Status[] | null,
): Part[] {
  const whole = new Set(terms.flatMap((term) => (term.kind === 'county' ? [term.countyId] : [])));
  const keysOf = (kind: PlacedTerm['kind']): Key[] =>
    distinctKeys(
      terms.flatMap((term) =>
        term.kind === kind && !whole.has(term.countyId)
          ? placesOf(term).map((key) => ({ countyId: term.countyId, key }))
          : [],
      ),
    );
  const each = statuses ?? STATUSES;
  const units = keysOf('unit');
  const counties = [...whole].map((countyId) => ({ countyId }));
  return [
    ...(counties.length ? [keyRange({ column: null, keys: counties, statuses })] : []),
    ...PLACE_COLUMNS.flatMap(([kind, column]) => {
      const keys = keysOf(kind);
      const isOrdered = picking.order === 'newest';
      return keys.length ? [keyRange({ column, keys, statuses: each, isOrdered })] : [];
    }),
    ...(units.length ? unitRanges(units, each) : []),
  ];
}

const PLACE_COLUMNS = [
  ['town', 'town_id'],
  ['village', 'village_id'],
  ['grid', 'grid_id'],
] as const;

function placesOf(term: PlacedTerm): readonly number[] {
  switch (term.kind) {
    case 'town':
      return [term.townId];
    case 'village':
      return [term.villageId];
    case 'grid':
      return term.gridIds;
    case 'unit':
      return [term.unitId];
    case 'county':
      return [];
  }
}

function distinctKeys(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((key) => [`${key.countyId}/${key.key}`, key])).values()];
}

// ---- the ranges themselves -------------------------------------------------------------------

type KeyColumn = 'town_id' | 'village_id' | 'grid_id' | 'holder_unit_id';

type Place = Readonly<{
  /** Without a column, the county itself is the key. */
  column: KeyColumn | null;
  keys: readonly Key[];
  /** One range for each key and status; null: the status is no part of the key. */
  statuses: readonly Status[] | null;
  /** What tells a small index. */
  marks?: readonly Condition[];
  /** False: the key holds few, all are read and then put in order. */
  isOrdered?: boolean;
}>;

function keyRange(place: Place): Part {
  return {
    mayRepeat: false,
    statuses: place.statuses,
    of: (picking, statuses) => keySql(picking, { ...place, statuses }),
  };
}

function keySql(picking: Picking, place: Place): Range {
  const { column, keys, statuses, marks = [], isOrdered = true } = place;
  const each = keys.flatMap((key) => (statuses ?? [null]).map((status) => ({ ...key, status })));
  const where = [
    sql`i.county_id = k.county_id`,
    ...(column === null ? [] : [sql`i.${sql.raw(column)} = k.key`]),
    ...(statuses === null ? [] : [sql`i.status = k.status`]),
    ...marks,
    ...boundsOf(picking),
  ];
  const found = statuses === null ? [statusCondition(picking)] : [];
  return sql`
    select ${given(picking)}
    from unnest(${each.map((key) => key.countyId)}::int[], ${each.map((key) => key.key ?? 0)}::int[],
      ${each.map((key) => key.status)}::text[]) as k (county_id, key, status)
    cross join lateral (
      select ${given(picking)} from (
        select i.* from incident as i where ${allOf(where)}
        ${isOrdered ? ORDERS[picking.order] : sql``} offset 0) as i
      where ${allOf([...found, rowConditions(picking)])}
      ${ORDERS[picking.order]} limit ${picking.limit}) as i`;
}

/**
 * By the orders that a unit was given, and by what it received as the room: first the orders, then their
 * incidents one by one. Turned round, the database would read what is due or overdue in the whole county
 * to find the few of this unit.
 */
function unitRanges(keys: readonly Key[], statuses: readonly Status[]): Part[] {
  return [
    // Two of my units may have orders about one incident.
    { mayRepeat: true, statuses, of: (picking, some) => orderedSql(picking, keys, some) },
    { mayRepeat: false, statuses, of: (picking, some) => receivedSql(picking, keys, some) },
  ];
}

function unitKeys(keys: readonly Key[], statuses: readonly Status[] | null): RawBuilder<unknown> {
  const each = keys.flatMap((key) => (statuses ?? STATUSES).map((status) => ({ ...key, status })));
  return sql`unnest(${each.map((key) => key.countyId)}::int[],
    ${each.map((key) => key.key ?? 0)}::int[], ${each.map((key) => key.status)}::text[])
    as k (county_id, key, status)`;
}

function orderedSql(
  picking: Picking,
  keys: readonly Key[],
  statuses: readonly Status[] | null,
): Range {
  const found = sql`
    select ${given(picking)} from incident as i
    where i.county_id = a.county_id and i.id = a.id and ${rowConditions(picking)} offset 0`;
  // Sent back and sent again, a unit has several orders about one incident, side by side in the index.
  return sql`
    select ${given(picking)} from ${unitKeys(keys, statuses)}
    cross join lateral (
      select i.* from (
        select distinct on (i.id) i.county_id, i.id
        from (select a.*, a.incident_id as id from assignment as a) as i
        where i.county_id = k.county_id and i.unit_id = k.key and i.incident_status = k.status
          and ${allOf(picking.period)}
        order by i.id desc) as a
      cross join lateral (${picking.isKeys ? sql`select a.*` : found}) as i
      ${picking.order === 'newest' ? sql`order by a.id desc` : ORDERS[picking.order]}
      limit ${picking.limit}) as i`;
}

function receivedSql(
  picking: Picking,
  keys: readonly Key[],
  statuses: readonly Status[] | null,
): Range {
  return sql`
    select ${given(picking)} from ${unitKeys(keys, statuses)}
    cross join lateral (
      select ${given(picking)} from (
        select i.* from incident as i
        where i.county_id = k.county_id and i.room_unit_id = k.key and i.status = k.status
          and ${allOf(boundsOf(picking))}
        ${picking.order === 'newest' ? ORDERS.newest : sql``} offset 0) as i
      where ${rowConditions(picking)}
      ${ORDERS[picking.order]} limit ${picking.limit}) as i`;
}

function ownRanges(picking: Picking, accounts: readonly string[]): Part[] {
  const statuses = picking.statuses ?? STATUSES;
  const follows = FOLLOWING.includes(picking.filter.list) && !picking.filter.status?.length;
  return [
    { mayRepeat: false, statuses, of: (some, each) => ownSql(some, accounts, each) },
    // Its statuses are those of the matters in which it goes on.
    ...(follows
      ? [
          {
            mayRepeat: false,
            statuses: null,
            of: (some: Picking) => followedSql(some, accounts, statuses),
          },
        ]
      : []),
  ];
}

function ownSql(
  picking: Picking,
  accounts: readonly string[],
  statuses: readonly Status[] | null,
): Range {
  const each = accounts.flatMap((account) =>
    (statuses ?? STATUSES).map((status) => ({ account, status })),
  );
  return sql`
    select ${given(picking)}
    from unnest(${each.map((key) => key.account)}::text[], ${each.map((key) => key.status)}::text[])
      as k (account, status)
    cross join lateral (
      select ${given(picking)} from (
        select i.* from incident as i
        where i.reporter_id = k.account and i.status = k.status and ${allOf(picking.period)}
        ${picking.order === 'newest' ? ORDERS.newest : sql``} offset 0) as i
      where ${rowConditions(picking)}
      ${ORDERS[picking.order]} limit ${picking.limit}) as i`;
}

/** Lists in which a merged matter stands for its reporter while that stands there in which it goes on. */
const FOLLOWING: readonly ListName[] = ['open', 'closed'];

/**
 * Of so many merged matters of a reporter, the latest, it is looked up where they go on: one by one, for every
 * page and every badge. Nobody follows more; an account that machines report with has tens of thousands.
 */
export const FOLLOWED_MAX = 200;

/** What was merged, by the status of the matter in which it goes on. */
function followedSql(
  picking: Picking,
  accounts: readonly string[],
  statuses: readonly Status[],
): Range {
  // The period and the cursor bound what is shown, not which are the latest: all pages tell of the same ones.
  return sql`
    select ${given(picking)} from unnest(${accounts}::text[]) as k (account)
    cross join lateral (
      select ${given(picking)} from (
        select i.* from incident as i where i.reporter_id = k.account and i.status = 'merged'
        ${ORDERS.newest} limit ${FOLLOWED_MAX}) as i
      where ${askedOf(picking)} and (${lastMaster(sql`status`)}) = any (${statuses}::text[])
      ${ORDERS[picking.order]} limit ${picking.limit}) as i`;
}

/** For the machine itself, which reaches every county: no index serves that, and no person has it. */
function wholeSql(picking: Picking): Range {
  const { statuses } = picking;
  return sql`
    select ${given(picking)} from incident as i
    where ${statuses === null ? sql`true` : sql`i.status = any (${statuses}::text[])`}
      and ${rowConditions(picking)}
    ${ORDERS[picking.order]} limit ${picking.limit}`;
}

const ORDERS: Readonly<Record<Order, RawBuilder<unknown>>> = {
  newest: sql`order by i.id desc`,
  due: sql`order by i.clock_due_at, i.id`,
  none: sql``,
};

function given({ also = [], isKeys = false }: Picking): RawBuilder<unknown> {
  const columns = ['county_id', 'id', ...(isKeys ? [] : ['clock_due_at', ...also])];
  return sql.raw(columns.map((column) => `i.${column}`).join(', '));
}

/** The rights stand in every range; its key only says where to look. */
function rowConditions(picking: Picking): Condition {
  if (picking.isKeys) return sql`true`;
  return picking.order === 'due' ? sql`${askedOf(picking)} and ${IS_LIVE}` : askedOf(picking);
}

function askedOf(picking: Picking): Condition {
  return allOf([...boundsOf(picking), ...picking.conditions, scopeWhere(picking.scope, 'i')]);
}

function boundsOf({ period, due = [] }: Picking): Condition[] {
  return [...period, ...due];
}

/** Where the status is no part of the key. Piles that are told by other marks need no status said. */
function statusCondition({ statuses, filter }: Picking): Condition {
  const isToldOtherwise = MARKED.includes(filter.list) && !filter.status?.length;
  return statuses === null || isToldOtherwise
    ? sql`true`
    : sql`i.status = any (${statuses}::text[])`;
}
const MARKED: readonly ListName[] = ['overdue', 'toFollowUp'];

/** Somebody still has to do something about it: open, or closed with a call back or a reply owed. */
const IS_LIVE: Condition = sql`(i.closed_at is null or i.clock_due_at is not null or i.follow_up_due)`;
