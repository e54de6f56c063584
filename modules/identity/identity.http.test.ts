// Identity through a real server and a real database: every way in, every way out.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { Refused } from '#platform/errors/index.ts';
import { eventStream } from '#platform/http/index.ts';
import { fuzzedRequests } from '#platform/http/fuzz.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { DAY, HOUR, MINUTE, movableClock } from '#platform/time/index.ts';
import type { AuditItem, SessionView, SignInAnswer } from './contract.ts';
import { auditRefusal, installIdentity } from './hooks.ts';
import { createIdentity, type Identity } from './identity.ts';
import { IDENTITY_REFUSALS } from './refusals.ts';
import { actorOf, requireScope } from './request.ts';
import { ROLE_CODES, roleDefinition } from './roles.ts';
import { identityRoutes } from './routes.ts';
import { seedAccounts, type DemoPerson } from './seed.ts';
import { apiClient, totpCode, type Client } from './testing.ts';

const PASSWORD = '枫桥 demo 2026';
const START = Date.UTC(2026, 10, 21, 1);
const clock = movableClock(START);
const { db, owner } = await testDatabase();

let identity: Identity;
let server: TestServer;
let sys: Client;
let sec: Client;
let auditor: Client;

const person = (
  login: string,
  role: DemoPerson['role'],
  more: Partial<DemoPerson> = {},
): DemoPerson => ({
  login,
  name: `人员 ${login}`,
  role,
  unitId: 1,
  place: { countyId: 1, townId: 1, villageId: 1, gridIds: [1, 2] },
  line: null,
  ...more,
});

beforeAll(async () => {
  const everyRole = ROLE_CODES.map((role) => person(role.toLowerCase(), role));
  const elsewhere = person('othersys', 'sysAdmin', { place: { countyId: 2 } });
  await seedAccounts(db, [...everyRole, elsewhere], { password: PASSWORD, now: START });
  identity = createIdentity({
    db,
    clock,
    masterKey: Buffer.alloc(32, 7),
    secondFactor: 'off',
    onAuditFailure: (error) => {
      throw error;
    },
  });
  server = await startTestServer(
    {
      refusals: IDENTITY_REFUSALS,
      onRefusal: auditRefusal(identity),
      rateLimitExempt: ['127.0.0.1'],
    },
    (app) => {
      installIdentity(app, identity);
      app.register(
        identityRoutes(identity, {
          nameSubjects: async () => () => undefined,
          zoneOf: async () => zone(),
        }),
        { prefix: '/api/v1' },
      );
      app.register(async (scope) => {
        scope.get('/api/v1/me', (request) => actorOf(request));
        scope.post('/api/v1/push', (request) => {
          requireScope(request, 'intake:write');
          return actorOf(request);
        });
        scope.get('/api/v1/live', async (request, reply) => {
          const stream = eventStream(request, reply, { accountId: actorOf(request).id });
          await stream.ended;
        });
      });
    },
  );
});
afterAll(async () => {
  await server.close();
  await identity.close();
});
let zone = () => 'Asia/Shanghai';
let adminsSignedInAt = 0;
beforeEach(async () => {
  clock.advance(16 * MINUTE); // forgets lockouts and used codes of the test before
  if (clock.now() - adminsSignedInAt < HOUR) return;
  sys = await signedIn('sysadmin');
  sec = await signedIn('secadmin');
  auditor = await signedIn('auditor');
  adminsSignedInAt = clock.now();
});

async function signedIn(login: string, password = PASSWORD): Promise<Client> {
  const client = apiClient(server.url);
  const answer = await client.post<SignInAnswer>('/session', { login, password });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return client;
}

async function tryPassword(login: string, password: string): Promise<[number, string]> {
  const { status, body } = await apiClient(server.url).post<{ code: string }>('/session', {
    login,
    password,
  });
  return [status, body.code];
}

/** Opens an account as the system administrator does; the password is changed as its owner must. */
async function newPerson(
  login: string,
  post: object | null,
  password = 'Correct-Horse-7',
): Promise<string> {
  const opened = await sys.post<{ id: string; initialPassword: string }>('/accounts', {
    login,
    name: login.toUpperCase(),
    countyId: 1,
  });
  expect(opened.status, JSON.stringify(opened.body)).toBe(201);
  const own = await signedIn(login, opened.body.initialPassword);
  const changed = await own.post('/password', {
    current: opened.body.initialPassword,
    next: password,
  });
  expect(changed.status, JSON.stringify(changed.body)).toBe(204);
  if (post) {
    const appointed = await sys.post(`/accounts/${opened.body.id}/posts`, post);
    expect(appointed.status, JSON.stringify(appointed.body)).toBe(201);
  }
  return opened.body.id;
}

