// The standing work of the record: what happens without anybody asking. Each job does a bounded piece
// and says whether there is more; it runs on one process at a time.
import type { KeyObject } from 'node:crypto';
import { systemActor } from '#modules/identity/index.ts';
import type { Job } from '#platform/jobs/index.ts';
import { DAY, HOUR, MINUTE, type Clock } from '#platform/time/index.ts';
import { REOPEN_WINDOW_DAYS } from './lifecycle.ts';
import { purgeFeed } from './feed.ts';
import { performAll, type PerformDeps } from './perform.ts';
import { countyIds } from './queries/seals.ts';
import { closedBefore, deferralsOver, type Due } from './queries/standing-work.ts';
import { makePartitions } from './record/partitions.ts';
import { recalendar, type RecalendarProgress } from './record/recalendar.ts';
import { ERASE_BATCH, eraseExpired } from './record/retention.ts';
import { sealCounty } from './record/seal.ts';

export type IncidentJobsDeps = Readonly<{
  perform: PerformDeps;
  clock: Clock;
  /** Signs the hourly roots (secrets of the installation). */
  sealKey: KeyObject;
}>;

/** Incidents of one commit. */
const BATCH = 256;

export function incidentJobs({ perform, clock, sealKey }: IncidentJobsDeps): Job[] {
  const { db } = perform;
  const recalendared: RecalendarProgress = new Map();
  return [
    { name: 'incident-partitions', everyMs: DAY, run: () => makePartitions(db, clock.now()) },
    {
      name: 'incident-seal',
      everyMs: MINUTE,
      run: async () => {
        for (const countyId of await countyIds(db))
          await sealCounty(db, sealKey, countyId, clock.now());
      },
    },
    {
      name: 'incident-retention',
      everyMs: HOUR,
      run: async () => (await eraseExpired(db, clock.now())).incidents >= ERASE_BATCH,
    },
    {
      name: 'incident-recalendar',
      everyMs: MINUTE,
      run: () => recalendar(perform, recalendared, clock.now()),
    },
    {
      name: 'incident-resume',
      everyMs: MINUTE,
      run: () => resumeDeferred(perform, clock),
    },
    {
      name: 'incident-archive',
      everyMs: HOUR,
      run: () => archiveEnded(perform, clock),
    },
    { name: 'incident-feed', everyMs: HOUR, run: () => purgeFeed(db, clock.now()) },
  ];
}

/** 缓办到期: what was put off until a day goes on that day. */
export async function resumeDeferred(perform: PerformDeps, clock: Clock): Promise<boolean> {
  const now = clock.now();
  return byMachine(perform, 'resume', await deferralsOver(perform.db, now, BATCH), now);
}

/** 归档: whoever wanted it reopened has had a month to say so. */
export async function archiveEnded(perform: PerformDeps, clock: Clock): Promise<boolean> {
  const now = clock.now();
  const before = now - REOPEN_WINDOW_DAYS * DAY;
  return byMachine(perform, 'archive', await closedBefore(perform.db, before, BATCH), now);
}

async function byMachine(
  perform: PerformDeps,
  verb: 'resume' | 'archive',
  due: readonly Due[],
  now: number,
): Promise<boolean> {
  const actor = systemActor(verb);
  const outcomes = await performAll(
    perform,
    due.map((ref) => ({ ...ref, verb, input: {}, actor })),
    now,
  );
  const failed = outcomes.find((outcome) => !outcome.ok && outcome.error !== undefined);
  if (failed && !failed.ok) throw failed.error;
  // What is refused stays due; it is looked at again in the next period, not at once.
  return due.length === BATCH && outcomes.some((outcome) => outcome.ok);
}
