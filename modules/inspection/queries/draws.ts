// The draws of a county, how far each has got, one of them with its matters, and the same drawn again.
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import type { Names } from '#modules/incident/index.ts';
import { inReading, sql, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { decodeCursor, encodeCursor } from '#platform/http/index.ts';
import { z } from 'zod';
import type { Draw, DrawDetail, DrawnAgain, DrawsAnswer, DrawsQuery } from '../contract.ts';
import { SAMPLE_MAX } from '../limits.ts';
import { requireChecker } from '../rights.ts';
import { drawSample } from '../sample.ts';
import { readPopulation } from '../store.ts';
import { drawsSeenBy, drawsWhere } from './draws-where.ts';
import {
  CHECKED,
  DRAW_COLUMNS,
  ENTRY_COLUMNS,
  entryOf,
  namedUnit,
  seenBy,
  type DrawRow,
  type EntryRow,
  type InspectionReadDeps,
} from './read.ts';

const Cursor = z.tuple([z.int().min(0).max(8_640_000_000_000_000), z.uuid()]);

/** The newest first. @throws Refused('inspection.not-yours'), Refused('http.invalid-cursor'). */
export async function drawPage(
  { db, names }: InspectionReadDeps,
  actor: Actor,
  { countyId, limit, cursor }: DrawsQuery,
): Promise<DrawsAnswer> {
  requireChecker(actor, countyId);
  const [at, id] = cursor === undefined ? [null, null] : decodeCursor(Cursor, cursor);
  return inReading(db, [countyId], async (tx) => {
    const { rows } = await sql<DrawRow>`
      select ${DRAW_COLUMNS} from inspection_draw d
      where ${drawsWhere(actor, countyId, 'd')} and ${
        at === null
          ? sql`true`
          : sql`(d.drawn_at, d.id) < (to_timestamp(${at} / 1000.0), ${id}::uuid)`
      }
      order by d.drawn_at desc, d.id desc limit ${limit + 1}`.execute(tx);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: await viewsOf(tx, names, actor, countyId, shown),
      nextCursor: last && rows.length > limit ? encodeCursor([last.drawnAt, last.id]) : null,
    };
  });
}

/** One draw with those of its matters that the actor may check. @throws Refused('inspection.not-found'). */
export async function drawDetail(
  { db, names }: InspectionReadDeps,
  actor: Actor,
  id: string,
): Promise<DrawDetail> {
  return inReading(db, reachOfActor(actor), async (tx) => {
    const draw = await seenDraw(tx, actor, id);
    const { countyId } = draw;
    const { rows } = await sql<EntryRow>`
      select ${ENTRY_COLUMNS} from ${CHECKED}
      where e.county_id = ${countyId} and e.draw_id = ${id}::uuid and ${seenBy(actor)}
      order by e.no limit ${SAMPLE_MAX}`.execute(tx);
    const [view] = await viewsOf(tx, names, actor, countyId, [draw]);
    if (!view) throw new Refused('inspection.not-found');
    return { ...view, entries: rows.map((row) => entryOf(row, names, actor, countyId)) };
  });
}

/** Draws once more by the recorded seed from the recorded population, and compares. */
export async function drawAgain(
  { db }: InspectionReadDeps,
  actor: Actor,
  id: string,
): Promise<DrawnAgain> {
  return inReading(db, reachOfActor(actor), async (tx) => {
    const { countyId, seed, wanted, population: size } = await seenDraw(tx, actor, id);
    const population = await readPopulation(tx, countyId, id);
    const drawn = drawSample(population, wanted, seed);
    const { rows } = await sql<{ id: string; number: string; isSeen: boolean }>`
      select i.id, i.number, ${seenBy(actor)} as "isSeen" from inspection_entry e
      join incident i on i.county_id = e.county_id and i.id = e.incident_id
      where e.county_id = ${countyId} and e.draw_id = ${id}::uuid
      order by e.no limit ${SAMPLE_MAX}`.execute(tx);
    return {
      same:
        population.length === size &&
        rows.length === drawn.length &&
        rows.every((row, at) => row.id === drawn[at]),
      population: population.length,
      numbers: rows.flatMap(({ number, isSeen }) => (isSeen ? number : [])),
    };
  });
}

async function seenDraw(tx: Tx, actor: Actor, id: string): Promise<DrawRow> {
  const { rows } = await sql<DrawRow>`
    select ${DRAW_COLUMNS} from inspection_draw d
    where d.id = ${id}::uuid and ${drawsSeenBy(actor, 'd')}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Refused('inspection.not-found');
  return row;
}

async function viewsOf(
  tx: Tx,
  names: Names,
  actor: Actor,
  countyId: number,
  draws: readonly DrawRow[],
): Promise<Draw[]> {
  await names.learnAccounts(draws.map(({ drawnBy }) => drawnBy));
  const { rows } = await sql<{ id: string } & Draw['progress']>`
    select e.draw_id as id, count(*)::int as drawn, count(v.passed)::int as checked,
      (count(*) filter (where not v.passed))::int as failed
    from ${CHECKED}
    where e.county_id = ${countyId} and e.draw_id = any (${draws.map(({ id }) => id)}::uuid[])
      and ${seenBy(actor)}
    group by e.draw_id`.execute(tx);
  const progress = new Map(rows.map(({ id, ...counts }) => [id, counts]));
  return draws.map(({ checkerUnitId, townId, ...draw }) => ({
    ...draw,
    drawnBy: names.account(draw.drawnBy) ?? '',
    checker: namedUnit(checkerUnitId, names) ?? { id: checkerUnitId, name: '—' },
    town: townId === null ? null : { id: townId, name: names.place(townId) ?? '—' },
    progress: progress.get(draw.id) ?? { drawn: 0, checked: 0, failed: 0 },
  }));
}
