// Searching by words, newest first. The word index is read from the newest back, in steps: each asks for the
// words together with marks of the rights and of some days (search-marks.ts), and what it promises says how far
// back the next one goes. So little more is read than is shown, whatever the words and the role.
import { sql, type RawBuilder } from 'kysely';
import { scopeWhere } from '#modules/identity/index.ts';
import { kept, type Tx } from '#platform/db/index.ts';
import { bornAt, firstIdAt } from '#platform/ids/index.ts';
import { isSingle, queryTokens } from '#platform/text/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import { isOpen } from '../lifecycle.ts';
import { allOf, instantOf, type Condition, type Filter } from './list-filter.ts';
import { rangesOf, type Picking } from './list-ranges.ts';
import {
  firstDaysOf,
  learn,
  promised,
  rarestFirst,
  type Read,
  type SearchName,
} from './search-memory.ts';
import {
  dayOf,
  keysOf,
  marksOfAll,
  marksOfDays,
  marksOfFilter,
  marksOfOpen,
  nextDays,
  REPORTER,
  stepOf,
  type Keys,
} from './search-marks.ts';

/** What is told of a hit: columns of the incident `i`, and how a row of them is read. */
export type Telling<T extends Told> = Readonly<{
  columns: RawBuilder<unknown>;
  read: (row: never) => T;
}>;
export type Told = Readonly<{ id: string }>;

export type Hits<T> = Readonly<{
  hits: readonly T[];
  /** Nothing else was born from this id on, but there may be more before it; null: that is all, or enough. */
  resume: string | null;
}>;

/** Where the steps are read: a transaction for each, or one for all. */
export type Reading = <R>(work: (tx: Tx) => Promise<R>) => Promise<R>;

export type WordSearch = Readonly<{
  words: string;
  picking: Omit<Picking, 'order' | 'limit'>;
  filter: Filter;
  /** Only what was born before this id: where the page before ended. */
  beforeId: string | null;
  limit: number;
  now: Instant;
  /** Hits looked at before it is told what was found so far; none: as many as it takes. */
  lookMax?: number;
}>;

/** What is sought bears one of these marks, whenever it was born. */
type Marked = WordSearch & Readonly<{ marks?: readonly string[] }>;

/** Hits of one answer: some milliseconds. Whoever looks for a rare thing behind a common word asks on from there. */
export const LOOKED_AT_MAX = 3000;
/** Hits of the word index taken at once. */
const HITS_MAX = 20_000;

/** The newest incidents that hold all the words, at most `limit`; none when nothing can be searched for. */
export async function findByWords<T extends Told>(
  reading: Reading,
  search: WordSearch,
  telling: Telling<T>,
  next: typeof nextDays = nextDays,
): Promise<Hits<T>> {
  const from = { reading, telling };
  const words = wordsOf(search.words);
  const { filter, picking } = search;
  const keys = keysOf(picking.scope);
  if (words === null) return { hits: [], resume: null };
  // So few are marked that each is looked at for the words.
  if (filter.list === 'toFollowUp' || filter.supervised === true)
    return { hits: await throughRanges(from, search, words), resume: null };
  if (keys === null) return oneStep(from, search, words, null);
  const { firstDays } = keys;
  if (picking.statuses?.every(isOpen)) {
    const open = { ...search, marks: marksOfOpen(keys) };
    // Thousands are open in a county, most of them new; elsewhere so few that all are read at once.
    return keys.counties.length > 0 && firstDays !== null
      ? bySteps(from, open, words, { ...keys, firstDays }, firstOrAll(firstDays))
      : oneStep(from, open, words, null);
  }
  return firstDays === null
    ? oneStep(from, search, words, marksOfAll(keys))
    : bySteps(from, search, words, { ...keys, firstDays }, next);
}

/** Tokens as a query names them; single characters are known as the beginnings of others. */
type Words = Readonly<{ words: readonly string[]; singles: readonly string[] }>;

