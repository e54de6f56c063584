// Who serves a place, answered in memory: routing asks it for every report that comes in, and a
// county has fewer than two thousand units. Agrees with `queries/units.ts` unitsServing. Pure.
import type { Unit } from './place.ts';

/** Where something is, as far down as it is known. */
export type KnownPlace = Readonly<{
  gridId: number | null;
  villageId: number | null;
  townId: number | null;
}>;

/** The units of a line that serve a place, nearest first. */
export type ServingUnits = (place: KnownPlace, line: string) => readonly Unit[];

/** `units`: all of one county; `countyPlaceId`: the id of the county's own jurisdiction. */
export function servingUnits(units: readonly Unit[], countyPlaceId: number): ServingUnits {
  const byPlaceAndLine = Map.groupBy(
    units.toSorted((a, b) => a.id - b.id),
    ({ jurisdictionId, line }) => `${jurisdictionId} ${line}`,
  );
  return ({ gridId, villageId, townId }, line) =>
    [gridId, villageId, townId, countyPlaceId].flatMap(
      (placeId) => byPlaceAndLine.get(`${placeId} ${line}`) ?? [],
    );
}
