// Jobs on a real pool: each holds a connection for its lock while its work asks for another.
import { expect, test } from 'vitest';
import { openDatabase, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { JOBS_AT_ONCE_MAX, startJobs } from './periodic.ts';

const { url } = await testDatabase();

test('more jobs than connections, all due at once, wait for places and not for each other', async () => {
  const db = openDatabase({ url, poolMax: JOBS_AT_ONCE_MAX + 1 });
  const ran = new Set<string>();
  const errors: unknown[] = [];
  let done = (): void => {};
  const all = new Promise<void>((resolve) => (done = resolve));
  const names = Array.from({ length: 24 }, (_, at) => `job-${at}`);
  const began = performance.now();
  const jobs = startJobs(
    db,
    names.map((name) => ({
      name,
      everyMs: 3_600_000,
      run: async () => {
        await sql`select pg_sleep(0.01)`.execute(db);
        ran.add(name);
        if (ran.size === names.length) done();
      },
    })),
    (error) => errors.push(error),
  );
  await all;
  await jobs.stop();
  await db.destroy();
  expect(errors).toEqual([]);
  // A pool that is waited for in vain gives up after ten seconds.
  expect(performance.now() - began).toBeLessThan(8_000);
});
