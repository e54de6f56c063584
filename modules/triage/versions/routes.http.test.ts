// Versions through a real server: who reads them, who switches them, and what they are told.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { IDENTITY_REFUSALS, ROLE_CODES, type Actor, type Role } from '#modules/identity/index.ts';
import { makeCounty } from '#modules/incident/testing-database.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { movableClock } from '#platform/time/index.ts';
import { MODEL_READERS, type ChangeAnswer, type ModelsAnswer } from './contract.ts';
import { MODEL_REFUSALS } from './refusals.ts';
import { modelRoutes } from './routes.ts';
import { storedVersion } from './testing.ts';

const COUNTY = 1;
const OTHER = 2;
const clock = movableClock(Date.UTC(2026, 10, 20));
const { db, owner } = await testDatabase();
const BASE = { rule: 'lexical/1', labels: 114, thresholds: { act: 0.8, suggest: 0.45 }, card: '#' };
let server: TestServer;
let actor: Actor | null = null;

beforeAll(async () => {
  await makeCounty(owner, COUNTY);
  await makeCounty(owner, OTHER);
  const refusals = { ...MODEL_REFUSALS, ...IDENTITY_REFUSALS };
  server = await startTestServer({ refusals }, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', async (request) => {
      const rest = { posts: [], sessionId: '', expiresAt: 0, scopes: null };
      const account = { id: actor?.id } as NonNullable<typeof request.signedIn>['account'];
      request.signedIn = actor && { actor, account, ...rest, mustChangePassword: false };
    });
    app.register(modelRoutes({ db, clock, base: () => Promise.resolve(BASE) }), {
      prefix: '/api/v1',
    });
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  for (const table of ['triage_shadow', 'triage_model_change', 'triage_model'])
    await sql`delete from ${sql.table(table)}`.execute(owner);
});

const a = (role: Role, countyId = COUNTY): Actor => ({
  kind: 'person',
  id: `00000000-0000-7000-8000-${String(ROLE_CODES.indexOf(role)).padStart(12, '0')}`,
  name: role,
  posts: [{ role, unitId: null, place: { countyId }, line: null }],
});

async function call<Body>(as: Actor | null, method: string, path: string, body?: unknown) {
  actor = as;
  clock.advance(1000);
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'x-maplebridge': '1', 'content-type': 'application/json', 'accept-language': 'en' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
}
const look = (as: Actor | null, countyId = COUNTY) =>
  call<ModelsAnswer & { code?: string }>(as, 'GET', `/models?countyId=${countyId}`);
const change = (as: Actor | null, version: number, what: string, more: object = {}) =>
  call<ChangeAnswer & { code?: string }>(as, 'POST', `/models/${version}/changes`, {
    ...{ countyId: COUNTY, change: what, reason: 'better on held-out weeks', ...more },
  });

test('a county without versions is judged by the model of the house', async () => {
  const { status, body } = await look(a('sysAdmin'));
  expect(status).toBe(200);
  expect(body).toEqual({
    base: { ...BASE, isInForce: true },
    ...{ versions: [], changes: [], mayChange: true },
    corrections: { since: null, decided: 0, overruled: 0, isCut: false, confusions: [] },
  });
});

test('a version goes on trial, into force and back, and everyone sees who did it and why', async () => {
  await storedVersion(db, 'a');
  const analyst = a('modelAnalyst');
  expect((await look(analyst)).body.versions[0]).toMatchObject({
    ...{ version: 1, state: 'candidate', changes: ['watch', 'retire'], labels: 2, shadow: null },
    scores: { before: { accuracy: 0.8 }, after: { accuracy: 0.9 } },
  });
  expect(await change(analyst, 1, 'watch')).toMatchObject({ status: 200 });
  expect(await change(analyst, 1, 'switchOn')).toEqual({
    status: 200,
    body: { version: 1, state: 'inForce', inForce: 1 },
  });
  // Sent twice it is done once.
  expect(await change(analyst, 1, 'switchOn')).toMatchObject({ status: 200 });
  const { body } = await look(a('countyCommander'));
  expect(body).toMatchObject({ base: { isInForce: false }, mayChange: false });
  expect(body.corrections.since).toBe(body.versions[0]?.stateSince);
  expect(body.changes.map(({ change: what, by, reason }) => [what, by, reason])).toEqual([
    ['switchOn', analyst.id, 'better on held-out weeks'],
    ['watch', analyst.id, 'better on held-out weeks'],
  ]);
  expect(await change(a('sysAdmin'), 1, 'rollBack')).toMatchObject({ body: { inForce: null } });
});

describe('rights', () => {
  test('leaders and administrators read, nobody else', async () => {
    for (const role of ROLE_CODES) {
      const { status, body } = await look(a(role));
      const code = MODEL_READERS.includes(role) ? undefined : 'triage.models-not-yours-to-read';
      expect([role, status, body.code]).toEqual([role, code ? 403 : 200, code]);
    }
  });

  test('the model analyst and the system administrator switch, nobody else', async () => {
    await storedVersion(db, 'a');
    for (const role of ROLE_CODES) {
      const may = ['modelAnalyst', 'sysAdmin'].includes(role);
      expect([role, (await change(a(role), 1, 'watch')).status]).toEqual([role, may ? 200 : 403]);
    }
  });

  test('a right ends at the border of its county', async () => {
    await storedVersion(db, 'a');
    const guest = { ...a('sysAdmin', OTHER), posts: [...a('sysAdmin', OTHER).posts, ...a('gridWorker').posts] }; // prettier-ignore
    expect((await look(guest)).status).toBe(403);
    expect((await change(guest, 1, 'watch')).status).toBe(403);
    // In its own county there is no such version.
    expect(await change(guest, 1, 'watch', { countyId: OTHER })).toMatchObject({
      ...{ status: 404, body: { code: 'triage.model-unknown' } },
    });
    expect((await look(null)).status).toBe(401);
  });
});

test.each<[string, string, object, number, string]>([
  ['a candidate cannot be switched on at once', 'switchOn', {}, 409, 'triage.model-not-now'],
  ['a change needs a reason', 'watch', { reason: '  ' }, 400, 'http.invalid-input'],
  ['an endless reason', 'watch', { reason: 'x'.repeat(201) }, 400, 'http.invalid-input'],
  ['a reason with a NUL', 'watch', { reason: 'a\u0000b' }, 400, 'http.invalid-input'],
  ['no such change', 'explode', {}, 400, 'http.invalid-input'],
  ['a county that is none', 'watch', { countyId: -1 }, 400, 'http.invalid-input'],
])('%s', async (_why, what, more, status, code) => {
  await storedVersion(db, 'a');
  expect(await change(a('sysAdmin'), 1, what, more)).toMatchObject({ status, body: { code } });
});
