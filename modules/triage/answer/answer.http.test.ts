// The check of an answer through a real server: what a handler sees while writing, what a checker sees before
// closing, and who sees nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarsOfChina } from '#modules/deadline/testing.ts';
import type { Actor } from '#modules/identity/index.ts';
import { INCIDENT_REFUSALS, perform, type Verb } from '#modules/incident/index.ts';
import {
  makeCounty,
  performDeps,
  report,
  type TestDeps,
} from '#modules/incident/testing-database.ts';
import { actorAs, COUNTY, ITEMS, MORNING, OTHER_TOWN, PEOPLE, UNITS } from '#modules/incident/testing.ts'; // prettier-ignore
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { DAY, HOUR, movableClock } from '#platform/time/index.ts';
import type { AnswerCheckResult } from './contract.ts';
import { answerRoutes } from './routes.ts';

const { clerk, handler } = PEOPLE;
const member: Actor = { ...clerk, id: '01900000-0000-7000-8000-000000000001' };
const stranger = actorAs('infoClerk', { unitId: UNITS.otherRoom, place: { countyId: COUNTY, townId: OTHER_TOWN } }, 'other'); // prettier-ignore
const TEXT = '翔云社区东街垃圾满溢三天了，请问什么时候清运？另外希望在公园入口增设两个分类垃圾桶。';
const clock = movableClock(MORNING);
const audited: string[] = [];
let deps: TestDeps;
let server: TestServer;
let actor: Actor = clerk;

beforeAll(async () => {
  const { db, owner } = await testDatabase();
  await makeCounty(owner);
  deps = performDeps(db);
  server = await startTestServer({ refusals: INCIDENT_REFUSALS }, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', async (request) => {
      request.signedIn = { actor, mustChangePassword: false, scopes: null } as never;
    });
    const routes = answerRoutes({
      read: { db, keyring: deps.keyring },
      calendars: async () => calendarsOfChina(),
      clock,
      audit: async ({ subject }) => void audited.push(subject),
    });
    void app.register(routes, { prefix: '/api/v1' });
  });
});
afterAll(() => server.close());

async function check(who: Actor, id: string, body: unknown = {}) {
  actor = who;
  const answer = await fetch(`${server.url}/api/v1/incidents/${id}/answer-check`, {
    method: 'POST',
    headers: { 'x-maplebridge': '1', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as AnswerCheckResult & { code?: string } }; // prettier-ignore
}
async function act(who: Actor, incidentId: string, verb: Verb, input: object = {}): Promise<void> {
  await perform(deps, { countyId: COUNTY, incidentId, verb, input, actor: who }, clock.now());
}
const matter = async (more: object = {}): Promise<string> => {
  const [id = ''] = await report(deps, 1, { words: { text: TEXT }, ...more }, clock.now());
  return id;
};
const codes = (result: AnswerCheckResult) => result.check?.flags.map(({ code }) => code);

test('shows the handler while writing what is still open, and the checker what is on record', async () => {
  const id = await matter();
  expect((await check(clerk, id)).body).toEqual({ check: null });
  await act(clerk, id, 'accept', { itemCode: ITEMS.rubbish });
  await act(clerk, id, 'dispatch', { lead: UNITS.bureau });
  await act(handler, id, 'sign');
  clock.advance(2 * HOUR);

  const empty = await check(handler, id, { answer: '已转相关部门处理，我们高度重视。' });
  expect(codes(empty.body)).toContain('answer.hollow');
  const half = await check(handler, id, { answer: '东街垃圾环卫所已于今日上午清运完毕。' });
  expect(half.body.check?.demands.map(({ state }) => state)).toEqual(['answered', 'open']);
  expect(half.body.check?.time).toMatchObject({ late: false });
  const result =
    '东街垃圾环卫所已于今日上午清运完毕，公园入口增设的两个分类垃圾桶将于11月25日前到位。';
  expect(codes((await check(handler, id, { answer: result })).body)).toEqual([]);

  await act(handler, id, 'resolve', { result, noEvidence: '无法取证' });
  const checked = (await check(clerk, id)).body.check;
  expect(checked?.demands.map(({ by }) => by !== null)).toEqual([true, true]);
  // The answer was given on the first day, however late it is looked at.
  clock.advance(90 * DAY);
  expect((await check(clerk, id)).body.check?.time).toEqual(checked?.time);
  expect(checked?.time?.workDays).toBeLessThan(1);
});

test('is shut for whoever may not see the matter, and logged where it is restricted', async () => {
  const id = await matter();
  const shut = await check(stranger, id, { answer: '已修复' });
  expect([shut.status, shut.body.code]).toEqual([404, 'incident.not-found']);
  expect(audited).toEqual([]);
  await act(clerk, id, 'restrict', { restricted: true, members: [member.id], reason: '涉隐私' });
  expect((await check(member, id, { answer: '已清运' })).status).toBe(200);
  expect(audited).toEqual([id]);
});

test.each([
  ['nothing', '', 200],
  ['nonsense', 'asdf ;; 呜啦啦呜啦啦', 200],
  ['emoji', '😀😀👍🏽', 200],
  ['control characters', 'a\u0001\u0008b\u202e', 200],
  ['two languages', 'The rubbish was collected today. 垃圾已清运。', 200],
  ['a zero byte', 'a\u0000b', 400],
  ['100,000 characters', '已清运。'.repeat(25_000), 400],
])('answers %s', async (_, answer, status) => {
  const id = await matter();
  const { status: found, body } = await check(clerk, id, { answer });
  expect(found).toBe(status);
  if (status === 400) expect(body.code).toBe('http.invalid-input');
});
