// What judges in a county: its version in force, the one on trial, or the model of the house.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { makeCounty } from '#modules/incident/testing-database.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { encodeModel } from '../model/encode.ts';
import { DEFAULT_TRIAGE_POLICY as policy } from '../policy.ts';
import { SOME_ITEMS } from '../testing.ts';
import type { Change } from './contract.ts';
import { countyModels } from './county-models.ts';
import { teachCounty } from './learner.ts';
import { switchVersion } from './switch.ts';
import { storedVersion } from './testing.ts';

const COUNTY = 1;
const NOW = Date.UTC(2026, 10, 20);
const { db, owner } = await testDatabase();
const weights = encodeModel(teachCounty(SOME_ITEMS, [], 1, policy));
beforeAll(() => makeCounty(owner, COUNTY));
beforeEach(async () => {
  for (const table of ['triage_model_change', 'triage_model'])
    await sql`delete from ${sql.table(table)}`.execute(owner);
});

const change = (version: number, what: Change) =>
  switchVersion(db, {
    ...{ countyId: COUNTY, version, change: what, reason: '试', by: 'x', now: NOW, origin: {} },
  });
const damaged: number[] = [];
const models = (county = COUNTY) =>
  countyModels(db, county, SOME_ITEMS, policy, (version) => void damaged.push(version));

test('without a version in force the house judges, whatever is stored or on trial', async () => {
  await storedVersion(db, 'a', { weights });
  expect((await models()).classifier()).toBeUndefined();
  await change(1, 'watch');
  const found = await models();
  expect(found.inForce).toBeNull();
  expect(found.classifier()).toBeUndefined();
  expect(found.shadow()).toMatchObject({ version: 1, act: policy.thresholds.act });
});

test('the version in force judges in its county alone, and names itself', async () => {
  await storedVersion(db, 'a', { weights });
  await change(1, 'watch');
  await change(1, 'switchOn');
  const found = await models();
  expect(found.inForce?.version).toBe(1);
  expect(found.classifier()?.rule).toBe('county/1 v1');
  expect(found.classifier()?.classify('路灯坏了')[0]?.code).toBe('0601001');
  expect(found.shadow()).toBeUndefined();
  expect((await models(2)).inForce).toBeNull();
});

test('weights that cannot be opened are told once, and the house judges', async () => {
  await storedVersion(db, 'damaged');
  await change(1, 'watch');
  await change(1, 'switchOn');
  const found = await models();
  expect([found.classifier(), found.classifier()]).toEqual([undefined, undefined]);
  expect(damaged).toEqual([1]);
});
