// Searching by words, newest first. There are two ways to read. Through the word index: hits of some
// weeks, then of older and wider windows, each looked at for the rights. Through the rights: each
// incident in reach, looked at for the words. The first is good for rare words and wide rights, the
// second for common words and narrow rights; which one is cheaper is measured on the last two weeks
// and never assumed, so that no word and no role is slow.
import { sql, type RawBuilder } from 'kysely';
import { reachOfActor, scopeWhere, type Actor } from '#modules/identity/index.ts';
import { kept, type Tx } from '#platform/db/index.ts';
import { bornAt, firstIdAt } from '#platform/ids/index.ts';
import { isSingle, queryTokens } from '#platform/text/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import { isOpen } from '../lifecycle.ts';
import { allOf, type Condition, type Filter } from './list-filter.ts';
import { rangesOf, type Picking } from './list-ranges.ts';
import { WINDOWS, weekOf, windowToken, type Window } from './text-index.ts';

export type Hit = Readonly<{ countyId: number; id: string }>;

export type Hits = Readonly<{
  hits: readonly Hit[];
  /** Nothing else was born from this id on, but there may be more before it; null: that is all, or enough. */
  resume: string | null;
}>;

export type WordSearch = Readonly<{
  actor: Actor;
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

/** Hits of one answer: some ten milliseconds. Whoever has a rare right to a common word asks on from there. */
export const LOOKED_AT_MAX = 3000;
/** The word index is read from the newest back: two weeks, two windows of eight, then as many as are worth it. */
const WINDOWS_OF_A_STEP = 2;
const WINDOWS_OF_A_STEP_MAX = 16;
/** Ten years of windows; what is older is read as one. */
const WINDOWS_BACK_MAX = 64;
/** Hits of the word index taken at once. */
const HITS_MAX = 20_000;
/** Hits of the last two weeks that are counted to see how common the words are. */
const SAMPLE_MAX = 3000;
const SAMPLE_WEEKS = 2;
/** Newest texts of a county that are read to see how common a single character is. */
const SAMPLE_TEXTS = 300;
/** A county has some years of history; two weeks are this part of it. */
const HISTORY_FACTOR = 100;
/** Incidents counted, within the indexes alone, to see how far the rights reach. */
const REACH_COUNTED_MAX = 1000;
/**
 * What it costs in microseconds: a hit that is read, and looked at for the rights; windows at all, and each
 * report within them, because the index goes through the windows where they are shorter than the word's own
 * list; an incident that is looked at for the words, and an open one, whose words lie together with others.
 */
const COST = {
  hitRead: 1.2,
  hitLookedAt: 2.5,
  windows: 500,
  reportOfWindow: 0.3,
  incident: 5,
  openIncident: 2.5,
};
/** Of a hundred hits a town's clerk may see one or more, and somebody of the county what a filter leaves. */
const WIDE_SHARE = 0.01;
const WHOLE_SHARE = 0.05;

/**
 * The newest incidents that hold all the words, at most `limit`; none when nothing can be searched for.
 * Every way gives the same answer; `way` is given only by the test that says so.
 */
export async function findByWords(tx: Tx, search: WordSearch, given?: Way): Promise<Hits> {
  const tokens = queryTokens(search.words);
  if (tokens.length === 0) return { hits: [], resume: null };
  const words = everyOne(tokens);
  const way = given ?? (await cheapestWay(tx, search, words));
  if (way === 'rights') return { hits: await throughRights(tx, search, words), resume: null };
  return throughIndex(tx, search, words, way);
}

export const WAYS = ['rights', 'index', 'index by windows'] as const;
type Way = (typeof WAYS)[number];

async function cheapestWay(tx: Tx, search: WordSearch, words: RawBuilder<unknown>): Promise<Way> {
  const { picking, limit, lookMax = Infinity } = search;
  const isWork = isOpenWork(picking);
  const isWhole = picking.scope.any.some(({ kind }) => kind === 'county' || kind === 'all');
  const { recentHits, recentMatters, reach } = await sample(
    tx,
    search,
    words,
    isWhole && !isWork ? sql`null` : reachOf(picking),
  );
  const hits = recentHits * HISTORY_FACTOR;
  const share = recentMatters === 0 ? 0 : recentHits / Math.max(recentHits, recentMatters);
  const isFree = picking.conditions.length === 0;
  const isAll = isWhole && isFree && picking.statuses === null;
  const seen = isAll ? 1 : isWhole ? WHOLE_SHARE : WIDE_SHARE;
  const enough = isWork ? hits : limit / seen;
  const looked = Math.min(hits, enough);
  const byWindows = Math.min(looked, lookMax);
  const toRead = (some: number) => (share === 0 ? Infinity : some / share);
  const costs: Readonly<Record<Way, number>> = {
    index: hits * COST.hitRead + looked * COST.hitLookedAt,
    'index by windows':
      COST.windows +
      byWindows * (COST.hitRead + COST.hitLookedAt) +
      toRead(byWindows) * COST.reportOfWindow,
    rights:
      Math.min(reach, toRead(isFree ? limit : limit / WHOLE_SHARE)) *
      (isWork ? COST.openIncident : COST.incident),
  };
  return WAYS.reduce((best, way) => (costs[way] < costs[best] ? way : best), 'index');
}

/** A pile of work: a few thousand incidents at most, or nearly so. */
function isOpenWork({ filter, statuses }: WordSearch['picking']): boolean {
  const isPile =
    filter.list === 'toFollowUp' || filter.list === 'overdue' || filter.list === 'mine';
  return isPile || (statuses !== null && statuses.every(isOpen));
}

/** How common the words were of late, how much was reported, and how far the rights reach. */
async function sample(
  tx: Tx,
  { actor, now, filter, words: asked }: WordSearch,
  words: RawBuilder<unknown>,
  reach: RawBuilder<unknown>,
) {
  const hasSingle = queryTokens(asked).some(isSingle);
  const counties = reachOfActor(actor);
  const known = counties === 'all' ? [] : [...counties];
  const week = weekOf(Math.min(now, filter.to ?? now));
  const recent = known.flatMap((county) =>
    Array.from({ length: SAMPLE_WEEKS }, (_, back) => windowToken(WINDOWS[0], county, week - back)),
  );
  const within = recent.length ? sql`(${words} && ${anyOne(recent)})` : words;
  // A single character is looked up as the beginning of others: all of its hits of all time are read at once.
  const recentHits = hasSingle
    ? sql`(select (count(*) filter (where t.tokens @@ ${words}))::float8 / greatest(count(*), 1) from (
        select newest.tokens from unnest(${known}::int[]) as of (county_id) cross join lateral (
          select tokens from incident_text where county_id = of.county_id
          order by incident_id desc limit ${SAMPLE_TEXTS}) as newest) as t)`
    : sql`(select count(*)::float8 from maplebridge_word_hits(${within}, null, ${SAMPLE_MAX}))`;
  const day = (of: number) => sql`to_timestamp(${of * 7 * DAY}::float8 / 1000)::date`;
  const { rows } = await kept(sql<{
    recentHits: number;
    recentMatters: number;
    reach: number | null;
  }>`
    select ${recentHits} as "recentHits", ${reach}::int as reach,
      (select coalesce(sum(last), 0)::int from incident_serial where county_id = any (${known}::int[])
        and day >= ${day(week - SAMPLE_WEEKS + 1)} and day < ${day(week + 1)}) as "recentMatters"`).execute(
    tx,
  );
  const { recentHits: read = 0, recentMatters = 0, reach: counted = null } = rows[0] ?? {};
  return {
    recentHits: hasSingle ? read * recentMatters : read,
    recentMatters,
    reach: counted === null || counted > REACH_COUNTED_MAX ? Infinity : counted,
  };
}

/** How many incidents lie where the rights lead, whatever else is asked of them. */
function reachOf(picking: WordSearch['picking']): RawBuilder<unknown> {
  const limit = REACH_COUNTED_MAX + 1;
  const ranges = rangesOf({ ...picking, order: 'none', limit, isKeys: true }, true);
  return ranges
    ? sql`(select count(*) from (select from (${ranges}) as i limit ${limit}) as n)`
    : sql`0`;
}

/** Reads the word index from the newest back until enough is found, or enough was looked at. */
async function throughIndex(
  tx: Tx,
  search: WordSearch,
  words: RawBuilder<unknown>,
  way: 'index' | 'index by windows',
): Promise<Hits> {
  const { filter, limit, lookMax = Infinity } = search;
  const counties = reachOfActor(search.actor);
  const known = way === 'index' || counties === 'all' ? null : counties;
  let { beforeId } = search;
  // A report is never younger than now, but another machine's clock may run a little ahead.
  let newest = beforeId === null ? search.now + DAY : bornAt(beforeId);
  if (filter.to !== undefined) newest = Math.min(newest, filter.to);
  const found: Hit[] = [];
  let looked = 0;
  let step = known && firstStep(weekOf(newest));
  for (;;) {
    const within = known && step ? sql`(${words} && ${anyOne(tokensOf(step, known))})` : words;
    const before = looked;
    let read: Read;
    do {
      read = await hitsOf(tx, search, within, beforeId, limit - found.length);
      found.push(...read.hits);
      looked += read.raw;
      if (read.isCut) beforeId = read.last;
    } while (read.isCut && found.length < limit && looked < lookMax);
    if (found.length >= limit) return { hits: found, resume: null };
    if (!read.isCut) {
      if (!step) return { hits: found, resume: null };
      beforeId = earlierOf(firstIdAt(Math.max(0, firstWeek(step)) * 7 * DAY), beforeId);
    }
    if (looked >= lookMax) return { hits: found, resume: beforeId };
    step = step && nextStep(step, looked - before, Math.min(lookMax - looked, HITS_MAX));
  }
}

/** So many windows of one width, the newest of them `last`. */
type Step = Readonly<{ window: Window; last: number; count: number; back: number }>;

function firstStep(week: number): Step {
  return { window: WINDOWS[0], last: week, count: WINDOWS_OF_A_STEP, back: 0 };
}

/** As many wider windows as promise no more than `left` hits, by what the last ones held; null: all that is older. */
function nextStep({ window, last, count, back }: Step, hits: number, left: number): Step | null {
  const wider = WINDOWS[1];
  if (window.weeks < wider.weeks)
    return { window: wider, last: Math.floor(last / wider.weeks), count: WINDOWS_OF_A_STEP, back };
  const each = hits / count;
  const gone = back + count;
  if (gone >= WINDOWS_BACK_MAX || each * WINDOWS_BACK_MAX <= left) return null;
  const next = Math.min(WINDOWS_OF_A_STEP_MAX, Math.max(1, Math.floor(left / each)));
  return { window, last: last - count, count: next, back: gone };
}

/** The first week that the windows of a step cover. */
const firstWeek = ({ window, last, count }: Step): number => (last - count + 1) * window.weeks;

function tokensOf({ window, last, count }: Step, counties: readonly number[]): string[] {
  return counties.flatMap((county) =>
    Array.from({ length: count }, (_, back) =>
      windowToken(window, county, (last - back) * window.weeks),
    ),
  );
}

type Read = Readonly<{ hits: Hit[]; raw: number; isCut: boolean; last: string | null }>;

/** Hits of the word index within the rights, newest first, looked at one by one until enough are found. */
async function hitsOf(
  tx: Tx,
  { picking }: WordSearch,
  words: RawBuilder<unknown>,
  beforeId: string | null,
  limit: number,
): Promise<Read> {
  const statuses =
    picking.statuses === null ? [] : [sql`i.status = any (${picking.statuses}::text[])`];
  const { rows } = await kept(sql<{
    raw: number;
    last: string | null;
    counties: number[] | null;
    ids: string[] | null;
  }>`
    with hit as materialized (
      select county_id, incident_id from maplebridge_word_hits(${words}, ${beforeId}::uuid, ${HITS_MAX})),
    found as (
      select ordered.county_id, ordered.incident_id
      from (select * from hit order by incident_id desc) as ordered
      cross join lateral (
        select from incident as i
        where i.county_id = ordered.county_id and i.id = ordered.incident_id
          and ${allOf([...picking.conditions, ...picking.period, ...statuses, ...mineCondition(picking)])}
          and ${scopeWhere(picking.scope, 'i')}
        offset 0) as i
      order by ordered.incident_id desc limit ${limit})
    select (select count(*)::int from hit) as raw,
      (select incident_id from hit order by incident_id limit 1) as last,
      (select array_agg(county_id order by incident_id desc) from found) as counties,
      (select array_agg(incident_id order by incident_id desc) from found) as ids`).execute(tx);
  const { raw = 0, last = null, counties, ids } = rows[0] ?? {};
  const hits = (ids ?? []).map((id, at) => ({ countyId: counties?.[at] ?? 0, id }));
  return { hits, raw, last, isCut: raw >= HITS_MAX };
}

/** The incidents in reach, newest first, each looked at for its words until enough are found. */
async function throughRights(
  tx: Tx,
  { picking, beforeId, limit }: WordSearch,
  words: RawBuilder<unknown>,
): Promise<Hit[]> {
  // A scalar sub-query stays where it is: asked row by row, by key.
  const hasWords = sql`(select t.tokens @@ ${words} from incident_text as t
    where t.county_id = i.county_id and t.incident_id = i.id)`;
  const older = beforeId === null ? [] : [sql`i.id < ${beforeId}::uuid`];
  const conditions = [...picking.conditions, hasWords];
  const period = [...picking.period, ...older];
  const ranges = rangesOf({ ...picking, conditions, period, order: 'newest', limit });
  if (ranges === null) return [];
  const { rows } = await kept(sql<Hit>`
    select i.county_id as "countyId", i.id from (${ranges}) as i
    order by i.id desc limit ${limit}`).execute(tx);
  return rows;
}

/** 待办 as a condition, where the words lead and not the unit. */
function mineCondition({ filter, mine }: WordSearch['picking']): Condition[] {
  if (filter.list !== 'mine') return [];
  const held = mine.units.map(
    ({ countyId, unitId }) => sql`(i.county_id = ${countyId} and i.holder_unit_id = ${unitId})`,
  );
  return [sql`(${sql.join([...held, scopeWhere(mine.unitless, 'i')], sql` or `)})`];
}

function earlierOf(id: string, other: string | null): string {
  return other !== null && other < id ? other : id;
}

/** Tokens are letters, digits and Han characters, and are quoted all the same. */
function quoted(token: string): string {
  return `'${token.replaceAll('\\', '').replaceAll("'", '')}'`;
}
function everyOne(tokens: readonly string[]): RawBuilder<unknown> {
  const asked = tokens.map((token) => quoted(token) + (isSingle(token) ? ':*' : ''));
  return sql`${asked.join(' & ')}::tsquery`;
}
function anyOne(tokens: readonly string[]): RawBuilder<unknown> {
  return sql`${tokens.map(quoted).join(' | ')}::tsquery`;
}