const gridPost = {
  role: 'gridWorker',
  place: { countyId: 1, townId: 1, villageId: 1, gridIds: [1] },
};
const clerkPost = { role: 'infoClerk', unitId: 1, place: { countyId: 1, townId: 1 } };

async function audited(query: string): Promise<AuditItem[]> {
  await identity.close();
  const page = await auditor.get<{ items: AuditItem[] }>(`/audit?${query}`);
  expect(page.status).toBe(200);
  return page.body.items;
}

test('a session says who is signed in and what that opens', async () => {
  const client = await signedIn('infoclerk');
  const { body } = await client.get<SessionView>('/session');
  expect(body.account).toMatchObject({ login: 'infoclerk', demo: true, countyId: 1 });
  expect(body.posts[0]).toMatchObject({
    role: 'infoClerk',
    roleName: { zh: '指挥室信息员' },
    place: { townId: 1 },
  });
  expect(body.rights).toEqual({
    admin: [],
    view: true,
    export: true,
    import: true,
    personalData: 'reveal',
  });
  expect((await client.get<{ posts: unknown[] }>('/me')).body).toMatchObject({
    kind: 'person',
    id: body.account.id,
  });
});

test('the cookie is out of reach of scripts and other sites', async () => {
  const answer = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-maplebridge': '1' },
    body: JSON.stringify({ login: 'citizen', password: PASSWORD }),
  });
  const [cookie = ''] = answer.headers
    .getSetCookie()
    .filter((line) => line.startsWith('mb_session='));
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Strict');
  expect(await answer.text()).not.toContain(cookie.slice(11, 54));
  const stored = await sql<{ id: Buffer }>`select id from session`.execute(owner);
  expect(stored.rows.some(({ id }) => id.toString('base64url') === cookie.slice(11, 54))).toBe(
    false,
  );
});

test('without a session nothing is answered', async () => {
  const nobody = apiClient(server.url);
  for (const path of ['/session', '/me', '/accounts', '/policies', '/audit', '/sessions'])
    expect((await nobody.get<{ code: string }>(path)).body.code).toBe('identity.not-signed-in');
  nobody.cookies.set('mb_session', 'A'.repeat(43));
  expect((await nobody.get('/me')).status).toBe(401);
  nobody.cookies.set('mb_session', "'; drop table account; --");
  expect((await nobody.get('/me')).status).toBe(401);
});

test('a login nobody has is refused like a wrong password, lock included', async () => {
  const real = await Promise.all(Array.from({ length: 7 }, () => tryPassword('mediator', 'wrong')));
  const none = await Promise.all(
    Array.from({ length: 7 }, () => tryPassword('nobody-here', 'wrong')),
  );
  const counts = (tries: [number, string][]) => tries.map(([, code]) => code).sort();
  expect(counts(real)).toEqual(counts(none));
  expect(counts(real).filter((code) => code === 'identity.locked')).toHaveLength(2);
});

test('five failures lock for a quarter of an hour, the right password too', async () => {
  for (let tries = 0; tries < 5; tries += 1)
    expect(await tryPassword('supervisor', 'wrong')).toEqual([401, 'identity.wrong-credentials']);
  expect(await tryPassword('supervisor', PASSWORD)).toEqual([423, 'identity.locked']);
  clock.advance(15 * MINUTE);
  await signedIn('supervisor');
});

test('the security administrator forgives failures', async () => {
  for (let tries = 0; tries < 5; tries += 1) await tryPassword('townleader', 'wrong');
  expect(await tryPassword('townleader', PASSWORD)).toEqual([423, 'identity.locked']);
  const { body } = await sec.get<{ items: { id: string; lockedUntil: number }[] }>(
    '/accounts?text=townleader',
  );
  expect(body.items[0]?.lockedUntil).toBeGreaterThan(clock.now());
  await sec.send('PUT', `/accounts/${body.items[0]?.id}/lock`, { locked: false });
  await signedIn('townleader');
});

