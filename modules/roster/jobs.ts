// Positions are forgotten when they are stale or the order has ended.
import { inTransaction, type Db } from '#platform/db/index.ts';
import { MINUTE, type Instant } from '#platform/time/index.ts';
import type { UnitsOnOrder } from './ports.ts';
import { POSITION_KEPT_MS } from './resource.ts';
import { deletePositions, positionedUnits } from './resource-store.ts';

/** A position outlives its order by this at most; readers do not see it even so long. */
export const FORGET_EVERY_MS = MINUTE;
/** Units looked at in one round: more than are out in a whole city. */
const UNITS_PER_ROUND_MAX = 2_000;

/** Deletes stale positions and those of units without a live order; gives how many. */
export async function forgetPositions(
  db: Db,
  unitsOnOrder: UnitsOnOrder,
  now: Instant,
): Promise<number> {
  return inTransaction(db, 'all', async (tx) => {
    const kept = Map.groupBy(
      await positionedUnits(tx, UNITS_PER_ROUND_MAX),
      ({ countyId }) => countyId,
    );
    const ended: { countyId: number; unitId: number }[] = [];
    for (const [countyId, units] of kept) {
      const busy = await unitsOnOrder(
        tx,
        countyId,
        units.map(({ unitId }) => unitId),
      );
      ended.push(...units.filter(({ unitId }) => !busy.has(unitId)));
    }
    return deletePositions(tx, now - POSITION_KEPT_MS, ended);
  });
}
