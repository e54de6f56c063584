// The signing desk and the tasks in the field over HTTP: who sees what waits, what is under way with which
// clocks, and who asks for help; and that nobody sees more than their posts reach.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { HOUR, MINUTE, movableClock } from '#platform/time/index.ts';
import type { Desk, IncidentPage, Tasks } from './contract.ts';
import { incidentListRoutes } from './list-routes.ts';
import { perform } from './perform.ts';
import { DESK_ROWS_MAX, DESK_STALE_MAX } from './queries/desk.ts';
import { INCIDENT_REFUSALS } from './refusals.ts';
import { makeCounty, performDeps, report, type TestDeps } from './testing-database.ts';
import { actorAs, COUNTY, ITEMS, MORNING, OTHER_TOWN, PEOPLE, PLACE, UNITS } from './testing.ts';
import type { Verb } from './lifecycle.ts';

const { clerk, team, handler, gridWorker, countyDuty, citizen, supervisor } = PEOPLE;
const otherClerk = actorAs(
  'infoClerk',
  { unitId: UNITS.otherRoom, place: { countyId: COUNTY, townId: OTHER_TOWN } },
  'other',
);
const otherTeam = actorAs('responseTeam', { unitId: UNITS.rescue }, 'other');

const clock = movableClock(MORNING);
const audited: { action: string; details: object }[] = [];
let owner: Db;
let deps: TestDeps;
let server: TestServer;
let actor: Actor = clerk;

beforeAll(async () => {
  const database = await testDatabase();
  ({ owner } = database);
  await makeCounty(owner);
  deps = performDeps(database.db);
  const names = {
    unit: (id: number) => `unit ${id}`,
    place: (id: number) => `place ${id}`,
    item: () => ({ zh: '事项', en: 'item' }),
    account: () => undefined,
    learnAccounts: async () => {},
  };
  server = await startTestServer({ refusals: INCIDENT_REFUSALS }, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', async (request) => {
      request.signedIn = { actor, mustChangePassword: false, scopes: null } as never;
    });
    const read = { db: database.db, keyring: deps.keyring, names };
    const routes = incidentListRoutes({
      read,
      clock,
      localTime: (() => '') as never,
      audit: async ({ action, details }) => void audited.push({ action, details }),
    });
    void app.register(routes, { prefix: '/api/v1' });
  });
});
afterAll(() => server.close());

async function get<T>(who: Actor, path: string): Promise<{ status: number; body: T }> {
  actor = who;
  const answer = await fetch(`${server.url}/api/v1/incidents/${path}`);
  return { status: answer.status, body: (await answer.json()) as T };
}
const desk = async (who: Actor) => (await get<Desk>(who, 'desk')).body;
const tasks = async (who: Actor) => (await get<Tasks>(who, 'tasks')).body;
const idsOf = (pile: { items: readonly { id: string }[] }) => pile.items.map(({ id }) => id);

async function act(who: Actor, incidentId: string, verb: Verb, input: object = {}): Promise<void> {
  await perform(deps, { countyId: COUNTY, incidentId, verb, input, actor: who }, clock.now());
}

const call = { source: 'police110', itemCode: ITEMS.quarrel } as const;
const elsewhere = { ...PLACE, townId: OTHER_TOWN, villageId: null, gridId: null };
let quarrel = '';