test('a person of town level sets up a second factor, and a code works once', async () => {
  await newPerson('clerk.li', clerkPost);
  const client = apiClient(server.url);
  const login = { login: 'clerk.li', password: 'Correct-Horse-7' };
  const first = await client.post<SignInAnswer>('/session', login);
  if (first.body.state !== 'enrol')
    throw new Error(`expected an enrolment, got ${first.body.state}`);
  const { secret, uri } = first.body;
  expect(uri).toContain('otpauth://totp/Maplebridge:clerk.li');
  expect((await client.get('/me')).status).toBe(401); // the password alone opens nothing
  expect((await client.get<SignInAnswer>('/session/pending')).body).toEqual(first.body); // a reload
  expect((await client.post<{ code: string }>('/session/totp', { code: '000000' })).body.code).toBe(
    'identity.wrong-code',
  );
  const opened = await client.post<SignInAnswer>('/session/totp', {
    code: totpCode(secret, clock.now()),
  });
  if (opened.body.state !== 'open') throw new Error('not open');
  expect(opened.body.recoveryCodes).toHaveLength(10);
  expect((await client.get('/me')).status).toBe(200);

  const again = apiClient(server.url);
  expect((await again.post<SignInAnswer>('/session', login)).body).toEqual({
    state: 'secondFactor',
  });
  const replayed = await again.post<{ code: string }>('/session/totp', {
    code: totpCode(secret, clock.now()),
  });
  expect(replayed.body.code).toBe('identity.wrong-code');
  clock.advance(MINUTE);
  expect((await again.post('/session/totp', { code: totpCode(secret, clock.now()) })).status).toBe(
    200,
  );

  const [recovery = ''] = opened.body.recoveryCodes ?? [];
  const lost = apiClient(server.url);
  await lost.post('/session', login);
  expect((await lost.post('/session/totp', { code: recovery })).status).toBe(200);
  await lost.post('/session', login);
  expect((await lost.post('/session/totp', { code: recovery })).status).toBe(401); // used
});

test('guessing codes locks like guessing passwords', async () => {
  await newPerson('clerk.wu', clerkPost);
  const codes: string[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    const client = apiClient(server.url); // starting over does not help
    await client.post('/session', { login: 'clerk.wu', password: 'Correct-Horse-7' });
    codes.push(
      (await client.post<{ code: string }>('/session/totp', { code: '123456' })).body.code,
    );
  }
  expect(codes.filter((code) => code === 'identity.wrong-code').length).toBeLessThanOrEqual(5);
  expect(await tryPassword('clerk.wu', 'Correct-Horse-7')).toEqual([423, 'identity.locked']);
});

test('a pending sign-in is over after five minutes', async () => {
  await newPerson('clerk.xu', clerkPost);
  const client = apiClient(server.url);
  const { body } = await client.post<SignInAnswer>('/session', {
    login: 'clerk.xu',
    password: 'Correct-Horse-7',
  });
  if (body.state !== 'enrol') throw new Error('expected an enrolment');
  clock.advance(6 * MINUTE);
  const late = await client.post<{ code: string }>('/session/totp', {
    code: totpCode(body.secret, clock.now()),
  });
  expect(late.body.code).toBe('identity.no-pending-sign-in');
});

test('an initial password opens nothing but its own change', async () => {
  const { body } = await sys.post<{ id: string; initialPassword: string }>('/accounts', {
    login: 'fresh',
    name: '新人',
    countyId: 1,
  });
  const fresh = await signedIn('fresh', body.initialPassword);
  expect((await fresh.get<{ code: string }>('/me')).body.code).toBe('identity.password-change-due');
  expect((await fresh.get<SessionView>('/session')).body.mustChangePassword).toBe(true);
  const weak = { current: body.initialPassword, next: 'password1234' };
  expect((await fresh.post<{ code: string }>('/password', weak)).body.code).toBe(
    'identity.weak-password',
  );
  const other = await signedIn('fresh', body.initialPassword);
  const good = { current: body.initialPassword, next: 'Correct-Horse-7' };
  expect((await fresh.post('/password', good)).status).toBe(204);
  expect((await fresh.get('/me')).status).toBe(200);
  expect((await other.get('/me')).status).toBe(401); // all other sessions ended
});

test('an old password is due for a change', async () => {
  await newPerson('keeper', gridPost);
  clock.advance(91 * DAY);
  const keeper = await signedIn('keeper', 'Correct-Horse-7');
  expect((await keeper.get<{ code: string }>('/me')).body.code).toBe(
    'identity.password-change-due',
  );
});

