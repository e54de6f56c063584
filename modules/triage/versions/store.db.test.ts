// Versions on a real database: numbered, stored once, one in force, weights of old ones forgotten.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeCounty } from '#modules/incident/testing-database.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Change } from './contract.ts';
import { activeModels, insertVersion, listChanges, listVersions } from './store.ts';
import { switchVersion } from './switch.ts';
import { aVersion, storedVersion } from './testing.ts';
import { WEIGHTS_KEPT, WEIGHTS_MAX_BYTES } from './version.ts';

const COUNTY = 1;
const OTHER = 2;
/** Every change comes a second after the one before. */
let now = Date.UTC(2026, 10, 20);
const { db, owner } = await testDatabase();
beforeAll(async () => {
  await makeCounty(owner, COUNTY);
  await makeCounty(owner, OTHER);
});
beforeEach(async () => {
  for (const table of ['triage_shadow', 'triage_model_change', 'triage_model', 'audit_entry'])
    await sql`delete from ${sql.table(table)}`.execute(owner);
});

const change = (version: number, what: Change, countyId = COUNTY) =>
  switchVersion(db, {
    ...{ countyId, version, change: what, reason: '留出周表现更好', by: 'the analyst' },
    now: (now += 1000),
    origin: { ip: '127.0.0.1', requestId: 'r' },
  });
const inCounty = <T>(work: Parameters<typeof inTransaction<T>>[2], countyId = COUNTY) =>
  inTransaction(db, [countyId], work);
const states = async () =>
  (await inCounty((tx) => listVersions(tx, COUNTY))).map(({ version, state }) => [version, state]);

test('candidates are numbered by county, and the same weights are stored once', async () => {
  expect(await storedVersion(db, 'a')).toBe(1);
  expect(await storedVersion(db, 'b')).toBe(2);
  expect(await storedVersion(db, 'a', { countyId: OTHER })).toBe(1);
  expect(await inCounty((tx) => insertVersion(tx, aVersion({}, 'a')))).toEqual({
    version: 1,
    isNew: false,
  });
  const [second, first] = await inCounty((tx) => listVersions(tx, COUNTY));
  expect(second).toMatchObject({ version: 2, state: 'candidate', hasWeights: true });
  const { weights, ...told } = aVersion({}, 'a');
  expect(first).toMatchObject({ ...told, weightsBytes: weights.length });
});

test('two trainings at once get two numbers', async () => {
  const marks = ['a', 'b', 'c', 'd'];
  const numbers = await Promise.all(marks.map((mark) => storedVersion(db, mark)));
  expect([...numbers].sort()).toEqual([1, 2, 3, 4]);
});

test('weights beyond the limit are not stored', async () => {
  const weights = Buffer.alloc(WEIGHTS_MAX_BYTES + 1, 1);
  await expect(storedVersion(db, 'big', { weights })).rejects.toThrow('triage_model_weights_size');
});

