// 推演 over HTTP: who may ask what would have been, over which matters; one question at a time in a county; it can be
// stopped, also where it lives in a process of its own.
import { beforeAll, expect, test } from 'vitest';
import { backfillDemoDay } from '#apps/server/demo-day.ts';
import { whatIfBeside } from '#apps/server/what-if-beside.ts';
import type { DryRunAnswer, RouteTableAnswer } from '#modules/dispatch/contract.ts';
import type { WhatIfState } from '#modules/incident/contract.ts';
import { apiClient, type Client } from '#modules/identity/testing.ts';
import type { z } from 'zod';
import { ringDue } from '#modules/incident/index.ts';
import { DAY } from '#platform/time/index.ts';
import { signedIn } from './signed-in.ts';
import { OPENING_TIMEOUT_MS, testHouse } from './test-house.ts';

const ANSWER_TIMEOUT_MS = 60_000;

const house = testHouse('en');
const { clock } = house;
let countyId = 0;
const HALF = [{ limits: ['sign', 'handle', 'arrive', 'accept', 'dispatch'], share: 0.1 }];

type State = WhatIfState & { code?: string };
const stateOf = async (client: Client) =>
  (await client.get<State>(`/what-if?countyId=${countyId}`)).body;
const ask = (client: Client, more: object = {}) =>
  client.post<State>('/what-if', {
    ...{ countyId, from: clock.now() - 10 * DAY, to: clock.now() + 1, limits: HALF },
    ...more,
  });
async function answered(client: Client): Promise<NonNullable<State['run']>> {
  await expect
    .poll(async () => (await stateOf(client)).run?.state, { timeout: ANSWER_TIMEOUT_MS })
    .not.toBe('running');
  const { run } = await stateOf(client);
  if (!run) throw new Error('nothing was asked');
  return run;
}

beforeAll(async () => {
  await backfillDemoDay(house.house, { scale: 0.3 });
  while ((await ringDue(house.house.perform, clock.now())) > 0);
  const commander = await signedIn(house.url, 'commander', 'en');
  const { body } = await commander.get<{ posts: { place: { countyId: number } }[] }>('/session');
  countyId = body.posts[0]?.place.countyId ?? 0;
}, OPENING_TIMEOUT_MS);

test('who leads the county is told of every matter they see, a town of its own', async () => {
  const commander = await signedIn(house.url, 'commander', 'en');
  expect(await stateOf(commander)).toMatchObject({ run: null, isBusy: false, namesMatters: true });
  expect((await ask(commander)).body.run?.state).toBe('running');
  const county = await answered(commander);
  expect(county.state).toBe('done');
  expect(county.answer?.matters).toBeGreaterThan(20);
  expect(county.answer?.lateNow).toBeGreaterThan(county.answer?.lateThen ?? 0);
  expect(county.answer?.unlikeRecord).toBe(0);
  const [first] = county.answer?.differing ?? [];
  expect((await commander.get(`/incidents/${first?.id}`)).status).toBe(200);

  const director = await signedIn(house.url, 'director', 'en');
  await ask(director);
  const town = await answered(director);
  expect(town.answer?.matters).toBeGreaterThan(0);
  expect(town.answer?.matters).toBeLessThan(county.answer?.matters ?? 0);
  for (const { id } of town.answer?.differing.slice(0, 5) ?? [])
    expect((await director.get(`/incidents/${id}`)).status).toBe(200);
}, 120_000);