test('sessions are listed and ended, one or all', async () => {
  const [one, two] = [await signedIn('deptlead'), await signedIn('deptlead')];
  const list = await one.get<{ items: { id: string; current: boolean }[] }>('/sessions');
  const other = list.body.items.find(({ current }) => !current);
  expect((await one.send('DELETE', `/sessions/${other?.id}`)).status).toBe(204);
  expect((await two.get('/me')).status).toBe(401);
  expect((await one.get('/me')).status).toBe(200);
  expect((await one.send('DELETE', '/session')).status).toBe(204);
  expect(one.cookies.has('mb_session')).toBe(false);
  expect((await one.get('/me')).status).toBe(401);
});

test('nobody ends the session of another by its id', async () => {
  const [victim, attacker] = [await signedIn('deptlead'), await signedIn('citizen')];
  const own = await victim.get<SessionView>('/session');
  const answer = await attacker.send<{ code: string }>('DELETE', `/sessions/${own.body.sessionId}`);
  expect(answer.body.code).toBe('identity.session-not-found');
  expect((await victim.get('/me')).status).toBe(200);
});

test('a session ends when nobody has used it for two hours', async () => {
  const client = await signedIn('citizen');
  const { account } = (await client.get<SessionView>('/session')).body;
  for (let hour = 0; hour < 3; hour += 1) {
    clock.advance(HOUR);
    identity.cache.forgetAccount(account.id); // as if five seconds had passed: the use is noted
    expect((await client.get('/me')).status).toBe(200);
  }
  clock.advance(121 * MINUTE);
  expect((await client.get('/me')).status).toBe(401);
});

test('a session ends twelve hours after sign-in', async () => {
  const client = await signedIn('citizen');
  expect((await client.get('/me')).status).toBe(200);
  clock.advance(12 * HOUR);
  expect((await client.get('/me')).status).toBe(401);
});

test('leaving a post ends its rights and streams at once', async () => {
  const id = await newPerson('mover', gridPost);
  clock.advance(1); // posts are listed in the order in which they began
  const second = await sys.post<{ id: string }>(`/accounts/${id}/posts`, {
    role: 'safetyOfficer',
    place: { countyId: 1 },
  });
  const mover = await signedIn('mover', 'Correct-Horse-7');
  const before = await mover.get<SessionView>('/session');
  expect(before.body.posts.map(({ role }) => role)).toEqual(['gridWorker', 'safetyOfficer']);
  const stream = await fetch(`${server.url}/api/v1/live`, { headers: cookieOf(mover) });
  await sys.send('DELETE', `/accounts/${id}/posts/${before.body.posts[0]?.id}`);
  await stream.text(); // ends
  const after = await mover.get<SessionView>('/session');
  expect(after.body.posts.map(({ role }) => role)).toEqual(['safetyOfficer']);
  await sys.send('DELETE', `/accounts/${id}/posts/${second.body.id}`);
  expect((await mover.get('/me')).status).toBe(401); // no post left: signed out
});

test('locking and closing an account ends its sessions at once', async () => {
  const id = await newPerson('gone', gridPost);
  const gone = await signedIn('gone', 'Correct-Horse-7');
  await sec.send('PUT', `/accounts/${id}/lock`, { locked: true });
  expect((await gone.get('/me')).status).toBe(401);
  expect(await tryPassword('gone', 'Correct-Horse-7')).toEqual([403, 'identity.account-locked']);
  await sec.send('PUT', `/accounts/${id}/lock`, { locked: false });
  await signedIn('gone', 'Correct-Horse-7');
  await sys.send('DELETE', `/accounts/${id}`);
  expect(await tryPassword('gone', 'Correct-Horse-7')).toEqual([401, 'identity.wrong-credentials']);
});

test('the three administrators and business exclude each other', async () => {
  const id = await newPerson('both', { role: 'auditor', place: { countyId: 1 } });
  for (const role of ['sysAdmin', 'secAdmin', 'gridWorker'] as const) {
    const answer = await sys.post<{ code: string }>(`/accounts/${id}/posts`, { ...gridPost, role });
    expect(answer.body.code).toBe('identity.roles-conflict');
  }
  const clerk = await newPerson('clerk.both', gridPost);
  for (const role of ['sysAdmin', 'secAdmin', 'auditor'] as const) {
    const answer = await sys.post<{ code: string }>(`/accounts/${clerk}/posts`, {
      role,
      place: { countyId: 1 },
    });
    expect(answer.body.code).toBe('identity.roles-conflict');
  }
});

