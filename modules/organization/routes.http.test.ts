import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '#platform/db/testing.ts';
import { Refused } from '#platform/errors/index.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { OutlineCollection } from './contract.ts';
import { baltimore, ORGANIZATION_REFUSALS, seedCounty } from './index.ts';
import { organizationRoutes } from './routes.ts';

let server: TestServer;
let countyId = 0;
let isSignedIn = true;

beforeAll(async () => {
  const { db } = await testDatabase();
  ({ countyId } = await seedCounty(db, baltimore()));
  const refusals = {
    ...ORGANIZATION_REFUSALS,
    'identity.not-signed-in': { status: 401, zh: '请先登录', en: 'Please sign in' },
  };
  const requireSignedIn = () => {
    if (!isSignedIn) throw new Refused('identity.not-signed-in');
  };
  server = await startTestServer({ refusals }, (app) => {
    app.register(organizationRoutes({ db, requireSignedIn }), { prefix: '/api/v1' });
  });
});
afterAll(() => server.close());

type Items = { items: { id: number; name: string; level?: string; kind?: string }[] };

async function get<Body>(path: string): Promise<{ status: number; body: Body }> {
  const answer = await fetch(`${server.url}/api/v1/organization${path}`);
  return { status: answer.status, body: (await answer.json()) as Body };
}

it('walks from the counties down to the grids', async () => {
  const counties = await get<{ items: { id: number; code: string }[] }>('/counties');
  expect(counties.body.items.map(({ code }) => code)).toEqual(['US-24510']);
  const tree = await get<Items>(`/jurisdictions?county=${countyId}`);
  expect(tree.body.items).toHaveLength(1 + 14 + 14 * 6);
  const area = tree.body.items.find(({ level }) => level === 'village');
  const grids = await get<Items>(`/jurisdictions?parent=${area?.id}`);
  expect(grids.body.items.every(({ level }) => level === 'grid')).toBe(true);
  const serving = await get<Items>(
    `/units/serving?jurisdiction=${grids.body.items[0]?.id}&line=sanitation`,
  );
  expect(serving.body.items.map(({ name }) => name)).toEqual(['Solid Waste']);
});

it('finds units by kind', async () => {
  const { body } = await get<Items>(`/units?county=${countyId}&kind=commandRoom`);
  expect(body.items).toHaveLength(14);
});

it('draws outlines as GeoJSON that say they are generated', async () => {
  const { body } = await get<unknown>(`/outline/${countyId}?level=town`);
  const outlines = OutlineCollection.parse(body);
  expect(outlines.features).toHaveLength(14);
  expect(outlines.mapNotice.en).toContain('generated');
  for (const { properties, geometry } of outlines.features) {
    const ring = geometry.coordinates[0]?.[0] ?? [];
    expect(properties.generated).toBe(true);
    expect(ring.at(0)).toEqual(ring.at(-1));
    expect(ring[0]?.[0]).toBeCloseTo(-76.6, 0);
  }
});

it('refuses what does not exist, what is malformed and who is not signed in', async () => {
  expect((await get('/outline/999999')).status).toBe(404);
  expect((await get('/outline/99999999999')).status).toBe(400);
  expect((await get('/jurisdictions')).status).toBe(400);
  expect((await get(`/units?county=${countyId}&kind=king`)).status).toBe(400);
  isSignedIn = false;
  expect((await get('/counties')).status).toBe(401);
  isSignedIn = true;
});
