// The periodic work of triage: answers of versions on trial are kept for some months.
import type { Db } from '#platform/db/index.ts';
import type { Job } from '#platform/jobs/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { SHADOW_SWEEP_EVERY_MS, sweepShadow } from './versions/shadow.ts';

export function triageJobs(db: Db, clock: Clock): Job[] {
  return [
    {
      name: 'triage-shadow-sweep',
      everyMs: SHADOW_SWEEP_EVERY_MS,
      run: () => sweepShadow(db, clock.now()),
    },
  ];
}
