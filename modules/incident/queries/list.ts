// A page of incidents: what this person may see, of what they ask for.
import {
  reachOfActor,
  scopeFor,
  scopeOf,
  scopeWhere,
  roleDefinition,
  type Actor,
} from '#modules/identity/index.ts';
import { inReadingOnce, sql, type Db, type Tx } from '#platform/db/index.ts';
import { decodeCursor, encodeCursor } from '#platform/http/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';
import type { IncidentPage, ListQuery } from '../contract.ts';
import type { Names } from '../names.ts';
import {
  filterConditions,
  periodConditions,
  statusesOf,
  type Condition,
  type Filter,
} from './list-filter.ts';
import { inTurn } from './lane.ts';
import { isKeyed, rangesOf, type Mine, type Picking } from './list-ranges.ts';
import { rowsOf, rowsWithin, type Found } from './list-rows.ts';

export type ListDeps = Readonly<{ db: Db; names: Names }>;

/**
 * One page, newest first or by due time (what is due first; without a running clock last, and only
 * what somebody still has to do something about). Searching (`q`) is `incidentSearch`.
 * @throws Refused('http.invalid-cursor') for a cursor that is not ours.
 */
export async function incidentList(
  deps: ListDeps,
  actor: Actor,
  query: ListQuery,
  now: Instant,
): Promise<IncidentPage> {
  const reading = <T>(work: (tx: Tx) => Promise<T>) =>
    inReadingOnce(deps.db, reachOfActor(actor), work);
  const asked = afterCursor(pickingOf(actor, query, now), query);
  const found = await inTurn(
    async () =>
      (query.sort === 'newest' && isKeyed(asked)
        ? await reading((tx) => keyedRows(tx, deps.names, asked, query.limit + 1))
        : null) ?? (await reading((tx) => rowsAsked(tx, deps.names, asked, query))),
  );
  return pageOf(found, query);
}

/** Rows picked beyond a page: so many may be withheld before it is read the careful way. */
const SPARE = 9;

/**
 * The newest rows, picked from the indexes alone; the rights are asked of each row that is to be shown. Null when
 * too much was withheld (restricted matters of others are few): then it takes `rowsAsked`.
 */
async function keyedRows(
  tx: Tx,
  names: Names,
  asked: Asked,
  limit: number,
): Promise<Found[] | null> {
  const most = limit + SPARE;
  const picked = rangesOf({ ...asked, order: 'newest', limit: most, isKeys: true });
  if (picked === null) return [];
  const page = sql`select * from (${picked}) as i ${ORDER_BY_NEWEST} limit ${most}`;
  const within = scopeWhere(asked.scope, 'i');
  const rows = await rowsWithin(tx, page, within, sql`order by page.id desc`, names);
  const shown = rows.filter((row) => row !== null);
  return shown.length >= limit || rows.length < most ? shown.slice(0, limit) : null;
}

/** The rows of a page and one more, which tells that there is a next page. */
export async function listRows(
  tx: Tx,
  names: Names,
  actor: Actor,
  query: ListQuery,
  now: Instant,
): Promise<Found[]> {
  return rowsAsked(tx, names, afterCursor(pickingOf(actor, query, now), query), query);
}

async function rowsAsked(tx: Tx, names: Names, asked: Asked, query: ListQuery): Promise<Found[]> {
  const limit = query.limit + 1;
  const picked = rangesOf({ ...asked, order: query.sort, limit });
  if (picked === null) return [];
  const order = query.sort === 'due' ? ORDER_BY_DUE : ORDER_BY_NEWEST;
  const page = sql`select * from (${picked}) as i ${order} limit ${limit}`;
  return rowsOf(tx, page, order, names);
}

const ORDER_BY_NEWEST = sql`order by i.id desc`;
const ORDER_BY_DUE = sql`order by i.clock_due_at, i.id`;

/** What every question about many incidents begins with. */
export function pickingOf(
  actor: Actor,
  query: Parameters<typeof filterConditions>[0],
  now: Instant,
): Asked {
  return {
    scope: scopeOf(actor),
    filter: query,
    statuses: statusesOf(query),
    conditions: filterConditions(query, now),
    period: periodConditions(query),
    mine: mineOf(actor),
  };
}

function mineOf(actor: Actor): Mine {
  const units = actor.posts.flatMap(({ unitId, place }) =>
    unitId === null ? [] : [{ countyId: place.countyId, unitId }],
  );
  const unitless = scopeFor(actor, (post) =>
    post.unitId === null ? roleDefinition(post.role).view : null,
  );
  return {
    units: [...new Map(units.map((unit) => [`${unit.countyId}/${unit.unitId}`, unit])).values()],
    unitless,
  };
}

export function pageOf(found: readonly Found[], query: ListQuery): IncidentPage {
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  const cursor = last && found.length > query.limit ? cursorOf(last, query) : null;
  return { items: shown.map(({ row }) => row), nextCursor: cursor };
}

const NewestCursor = z.tuple([z.uuid()]);
const DueCursor = z.tuple([z.uuid(), z.int().nullable()]);

function cursorOf(last: Found, query: ListQuery): string {
  return encodeCursor(query.sort === 'due' ? [last.id, last.due] : [last.id]);
}

/** A cursor for what is older than this id. */
export function newestCursorAt(id: string): string {
  return encodeCursor([id]);
}

/** The id after which a newest-first page begins. */
export function newestCursor(query: Pick<ListQuery, 'cursor'>): string | null {
  return query.cursor === undefined ? null : decodeCursor(NewestCursor, query.cursor)[0];
}

type Asked = Omit<Picking, 'order' | 'limit'>;

function afterCursor(asked: Asked, query: ListQuery): Asked {
  if (query.cursor === undefined) return asked;
  if (query.sort === 'newest')
    return { ...asked, period: [...asked.period, sql`i.id < ${newestCursor(query)}::uuid`] };
  return { ...asked, conditions: [...asked.conditions, ...afterDue(query.cursor)] };
}

function afterDue(cursor: string): Condition[] {
  const [id, due] = decodeCursor(DueCursor, cursor);
  if (due === null) return [sql`i.clock_due_at is null`, sql`i.id > ${id}::uuid`];
  const at = sql`timestamptz 'epoch' + ${due}::bigint * interval '1 microsecond'`;
  return [
    sql`(i.clock_due_at > ${at} or i.clock_due_at is null
      or (i.clock_due_at = ${at} and i.id > ${id}::uuid))`,
  ];
}

/**
 * The newest incidents with a point on the map, as a statement of (county_id, id, clock_due_at, lng6,
 * lat6, level); to be run within `reachOfActor(actor)`. Null when nothing can fit.
 */
export function newestPoints(
  actor: Actor,
  filter: Filter,
  now: Instant,
  limit: number,
): RawBuilder<unknown> | null {
  const picking = pickingOf(actor, filter, now);
  const also = ['lng6', 'lat6', 'level'] as const;
  const ranges = rangesOf({ ...picking, order: 'newest', limit, also });
  return ranges && sql`select * from (${ranges}) as i order by i.id desc limit ${limit}`;
}
