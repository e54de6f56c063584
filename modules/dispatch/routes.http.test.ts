// The route table of the demonstration county through a real server and a real database.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { z } from 'zod';
import { CATALOG_REFUSALS, seedCatalog } from '#modules/catalog/index.ts';
import { actorOf, type Actor } from '#modules/identity/index.ts';
import { anActor } from '#modules/identity/testing.ts';
import {
  baltimore,
  jurisdictionTree,
  seedCounty,
  servedLines,
  unitList,
  unitsByIds,
  yueqing,
} from '#modules/organization/index.ts';
import type { Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { movableClock } from '#platform/time/index.ts';
import type {
  DryRunAnswer,
  ExplainAnswer,
  PublishAnswer,
  RouteTableAnswer,
  RulingsAnswer,
  ValidateAnswer,
} from './contract.ts';
import {
  DISPATCH_REFUSALS,
  type PastMatter,
  type RuledMatter,
  getRouteTable,
  routeFaults,
  seedRoutes,
} from './index.ts';
import { dispatchRoutes } from './routes.ts';
import { aQuestion } from './testing.ts';

const NOW = Date.UTC(2026, 10, 21, 1);
const refusals = {
  ...DISPATCH_REFUSALS,
  ...CATALOG_REFUSALS,
  'identity.not-allowed': { status: 403, zh: '无权', en: 'Not allowed' },
};

let db: Db;
let server: TestServer;
let actor: Actor;
let countyId = 0;
let ruled: RuledMatter[] = [];
let past: PastMatter[] = [];
let townId = 0;

beforeAll(async () => {
  ({ db } = await testDatabase());
  ({ countyId } = await seedCounty(db, yueqing()));
  const other = await seedCounty(db, baltimore());
  const countyIds = [countyId, other.countyId];
  await seedCatalog(db, { countyIds, knownLines: await servedLines(db), now: NOW });
  for (const id of countyIds) {
    await seedRoutes(db, id, NOW);
    await seedRoutes(db, id, NOW);
    const { version, rows } = await getRouteTable(db, id);
    expect(version).toBe(1);
    const faults = await routeFaults(db, id, rows);
    expect(faults.filter((fault) => fault.severity === 'error')).toEqual([]);
  }
  const tree = await jurisdictionTree(db, countyId);
  townId = tree.find((place) => place.name === '柳市镇')?.id ?? 0;
  server = await startTestServer({ refusals }, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', async (request) => {
      const account = { id: actor.id } as NonNullable<typeof request.signedIn>['account'];
      request.signedIn = {
        ...{ actor, account, posts: [], sessionId: '', expiresAt: NOW, scopes: null },
        mustChangePassword: false,
      };
      actorOf(request);
    });
    app.register(
      dispatchRoutes({
        db,
        clock: movableClock(NOW),
        latestMatters: async () => [],
        pastMatters: async () => past,
        ruledMatters: async () => ruled,
        adviceMatter: () => Promise.reject(new Error('none')),
        openOrders: async () => new Map(),
      }),
      {
        prefix: '/api/v1',
      },
    );
  });
});
afterAll(() => server.close());

