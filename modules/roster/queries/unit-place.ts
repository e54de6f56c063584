// Which units of a county are meant, and in which town each of them works.
import { jurisdictionsByIds, unitsByIds, type Unit } from '#modules/organization/index.ts';
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';

export type PlacedUnit = Readonly<{ unit: Unit; townId: number | null }>;

/** The units of this county among `ids`, with their towns (null: the county's own). */
export async function placedUnits(
  db: Db,
  countyId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, PlacedUnit>> {
  const units = [...(await unitsByIds(db, ids)).values()].filter(
    (unit) => unit.countyId === countyId,
  );
  const places = await jurisdictionsByIds(
    db,
    units.map((unit) => unit.jurisdictionId),
  );
  return new Map(
    units.map((unit) => [
      unit.id,
      { unit, townId: places.get(unit.jurisdictionId)?.townId ?? null },
    ]),
  );
}

export async function getPlacedUnit(db: Db, countyId: number, id: number): Promise<PlacedUnit> {
  const placed = (await placedUnits(db, countyId, [id])).get(id);
  if (!placed) throw new Refused('roster.unit-unknown', 'unitId');
  return placed;
}
