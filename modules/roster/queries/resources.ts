// What can be called in a county, as a reader may see it.
import type { Actor } from '#modules/identity/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Resource } from '../resource.ts';
import { readResources, type ResourceFilter } from '../resource-store.ts';
import { mayKeep, maySeePosition } from '../rights.ts';
import type { UnitsOnOrder } from '../ports.ts';
import { placedUnits } from './unit-place.ts';

/**
 * The resources that fit. A position is shown only to the rooms, only while fresh, and only while the
 * unit is on an order at this very moment.
 */
export async function resourceList(
  deps: Readonly<{ db: Db; unitsOnOrder: UnitsOnOrder }>,
  actor: Actor,
  filter: ResourceFilter,
  now: Instant,
): Promise<Resource[]> {
  const { db, unitsOnOrder } = deps;
  const { countyId } = filter;
  const [rows, busy] = await inTransaction(db, [countyId], async (tx) => {
    const found = await readResources(tx, filter, now);
    const moving = [...new Set(found.filter((row) => row.position).map(({ unitId }) => unitId))];
    return [
      found,
      moving.length > 0 ? await unitsOnOrder(tx, countyId, moving) : new Map(),
    ] as const;
  });
  const units = await placedUnits(
    db,
    countyId,
    rows.map(({ unitId }) => unitId),
  );
  return rows.map((row) => {
    const place = { countyId, townId: units.get(row.unitId)?.townId ?? null };
    const isShown = busy.has(row.unitId) && maySeePosition(actor, place);
    return { ...row, position: isShown ? row.position : null, mayKeep: mayKeep(actor, place) };
  });
}
