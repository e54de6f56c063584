// Positions on orders are forgotten by age, and where an order stopped without an end of its own: a matter
// that was put off (缓办, 挂账). What ends an order deletes them in its own commit.
import { inTransaction, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { ORDER_POSITION_KEPT_MS } from './order-position.ts';
import { deleteEndedPositions } from './order-position-store.ts';

/** Deletes positions that are too old or of orders that do not run; gives how many. */
export function forgetOrderPositions(db: Db, now: Instant): Promise<number> {
  return inTransaction(db, 'all', (tx) => deleteEndedPositions(tx, now - ORDER_POSITION_KEPT_MS));
}