describe('what waits for a signature', () => {
  test('are calls and urgent matters of the own place, the shortest clock first', async () => {
    const [hotline = ''] = await report(deps, 1, {
      source: 'hotline12345',
      person: { name: '叶某', phone: '13900000000' },
    });
    await report(deps, 1, { source: 'citizen' });
    const [away = ''] = await report(deps, 1, {
      ...call,
      place: elsewhere,
      roomUnitId: UNITS.otherRoom,
      person: { name: '黄某', phone: '13900000001' },
    });
    [quarrel = ''] = await report(deps, 1, call);

    const { waiting } = await desk(clerk);
    expect(idsOf(waiting)).toEqual([quarrel, hotline]);
    expect(waiting.items[0]?.clocks.map(({ kind }) => kind)).toEqual([
      'accept',
      'contact',
      'arrive',
    ]);
    expect(waiting.items[0]?.verbs).toContain('accept');
    expect(idsOf((await desk(otherClerk)).waiting)).toEqual([away]);
    expect(idsOf((await desk(countyDuty)).waiting).toSorted()).toEqual(
      [quarrel, hotline, away].toSorted(),
    );
  });

  test('are nothing to whom the desk is no work', async () => {
    for (const who of [team, gridWorker, citizen, supervisor]) {
      const { status, body } = await get<Desk>(who, 'desk');
      expect([status, body.waiting.items, body.running.items, body.help.items]).toEqual([
        200,
        [],
        [],
        [],
      ]);
    }
  });

  test('what is restricted is for its members, and without its title', async () => {
    const [secret = ''] = await report(deps, 1, { ...call, restricted: true } as never);
    await sql`update incident set restricted = true, flags = '{"restricted": true}' where id = ${secret}`.execute(
      owner,
    );
    expect(idsOf((await desk(clerk)).waiting)).not.toContain(secret);
    await sql`insert into incident_member values (${COUNTY}, ${secret}, ${clerk.id})`.execute(
      owner,
    );
    const mine = (await desk(clerk)).waiting.items.find(({ id }) => id === secret);
    expect(mine?.title).toBe('＊＊＊');
    expect(idsOf((await desk(countyDuty)).waiting)).not.toContain(secret);
    await sql`update incident set status = 'closed', closed_at = now(), clock_due_at = null
      where id = ${secret}`.execute(owner);
  });
});

describe('1312 under way', () => {
  test('shows the four clocks until the feedback is given, even after closing', async () => {
    await act(clerk, quarrel, 'accept');
    expect((await desk(clerk)).waiting.items[0]).toMatchObject({ id: quarrel, status: 'filed' });
    await act(clerk, quarrel, 'dispatch', { lead: UNITS.team, co: [UNITS.bureau] });
    clock.advance(MINUTE);
    const now = await desk(clerk);
    expect(idsOf(now.waiting)).not.toContain(quarrel);
    expect(idsOf(now.running)).toEqual([quarrel]);
    expect(idsOf((await desk(otherClerk)).running)).toEqual([]);

    await act(team, quarrel, 'sign');
    await act(clerk, quarrel, 'contact');
    await act(team, quarrel, 'arrive');
    await act(handler, quarrel, 'coSign');
    await act(handler, quarrel, 'done', { note: '已劝解' });
    await act(team, quarrel, 'resolve', { noEvidence: '无法取证', result: '双方和解' });
    const owed = (await desk(clerk)).running.items[0];
    expect(owed?.clocks.filter(({ state }) => state === 'running').map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['feedback']),
    );
    // Level 2: a second person confirms the closing.
    await act(PEOPLE.secondClerk, quarrel, 'close');
    await act(PEOPLE.director, quarrel, 'close');
    expect(idsOf((await desk(clerk)).running)).toEqual([quarrel]);
    await act(clerk, quarrel, 'feedback', { note: '已回告 110' });
    expect(idsOf((await desk(clerk)).running)).toEqual([]);
  });

  test('a call that is no 1312 has no place among them', async () => {
    const [plain = ''] = await report(deps, 1, { source: 'police110', itemCode: ITEMS.rubbish });
    await act(clerk, plain, 'accept');
    await act(clerk, plain, 'dispatch', { lead: UNITS.bureau });
    expect(idsOf((await desk(clerk)).running)).toEqual([]);
  });
});

describe('who asks for help', () => {
  test('is seen by the desk that was asked and by the county, until it is answered', async () => {
    const [id = ''] = await report(deps, 1, call);
    await act(clerk, id, 'accept');
    await act(clerk, id, 'dispatch', { lead: UNITS.team });
    await act(team, id, 'sign');
    await act(team, id, 'reinforce', { kind: 'people', request: '再来两人' });
    const asked = (await desk(countyDuty)).help.items[0];
    expect(asked?.help).toMatchObject([{ no: 1, kind: 'people', answeredAt: null }]);
    const toRoom = asked?.help[0]?.to?.id === UNITS.room;
    expect(idsOf((await desk(clerk)).help)).toEqual(toRoom ? [id] : []);
    await act(clerk, id, 'reinforce', { kind: 'rescue', request: '云梯', to: UNITS.room });
    expect(idsOf((await desk(clerk)).help)).toEqual([id]);
    expect(idsOf((await desk(otherClerk)).help)).toEqual([]);
    await act(countyDuty, id, 'decline', { helpNo: 1, reason: '人手已在路上' });
    await act(clerk, id, 'decline', { helpNo: 2, reason: '不需要' });
    expect(idsOf((await desk(countyDuty)).help)).toEqual([]);
  });
});

