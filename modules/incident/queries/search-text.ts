// Searching by words. Two ways, chosen by how far the rights reach and never by how common a word is
// thought to be: who reaches little has each of their incidents looked at, newest first; who reaches
// much is answered by the word index, in windows of weeks from the newest back, each four times as wide
// as the one before, until the page is full. So a word in every report and a word in one cost alike.
import { sql, type RawBuilder } from 'kysely';
import { reachOfActor, scopeWhere, type Actor } from '#modules/identity/index.ts';
import type { Tx } from '#platform/db/index.ts';
import { bornAt } from '#platform/ids/index.ts';
import { queryTokens } from '#platform/text/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import { allOf, type Condition, type Filter } from './list-filter.ts';
import { rangesOf, type Picking } from './list-ranges.ts';
import { weekOf, windowToken } from './text-index.ts';

export type Hit = Readonly<{ countyId: number; id: string }>;

export type WordSearch = Readonly<{
  actor: Actor;
  words: string;
  picking: Omit<Picking, 'order' | 'limit'>;
  filter: Filter;
  /** Only what was born before this id: where the page before ended. */
  beforeId: string | null;
  limit: number;
  now: Instant;
}>;

/** Up to here each incident within the rights is looked at; some milliseconds at most. */
const LOOKED_AT_MAX = 1000;
/** Widths of the windows in weeks; after the last one, all that is older. */
const WINDOW_WEEKS = [1, 4, 16, 64];
/** Hits of one window that are looked at; the next ones come with the next window's bound. */
const WINDOW_HITS_MAX = 20_000;

/** The newest incidents that hold all the words, at most `limit`; none when nothing can be searched for. */
export async function findByWords(tx: Tx, search: WordSearch): Promise<Hit[]> {
  const tokens = queryTokens(search.words);
  if (tokens.length === 0) return [];
  if (await reachesLittle(tx, search)) return amongMine(tx, search, tokens);
  return throughIndex(tx, search, tokens);
}

async function reachesLittle(tx: Tx, { picking }: WordSearch): Promise<boolean> {
  // Who reaches a whole town or county reaches much; there is no need to ask.
  if (picking.scope.any.some((term) => term.kind === 'county' || term.kind === 'town'))
    return false;
  const ranges = rangesOf({ ...picking, order: 'none', limit: LOOKED_AT_MAX + 1 });
  if (ranges === null) return true;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from
      (select 1 from (${ranges}) as i limit ${LOOKED_AT_MAX + 1}) as counted`.execute(tx);
  return (rows[0]?.count ?? 0) <= LOOKED_AT_MAX;
}

/** Every incident of mine, and whether its words match. */
async function amongMine(tx: Tx, search: WordSearch, tokens: readonly string[]): Promise<Hit[]> {
  const ranges = rangesOf({
    ...search.picking,
    conditions: [...search.picking.conditions, ...before(search.beforeId, sql`i.id`)],
    order: 'none',
    limit: LOOKED_AT_MAX + 1,
  });
  if (ranges === null) return [];
  const { rows } = await sql<Hit>`
    select i.county_id as "countyId", i.id from (${ranges}) as i
    join incident_text as t on t.county_id = i.county_id and t.incident_id = i.id
    where t.tokens @@ ${everyOne(tokens)}
    order by i.id desc limit ${search.limit}`.execute(tx);
  return rows;
}

async function throughIndex(tx: Tx, search: WordSearch, tokens: readonly string[]): Promise<Hit[]> {
  const { actor, filter, limit } = search;
  const counties = reachOfActor(actor);
  const found: Hit[] = [];
  let { beforeId } = search;
  // A report is never younger than now, but another machine's clock may run a little ahead.
  let newest = beforeId === null ? search.now + DAY : bornAt(beforeId);
  if (filter.to !== undefined) newest = Math.min(newest, filter.to);
  let week = weekOf(newest);
  const oldest = filter.from === undefined ? 0 : weekOf(filter.from);
  for (const width of counties === 'all' ? [null] : [...WINDOW_WEEKS, null]) {
    const windows =
      width === null || counties === 'all'
        ? null
        : counties.flatMap((county) =>
            Array.from({ length: width }, (_, back) => windowToken(county, week - back)),
          );
    const words =
      windows === null ? everyOne(tokens) : sql`(${everyOne(tokens)} && ${anyOne(windows)})`;
    found.push(...(await hitsOf(tx, search, words, beforeId, limit - found.length)));
    if (found.length >= limit || width === null) break;
    week -= width;
    if (week < oldest) break;
    // What is left is older than the windows that were read.
    beforeId = earliestIdOf(week + 1, beforeId);
  }
  return found;
}

/** Hits of the word index within the rights, newest first, looked at one by one until enough are found. */
async function hitsOf(
  tx: Tx,
  { picking }: WordSearch,
  words: RawBuilder<unknown>,
  beforeId: string | null,
  limit: number,
): Promise<Hit[]> {
  const statuses =
    picking.statuses === null ? [] : [sql`i.status = any (${picking.statuses}::text[])`];
  const { rows } = await sql<Hit>`
    select hit.county_id as "countyId", hit.incident_id as id
    from (select county_id, incident_id
      from maplebridge_word_hits(${words}, ${beforeId}::uuid, ${WINDOW_HITS_MAX})
      order by incident_id desc) as hit
    cross join lateral (
      select 1 from incident as i
      where i.county_id = hit.county_id and i.id = hit.incident_id
        and ${allOf([...picking.conditions, ...statuses, ...mineCondition(picking)])}
        and ${scopeWhere(picking.scope, 'i')}
      limit 1) as i
    order by hit.incident_id desc limit ${limit}`.execute(tx);
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

function before(id: string | null, column: RawBuilder<unknown>): Condition[] {
  return id === null ? [] : [sql`${column} < ${id}::uuid`];
}

/** The least id of a week, as long as it is not beyond the bound there is already. */
function earliestIdOf(week: number, bound: string | null): string {
  const time = Math.max(0, week * 7 * DAY)
    .toString(16)
    .padStart(12, '0');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
  return bound !== null && bound < id ? bound : id;
}

/** Tokens are letters, digits and Han characters, and are quoted all the same. */
function quoted(token: string): string {
  return `'${token.replaceAll('\\', '').replaceAll("'", '')}'`;
}
function everyOne(tokens: readonly string[]): RawBuilder<unknown> {
  return sql`${tokens.map(quoted).join(' & ')}::tsquery`;
}
function anyOne(tokens: readonly string[]): RawBuilder<unknown> {
  return sql`${tokens.map(quoted).join(' | ')}::tsquery`;
}
