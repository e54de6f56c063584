// Search: a number, a telephone, a receipt code, or words. The rights stand in every one of them, so a
// search never tells that something exists which its asker may not see.
import { sql, type RawBuilder } from 'kysely';
import { reachOfActor, scopeWhere, type Actor } from '#modules/identity/index.ts';
import { inReading, kept, type Db, type Tx } from '#platform/db/index.ts';
import { blindIndex, phoneDigits, type Keyring } from '#platform/facts/index.ts';
import { foldWidth } from '#platform/text/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { COUNT_CAP, type Count, type IncidentPage, type ListQuery } from '../contract.ts';
import type { Names } from '../names.ts';
import { receiptHash } from '../receive.ts';
import { cappedCount } from './count.ts';
import { inTurn } from './lane.ts';
import { allOf, type Filter } from './list-filter.ts';
import type { Picking } from './list-ranges.ts';
import { rowsOf, type Found } from './list-rows.ts';
import { newestCursor, newestCursorAt, pageOf, pickingOf } from './list.ts';
import { findByWords, LOOKED_AT_MAX, type Hit, type Hits } from './search-text.ts';
import type { z } from 'zod';

export type SearchDeps = Readonly<{ db: Db; keyring: Keyring; names: Names }>;

/** What a text typed into the search box is taken for. */
export type Sought = Readonly<
  | { kind: 'number'; from: string; to: string }
  | { kind: 'phone'; digits: string }
  | { kind: 'idNumber'; text: string }
  | { kind: 'receipt'; code: string }
  | { kind: 'words'; words: string }
>;

/** Counted so far; a search that finds more is narrowed, not counted. */
const SEARCH_COUNT_CAP = 1000;

/** One page of what was searched for (`query.q`), newest first. */
export async function incidentSearch(
  deps: SearchDeps,
  actor: Actor,
  query: ListQuery,
  now: Instant,
): Promise<IncidentPage> {
  const { found, resume } = await inTurn(() =>
    inReading(deps.db, reachOfActor(actor), async (tx) => {
      const { hits, resume } = await hitsOnPage(tx, deps, actor, query, now, LOOKED_AT_MAX);
      return { found: await rowsOfHits(tx, deps, hits, true), resume };
    }),
  );
  const page = pageOf(found, { ...query, sort: 'newest' });
  // So much was looked at: who wants more asks on, even if this page is short or empty.
  return resume !== null && page.nextCursor === null
    ? { ...page, nextCursor: newestCursorAt(resume) }
    : page;
}

/** The same rows however long it takes: for an export. */
export async function searchRows(
  tx: Tx,
  deps: Omit<SearchDeps, 'db'>,
  actor: Actor,
  query: ListQuery,
  now: Instant,
): Promise<Found[]> {
  const { hits } = await hitsOnPage(tx, deps, actor, query, now);
  return rowsOfHits(tx, deps, hits);
}

function hitsOnPage(
  tx: Tx,
  deps: Omit<SearchDeps, 'db'>,
  actor: Actor,
  query: ListQuery,
  now: Instant,
  lookMax?: number,
): Promise<Hits> {
  return hitsFor(tx, deps, actor, query, newestCursor(query), query.limit + 1, now, lookMax);
}

async function rowsOfHits(
  tx: Tx,
  deps: Omit<SearchDeps, 'db'>,
  hits: readonly Hit[],
  isLast = false,
): Promise<Found[]> {
  if (hits.length === 0) return [];
  const picked = sql`select * from unnest(${hits.map((hit) => hit.countyId)}::int[],
    ${hits.map((hit) => hit.id)}::uuid[]) as hit (county_id, id)`;
  return rowsOf(tx, picked, sql`order by i.id desc`, deps.names, isLast);
}

/** How many the search finds: up to a thousand, and as far as one answer looks. */
export async function searchCount(
  deps: Omit<SearchDeps, 'names'>,
  actor: Actor,
  filter: Filter,
  now: Instant,
  lookMax = LOOKED_AT_MAX,
): Promise<z.infer<typeof Count>> {
  const { hits, resume } = await inReading(deps.db, reachOfActor(actor), (tx) =>
    hitsFor(tx, deps, actor, filter, null, SEARCH_COUNT_CAP + 1, now, lookMax),
  );
  const counted = cappedCount(hits.length, Math.min(SEARCH_COUNT_CAP, COUNT_CAP));
  return resume === null ? counted : { ...counted, capped: true };
}

async function hitsFor(
  tx: Tx,
  { keyring }: Readonly<{ keyring: Keyring }>,
  actor: Actor,
  filter: Filter,
  beforeId: string | null,
  limit: number,
  now: Instant,
  lookMax?: number,
): Promise<Hits> {
  const sought = soughtBy(filter.q ?? '');
  const picking = pickingOf(actor, filter, now);
  if (sought.kind === 'words') {
    const { words } = sought;
    const bounds = { beforeId, limit, now, ...(lookMax === undefined ? {} : { lookMax }) };
    return findByWords(tx, { words, picking, filter, ...bounds });
  }
  const counties = reachOfActor(actor);
  if (counties === 'all') throw new Error('the machine does not search by number');
  const source = sourceOf(sought, counties, keyring);
  return { hits: await findExactly(tx, picking, source, beforeId, limit), resume: null };
}