describe('switching', () => {
  test('candidate → shadow → in force → rolled back, each step told once and audited', async () => {
    await storedVersion(db, 'a');
    await storedVersion(db, 'b');
    expect(await change(1, 'watch')).toMatchObject({ state: 'shadow', inForce: null, isNew: true });
    expect(await change(1, 'switchOn')).toMatchObject({ state: 'inForce', inForce: 1 });
    await change(2, 'watch');
    expect(await change(2, 'switchOn')).toMatchObject({ inForce: 2 });
    expect(await states()).toEqual([
      [2, 'inForce'],
      [1, 'retired'],
    ]);
    expect(await change(2, 'switchOn')).toMatchObject({ inForce: 2, isNew: false });
    expect(await change(2, 'rollBack')).toMatchObject({ state: 'retired', inForce: 1 });
    expect(await change(2, 'rollBack')).toMatchObject({ inForce: 1, isNew: false });
    expect(await change(1, 'rollBack')).toMatchObject({ state: 'retired', inForce: null });

    const told = await inCounty((tx) => listChanges(tx, COUNTY, 50));
    expect(told.map((row) => `${row.version} ${row.change}`)).toEqual([
      ...['1 rollBack', '2 rollBack', '2 switchOn', '2 watch', '1 switchOn', '1 watch'],
    ]);
    const { rows } = await sql<{ action: string; actor_id: string; details: unknown }>`
      select action, actor_id, details from audit_entry order by id`.execute(owner);
    expect(rows).toHaveLength(told.length);
    expect(rows[1]).toEqual({
      ...{ action: 'triage.model-switch-on', actor_id: 'the analyst' },
      details: { version: 1, reason: '留出周表现更好' },
    });
  });

  test.each<[string, number, Change, string]>([
    ['what is not there', 9, 'watch', 'triage.model-unknown'],
    ['a candidate without a trial', 1, 'switchOn', 'triage.model-not-now'],
    ['what is not in force', 1, 'rollBack', 'triage.model-not-now'],
  ])('%s is refused, and nothing is written', async (_what, version, what, code) => {
    await storedVersion(db, 'a');
    const failed = await change(version, what).catch((error: unknown) => error);
    expect(failed instanceof Refused && failed.refusal.code).toBe(code);
    expect(await states()).toEqual([[1, 'candidate']]);
    expect(await inCounty((tx) => listChanges(tx, COUNTY, 50))).toEqual([]);
  });

  test('many at once leave one in force and one on trial, whoever was first', async () => {
    for (const mark of ['a', 'b', 'c', 'd']) await storedVersion(db, mark);
    const asked = [1, 2, 3, 4].flatMap((version) =>
      (['watch', 'switchOn', 'watch', 'switchOn'] as const).map((what) =>
        change(version, what).catch((error: unknown) => {
          if (!(error instanceof Refused)) throw error;
        }),
      ),
    );
    await Promise.all(asked);
    const counted = (await states()).map(([, state]) => state);
    expect(counted.filter((state) => state === 'inForce')).toHaveLength(1);
    expect(counted.filter((state) => state === 'shadow').length).toBeLessThanOrEqual(1);
  });

  test('the table itself keeps a second one out of force', async () => {
    for (const mark of ['a', 'b']) await storedVersion(db, mark);
    const both = sql`update triage_model set state = 'inForce'`.execute(owner);
    await expect(both).rejects.toThrow('triage_model_one_in_force');
  });
});

test('another county neither sees nor switches it', async () => {
  await storedVersion(db, 'a');
  expect(await inCounty((tx) => listVersions(tx, COUNTY), OTHER)).toEqual([]);
  await expect(change(1, 'watch', OTHER)).rejects.toThrow(Refused);
  expect(await states()).toEqual([[1, 'candidate']]);
});

test('what was stored is not rewritten by the application', async () => {
  await storedVersion(db, 'a');
  const rewrite = inCounty((tx) => sql`update triage_model set scores = '{}'`.execute(tx));
  await expect(rewrite).rejects.toThrow('permission denied');
});

test('weights of old versions are forgotten, but not what judges or could be gone back to', async () => {
  for (const mark of ['a', 'b', 'c']) await storedVersion(db, mark);
  for (const version of [1, 2]) {
    await change(version, 'watch');
    await change(version, 'switchOn');
  }
  for (let more = 0; more < WEIGHTS_KEPT; more++) await storedVersion(db, `more ${more}`);
  const kept = (await inCounty((tx) => listVersions(tx, COUNTY)))
    .filter(({ hasWeights }) => hasWeights)
    .map(({ version }) => version);
  const newest = Array.from({ length: WEIGHTS_KEPT }, (_, at) => 3 + WEIGHTS_KEPT - at);
  // 2 is in force, 1 was before it; 3 is neither.
  expect(kept).toEqual([...newest, 2, 1]);
  const [active] = await inCounty((tx) => activeModels(tx, COUNTY));
  expect(active).toMatchObject({ version: 2, state: 'inForce' });
  expect(active?.weights.toString()).toBe('weights of b');
});
