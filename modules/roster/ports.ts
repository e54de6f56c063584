// What the roster asks of those above it; apps wire the answers.
import type { Tx } from '#platform/db/index.ts';

/** The units among these that are on a live order, with how many open matters each has in hand. */
export type UnitsOnOrder = (
  tx: Tx,
  countyId: number,
  unitIds: readonly number[],
) => Promise<ReadonlyMap<number, number>>;