function wordsOf(asked: string): Words | null {
  const tokens = queryTokens(asked);
  if (tokens.length === 0) return null;
  return {
    words: tokens.filter((token) => !isSingle(token)).map(quoted),
    singles: tokens.filter(isSingle).map((token) => `${quoted(token)}:*`),
  };
}

/** Everything that bears one of the marks; without marks everything. */
async function oneStep<T extends Told>(
  from: From<T>,
  search: Marked,
  words: Words,
  marks: readonly string[] | null,
): Promise<Hits<T>> {
  if (marks?.length === 0 || search.marks?.length === 0) return { hits: [], resume: null };
  const where = { marks, fromId: earliestOf(search.filter), beforeId: search.beforeId };
  const { hits, resume } = await readStep(from, search, words, where, 0);
  return { hits, resume };
}

type SteppedKeys = Keys & Readonly<{ firstDays: number }>;

async function bySteps<T extends Told>(
  from: From<T>,
  search: Marked,
  words: Words,
  keys: SteppedKeys,
  next: typeof nextDays,
): Promise<Hits<T>> {
  const { filter, limit, now, lookMax = Infinity } = search;
  let until = search.beforeId === null ? now : bornAt(search.beforeId);
  if (filter.to !== undefined) until = Math.min(until, filter.to);
  const start = until;
  const found: T[] = [];
  let looked = 0;
  const left = () => Math.min(lookMax - looked, HITS_MAX);
  const name = nameOf(keys, words, search);
  const known = promised(name, limit);
  let days = known ? next(known, limit, left()) : stepOf(firstDaysOf(name));
  const earliest = earliestOf(filter);
  let beforeId = search.beforeId;
  // A report is never younger than now, but another machine's clock may run a little ahead.
  let to = dayOf(until) + (search.beforeId === null ? 2 : 1);
  for (;;) {
    const firstDay = days === null ? 0 : Math.floor(until / DAY - days);
    const isAll = firstDay <= 0;
    const fromId = isAll ? null : firstIdAt(firstDay * DAY);
    const isLast = fromId === null || (earliest !== null && fromId <= earliest);
    const step = {
      marks: isAll ? marksOfAll(keys) : marksOfDays(keys, firstDay, to),
      fromId: isLast ? earliest : fromId,
      beforeId,
    };
    const wanted = { ...search, limit: limit - found.length };
    const { hits, raw, resume } = await readStep(from, wanted, words, step, looked);
    found.push(...hits);
    looked += raw;
    const isEnough = found.length >= limit;
    const older = isLast ? null : earlierOf(fromId, beforeId);
    if (isEnough || resume !== null || isLast || looked >= lookMax) {
      const end = resume !== null ? bornAt(resume) : isLast ? filter.from : firstDay * DAY;
      learn(name, readOf(search, start, end, looked, found));
      return { hits: found, resume: isEnough ? null : (resume ?? older) };
    }
    beforeId = older;
    const past = { days: until / DAY - firstDay, hits: raw, found: hits.length };
    days = next(past, limit - found.length, left());
    until = firstDay * DAY;
    to = firstDay;
  }
}

/** What is open: the newest first; where they do not fill a page, all, which is little. */
function firstOrAll(firstDays: number): typeof nextDays {
  return ({ days, found }, need) => ((found / days) * firstDays > need ? firstDays : null);
}

/** What all is thought to go back to where it was read to its end: some years. */
const HISTORY_DAYS = 1500;
/** Enough found within minutes promise no more than enough within an hour. */
const FOUND_DAYS_MIN = 1 / 24;

/** What a search read from `start` back to `end` (undefined: of all time); of its hits enough may have been found earlier. */
function readOf(
  { now, limit }: WordSearch,
  start: Instant,
  end: Instant | undefined,
  hits: number,
  found: readonly Told[],
): Read {
  const days = end === undefined ? HISTORY_DAYS - (now - start) / DAY : (start - end) / DAY;
  const last = found.length >= limit ? found.at(-1) : undefined;
  const foundDays = last ? Math.max((start - bornAt(last.id)) / DAY, FOUND_DAYS_MIN) : days;
  return { days, hits, foundDays, found: found.length };
}

