// Search: a number, a telephone, a receipt code, or words. The rights stand in every one of them, so a
// search never tells that something exists which its asker may not see.
import { sql, type RawBuilder } from 'kysely';
import { reachOfActor, scopeWhere, type Actor } from '#modules/identity/index.ts';
import { inReadingOnce, kept, type Db, type Tx } from '#platform/db/index.ts';
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
import { foundOf, ROW_COLUMNS, type Found, type RowRecord } from './list-rows.ts';
import { newestCursor, newestCursorAt, pageOf, pickingOf } from './list.ts';
import {
  conditionsOf,
  findByWords,
  LOOKED_AT_MAX,
  type Hits,
  type Reading,
  type Telling,
  type Told,
} from './search-text.ts';
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
  const asked = { ...pageAsked(query, now), lookMax: LOOKED_AT_MAX };
  const { hits, resume } = await inTurn(() =>
    find(readingOf(deps.db, actor), deps, actor, asked, rowsBy(deps)),
  );
  const page = pageOf(hits, { ...query, sort: 'newest' });
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
): Promise<readonly Found[]> {
  const asked = pageAsked(query, now);
  return (await find((work) => work(tx), deps, actor, asked, rowsBy(deps))).hits;
}

/** How many the search finds: up to a thousand, and as far as one answer looks. */
export async function searchCount(
  deps: Omit<SearchDeps, 'names'>,
  actor: Actor,
  filter: Filter,
  now: Instant,
  lookMax = LOOKED_AT_MAX,
): Promise<z.infer<typeof Count>> {
  const asked = { filter, now, limit: SEARCH_COUNT_CAP + 1, beforeId: null, lookMax };
  const { hits, resume } = await find(readingOf(deps.db, actor), deps, actor, asked, IDS);
  const counted = cappedCount(hits.length, Math.min(SEARCH_COUNT_CAP, COUNT_CAP));
  return resume === null ? counted : { ...counted, capped: true };
}

/** The newest matters that name this telephone, at most `limit`. */
export async function searchByPhone(
  deps: SearchDeps,
  actor: Actor,
  phone: string,
  limit: number,
  now: Instant,
): Promise<readonly Found[]> {
  const asked = { filter: { list: 'all', q: phone }, now, limit, beforeId: null } as const;
  return (await find(readingOf(deps.db, actor), deps, actor, asked, rowsBy(deps))).hits;
}

/** Every step travels with its own transaction: nothing that it reads has to be of one instant. */
function readingOf(db: Db, actor: Actor): Reading {
  return (work) => inReadingOnce(db, reachOfActor(actor), work);
}

function rowsBy({ names }: Readonly<{ names: Names }>): Telling<Found> {
  return { columns: ROW_COLUMNS, read: (row: RowRecord) => foundOf(row, names) };
}

const IDS: Telling<Told> = { columns: sql`i.id`, read: (row: Told) => row };

type Wanted = Readonly<{
  filter: Filter;
  now: Instant;
  /** Only what was born before this id. */
  beforeId: string | null;
  limit: number;
  lookMax?: number;
}>;

/** A page and one more, which tells that there is a next page. */
function pageAsked(query: ListQuery, now: Instant): Wanted {
  return { filter: query, now, limit: query.limit + 1, beforeId: newestCursor(query) };
}

async function find<T extends Told>(
  reading: Reading,
  { keyring }: Readonly<{ keyring: Keyring }>,
  actor: Actor,
  asked: Wanted,
  telling: Telling<T>,
): Promise<Hits<T>> {
  const sought = soughtBy(asked.filter.q ?? '');
  const picking = pickingOf(actor, asked.filter, asked.now);
  if (sought.kind === 'words')
    return findByWords(reading, { ...asked, words: sought.words, picking }, telling);
  const counties = reachOfActor(actor);
  if (counties === 'all') throw new Error('the machine does not search by number');
  const exact = statementFor(picking, sourceOf(sought, counties, keyring), asked, telling.columns);
  const { rows } = await reading((tx) => kept(exact).execute(tx));
  return { hits: rows.map((row) => telling.read(row as never)), resume: null };
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

function statementFor(
  picking: Omit<Picking, 'order' | 'limit'>,
  source: RawBuilder<unknown>,
  { beforeId, limit }: Wanted,
  columns: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const conditions = [
    ...conditionsOf(picking),
    ...(beforeId === null ? [] : [sql`i.id < ${beforeId}::uuid`]),
    scopeWhere(picking.scope, 'i'),
  ];
  return sql`
    select ${columns} from (select distinct county_id, id from (${source}) as s) as s
    join incident as i on i.county_id = s.county_id and i.id = s.id
    where ${allOf(conditions)}
    order by i.id desc limit ${limit}`;
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
