// Draws of given matters, for tests of what follows from a draw.
import type { Actor } from '#modules/identity/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { insertDraw } from './store.ts';

/** Writes a draw of just these matters, to be looked at by the drawer's unit until `dueAt`. */
export async function aDraw(
  db: Db,
  { id: drawnBy, posts: [post] }: Actor,
  matters: readonly string[],
  now: Instant,
  dueAt: Instant,
): Promise<string> {
  if (!post?.unitId) throw new Error('whoever draws has a unit');
  const { unitId, place } = post;
  const { countyId } = place;
  const id = uuidv7(now);
  await inTransaction(db, [countyId], (tx) =>
    insertDraw(tx, {
      ...{ id, countyId, drawnBy, drawnByUnit: unitId, drawnAt: now, dueAt, checkerUnitId: unitId },
      ...{ townId: null, filter: { countyId, closedFrom: 0, closedTo: now }, wanted: 1, seed: '5' },
      population: matters.map((one) => ({ id: one, stratum: '' })),
      drawn: matters,
    }),
  );
  return id;
}