/** Where exact search looks: a few rows of (county_id, id), found by a key. */
function sourceOf(
  sought: Exclude<Sought, { kind: 'words' }>,
  counties: readonly number[],
  keyring: Keyring,
): RawBuilder<unknown> {
  const county = sql`select unnest(${[...counties]}::int[]) as county_id`;
  switch (sought.kind) {
    case 'number':
      return sql`select n.county_id, n.id from (${county}) as c
        join incident as n on n.county_id = c.county_id
          and n.number >= ${sought.from} and n.number <= ${sought.to}`;
    case 'receipt':
      return sql`select r.county_id, r.incident_id as id from report as r
        where r.receipt_hash = decode(${receiptHash(sought.code)}, 'hex')`;
    case 'phone':
    case 'idNumber':
      return personSource(county, keyring, sought);
  }
}

function personSource(
  county: RawBuilder<unknown>,
  keyring: Keyring,
  sought: Extract<Sought, { kind: 'phone' | 'idNumber' }>,
): RawBuilder<unknown> {
  const value = sought.kind === 'phone' ? sought.digits : sought.text;
  const hash = blindIndex(keyring, sought.kind, value).toString('hex');
  return sql`select p.county_id, p.incident_id as id from (${county}) as c
    join person_index as p on p.county_id = c.county_id and p.kind = ${sought.kind}
      and p.hash = decode(${hash}, 'hex')`;
}

async function findExactly(
  tx: Tx,
  picking: Omit<Picking, 'order' | 'limit'>,
  source: RawBuilder<unknown>,
  beforeId: string | null,
  limit: number,
): Promise<Hit[]> {
  const conditions = [
    ...picking.conditions,
    ...picking.period,
    ...(picking.statuses === null ? [] : [sql`i.status = any (${picking.statuses}::text[])`]),
    ...(beforeId === null ? [] : [sql`i.id < ${beforeId}::uuid`]),
    scopeWhere(picking.scope, 'i'),
  ];
  const { rows } = await kept(sql<Hit>`
    select i.county_id as "countyId", i.id from (select distinct county_id, id from (${source}) as s) as s
    join incident as i on i.county_id = s.county_id and i.id = s.id
    where ${allOf(conditions)}
    order by i.id desc limit ${limit}`).execute(tx);
  return rows;
}

/** The matters that name this telephone: the earlier calls of a caller. */
export async function findByPhone(
  tx: Tx,
  keyring: Keyring,
  actor: Actor,
  phone: string,
  limit: number,
  now: Instant,
): Promise<readonly Hit[]> {
  return (await hitsFor(tx, { keyring }, actor, { list: 'all', q: phone }, null, limit, now)).hits;
}

const NUMBER = /^(\d{6}|[A-Z]{2}-\d{5})-\d{0,8}(-\d{0,6})?$/;
const RECEIPT = /^(?=.*\d)[0-9A-Z]{4}(-?[0-9A-Z]{4}){3}$/;
const ID_CARD = /^[1-9]\d{16}[\dX]$/;
const PHONE = /^\+?[\d\s()-]{7,24}$/;
const PHONE_DIGITS_MIN = 7;

/** What a text is taken for; full-width digits and letters are read like the others. */
export function soughtBy(text: string): Sought {
  const plain = foldWidth(text).trim();
  const upper = plain.toUpperCase();
  // 330382-2026… is the beginning of a number; six digits alone are words (a house, a route).
  if (NUMBER.test(upper) && upper.includes('-', 4))
    return { kind: 'number', ...prefixRange(upper) };
  if (ID_CARD.test(upper)) return { kind: 'idNumber', text: upper };
  // Sixteen letters and digits in fours: no telephone is that long.
  if (RECEIPT.test(upper)) return { kind: 'receipt', code: upper };
  if (PHONE.test(plain) && phoneDigits(plain).length >= PHONE_DIGITS_MIN)
    return { kind: 'phone', digits: phoneDigits(plain) };
  return { kind: 'words', words: plain };
}

/**
 * The first and the last number that begin so. Both are filled up to the full form, because texts of
 * one form compare alike under every collation.
 */
function prefixRange(prefix: string): { from: string; to: string } {
  const [code = '', ...rest] = /^\d/.test(prefix) ? prefix.split('-') : foreign(prefix);
  const [day = '', serial = ''] = rest;
  const filled = (digit: string) => `${code}-${day.padEnd(8, digit)}-${serial.padEnd(6, digit)}`;
  return { from: filled('0'), to: filled('9') };
}

/** US-24510-2026…: a code of two parts. */
function foreign(prefix: string): string[] {
  const [country = '', code = '', ...rest] = prefix.split('-');
  return [`${country}-${code}`, ...rest];
}
