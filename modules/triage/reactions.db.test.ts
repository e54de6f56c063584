// Triage along the feed with a county's own model: what is in force is named in the record, what is on trial is
// counted beside it and changes nothing.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { relay } from '#modules/incident/index.ts';
import {
  makeCounty,
  performDeps,
  report,
  type TestDeps,
} from '#modules/incident/testing-database.ts';
import { COUNTY, ITEMS, MORNING } from '#modules/incident/testing.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import type { ItemCandidate } from './contract.ts';
import { knownStore } from './known.ts';
import { triageNext, type TriageDeps } from './reactions.ts';
import { someKnowledge } from './testing.ts';
import { shadowFigures } from './versions/queries/figures.ts';
import type { ShadowModel } from './versions/shadow.ts';

const { db, owner } = await testDatabase();
let perform: TestDeps;
beforeAll(async () => {
  await makeCounty(owner);
  perform = performDeps(db);
});
beforeEach(async () => {
  await sql`delete from triage_shadow`.execute(owner);
});

/** Always says that item, and says as which rule. */
const saying = (code: string, confidence: number, rule: string) => ({
  ...{ size: 1, rule, calibration: { bias: 0, strength: 0, lead: 0, trials: 0 } },
  classify: (): ItemCandidate[] => [{ code, confidence, reasons: [] }],
});
const inForce = saying(ITEMS.rubbish, 0.9, 'county/1 v7');
const onTrial: ShadowModel = {
  ...{ version: 8, act: 0.8, classifier: saying(ITEMS.noise, 0.5, 'county/1 v8') },
};

async function triaged(more: Partial<TriageDeps> = {}, given: string | null = null) {
  const [id = ''] = await report(perform, 1, { itemCode: given });
  await relay(db);
  const deps: TriageDeps = {
    ...{ db, perform, indexText: async () => {} },
    knowledge: () => Promise.resolve(someKnowledge({ classifier: inForce })),
    known: knownStore({ db, keyring: perform.keyring }),
    ...more,
  };
  while ((await triageNext(deps, () => MORNING)) > 0);
  const { rows } = await sql<{ body: string }>`
    select body from fact where incident_id = ${id} and type = 'incident.triaged'`.execute(owner);
  return JSON.parse(rows[0]?.body ?? '{}') as { data: Record<string, unknown> };
}
const figures = () => inTransaction(db, [COUNTY], (tx) => shadowFigures(tx, COUNTY, 8));

test('the record names the version that judged', async () => {
  const { data } = await triaged();
  expect(data['item']).toMatchObject({ value: ITEMS.rubbish, rule: 'county/1 v7' });
  expect(data['acts']).toContain('item');
  expect(await figures()).toBeNull();
});

test('a version on trial is counted and changes nothing', async () => {
  const without = await triaged();
  const { data } = await triaged({ shadowOf: () => Promise.resolve(onTrial) });
  const said = ({ acts, item, level }: Record<string, unknown>) => ({ acts, item, level });
  expect(said(data)).toEqual(said(without.data));
  expect(await figures()).toMatchObject({ reports: 1, agreed: 0, acted: 0, decided: 0 });
});

test('where the item was given with the report nothing is guessed and nothing is counted', async () => {
  await triaged({ shadowOf: () => Promise.resolve(onTrial) }, ITEMS.quarrel);
  expect(await figures()).toBeNull();
});

test('a trial that fails is told, and triage goes on', async () => {
  const told: unknown[] = [];
  const { data } = await triaged({
    shadowOf: () => Promise.reject(new Error('no weights')),
    onShadowFailed: (error) => void told.push(error),
  });
  expect(data['item']).toMatchObject({ value: ITEMS.rubbish });
  expect(told).toHaveLength(1);
});