const as = (role: Parameters<typeof anActor>[0], county = countyId) => {
  actor = anActor(role, { place: { countyId: county } });
};
async function call<Body>(path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const answer = await fetch(`${server.url}/api/v1/routes${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'x-maplebridge': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
}
type Refusal = { code: string };
const question = () => aQuestion({ townId, villageId: null });

it('explains who would be asked in 柳市镇 about a banner', async () => {
  as('infoClerk');
  const { body } = await call<z.infer<typeof ExplainAnswer>>('/explain', {
    countyId,
    question: question(),
  });
  const lead = body.decision?.lead ?? 0;
  expect((await unitsByIds(db, [lead])).get(lead)?.name).toBe('柳市镇综合行政执法中队');
  expect(body.tried.at(-1)).toEqual({ no: body.decision?.row, failed: [] });
  expect(body.tried[0]).toEqual({ no: 10, failed: ['call110'] });
});

it('publishes a changed table once, and only for the process administrator', async () => {
  as('infoClerk');
  const { body: table } = await call<z.infer<typeof RouteTableAnswer>>(`?countyId=${countyId}`);
  const first = table.rows.find((row) => row.when.items?.includes('0503002'));
  const room = [{ kind: 'commandRoom', at: 'nearest' }];
  const rows = [...table.rows, { ...first, no: 5, when: { items: ['0503002'] }, lead: room }];
  const publication = { countyId, rows, basedOn: 1, note: '横幅先由指挥室研判' };
  expect((await call<Refusal>('/publish', publication)).status).toBe(403);
  as('processAdmin');
  const published = await call<z.infer<typeof PublishAnswer>>('/publish', publication);
  expect(published).toMatchObject({ status: 200, body: { version: 2 } });
  expect((await call<Refusal>('/publish', publication)).status).toBe(409);
  const both = await Promise.all(
    [1, 2].map(() => call('/publish', { ...publication, basedOn: 2 })),
  );
  expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
  const now = await call<z.infer<typeof RouteTableAnswer>>(`?countyId=${countyId}`);
  expect(now.body).toMatchObject({ version: 3, note: '横幅先由指挥室研判', publishedAt: NOW });
  expect(now.body.rows).toHaveLength(rows.length);
  const before = await call<z.infer<typeof RouteTableAnswer>>(`?countyId=${countyId}&version=1`);
  expect(before.body.rows).toEqual(table.rows);
});

it('refuses a faulty table and says what is wrong', async () => {
  as('processAdmin');
  const rows = [
    {
      ...{ no: 1, when: { items: ['99'] }, lead: [{ unitId: 2_000_000_000 }], confidence: 1 },
      reason: { zh: '错', en: 'wrong' },
    },
  ];
  const { body } = await call<z.infer<typeof ValidateAnswer>>('/validate', { countyId, rows });
  expect(body.faults.map((fault) => fault.code)).toEqual([
    'dispatch.item-unknown',
    'dispatch.unit-unknown',
    'dispatch.no-fallback',
  ]);
  expect((await call('/publish', { countyId, rows, basedOn: 3 })).status).toBe(422);
});

it('tries a table out without changing anything', async () => {
  as('infoClerk');
  const { body: table } = await call<z.infer<typeof RouteTableAnswer>>(
    `?countyId=${countyId}&version=1`,
  );
  const matters = [{ id: 'a', question: question(), leadThen: 1 }];
  const { body } = await call<z.infer<typeof DryRunAnswer>>('/dry-run', {
    ...{ countyId, rows: table.rows, matters },
  });
  expect(body).toMatchObject({ matters: 1, changed: 1, unrouted: 0 });
});

it('offers a ruling as a row until the table follows it', async () => {
  const rulings = () => call<z.infer<typeof RulingsAnswer>>(`/rulings?countyId=${countyId}`);
  const units = await unitList(db, { countyId, line: 'parks' });
  const lead = units[0]?.id ?? 0;
  ruled = [
    {
      incidentId: 'a',
      number: '330382-20261121-000007',
      at: NOW,
      lead,
      co: [],
      question: question(),
    },
    { incidentId: 'b', number: 'older', at: NOW - 1, lead: 1, co: [], question: question() },
  ];
  as('infoClerk');
  expect((await rulings()).status).toBe(403);
  as('processAdmin');
  const { body } = await rulings();
  expect(body.items).toHaveLength(1);
  const [offer] = body.items;
  expect(offer?.row).toMatchObject({
    when: { items: ['0503002'], townIds: [townId] },
    lead: expect.arrayContaining([{ unitId: lead }]) as unknown,
    reason: { zh: '职责裁定：330382-20261121-000007' },
  });
  const { body: table } = await call<z.infer<typeof RouteTableAnswer>>(`?countyId=${countyId}`);
  const rows = [...table.rows, offer?.row];
  const published = await call<z.infer<typeof PublishAnswer>>('/publish', {
    ...{ countyId, rows, basedOn: table.version, note: '职责裁定' },
  });
  expect(published.status).toBe(200);
  expect((await rulings()).body.items).toEqual([]);
  const { body: explained } = await call<z.infer<typeof ExplainAnswer>>('/explain', {
    ...{ countyId, question: question() },
  });
  expect(explained.decision).toMatchObject({ lead, row: offer?.row.no });
});

it('is closed to people of other counties', async () => {
  as('processAdmin', countyId + 100);
  expect((await call(`?countyId=${countyId}`)).status).toBe(403);
  expect((await call('/validate', { countyId, rows: [] })).status).toBe(400);
});
