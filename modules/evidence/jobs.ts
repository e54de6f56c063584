// What runs by itself: giving up what nobody attached, and deleting the bytes of what was erased.
import { inTransaction } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { UNATTACHED_KEPT_MS } from './evidence.ts';
import { erasedWithBlobs, forgetBlobs, giveUpUnattached, type Erased } from './store.ts';
import type { EvidenceKeeper } from './upload.ts';

/** How often the sweep should run: erased bytes are unreadable at once, so minutes are soon enough. */
export const SWEEP_EVERY_MS = 10 * 60_000;
/** Pieces per run: each is up to three deletions in a store that may be far away. */
export const SWEEP_PIECES = 500;

export type Swept = Readonly<{ givenUp: number; deleted: number }>;

/** One sweep. May run in several processes and be cut off anywhere: every step may be repeated. */
export async function sweepEvidence(
  { db, store }: Pick<EvidenceKeeper, 'db' | 'store'>,
  now: Instant,
): Promise<Swept> {
  const givenUp = await inTransaction(db, 'all', (tx) =>
    giveUpUnattached(tx, now - UNATTACHED_KEPT_MS, now, SWEEP_PIECES),
  );
  const erased = await inTransaction(db, 'all', (tx) => erasedWithBlobs(tx, SWEEP_PIECES));
  const gone: Erased[] = [];
  let failure: unknown;
  for (const row of erased) {
    try {
      for (const ref of row.refs) await store.delete(ref);
      gone.push(row);
    } catch (error) {
      failure ??= error; // the next run tries again; the others need not wait for it
    }
  }
  if (gone.length > 0) await inTransaction(db, 'all', (tx) => forgetBlobs(tx, gone, now));
  if (failure !== undefined) throw failure;
  return { givenUp, deleted: gone.length };
}