describe('tasks in the field', () => {
  test('are the orders of the own unit with its own number, until they are done', async () => {
    const [id = ''] = await report(deps, 1, { itemCode: ITEMS.rubbish });
    await act(clerk, id, 'accept');
    await act(clerk, id, 'dispatch', { lead: UNITS.team, co: [UNITS.bureau] });
    const lead = (await tasks(team)).items.find((row) => row.id === id);
    const co = (await tasks(handler)).items.find((row) => row.id === id);
    expect([lead?.assignmentNo, co?.assignmentNo]).toEqual([1, 2]);
    expect(lead?.verbs).toContain('sign');
    expect(idsOf(await tasks(otherTeam))).toEqual([]);
    expect(idsOf(await tasks(clerk))).toEqual([]);
    expect(idsOf(await tasks(gridWorker))).not.toContain(id);

    await act(team, id, 'sign');
    await act(handler, id, 'coSign');
    await act(handler, id, 'done', { note: '已清运' });
    expect(idsOf(await tasks(handler))).not.toContain(id);
    expect(idsOf(await tasks(team))).toContain(id);
  });

  test('hold what a grid worker is asked to verify in the own grid, and only there', async () => {
    const [id = ''] = await report(deps, 1, { itemCode: ITEMS.rubbish });
    expect(idsOf(await tasks(gridWorker))).toEqual([]);
    await act(clerk, id, 'verify');
    const [mine] = (await tasks(gridWorker)).items;
    expect(mine).toMatchObject({ id, assignmentNo: null });
    expect(mine?.verbs).toContain('verified');
    const neighbour = actorAs(
      'gridWorker',
      { place: { countyId: COUNTY, townId: PLACE.townId, gridIds: [PLACE.gridId + 1] } },
      'neighbour',
    );
    expect(idsOf(await tasks(neighbour))).toEqual([]);
  });
});

describe('the earlier matters of a caller', () => {
  test('are told to a desk that reaches the matter, and each look is audited', async () => {
    const [id = ''] = await report(deps, 1, { ...call, sourceKey: 'again' });
    audited.length = 0;
    const { status, body } = await get<IncidentPage>(clerk, `${id}/earlier`);
    expect(status).toBe(200);
    expect(idsOf(body)).toContain(quarrel);
    expect(idsOf(body)).not.toContain(id);
    // Another caller's are not among them.
    const others = (await desk(countyDuty)).waiting.items.find(
      ({ source }) => source === 'hotline12345',
    );
    expect(idsOf(body)).not.toContain(others?.id);
    expect(audited).toEqual([
      { action: 'incident.callers', details: { found: body.items.length, of: id } },
    ]);
    expect((await get(otherClerk, `${id}/earlier`)).status).toBe(404);
    await act(clerk, id, 'accept');
    await act(clerk, id, 'dispatch', { lead: UNITS.team });
    expect((await get(team, `${id}/earlier`)).status).toBe(403);
  });
});

test('piles have an end, and say so', async () => {
  for (let at = 0; at < DESK_ROWS_MAX + DESK_STALE_MAX + 5; at += 20)
    await report(deps, 20, { source: 'hotline12345' }, clock.now());
  const fresh = (await desk(clerk)).waiting;
  expect(fresh.more).toBe(true);
  expect(fresh.items.length).toBeLessThanOrEqual(DESK_ROWS_MAX + DESK_STALE_MAX);
  // A day later all of them ran out long ago: the newest are shown.
  clock.advance(48 * HOUR);
  const stale = (await desk(clerk)).waiting;
  expect(stale.more).toBe(true);
  expect(stale.items).toHaveLength(DESK_STALE_MAX);
});
