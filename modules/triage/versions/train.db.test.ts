// Training on a history that was lived through: better on held-out weeks, the same from the same seed, nothing
// stored of too little, and nothing of the words.
import { beforeAll, expect, test } from 'vitest';
import { shippedCatalog } from '#modules/catalog/index.ts';
import { makeCounty, performDeps } from '#modules/incident/testing-database.ts';
import { COUNTY, MORNING } from '#modules/incident/testing.ts';
import type { PerformDeps } from '#modules/incident/index.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import { buildClassifier } from '../classify.ts';
import { DEFAULT_TRIAGE_POLICY as policy } from '../policy.ts';
import { HISTORY_ITEMS, liveThrough, toldMatters } from '../testing-history.ts';
import { readHistory } from './history.ts';
import { METHOD, openModel, verdictOf } from './learner.ts';
import { measure } from './measure.ts';
import { activeModels, listVersions } from './store.ts';
import { switchVersion } from './switch.ts';
import { splitByWeeks, trainVersion, type TrainOptions, type TrainStep } from './train.ts';

const { db, owner } = await testDatabase();
/** Some of the catalogue: training takes time for every item. */
const items = shippedCatalog().items.filter(
  ({ code }, at) => HISTORY_ITEMS.includes(code) || at % 10 === 0,
);
const matters = toldMatters({ weeks: 12, perWeek: 40 });
const OTHER = 2;
let deps: PerformDeps;
beforeAll(async () => {
  await makeCounty(owner, COUNTY);
  await makeCounty(owner, OTHER);
  deps = performDeps(db);
  await liveThrough(deps, matters);
});

const classifier = buildClassifier(items);
const inForce = { version: null, classifier, learntUntil: null };
const options: TrainOptions = {
  ...{ countyId: COUNTY, weeks: 4, seed: 1, by: 'system:train', now: MORNING, isDry: false },
};
const train = (more: Partial<TrainOptions> = {}, tell?: (step: TrainStep) => void) =>
  trainVersion(
    { db, keyring: deps.keyring, items, policy, inForce },
    { ...options, ...more },
    tell,
  );
const trained = async (more: Partial<TrainOptions> = {}, tell?: (step: TrainStep) => void) => {
  const done = await train(more, tell);
  if ('tooLittle' in done) throw new Error('too little');
  return done;
};

test('the history is read with its words, oldest first', async () => {
  const { decided, isCut } = await readHistory({ db, keyring: deps.keyring }, COUNTY);
  expect(isCut).toBe(false);
  expect(decided.map(({ at }) => at)).toEqual([...decided.map(({ at }) => at)].sort());
  const sorted = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).sort();
  const told = matters.map(({ itemCode, guess }) => ({ itemCode, guessed: guess }));
  expect(sorted(decided.map(({ itemCode, guessed }) => ({ itemCode, guessed })))).toEqual(sorted(told)); // prettier-ignore
  expect(decided.every(({ text }) => matters.some((matter) => text.endsWith(matter.text)))).toBe(true); // prettier-ignore
});

test('the last weeks are held out, and nothing of them is learnt', async () => {
  const { decided } = await readHistory({ db, keyring: deps.keyring }, COUNTY);
  const parts = splitByWeeks(decided, 4);
  expect(parts?.learnt.length).toBe(7 * 40);
  expect(parts?.heldOut.length).toBe(5 * 40);
  expect(Math.max(...(parts?.learnt ?? []).map(({ at }) => at))).toBeLessThan(parts?.heldOutFrom ?? 0); // prettier-ignore
  expect(splitByWeeks([], 4)).toBeUndefined();
});

test('a county that speaks its own way gets a model that understands it', async () => {
  const steps: TrainStep[] = [];
  const done = await trained({}, (step) => void steps.push(step));
  expect(done).toMatchObject({ version: 1, isNew: true, isCut: false, examples: 280 });
  expect(done.scores.after.reports).toBe(200);
  expect(done.scores.after.accuracy).toBeGreaterThan(0.95);
  expect(done.scores.after.accuracy).toBeGreaterThan(done.scores.before.accuracy + 0.3);
  expect(done.scores.after.actedRight ?? 1).toBeGreaterThan(0.95);
  expect(done.scores.items.map(({ code }) => code).sort()).toEqual(
    expect.arrayContaining([...HISTORY_ITEMS].sort()),
  );
  const overruled = matters.slice(0, 280).filter(({ guess, itemCode }) => guess !== itemCode);
  expect(done.corrections).toBe(overruled.length);
  expect(steps.map(({ step }) => step)).toEqual(['reading', 'learning', 'measuring']);

  const [row] = await inTransaction(db, [COUNTY], (tx) => listVersions(tx, COUNTY));
  expect(row).toMatchObject({
    ...{ state: 'candidate', method: METHOD, digest: done.digest, scores: done.scores },
    ...{ examples: 280, weightsBytes: done.bytes, trainedBy: 'system:train' },
    heldOutFrom: (row?.examplesTo ?? 0) - 28 * DAY,
  });
});

test('trained again it is the same, and is not stored twice', async () => {
  expect(await trained()).toMatchObject({ version: 1, isNew: false });
  expect(await trained({ seed: 2 })).toMatchObject({ version: 2, isNew: true });
  expect(await trained({ isDry: true, seed: 3 })).toMatchObject({ version: null });
  const { rows } = await sql`select from triage_model`.execute(owner);
  expect(rows).toHaveLength(2);
});

test('what is stored answers as it was measured', async () => {
  const change = (what: 'watch' | 'switchOn') =>
    switchVersion(db, {
      ...{ countyId: COUNTY, version: 1, change: what, reason: '更好', by: 'x', now: MORNING },
      origin: {},
    });
  await change('watch');
  await change('switchOn');
  const [active] = await inTransaction(db, [COUNTY], (tx) => activeModels(tx, COUNTY));
  if (!active) throw new Error('none in force');
  const opened = openModel(active.weights, 'county/1 v1', items, policy);
  const { decided } = await readHistory({ db, keyring: deps.keyring }, COUNTY);
  const parts = splitByWeeks(decided, 4);
  const { score } = measure(verdictOf(opened, policy), parts?.heldOut ?? []);
  expect(score).toEqual((await trained()).scores.after);
});

test('no word of any report lies in the tables of versions', async () => {
  const { rows } = await sql<{ row: string }>`
    select to_jsonb(m)::text || encode(m.weights, 'escape') as row from triage_model m`.execute(
    owner,
  );
  for (const { text } of matters.slice(0, 40))
    for (const { row } of rows) expect(row).not.toContain(text.slice(2, 8));
});

test('too little history is told, and stores nothing', async () => {
  expect(await train({ countyId: OTHER })).toEqual({ tooLittle: true, learnt: 0, heldOut: 0 });
  // All of it held out: nothing is left to learn from.
  expect(await train({ weeks: 52 })).toEqual({ tooLittle: true, learnt: 0, heldOut: 480 });
  const { rows } = await sql`select from triage_model`.execute(owner);
  expect(rows).toHaveLength(2);
});