/** Under what a search is remembered. What somebody reported is little beside the place where they work. */
function nameOf(
  { counties, others, firstDays }: SteppedKeys,
  { words, singles }: Words,
  { filter, marks }: Marked,
): SearchName {
  const areas = others.filter((key) => !key.startsWith(REPORTER));
  return {
    place: [...(marks ? ['open'] : []), ...counties, ...areas].join(' '),
    words: JSON.stringify([words, singles, besidesOf(filter)]),
    terms: [...words, ...singles].map((term) => termOf(term, filter)),
    firstDays,
  };
}

/** Under what a word is remembered. */
function termOf(word: string, filter: Filter): string {
  return JSON.stringify([word, besidesOf(filter)]);
}

/** What is asked of a matter beside the words. */
function besidesOf(filter: Filter): readonly unknown[] {
  const { list, status, level, source, item, townId, villageId, gridId, unitId } = filter;
  const { light, overdue, supervised } = filter;
  const place = [townId, villageId, gridId, unitId];
  return [list, status, level, source, item, ...place, light, overdue, supervised];
}

type Where = Readonly<{
  marks: readonly string[] | null;
  fromId: string | null;
  beforeId: string | null;
}>;
type StepRead<T> = Hits<T> & Readonly<{ raw: number }>;
type From<T extends Told> = Readonly<{ reading: Reading; telling: Telling<T> }>;

/** Hits of one step, newest first, looked at one by one until enough are found. */
async function readStep<T extends Told>(
  from: From<T>,
  search: Marked,
  { words, singles }: Words,
  { marks, fromId, beforeId }: Where,
  lookedBefore: number,
): Promise<StepRead<T>> {
  const { filter, limit, lookMax = Infinity } = search;
  const where = [
    ...marksOfFilter(filter).map(quoted),
    ...(search.marks ? [anyOf(search.marks)] : []),
    ...(marks ? [anyOf(marks)] : []),
  ];
  const led = ledBy(
    rarestFirst(words, (word) => termOf(word, filter)),
    where,
    singles,
  );
  const hits: T[] = [];
  let raw = 0;
  let before = beforeId;
  for (;;) {
    const read = await hitsOf(from, search, led, fromId, before, limit - hits.length);
    hits.push(...read.hits);
    raw += read.raw;
    if (hits.length >= limit || read.raw < HITS_MAX) return { hits, raw, resume: null };
    before = read.last;
    if (lookedBefore + raw >= lookMax) return { hits, raw, resume: before };
  }
}

/** What the index is asked for together, the rarest first, and what each hit is asked besides. */
type Led = Readonly<Record<'rarest' | 'marks' | 'others' | 'besides', readonly string[]>>;

function ledBy(
  words: readonly string[],
  marks: readonly string[],
  singles: readonly string[],
): Led {
  const led: Led = { rarest: words, marks: [], others: [], besides: singles };
  if (words.length > 0 && marks.length > 0)
    return { ...led, rarest: words.slice(0, 1), marks, others: words.slice(1) };
  if (words.length > 0) return led;
  // A single character leads only where nothing else does: thousands of words begin with it.
  return marks.length > 0 ? { ...led, rarest: marks } : { ...led, rarest: singles, besides: [] };
}

