// Gathers what advice needs: the county's units with their places, duty and load, and its resources.
import { jurisdictionTree, unitList, type Jurisdiction } from '#modules/organization/index.ts';
import { accountNames, type Actor } from '#modules/identity/index.ts';
import {
  dutiesNow,
  resourceList,
  type ResourceKind,
  type UnitsOnOrder,
} from '#modules/roster/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { toMicro, pointOf } from '#platform/geo/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  advise,
  resourceSpots,
  type AdviceQuestion,
  type AdviceUnit,
  type Candidate,
  type ResourceSpot,
} from './advice.ts';
import { commandsIn, type OrderPosition } from './order-position.ts';
import { readOrderPositions } from './order-position-store.ts';

export type AdviceDeps = Readonly<{ db: Db; openOrders: UnitsOnOrder }>;

/** What is asked of one matter; the instant and the kind of help are the asker's. */
export type AdviceMatter = Omit<AdviceQuestion, 'at' | 'kind'> & Readonly<{ countyId: number }>;

export type Advice = Readonly<{
  candidates: readonly Candidate[];
  resources: readonly ResourceSpot[];
  people: readonly (OrderPosition & Readonly<{ name: string }>)[];
}>;

export async function adviceOf(
  { db, openOrders }: AdviceDeps,
  actor: Actor,
  { countyId, ...matter }: AdviceMatter,
  kind: ResourceKind | undefined,
  now: Instant,
): Promise<Advice> {
  const [units, tree, duties, resources] = await Promise.all([
    unitList(db, { countyId }),
    jurisdictionTree(db, countyId),
    dutiesNow(db, countyId, undefined, now),
    resourceList({ db, unitsOnOrder: openOrders }, actor, { countyId, kind }, now),
  ]);
  const unitIds = units.map(({ id }) => id);
  const [loads, positions] = await inTransaction(db, [countyId], async (tx) => [
    await openOrders(tx, countyId, unitIds),
    commandsIn(actor, countyId) ? await readOrderPositions(tx, actor, countyId, now) : [],
  ]);
  const names = await accountNames(
    db,
    positions.map(({ accountId }) => accountId),
  );
  const underWay = Map.groupBy(positions, ({ unitId }) => unitId);
  const places = new Map(tree.map((place) => [place.id, place]));
  const judged = units.map((unit): AdviceUnit => {
    const place = places.get(unit.jurisdictionId);
    return {
      ...{ id: unit.id, kind: unit.kind, line: unit.line, duty24h: unit.duty24h },
      townId: place?.townId ?? null,
      villageId: place?.villageId ?? null,
      point: middleOf(place),
      duty: duties.get(unit.id) ?? null,
      load: loads.get(unit.id) ?? 0,
      people: underWay.get(unit.id) ?? [],
    };
  });
  const question = { ...matter, at: now, kind };
  return {
    candidates: advise(question, judged, resources),
    resources: resourceSpots(question, judged, resources),
    people: positions.map((one) => ({ ...one, name: names.get(one.accountId) ?? '' })),
  };
}

/** A unit of the whole county may start anywhere in it, so its middle says nothing. */
function middleOf(place: Jurisdiction | undefined) {
  if (!place || place.level === 'county' || place.level === 'city') return null;
  const point = pointOf(place.centre.lng, place.centre.lat);
  return point ? toMicro(point) : null;
}