test('a post that could see nothing is refused', async () => {
  const id = await newPerson('half', null);
  const appoint = (post: object) =>
    sys.post<{ code: string; field: string }>(`/accounts/${id}/posts`, post);
  expect((await appoint({ role: 'infoClerk', place: { countyId: 1 } })).body).toMatchObject({
    code: 'identity.post-incomplete',
    field: 'place.townId',
  });
  expect((await appoint({ role: 'gridWorker', place: { countyId: 1 } })).body.field).toBe(
    'place.gridIds',
  );
  expect((await appoint({ role: 'deptHandler', place: { countyId: 1 } })).body.field).toBe(
    'unitId',
  );
  expect((await appoint({ role: 'serviceClient', place: { countyId: 1 } })).body.code).toBe(
    'identity.role-kind',
  );
});

test('nobody appoints, closes or locks themselves, nor reaches another county', async () => {
  const own = (await sys.get<SessionView>('/session')).body.account.id;
  expect((await sys.post<{ code: string }>(`/accounts/${own}/posts`, gridPost)).body.code).toBe(
    'identity.own-account',
  );
  expect((await sys.send<{ code: string }>('DELETE', `/accounts/${own}`)).body.code).toBe(
    'identity.own-account',
  );
  const other = await signedIn('othersys');
  const id = await newPerson('here', gridPost);
  expect((await other.send<{ code: string }>('DELETE', `/accounts/${id}`)).body.code).toBe(
    'identity.account-not-found',
  );
  expect((await other.post<{ code: string }>(`/accounts/${id}/posts`, gridPost)).body.code).toBe(
    'identity.not-allowed',
  );
  const seen = await other.get<{ items: { login: string }[] }>('/accounts');
  expect(seen.body.items.map(({ login }) => login)).toEqual(['othersys']);
});

test('a login is taken once, also when two ask at the same time', async () => {
  const ask = () =>
    sys.post<{ code: string }>('/accounts', { login: 'twin', name: 'x', countyId: 1 });
  const codes = (await Promise.all([ask(), ask()])).map(({ status }) => status).sort();
  expect(codes).toEqual([201, 409]);
});

test('the list of accounts turns pages and never shows a hash', async () => {
  const logins: string[] = [];
  let cursor = '';
  for (;;) {
    const page = await sys.get<{ items: { login: string }[]; nextCursor: string | null }>(
      `/accounts?limit=7${cursor}`,
    );
    expect(JSON.stringify(page.body)).not.toMatch(/argon2|password/i);
    logins.push(...page.body.items.map(({ login }) => login));
    if (page.body.nextCursor === null) break;
    cursor = `&cursor=${page.body.nextCursor}`;
  }
  expect(new Set(logins).size).toBe(logins.length);
  expect(logins.length).toBeGreaterThanOrEqual(ROLE_CODES.length);
  expect((await sys.get<{ code: string }>('/accounts?cursor=abc')).body.code).toBe(
    'http.invalid-cursor',
  );
});