async function hitsOf<T extends Told>(
  { reading, telling }: From<T>,
  { picking }: WordSearch,
  { rarest, marks, others, besides }: Led,
  fromId: string | null,
  beforeId: string | null,
  limit: number,
): Promise<{ hits: T[]; raw: number; last: string | null }> {
  const statement = kept(sql<{ raw: number; last: string | null; id: string | null }>`
    with hit as materialized (
      select county_id, incident_id, fits
      from maplebridge_word_hits(${allWords(rarest)}::tsquery, ${allWords(marks)}::tsquery,
        ${allWords(others)}::tsquery, ${allWords(besides)}::tsquery, ${fromId}::uuid, ${beforeId}::uuid)
      order by incident_id desc limit ${HITS_MAX}),
    found as (
      select i.*
      from (select * from hit where fits order by incident_id desc) as ordered
      cross join lateral (
        select ${telling.columns} from incident as i
        where i.county_id = ordered.county_id and i.id = ordered.incident_id
          and ${allOf(conditionsOf(picking))} and ${scopeWhere(picking.scope, 'i')}
        offset 0) as i
      order by ordered.incident_id desc limit ${limit}),
    read as (select count(*)::int as raw from hit)
    select read.raw, case when read.raw >= ${HITS_MAX} then (
        select incident_id from hit order by incident_id limit 1) end as last, found.*
    from read left join found on true order by found.id desc`);
  const { rows } = await reading((tx) => statement.execute(tx));
  const hits = rows.filter(({ id }) => id !== null).map((row) => telling.read(row as never));
  return { hits, raw: rows[0]?.raw ?? 0, last: rows[0]?.last ?? null };
}

/** The incidents of a small range, newest first, each looked at for its words until enough are found. */
async function throughRanges<T extends Told>(
  { reading, telling }: From<T>,
  { picking, beforeId, limit }: WordSearch,
  { words, singles }: Words,
): Promise<T[]> {
  const older = beforeId === null ? [] : [sql`i.id < ${beforeId}::uuid`];
  const conditions = [...picking.conditions, hasWords([...words, ...singles])];
  const period = [...picking.period, ...older];
  const ranges = rangesOf({ ...picking, conditions, period, order: 'newest', limit });
  if (ranges === null) return [];
  const { rows } = await reading((tx) =>
    kept(sql`
      select ${telling.columns}
      from (select i.county_id, i.id from (${ranges}) as i order by i.id desc limit ${limit}) as hit
      join incident as i on i.county_id = hit.county_id and i.id = hit.id
      order by i.id desc`).execute(tx),
  );
  return rows.map((row) => telling.read(row as never));
}

/** A scalar sub-query stays where it is: asked row by row, by key. */
function hasWords(words: readonly string[]): Condition {
  return sql`(select t.tokens @@ ${allWords(words)}::tsquery from incident_text as t
    where t.county_id = i.county_id and t.incident_id = i.id)`;
}

/** All that is asked of an incident beside the rights, where no range of an index leads to it. */
export function conditionsOf(picking: WordSearch['picking']): Condition[] {
  const { conditions, period, statuses } = picking;
  return [
    ...conditions,
    ...period,
    ...(statuses === null ? [] : [sql`i.status = any (${statuses}::text[])`]),
    ...mineCondition(picking),
  ];
}

/** 待办 as a condition, where the words lead and not the unit. */
function mineCondition({ filter, mine }: WordSearch['picking']): Condition[] {
  if (filter.list !== 'mine') return [];
  const held = mine.units.map(
    ({ countyId, unitId }) => sql`(i.county_id = ${countyId} and i.holder_unit_id = ${unitId})`,
  );
  return [sql`(${sql.join([...held, scopeWhere(mine.unitless, 'i')], sql` or `)})`];
}

function allWords(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' & ');
}

function anyOf(marks: readonly string[]): string {
  return `(${marks.map(quoted).join(' | ')})`;
}

/** Nothing that was born before it is asked for. */
function earliestOf({ from }: Filter): string | null {
  return from === undefined ? null : firstIdAt(instantOf(from));
}

function earlierOf(id: string, other: string | null): string {
  return other !== null && other < id ? other : id;
}

/** Tokens are letters, digits and Han characters, and are quoted all the same. */
function quoted(token: string): string {
  return `'${token.replaceAll('\\', '').replaceAll("'", '')}'`;
}
