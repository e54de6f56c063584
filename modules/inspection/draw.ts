// Drawing (抽样): the population is read, the seed decides, and all of it is written in one commit.
import { audit, type Actor } from '#modules/identity/index.ts';
import { jurisdictionsByIds, unitsByIds, type UnitKind } from '#modules/organization/index.ts';
import { inTransaction, inWriting, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { DrawFilter, DrawRequest } from './contract.ts';
import { DUE_DAYS_MAX, POPULATION_MAX } from './limits.ts';
import { populationOf, requirePeriod, type Population } from './population.ts';
import { requireDrawing, type Drawing } from './rights.ts';
import { drawSample } from './sample.ts';
import { insertDraw } from './store.ts';

/** Where the actor draws, for whom, and from which matters. @throws Refused for what is not in order. */
export async function gatherPopulation(
  db: Db,
  actor: Actor,
  filter: DrawFilter,
  now: Instant,
): Promise<Readonly<{ drawing: Drawing; population: Population }>> {
  requirePeriod(filter, now);
  const drawing = requireDrawing(actor, filter.countyId, filter.townId);
  await requireCheckingUnit(db, filter, drawing);
  const population = await inWriting(db, [filter.countyId], (tx) =>
    populationOf(tx, actor, filter, drawing),
  );
  return { drawing, population };
}

/** The seed and the id are chance: they come from outside. @throws Refused as `gatherPopulation`. */
export async function drawMatters(
  db: Db,
  actor: Actor,
  request: DrawRequest,
  chance: Readonly<{ id: string; seed: string }>,
  now: Instant,
): Promise<Readonly<{ id: string; population: number; drawn: number }>> {
  const { size, dueAt, ...filter } = request;
  if (dueAt <= now || dueAt - now > DUE_DAYS_MAX * DAY)
    throw new Refused('inspection.due', 'dueAt', { days: DUE_DAYS_MAX });
  const { drawing, population: found } = await gatherPopulation(db, actor, filter, now);
  if (found.tooMany)
    throw new Refused('inspection.population-too-large', undefined, { max: POPULATION_MAX });
  const population = found.members;
  if (population.length === 0) throw new Refused('inspection.nothing-to-draw');
  const drawn = drawSample(population, size, chance.seed);
  const { countyId, checkerUnitId = drawing.post.unitId } = filter;
  await inTransaction(db, [countyId], async (tx) => {
    await insertDraw(tx, {
      ...{ ...chance, countyId, filter, dueAt, checkerUnitId, population, drawn },
      ...{ drawnBy: actor.id, drawnByUnit: drawing.post.unitId, drawnAt: now },
      ...{ townId: drawing.townId, wanted: size },
    });
    await audit(
      tx,
      {
        ...{ action: 'inspection.drawn', actorId: actor.id, countyId, success: true },
        ...{ subjectKind: 'spotCheckDraw', subjectId: chance.id },
        details: { seed: chance.seed, population: population.length, drawn: drawn.length },
      },
      now,
    );
  });
  return { id: chance.id, population: population.length, drawn: drawn.length };
}

/** Who checks for the whole county. */
const COUNTY_KINDS: readonly UnitKind[] = ['countyCentre', 'supervision'];

/** The own unit; the command room of the town drawn from; from above a town, the county's centre. */
async function requireCheckingUnit(
  db: Db,
  { countyId, checkerUnitId }: DrawFilter,
  { post, townId }: Drawing,
): Promise<void> {
  if (checkerUnitId === undefined || checkerUnitId === post.unitId) return;
  const unit = (await unitsByIds(db, [checkerUnitId])).get(checkerUnitId);
  const isHere = unit?.countyId === countyId;
  if (isHere && COUNTY_KINDS.includes(unit.kind) && post.place.townId === undefined) return;
  if (isHere && unit.kind === 'commandRoom' && townId !== null) {
    const place = (await jurisdictionsByIds(db, [unit.jurisdictionId])).get(unit.jurisdictionId);
    if (place?.townId === townId || place?.id === townId) return;
  }
  throw new Refused('inspection.checker-elsewhere', 'checkerUnitId');
}
