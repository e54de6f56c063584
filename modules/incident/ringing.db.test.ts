// Clocks that ring on a real database: exactly once, whoever looks, however often, at whatever time.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import { perform } from './perform.ts';
import { RING_BATCH, RING_POLL_MS, ringDue, untilNextRing } from './ringing.ts';
import { makeCounty, performDeps, report, type TestDeps } from './testing-database.ts';
import { COUNTY, MORNING, PEOPLE } from './testing.ts';

let db: Db;
let owner: Db;
let deps: TestDeps;

beforeAll(async () => {
  ({ db, owner } = await testDatabase());
  await makeCounty(owner);
  deps = performDeps(db);
});
beforeEach(async () => {
  await sql`delete from incident`.execute(owner);
  await sql`delete from fact`.execute(owner);
});

async function rangs(): Promise<Record<string, number>> {
  const { rows } = await sql<{ rung: string; count: number }>`
    select body::jsonb -> 'data' ->> 'rung' as rung, count(*)::int as count from fact
    where type = 'incident.rang' group by 1 order by 1`.execute(owner);
  return Object.fromEntries(rows.map((row) => [row.rung, row.count]));
}

test('two workers that look at the same moment claim each clock once', async () => {
  await report(deps, 40, { level: 1 }); // one minute to accept
  const now = MORNING + MINUTE;
  await Promise.all([ringDue(deps, now), ringDue(deps, now), ringDue(deps, now)]);
  expect(await rangs()).toEqual({ 1: 40 });
  expect(await ringDue(deps, now)).toBe(0);
});

test('a clock of the machine moved back and forth neither loses nor doubles a rung', async () => {
  await report(deps, 3, { level: 1 });
  await ringDue(deps, MORNING + 90_000); // 100 and 150 %
  await ringDue(deps, MORNING - DAY);
  await ringDue(deps, MORNING + MINUTE);
  expect(await rangs()).toEqual({ 1: 3, 2: 3 });
  await ringDue(deps, MORNING + HOUR);
  await ringDue(deps, MORNING + 90_000);
  await ringDue(deps, MORNING + 2 * HOUR);
  expect(await rangs()).toEqual({ 1: 3, 2: 3, 3: 3 });
});

test('what was due while nobody looked rings once, all its rungs in order', async () => {
  await report(deps, 1, { level: 2 });
  await ringDue(deps, MORNING + DAY);
  const { rows } = await sql<{ rung: number }>`
    select (body::jsonb -> 'data' -> 'rung')::int as rung from fact
    where type = 'incident.rang' order by seq`.execute(owner);
  expect(rows.map((row) => row.rung)).toEqual([1, 2, 3]);
});

test('a clock stopped in time does not ring', async () => {
  const [id = ''] = await report(deps, 1, { level: 1 });
  await perform(
    deps,
    {
      countyId: COUNTY,
      incidentId: id,
      verb: 'answer',
      input: { reply: '已答' },
      actor: PEOPLE.clerk,
    },
    MORNING + 30_000,
  );
  expect(await ringDue(deps, MORNING + HOUR)).toBe(0);
});

test('tells how long nothing will ring', async () => {
  expect(await untilNextRing(db, MORNING)).toBe(RING_POLL_MS);
  await report(deps, 1, { level: 1 });
  expect(await untilNextRing(db, MORNING)).toBe(RING_POLL_MS);
  expect(await untilNextRing(db, MORNING + MINUTE - 400)).toBe(400);
  expect(await untilNextRing(db, MORNING + HOUR)).toBe(0);
});

test('more than a batch is rung batch by batch', async () => {
  await report(deps, RING_BATCH + 10, { level: 1 });
  expect(await ringDue(deps, MORNING + MINUTE)).toBe(RING_BATCH);
  expect(await ringDue(deps, MORNING + MINUTE)).toBe(10);
  expect(await rangs()).toEqual({ 1: RING_BATCH + 10 });
});