test('a service client uses a token within its scopes, until it is revoked', async () => {
  const { body } = await sys.post<{ id: string }>('/accounts', {
    login: 'hotline-12345',
    name: '12345',
    kind: 'service',
    countyId: 1,
  });
  const at = `/accounts/${body.id}`;
  const post = await sys.post<{ id: string }>(`${at}/posts`, {
    ...{ role: 'serviceClient', place: { countyId: 1 } },
  });
  const made = await sys.post<{ id: string; token: string }>(`${at}/tokens`, {
    name: 'push',
    scopes: ['intake:write'],
  });
  const reader = await sys.post<{ id: string; token: string }>(`${at}/tokens`, {
    name: 'read',
    scopes: ['incident:read'],
  });
  type Items = { items: { id: string; lastUsedAt: number | null }[] };
  const lastUse = async () =>
    (await sys.get<Items>(`${at}/tokens`)).body.items.find(({ id }) => id === made.body.id)
      ?.lastUsedAt;
  expect(await lastUse()).toBeNull();
  const client = apiClient(server.url, { authorization: `Bearer ${made.body.token}` });
  expect((await client.post<{ kind: string }>('/push')).body.kind).toBe('outside');
  expect(await lastUse()).toBe(clock.now());
  const without = apiClient(server.url, { authorization: `Bearer ${reader.body.token}` });
  expect((await without.post<{ code: string }>('/push')).body.code).toBe('identity.token-scope');
  expect(JSON.stringify((await sys.get(`${at}/tokens`)).body)).not.toContain(made.body.token);
  await sys.send('DELETE', `${at}/tokens/${made.body.id}`);
  expect((await client.post('/push')).status).toBe(401);
  expect(await tryPassword('hotline-12345', PASSWORD)).toEqual([401, 'identity.wrong-credentials']);
  // What was ended is on record by its name, not by its id alone.
  await sys.send('DELETE', `${at}/posts/${post.body.id}`);
  const told = async (action: string) =>
    (await audited(`subjectId=${body.id}&action=identity.${action}`)).map(({ details }) => details);
  expect(await told('revoke-token')).toEqual([{ token: made.body.id, name: 'push' }]);
  expect(await told('leave-post')).toEqual([{ post: post.body.id, role: 'serviceClient' }]);
});

test('policies are bounded, and change what happens', async () => {
  const asked = await sec.send<{ field: string }>('PATCH', '/policies', { lockoutFailures: 1000 });
  expect([asked.status, asked.body.field]).toEqual([400, 'lockoutFailures']);
  await sec.send('PATCH', '/policies', { lockoutFailures: 3 });
  for (let tries = 0; tries < 3; tries += 1) await tryPassword('npcdeputy', 'wrong');
  expect(await tryPassword('npcdeputy', PASSWORD)).toEqual([423, 'identity.locked']);
  const back = await sec.send<{ lockoutFailures: number }>('PATCH', '/policies', {
    lockoutFailures: 5,
  });
  expect(back.body.lockoutFailures).toBe(5);
});

/** Every role asks for everything administrative: allowed exactly where its definition says so. */
test('roles × administrative routes', { timeout: 60_000 }, async () => {
  const id = await newPerson('matrix', gridPost);
  const routes = [
    ['accounts', 'PATCH', `/accounts/${id}`, { name: 'M' }],
    ['accounts', 'POST', `/accounts/${id}/posts`, { ...gridPost, role: 'serviceClient' }], // refused by its kind
    ['policies', 'PUT', `/accounts/${id}/lock`, { locked: false }],
    ['policies', 'DELETE', `/accounts/${id}/sessions`, undefined],
    ['policies', 'PATCH', '/policies', {}],
    ['policies', 'GET', '/policies', undefined],
    ['audit', 'GET', '/audit?limit=1', undefined],
    ['audit', 'GET', `/audit/export?from=${clock.now()}`, undefined],
  ] as const;
  for (const role of ROLE_CODES.filter((code) => code !== 'serviceClient')) {
    const client = await signedIn(role.toLowerCase());
    for (const [right, method, path, body] of routes) {
      const { status } = await client.send(method, path, body);
      const isAllowed = roleDefinition(role).admin.includes(right);
      expect(status === 403, `${role} ${method} ${path} answered ${status}`).toBe(!isAllowed);
    }
  }
});

test('sign-ins, changes, refusals and reading are on record, without secrets', async () => {
  const from = clock.now();
  const id = await newPerson('recorded', gridPost);
  await tryPassword('recorded', 'Wrong-Secret-1');
  await tryPassword('my-password-typed-as-login', 'x');
  const citizen = await signedIn('citizen');
  await citizen.post('/accounts', { login: 'evil', name: 'x', countyId: 1 });
  const items = await audited(`from=${from}&limit=200`);
  const has = (action: string, success: boolean, rest: object = {}) =>
    expect(items).toContainEqual(expect.objectContaining({ action, success, ...rest }));
  has('identity.create-account', true, { subjectId: id, actorLogin: 'sysadmin', countyId: 1 });
  has('identity.sign-in', true, { actorId: id });
  has('identity.sign-in', false, { actorId: id, details: { reason: 'password' } });
  has('identity.sign-in', false, { actorId: 'unknown' });
  has('identity.appoint', true, { subjectId: id });
  has('http.refused', false, {
    actorLogin: 'citizen',
    details: { code: 'identity.not-allowed', route: 'POST /api/v1/accounts' },
    why: '没有这项权限',
  });
  const text = JSON.stringify(items);
  for (const secret of [
    'Wrong-Secret-1',
    'my-password-typed-as-login',
    'Correct-Horse-7',
    PASSWORD,
  ])
    expect(text).not.toContain(secret);
  expect((await audited(`from=${from}&action=identity.read-audit`)).length).toBeGreaterThan(0);
  expect(
    (await audited(`from=${from}&action=identity&success=false`)).every(({ success }) => !success),
  ).toBe(true);
});

