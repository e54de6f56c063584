// Gathers what advice needs: the county's units with their places, duty and load, and its resources.
import { jurisdictionTree, unitList, type Jurisdiction } from '#modules/organization/index.ts';
import type { Actor } from '#modules/identity/index.ts';
import {
  dutiesNow,
  resourceList,
  type ResourceKind,
  type UnitsOnOrder,
} from '#modules/roster/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { toMicro, pointOf } from '#platform/geo/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { advise, type AdviceQuestion, type AdviceUnit, type Candidate } from './advice.ts';

export type AdviceDeps = Readonly<{ db: Db; openOrders: UnitsOnOrder }>;

/** What is asked of one matter; the instant and the kind of help are the asker's. */
export type AdviceMatter = Omit<AdviceQuestion, 'at' | 'kind'> & Readonly<{ countyId: number }>;

export async function adviceOf(
  { db, openOrders }: AdviceDeps,
  actor: Actor,
  { countyId, ...matter }: AdviceMatter,
  kind: ResourceKind | undefined,
  now: Instant,
): Promise<readonly Candidate[]> {
  const [units, tree, duties, resources] = await Promise.all([
    unitList(db, { countyId }),
    jurisdictionTree(db, countyId),
    dutiesNow(db, countyId, undefined, now),
    resourceList({ db, unitsOnOrder: openOrders }, actor, { countyId, kind }, now),
  ]);
  const loads = await inTransaction(db, [countyId], (tx) =>
    openOrders(
      tx,
      countyId,
      units.map(({ id }) => id),
    ),
  );
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
    };
  });
  return advise({ ...matter, at: now, kind }, judged, resources);
}

/** A unit of the whole county may start anywhere in it, so its middle says nothing. */
function middleOf(place: Jurisdiction | undefined) {
  if (!place || place.level === 'county' || place.level === 'city') return null;
  const point = pointOf(place.centre.lng, place.centre.lat);
  return point ? toMicro(point) : null;
}
