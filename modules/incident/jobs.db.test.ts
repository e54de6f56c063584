// The standing work on a real database: what it does by itself, a bounded piece at a time.
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { calendarsOf, compileCalendar } from '#modules/deadline/index.ts';
import { aCalendarDefinition, REST_DAYS_2026 } from '#modules/deadline/testing.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY, HOUR, movableClock, type MovableClock } from '#platform/time/index.ts';
import { archiveEnded, incidentJobs, resumeDeferred } from './jobs.ts';
import { perform, type Request } from './perform.ts';
import { makePartitions, monthsFrom } from './record/partitions.ts';
import { recalendar } from './record/recalendar.ts';
import { sealedUntil } from './record/seal.ts';
import { verifyTrace } from './record/verify.ts';
import { findIncidents } from './store.ts';
import { makeCounty, performDeps, report, type TestDeps } from './testing-database.ts';
import { aCatalog, aKnowledge, COUNTY, MORNING, PEOPLE, UNITS } from './testing.ts';

const { clerk, handler, director } = PEOPLE;
let db: Db;
let owner: Db;
let deps: TestDeps;
let clock: MovableClock;

beforeAll(async () => {
  ({ db, owner } = await testDatabase());
  await makeCounty(owner);
});
beforeEach(async () => {
  deps = performDeps(db);
  clock = movableClock(MORNING);
  for (const table of ['incident', 'fact', 'vault', 'vault_key', 'report'])
    await sql`delete from ${sql.table(table)}`.execute(owner);
});

const act = (incidentId: string, verb: Request['verb'], input = {}, actor = clerk) =>
  perform(deps, { countyId: COUNTY, incidentId, verb, input, actor }, clock.now());
async function stored(id: string) {
  const found = await inTransaction(db, [COUNTY], (tx) =>
    findIncidents(tx, [{ countyId: COUNTY, id }]),
  );
  const one = found.get(id);
  if (!one) throw new Error(`no ${id}`);
  return one.incident;
}

async function atWork(): Promise<string> {
  const [id = ''] = await report(deps);
  await act(id, 'accept');
  await act(id, 'dispatch', { lead: UNITS.bureau });
  await act(id, 'sign', {}, handler);
  return id;
}

test('what was put off goes on when its day comes, not before', async () => {
  const id = await atWork();
  await act(id, 'defer', { until: MORNING + 3 * DAY, reasonCode: 'weather' }, director);
  clock.moveTo(MORNING + 2 * DAY);
  expect(await resumeDeferred(deps, clock)).toBe(false);
  expect((await stored(id)).flags.deferredUntil).toBeDefined();
  clock.moveTo(MORNING + 3 * DAY);
  await resumeDeferred(deps, clock);
  const after = await stored(id);
  expect(after.flags.deferredUntil).toBeUndefined();
  expect(after.clocks.find((each) => each.kind === 'handle')?.state).toBe('running');
  const { version } = after;
  await resumeDeferred(deps, clock);
  expect((await stored(id)).version).toBe(version);
});

test('what ended a month ago is archived, with its call back still owed', async () => {
  const [dismissed = '', open = ''] = await report(deps, 2);
  await act(dismissed, 'dismiss', { reasonCode: 'outside' });
  const closed = await atWork();
  await act(closed, 'resolve', { noEvidence: '无法取证', result: '已清' }, handler);
  await act(closed, 'close');
  clock.moveTo(MORNING + 30 * DAY);
  await archiveEnded(deps, clock);
  expect((await stored(closed)).flags.archived).toBeUndefined();
  clock.advance(HOUR);
  await archiveEnded(deps, clock);
  for (const id of [dismissed, closed]) {
    const incident = await stored(id);
    expect(incident.flags.archived).toBe(true);
    expect(incident.clocks.filter((each) => each.nextAt !== null)).toEqual([]);
  }
  expect((await stored(open)).flags.archived).toBeUndefined();
});

test('a published calendar moves open clocks once, in batches, and leaves ended matters alone', async () => {
  const first = compileCalendar(aCalendarDefinition(REST_DAYS_2026));
  const holidays = [...REST_DAYS_2026.holidays, '2026-11-18'];
  const second = compileCalendar(aCalendarDefinition({ ...REST_DAYS_2026, holidays }), {
    id: 'second',
    version: 2,
  });
  const publish = (...calendars: (typeof first)[]) =>
    deps.knowledge.set(
      aKnowledge({ basis: () => ({ catalog: aCatalog(), calendars: calendarsOf(calendars) }) }),
    );
  publish(first);
  const ids = await report(deps, 300); // more than one batch
  await act(ids[0] ?? '', 'dismiss', { reasonCode: 'outside' });
  const progress = new Map();
  expect(await recalendar(deps, progress, clock.now())).toBe(false);
  publish(first, second);
  expect(await recalendar(deps, progress, clock.now())).toBe(true);
  expect(await recalendar(deps, progress, clock.now())).toBe(false);
  expect(await recalendar(deps, progress, clock.now())).toBe(false);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from fact where type = 'incident.recalculated'`.execute(owner);
  expect(rows[0]?.count).toBe(299);
  const moved = await stored(ids[1] ?? '');
  expect(moved.clocks[0]).toMatchObject({ kind: 'accept', calendarVersion: 2 });
  expect(moved.clocks[0]?.dueAt).toBeGreaterThan(MORNING + 12 * HOUR);
  expect((await verifyTrace(db, deps.keyring)).broken).toBe(0);
});

test('partitions of this month and the next two are made, once', async () => {
  expect(monthsFrom(Date.UTC(2026, 10, 30, 23), 2)).toEqual([
    '2026-11-01',
    '2026-12-01',
    '2027-01-01',
  ]);
  await makePartitions(db, MORNING);
  await makePartitions(db, MORNING);
  const [id = ''] = await report(deps);
  const { rows } = await sql<{ partition: string }>`
    select tableoid::regclass::text as partition from fact where incident_id = ${id}`.execute(
    owner,
  );
  expect(rows[0]?.partition).toBe('fact_202611');
  // A partition has no rights of its own: the way to facts is through their table.
  await expect(
    inTransaction(db, 'all', (tx) => sql`select from fact_202611`.execute(tx)),
  ).rejects.toThrow('permission denied');
  expect((await verifyTrace(db, deps.keyring)).broken).toBe(0);
});

test('a month that began without its partition is left where it lies', async () => {
  const april = Date.UTC(2027, 3, 5);
  const [id = ''] = await report(deps, 1, {}, april);
  await makePartitions(db, april);
  const { rows } = await sql<{ name: string | null; partition: string }>`
    select to_regclass('fact_202704') as name, to_regclass('fact_202705')::text as partition
    from fact where incident_id = ${id}`.execute(owner);
  expect(rows).toEqual([{ name: null, partition: 'fact_202705' }]);
});

test('every job runs, and again, without anything to do', async () => {
  clock.moveTo(MORNING + 3 * HOUR);
  const jobs = incidentJobs({
    perform: deps,
    clock,
    sealKey: generateKeyPairSync('ed25519').privateKey,
  });
  expect(new Set(jobs.map((job) => job.name)).size).toBe(jobs.length);
  for (const job of [...jobs, ...jobs]) expect(await job.run()).not.toBe(true);
  expect(await sealedUntil(db, COUNTY)).toBeGreaterThan(0);
});
