// The seals over HTTP: for the audit administrator alone, whole and checkable.
import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer } from '#platform/http/testing.ts';
import { HOUR } from '#platform/time/index.ts';
import { makeCounty, performDeps, report } from '../testing-database.ts';
import { actorAs, COUNTY, MORNING } from '../testing.ts';
import { recordRoutes } from './routes.ts';
import { sealCounty } from './seal.ts';

test('an auditor takes the seals away and checks them without us', async () => {
  const { db, owner } = await testDatabase();
  await makeCounty(owner);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await report(performDeps(db), 2);
  for (const hours of [2, 3]) await sealCounty(db, privateKey, COUNTY, MORNING + hours * HOUR);

  let actor: Actor = actorAs('auditor');
  const server = await startTestServer({}, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', async (request) => {
      request.signedIn = { actor, mustChangePassword: false, scopes: null } as never;
    });
    void app.register(recordRoutes(db), { prefix: '/api/v1' });
  });
  try {
    const get = (query: string) => fetch(`${server.url}/api/v1/record/seals?${query}`);
    const answer = await get(`countyId=${COUNTY}`);
    expect(answer.status).toBe(200);
    const { items, nextAfter } = (await answer.json()) as {
      items: { hour: number; heads: number; statement: string; signature: string }[];
      nextAfter: number | null;
    };
    expect(items.map((seal) => seal.heads)).toEqual([2, 2]);
    expect(nextAfter).toBeNull();
    for (const { statement, signature } of items)
      expect(
        verify(null, Buffer.from(statement), publicKey, Buffer.from(signature, 'base64')),
      ).toBe(true);
    const later = (await (await get(`countyId=${COUNTY}&after=${items[0]?.hour}`)).json()) as {
      items: unknown[];
    };
    expect(later.items).toHaveLength(1);

    expect((await get('countyId=no')).status).toBe(400);
    actor = actorAs('auditor', { place: { countyId: COUNTY + 1 } });
    expect((await get(`countyId=${COUNTY}`)).status).not.toBe(200);
    for (const role of ['infoClerk', 'sysAdmin', 'supervisor'] as const) {
      actor = actorAs(role);
      expect((await get(`countyId=${COUNTY}`)).status).not.toBe(200);
    }
  } finally {
    await server.close();
  }
});
