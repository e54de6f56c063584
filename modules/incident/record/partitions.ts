// Facts lie in a partition per month of birth of their incident; next months' are made ahead, so that no
// report ever waits for a table. What fits no month lies in the default partition and is not lost.
import type { Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { makeFactMonth } from '../queries/standing-work.ts';

const MONTHS_AHEAD = 2;

/** Makes the partitions of this month and the next two. Call at start and daily; safe to repeat. */
export async function makePartitions(db: Db, now: Instant): Promise<void> {
  for (const month of monthsFrom(now, MONTHS_AHEAD)) await makeFactMonth(db, month);
}

/** First days (`2026-11-01`, UTC) of the month of an instant and of as many after it. */
export function monthsFrom(instant: Instant, ahead: number): string[] {
  const date = new Date(instant);
  return Array.from({ length: ahead + 1 }, (_, index) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + index, 1))
      .toISOString()
      .slice(0, 10),
  );
}
