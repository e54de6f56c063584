// The standing work of triage: answers of versions on trial and readings of plates are kept for some months; plates
// are read.
import type { Db } from '#platform/db/index.ts';
import type { Job } from '#platform/jobs/index.ts';
import { DAY, type Clock } from '#platform/time/index.ts';
import { sweepPlates } from './plates/read-next.ts';
import { SHADOW_SWEEP_EVERY_MS, sweepShadow } from './versions/shadow.ts';

export { readNextPlate, type PlateDeps } from './plates/read-next.ts';

export function triageJobs(db: Db, clock: Clock): Job[] {
  return [
    {
      name: 'triage-shadow-sweep',
      everyMs: SHADOW_SWEEP_EVERY_MS,
      run: () => sweepShadow(db, clock.now()),
    },
    { name: 'plate-sweep', everyMs: DAY, run: () => sweepPlates(db, clock.now()) },
  ];
}