test('who keeps the rules gets numbers alone; nobody else may ask', async () => {
  const keeper = await signedIn(house.url, 'process', 'en');
  expect((await stateOf(keeper)).namesMatters).toBe(false);
  await ask(keeper, { limits: [{ items: ['04'], levels: [4], limits: ['handle'], share: 0.2 }] });
  const { answer } = await answered(keeper);
  expect(answer?.matters).toBeGreaterThan(0);
  expect(answer?.differing).toEqual([]);
  for (const { key, lateNow, lateThen } of answer?.byItem ?? [])
    if (!key?.startsWith('04')) expect(lateNow).toBe(lateThen);
  for (const login of ['clerk', 'handler', 'citizen', 'auditor', 'b-director']) {
    const other = await signedIn(house.url, login, 'en');
    expect((await stateOf(other)).code, login).toBe('identity.not-allowed');
    expect((await ask(other)).status, login).toBe(403);
  }
  expect((await apiClient(house.url).get(`/what-if?countyId=${countyId}`)).status).toBe(401);
}, 120_000);

test('bad questions are refused, a second one waits, a running one is stopped', async () => {
  const commander = await signedIn(house.url, 'commander', 'en');
  const director = await signedIn(house.url, 'director', 'en');
  expect((await ask(commander, { from: clock.now(), to: 0 })).body.code).toBe('what-if.period');
  expect((await ask(commander, { limits: [] })).status).toBe(400);
  expect((await ask(commander, { limits: [{ limits: ['sign'], share: 0 }] })).status).toBe(400);
  expect((await commander.post<State>('/what-if/cancel', { countyId })).body.code).toBe(
    'what-if.not-running',
  );
  await ask(commander);
  expect((await ask(director)).body.code).toBe('what-if.busy');
  expect((await stateOf(director)).isBusy).toBe(true);
  await commander.post('/what-if/cancel', { countyId });
  expect(['cancelled', 'done']).toContain((await answered(commander)).state);
}, 120_000);

test('in a process of its own it says how far it is, and ends when it is stopped', async () => {
  const run = whatIfBeside(house.databaseUrl);
  const question = {
    ...{ countyId, from: clock.now() - 10 * DAY, to: clock.now() + 1, limit: 500 },
    ...{ limits: [{ limits: ['handle' as const], share: 0.5 }], sight: { scope: null } },
  };
  const steps = new Set<string>();
  const how = { signal: new AbortController().signal, onProgress: (step: string) => void steps.add(step) }; // prettier-ignore
  const answer = await run(question, how);
  expect(answer).toMatchObject({ isWhole: true });
  expect(answer.matters).toBeGreaterThan(20);
  expect([...steps]).toContain('read');
  const stop = new AbortController();
  const stopped = run(question, { signal: stop.signal, onProgress: () => {} });
  stop.abort();
  expect((await stopped).isWhole).toBe(false);
}, 120_000);

test('a trial of the routes says which matters would go elsewhere; their titles to who sees them', async () => {
  const keeper = await signedIn(house.url, 'process', 'en');
  const { body: table } = await keeper.get<z.infer<typeof RouteTableAnswer>>(
    `/routes?countyId=${countyId}`,
  );
  const { no, reason } = table.rows[0] ?? { no: 1, reason: { zh: '', en: '' } };
  const lead = [{ kind: 'supervision', at: 'county' }];
  const rows = [{ no, when: {}, lead, confidence: 1, reason }];
  const tried = async () =>
    (await keeper.post<DryRunAnswer>('/routes/dry-run', { countyId, rows })).body;
  const numbers = await tried();
  expect(numbers.changed).toBeGreaterThan(10);
  expect(numbers.differences).toHaveLength(Math.min(numbers.changed, 200));
  for (const { number, title } of numbers.differences)
    expect([number?.startsWith('330382'), title]).toEqual([true, null]);

  // Whoever also leads the county sees the matters, and is given what they are called.
  const { body: me } = await keeper.get<{ account: { id: string } }>('/session');
  const sys = await signedIn(house.url, 'sysadmin', 'en');
  const post = { role: 'countyCommander', place: { countyId } };
  expect((await sys.post(`/accounts/${me.account.id}/posts`, post)).status).toBe(201);
  const [seen] = (await tried()).differences;
  const { body: matter } = await keeper.get<{ number: string; title: string }>(
    `/incidents/${seen?.id}`,
  );
  expect([seen?.number, seen?.title]).toEqual([matter.number, matter.title]);
});
