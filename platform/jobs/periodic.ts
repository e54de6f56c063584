// Jobs that run once per period on one of the machine's processes: whoever holds the advisory lock.
import { sql, type Db } from '#platform/db/index.ts';
import { gate } from './gate.ts';
import { startLoop, type Loop } from './loop.ts';

export type Job = Readonly<{
  name: string;
  everyMs: number;
  /** Bounded work; returns true when there is more to do at once. */
  run: () => Promise<boolean | void>;
}>;

/**
 * Jobs at work at once. Each holds one connection for its lock and asks for another for its work: as many as the
 * pool has connections would wait for each other, and everybody else for them.
 */
export const JOBS_AT_ONCE_MAX = 3;

/** Starts the jobs; each is a loop of its own, so that a slow one takes one place and delays nobody's time. */
export function startJobs(
  db: Db,
  jobs: readonly Job[],
  onError: (error: unknown, name: string) => void,
  /** Nothing is done for so long after the start. */
  restMs = 0,
): Loop {
  const startedAt = performance.now();
  const places = gate(JOBS_AT_ONCE_MAX, jobs.length);
  const loops = jobs.map((job) =>
    startLoop({
      name: job.name,
      sleepMaxMs: job.everyMs,
      onError,
      round: async () => {
        const rest = startedAt + restMs - performance.now();
        if (rest > 0) return rest;
        const more = await places.through(() => alone(db, job), noRoom);
        return more === true ? 0 : job.everyMs;
      },
    }),
  );
  return {
    wake: () => loops.forEach((loop) => loop.wake()),
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** Never said: as many may wait as there are jobs. */
const noRoom = () => new Error('more jobs wait than there are');

/** Runs the job unless another process is at it: the lock lives on one connection for as long as it runs. */
async function alone(db: Db, job: Job): Promise<boolean | void> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ mine: boolean }>`
      select pg_try_advisory_lock(hashtextextended(${`job:${job.name}`}, 0)) as mine`.execute(
      connection,
    );
    if (!rows[0]?.mine) return;
    try {
      return await job.run();
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended(${`job:${job.name}`}, 0))`.execute(
        connection,
      );
    }
  });
}
