import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor, Role, SignedIn } from '#modules/identity/index.ts';
import type { Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { movableClock } from '#platform/time/index.ts';
import { DEADLINE_REFUSALS } from './refusals.ts';
import { deadlineRoutes } from './routes.ts';
import { loadCalendars } from './store.ts';
import { aCounty } from './testing-county.ts';
import { aCalendarDefinition, REST_DAYS_2026 } from './testing.ts';

const clock = movableClock(Date.UTC(2026, 2, 2));
let db: Db;
let server: TestServer;
let county: number;
let otherCounty: number;
let actor: Actor | null = null;
let onPublished: (countyId: number, version: number) => void = () => {};

beforeAll(async () => {
  const database = await testDatabase();
  db = database.db;
  county = await aCounty(database.owner);
  otherCounty = await aCounty(database.owner);
  const refusals = {
    ...DEADLINE_REFUSALS,
    'identity.not-signed-in': { status: 401, zh: '请先登录', en: 'Please sign in' },
  };
  server = await startTestServer({ refusals }, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', (request, _reply, done) => {
      request.signedIn = actor && ({ actor, sessionId: 's' } as SignedIn);
      done();
    });
    const deps = {
      db,
      clock,
      onPublished: async (_tx: unknown, id: number, version: number) => onPublished(id, version),
    };
    app.register(deadlineRoutes(deps), { prefix: '/api/v1' });
  });
});
afterAll(() => server.close());

function a(role: Role, countyId = county): Actor {
  const post = { role, unitId: null, place: { countyId }, line: null };
  return { kind: 'person', id: `the ${role}`, name: role, posts: [post] };
}

async function call(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-maplebridge': '1', 'accept-language': 'en' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const definition = aCalendarDefinition(REST_DAYS_2026);
const publish = (more: object) =>
  call('POST', '/calendars', { countyId: county, basedOn: 0, definition, ...more });

test('the process administrator publishes, everyone signed in reads', async () => {
  actor = a('processAdmin');
  const heard: [number, number][] = [];
  onPublished = (...news) => heard.push(news);
  expect(await publish({})).toMatchObject({ status: 201, body: { version: 1 } });
  expect(heard).toEqual([[county, 1]]);

  actor = a('gridWorker');
  expect((await call('GET', `/calendars?countyId=${county}`)).body).toEqual({
    items: [
      { countyId: county, version: 1, publishedAt: clock.now(), publishedBy: 'the processAdmin' },
    ],
  });
  const one = await call('GET', `/calendars/1?countyId=${county}`);
  expect(one.body).toMatchObject({ version: 1, definition });
});

test('a publication whose followers fail is not published', async () => {
  actor = a('processAdmin');
  onPublished = () => {
    throw new Error('the job could not be queued');
  };
  expect(await publish({ basedOn: 1 })).toMatchObject({ status: 500 });
  onPublished = () => {};
  expect((await loadCalendars(db, county)).get('workTime').version).toBe(1);
});

test.each<[string, () => Actor | null, object, number, string]>([
  ['nobody signed in', () => null, {}, 401, 'identity.not-signed-in'],
  ['no right', () => a('countyDuty'), {}, 403, 'deadline.not-yours-to-publish'],
  [
    'a right in another county',
    () => ({
      ...a('processAdmin', otherCounty),
      posts: [...a('processAdmin', otherCounty).posts, ...a('gridWorker').posts],
    }),
    {},
    403,
    'deadline.not-yours-to-publish',
  ],
  ['an old version', () => a('processAdmin'), { basedOn: 7 }, 409, 'deadline.published-meanwhile'],
  [
    'a zone that is none',
    () => a('processAdmin'),
    { definition: { ...definition, zone: 'Asia/Yueqing' } },
    422,
    'deadline.unknown-zone',
  ],
  [
    'a day that is none',
    () => a('processAdmin'),
    { definition: { ...definition, holidays: ['2026-02-30'] } },
    400,
    'http.invalid-input',
  ],
])('publishing is refused: %s', async (_why, who, more, status, code) => {
  actor = who();
  expect(await publish(more)).toMatchObject({ status, body: { code } });
});

test('a version that does not exist is not found', async () => {
  actor = a('gridWorker');
  expect(await call('GET', `/calendars/9?countyId=${county}`)).toMatchObject({
    status: 404,
    body: { code: 'deadline.version-not-found' },
  });
});