test('the audit log turns pages and leaves as a file that no spreadsheet runs', async () => {
  await identity.auditQueue.add({ action: 'identity.read-audit', actorId: '=1+1', success: true });
  const first = await auditor.get<{ items: AuditItem[]; nextCursor: string }>('/audit?limit=2');
  const next = await auditor.get<{ items: AuditItem[] }>(
    `/audit?limit=2&cursor=${first.body.nextCursor}`,
  );
  expect(next.body.items[0]?.id && next.body.items[0].id < (first.body.items[1]?.id ?? '')).toBe(
    true,
  );
  await identity.close();
  const file = await auditor.get<string>(`/audit/export?from=${clock.now()}`);
  expect(file.headers.get('content-type')).toContain('text/csv');
  expect(file.body).toContain("'=1+1");
  expect((await audited('action=identity.export-audit'))[0]?.actorLogin).toBe('auditor');
});

test('an export that comes to nothing is not on record as one', async () => {
  const from = clock.now();
  const before = zone;
  zone = () => {
    throw new Refused('identity.account-not-found');
  };
  const { status } = await auditor.get(`/audit/export?from=${from}`);
  zone = before;
  expect(status).toBe(404);
  expect(await audited(`action=identity.export-audit&from=${from}`)).toEqual([]);
});

test('the audit log is searched by a part of the name of who did it, or to whom', async () => {
  const from = clock.now();
  const id = await newPerson('searched', gridPost);
  const found = await audited(`from=${from}&who=${encodeURIComponent('EARCHE')}&limit=200`);
  expect(found.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['identity.create-account', 'identity.appoint', 'identity.sign-in']),
  );
  expect(found.every(({ actorId, subjectId }) => [actorId, subjectId].includes(id))).toBe(true);
  const opened = found.find(({ action }) => action === 'identity.create-account');
  expect(opened?.actorLogin).toBe('sysadmin');
  expect(opened?.subjectName).toBe(found.find(({ actorId }) => actorId === id)?.actorName);
  // A wildcard is a character like any other.
  expect(await audited(`from=${from}&who=%25arche`)).toEqual([]);
});

test('the application cannot change the audit log', async () => {
  await expect(sql`update audit_entry set success = true`.execute(db)).rejects.toThrow(
    /permission denied/,
  );
  await expect(sql`delete from audit_entry`.execute(db)).rejects.toThrow(/permission denied/);
});

test('a fresh proof asks no database; a revoked one is dead within seconds elsewhere', async () => {
  const client = await signedIn('citizen');
  const own = (await client.get<SessionView>('/session')).body;
  await client.get('/me');
  await sql`update session set revoked_at = now()`.execute(owner); // as another process would
  expect((await client.get('/me')).status).toBe(200); // remembered
  identity.cache.forgetSession(own.sessionId);
  expect((await client.get('/me')).status).toBe(401);
});

function cookieOf(client: Client): Record<string, string> {
  return { cookie: `mb_session=${client.cookies.get('mb_session')}` };
}

test('no request made from the contract makes the server fail', { timeout: 120_000 }, async () => {
  const admins = [sys, sec, auditor, await signedIn('citizen')];
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fuzzedRequests(server.app.swagger()),
      fc.nat({ max: admins.length - 1 }),
      async ({ method, path, body }, who) => {
        if (path.startsWith('/api/v1/openapi')) return;
        const answer = await fetch(`${server.url}${path}`, {
          method,
          redirect: 'manual',
          headers: {
            'x-maplebridge': '1',
            ...cookieOf(admins[who] ?? sys),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body }),
        });
        await answer.arrayBuffer();
        expect(answer.status, `${method} ${path} ${body}`).toBeLessThan(500);
        if (answer.status === 400) refused += 1;
      },
    ),
    { numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(20);
  expect(server.logLines.filter((line) => line['alert'] !== undefined)).toEqual([]);
});
