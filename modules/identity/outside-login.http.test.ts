// Sign-in through another house: a small real OpenID provider on the loopback, our real client.
import { createHash } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { systemClock } from '#platform/time/index.ts';
import type { SessionView } from './contract.ts';
import { installIdentity } from './hooks.ts';
import { createIdentity, type Identity } from './identity.ts';
import { IDENTITY_REFUSALS } from './refusals.ts';
import { identityRoutes } from './routes.ts';
import { seedAccounts } from './seed.ts';
import { apiClient, type Client } from './testing.ts';

type Visit = { nonce: string; challenge: string };

/** Whom the other house takes its next visitor for, and how it lies when told to. */
const guest = { sub: 'u-1', username: 'visitor', amr: ['pwd'], forgeNonce: false };
const visits = new Map<string, Visit>();
let provider: FastifyInstance;
let issuer = '';

async function startProvider(): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  provider = Fastify();
  provider.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  provider.get('/.well-known/openid-configuration', () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  }));
  provider.get('/jwks', () => ({ keys: [jwk] }));
  provider.get<{ Querystring: Record<string, string> }>('/authorize', (request, reply) => {
    const {
      nonce = '',
      code_challenge: challenge = '',
      redirect_uri = '',
      state = '',
    } = request.query;
    const code = `code-${visits.size}`;
    visits.set(code, { nonce, challenge });
    return reply.redirect(`${redirect_uri}?${new URLSearchParams({ code, state })}`);
  });
  provider.post<{ Body: Record<string, string> }>('/token', async (request, reply) => {
    const visit = visits.get(request.body['code'] ?? '');
    const verifier = createHash('sha256')
      .update(request.body['code_verifier'] ?? '')
      .digest('base64url');
    if (!visit || visit.challenge !== verifier)
      return reply.code(400).send({ error: 'invalid_grant' });
    visits.delete(request.body['code'] ?? '');
    const idToken = await new SignJWT({
      nonce: guest.forgeNonce ? 'another' : visit.nonce,
      preferred_username: guest.username,
      amr: guest.amr,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(issuer)
      .setSubject(guest.sub)
      .setAudience('maplebridge')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    return { access_token: 'a', token_type: 'Bearer', id_token: idToken };
  });
  issuer = await provider.listen({ host: '127.0.0.1', port: 0 });
}

const { db } = await testDatabase();
const place = { countyId: 1, townId: 1, villageId: 1, gridIds: [1] };
let identity: Identity;
let server: TestServer;

beforeAll(async () => {
  await startProvider();
  const people = [
    { login: 'visitor', name: '访客', role: 'gridWorker', unitId: 1, place, line: null },
    { login: 'clerk', name: '信息员', role: 'infoClerk', unitId: 1, place, line: null },
  ] as const;
  await seedAccounts(db, people, { password: 'not used here', now: Date.now() });
  identity = createIdentity({
    db,
    clock: systemClock,
    masterKey: Buffer.alloc(32, 1),
    secondFactor: 'required',
    outsideLogin: {
      issuer,
      clientId: 'maplebridge',
      clientSecret: 'secret',
      redirectUri: 'http://127.0.0.1:1/api/v1/oidc/callback', // only the path back is used here
      name: { zh: '浙政钉', en: 'County sign-on' },
      loginClaim: 'preferred_username',
    },
    onAuditFailure: () => {},
  });
  server = await startTestServer({ refusals: IDENTITY_REFUSALS }, (app) => {
    installIdentity(app, identity);
    app.register(
      identityRoutes(identity, {
        nameSubjects: async () => () => undefined,
        zoneOf: async () => 'Asia/Shanghai',
      }),
      { prefix: '/api/v1' },
    );
  });
});
afterAll(async () => {
  await server.close();
  await identity.close();
  await provider.close();
});
beforeEach(() => {
  Object.assign(guest, { sub: 'u-1', username: 'visitor', amr: ['pwd'], forgeNonce: false });
});

/** Goes to the other house; returns the path by which it sends the browser back. */
async function visit(client: Client): Promise<string> {
  const start = await client.get('/oidc/start');
  expect(start.status).toBe(302);
  const there = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' });
  const back = new URL(there.headers.get('location') ?? '');
  return `/oidc/callback${back.search}`;
}

test('a visitor is linked by login at first, by subject from then on', async () => {
  const client = apiClient(server.url);
  expect((await client.get<{ outside: unknown }>('/session/ways')).body.outside).toMatchObject({
    zh: '浙政钉',
  });
  const back = await client.get<string>(await visit(client));
  expect(back.status).toBe(200);
  expect(back.body).toContain('url=/"');
  expect((await client.get<SessionView>('/session')).body.account.login).toBe('visitor');

  guest.username = 'renamed-over-there';
  const later = apiClient(server.url);
  await later.get(await visit(later));
  expect((await later.get<SessionView>('/session')).body.account.login).toBe('visitor');
});

test('a role with a second factor is asked for it unless the other house did', async () => {
  Object.assign(guest, { sub: 'u-2', username: 'clerk' });
  const client = apiClient(server.url);
  const back = await client.get<string>(await visit(client));
  expect(back.body).toContain('/sign-in?step=code');
  expect((await client.get('/session')).status).toBe(401);
  expect((await client.get<{ state: string }>('/session/pending')).body.state).toBe('enrol');
  guest.amr = ['pwd', 'mfa'];
  const strong = apiClient(server.url);
  await strong.get(await visit(strong));
  expect((await strong.get('/session')).status).toBe(200);
});

test('who is not known here does not enter', async () => {
  Object.assign(guest, { sub: 'u-3', username: 'stranger' });
  const client = apiClient(server.url);
  const back = await client.get<{ code: string }>(await visit(client));
  expect([back.status, back.body.code]).toEqual([403, 'identity.outside-account-unknown']);
});

test('a forged, foreign or repeated return is refused', async () => {
  const failed = 'identity.outside-sign-in-failed';
  const victim = apiClient(server.url);
  const path = await visit(apiClient(server.url)); // somebody else's visit
  expect((await victim.get<{ code: string }>(path)).body.code).toBe(failed); // no cookie
  await victim.get('/oidc/start');
  expect((await victim.get<{ code: string }>(path)).body.code).toBe(failed); // another state
  guest.forgeNonce = true;
  const client = apiClient(server.url);
  expect((await client.get<{ code: string }>(await visit(client))).body.code).toBe(failed);
  guest.forgeNonce = false;
  const honest = apiClient(server.url);
  const once = await visit(honest);
  const cookie = honest.cookies.get('mb_outside') ?? '';
  expect((await honest.get(once)).status).toBe(200);
  honest.cookies.set('mb_outside', cookie);
  expect((await honest.get<{ code: string }>(once)).body.code).toBe(failed);
});
