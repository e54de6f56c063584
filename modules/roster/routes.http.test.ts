// Rosters and the register of the demonstration county through a real server and a real database: who
// may read and keep them, what is refused, and that a position is kept only while there is an order.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { CATALOG_REFUSALS, seedCatalog } from '#modules/catalog/index.ts';
import {
  actorOf,
  demoActors,
  IDENTITY_REFUSALS,
  seedAccounts,
  type Actor,
  type Role,
} from '#modules/identity/index.ts';
import { anActor } from '#modules/identity/testing.ts';
import {
  baltimore,
  jurisdictionTree,
  placePeople,
  seedCounty,
  servedLines,
  unitList,
  yueqing,
  type CountyDefinition,
  type Unit,
} from '#modules/organization/index.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { HOUR, MINUTE, movableClock } from '#platform/time/index.ts';
import type { DutyListAnswer, ResourceList, RosterAnswer, TaskListAnswer } from './contract.ts';
import {
  dutiesNow,
  ROSTER_REFUSALS,
  seedDutyList,
  seedRosters,
  seedTaskList,
  taskListOf,
} from './index.ts';
import { forgetPositions } from './jobs.ts';
import { dutyRoutes } from './routes.ts';
import { aDutyRow, aShift, person } from './testing.ts';

/** Sunday 2026-11-22, 10:00 in Yueqing. */
const NOW = Date.UTC(2026, 10, 22, 2);
const SEEDING_TIMEOUT_MS = 120_000;

let db: Db;
let owner: Db;
let server: TestServer;
let actor: Actor;
let countyId = 0;
let otherCountyId = 0;
let units: readonly Unit[] = [];
let townId = 0;
let otherTownId = 0;
const clock = movableClock(NOW);
/** Units that hold a live order, as apps would ask the incidents. */
const onOrder = new Set<number>();
const onDuty = async (of: Db, county: number, unitId: number, at: number) =>
  (await dutiesNow(of, county, [unitId], at)).get(unitId)?.people ?? null;

beforeAll(async () => {
  ({ db, owner } = await testDatabase());
  const loaded: CountyDefinition[] = [yueqing(), baltimore()];
  const ids: number[] = [];
  for (const definition of loaded) {
    const { countyId: id } = await seedCounty(db, definition);
    const people = (await placePeople(db, id, definition.people)).flatMap((one) =>
      one.unitId !== null && one.role !== 'gridWorker' ? [{ ...one, role: one.role as Role }] : [],
    );
    await seedAccounts(db, people, { password: 'Maple-bridge-2026', now: NOW });
    ids.push(id);
  }
  [countyId = 0, otherCountyId = 0] = ids;
  const actors = await demoActors(db, NOW);
  for (const id of ids) {
    const people = actors.flatMap((one) =>
      one.posts.flatMap(({ role, unitId, place }) =>
        unitId !== null && place.countyId === id ? [{ accountId: one.id, role, unitId }] : [],
      ),
    );
    await seedRosters(db, id, people, NOW);
    // A folder of an earlier version: no roster of the police yet, and no register.
    before.push(await seeded(id));
    await sql`delete from roster r using unit u where u.id = r.unit_id and u.kind = 'police'
      and r.county_id = ${id}`.execute(owner);
    await sql`delete from resource where county_id = ${id}`.execute(owner);
    lacking.push(await seeded(id));
    await seedRosters(db, id, people, NOW);
    after.push(await seeded(id));
  }
  units = await unitList(db, { countyId });
  const tree = await jurisdictionTree(db, countyId);
  townId = tree.find(({ name }) => name === '柳市镇')?.id ?? 0;
  otherTownId = tree.find(({ name }) => name === '虹桥镇')?.id ?? 0;
  server = await startTestServer(
    { refusals: { ...ROSTER_REFUSALS, ...CATALOG_REFUSALS, ...IDENTITY_REFUSALS } },
    (app) => {
      app.decorateRequest('signedIn', null);
      app.addHook('onRequest', async (request) => {
        const account = { id: actor.id } as NonNullable<typeof request.signedIn>['account'];
        request.signedIn = {
          ...{ actor, account, posts: [], sessionId: '', expiresAt: NOW, scopes: null },
          mustChangePassword: false,
        };
        actorOf(request);
      });
      const unitsOnOrder = async (_tx: unknown, _countyId: number, ids: readonly number[]) =>
        new Map(ids.filter((id) => onOrder.has(id)).map((id) => [id, 1]));
      app.register(dutyRoutes({ db, clock, unitsOnOrder }), { prefix: '/api/v1' });
    },
  );
}, SEEDING_TIMEOUT_MS);
afterAll(() => server.close());
beforeEach(() => {
  clock.moveTo(NOW);
  onOrder.clear();
});

type Seeded = Readonly<{ rosters: number; police: number; resources: number }>;
const before: Seeded[] = [];
const lacking: Seeded[] = [];
const after: Seeded[] = [];
async function seeded(county: number): Promise<Seeded> {
  const { rows } = await sql<Seeded>`
    select count(*)::int as rosters, count(*) filter (where u.kind = 'police')::int as police,
      (select count(*)::int from resource where county_id = ${county}) as resources
    from roster r join unit u on u.id = r.unit_id where r.county_id = ${county}`.execute(owner);
  return rows[0] ?? { rosters: 0, police: 0, resources: 0 };
}

it('police stations keep rosters, and a county that lacks some gets them with the next start', () => {
  expect(before[0]?.police).toBeGreaterThan(5);
  expect(before[0]?.resources).toBeGreaterThan(10);
  expect(lacking[0]).toMatchObject({ police: 0, resources: 0 });
  expect(after).toEqual(before);
});

const as = (role: Role, town: number | null = townId, unitId: number | null = null) => {
  actor = anActor(role, {
    unitId,
    place: { countyId, ...(town === null ? {} : { townId: town }) },
  });
};
const unitOf = (place: number, line: string) =>
  units.find((unit) => unit.jurisdictionId === place && unit.line === line)?.id ?? 0;

type Refusal = { code: string; field?: string };
async function call<Body = Refusal>(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      'x-maplebridge': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as Body };
}
const week = (query = '') =>
  call<z.infer<typeof RosterAnswer>>('GET', `/roster?countyId=${countyId}${query}`);
const register = (query = '') =>
  call<z.infer<typeof ResourceList>>('GET', `/resources?countyId=${countyId}${query}`);
const keep = (unitId: number, basedOn: number, shifts: unknown) =>
  call<{ version: number } & Refusal>('PUT', `/roster/units/${unitId}`, {
    ...{ countyId, basedOn, shifts },
  });

describe('who is on duty', () => {
  it('is shown to the rooms, those on duty first, in the hours of the county', async () => {
    as('infoClerk');
    const { status, body } = await week();
    expect(status).toBe(200);
    expect(body).toMatchObject({ zone: 'Asia/Shanghai', today: '2026-11-22' });
    expect(body.days).toHaveLength(7);
    const first = body.units.findIndex(({ isOnDuty }) => !isOnDuty);
    const rest = first < 0 ? [] : body.units.slice(first);
    expect(rest.every(({ isOnDuty }) => !isOnDuty)).toBe(true);
    const home = body.units.find(({ unitId }) => unitId === unitOf(townId, 'command'));
    // Two clerks: two shifts of twelve hours, so somebody is there on a Sunday morning.
    expect(home).toMatchObject({ isOnDuty: true, mayKeep: false });
    const names = new Map(body.people.map(({ id, name }) => [id, name]));
    for (const { duties } of body.units)
      for (const duty of duties)
        for (const id of duty.officers) expect(names.get(id), id).toBeTruthy();
    expect(await onDuty(db, countyId, home?.unitId ?? 0, NOW)).not.toHaveLength(0);
  });

  it('names the round-the-clock units that keep no roster', async () => {
    as('countyDuty', null);
    const { body } = await week(`&townId=${townId}`);
    expect(body.without).not.toContain(unitOf(townId, 'command'));
    expect(body.without).not.toContain(unitOf(townId, 'police'));
    expect(await onDuty(db, countyId, unitOf(townId, 'enforcement'), NOW)).toBeNull();
  });

  it.each<[Role]>([
    ['citizen'],
    ['npcDeputy'],
    ['sysAdmin'],
    ['safetyOfficer'],
    ['propertyManager'],
  ])('is closed to %s', async (role) => {
    as(role);
    for (const path of ['/roster', '/resources'])
      expect((await call('GET', `${path}?countyId=${countyId}`)).body.code).toBe(
        'roster.not-yours-to-read',
      );
  });

  it('is closed to people of other counties', async () => {
    as('countyDuty', null);
    const elsewhere = `/roster?countyId=${otherCountyId}`;
    expect((await call('GET', elsewhere)).status).toBe(403);
    expect((await call('GET', `/resources?countyId=${otherCountyId}`)).status).toBe(403);
    // The barrier below: without the county in reach the database shows nothing.
    const rows = await inTransaction(db, [otherCountyId], (tx) =>
      sql`select 1 from roster where county_id = ${countyId}`.execute(tx),
    );
    expect(rows.rows).toHaveLength(0);
  });

  it.each([
    '&days=32',
    '&days=0',
    '&day=2026-02-30',
    '&day=9999-12-31',
    '&day=0001-01-01',
    '&townId=x',
    '&unitId=99999999999',
  ])('refuses %s', async (query) => {
    as('infoClerk');
    expect((await week(query)).status).toBe(400);
  });
});

describe('a roster', () => {
  it("is kept by the town's deputy director, and by nobody of another town", async () => {
    const room = unitOf(townId, 'response');
    as('deputyDirector');
    const { body: staffed } = await call<{ items: { id: string; unitId: number }[] }>(
      'GET',
      `/roster/units/${room}/staff?countyId=${countyId}`,
    );
    const [one, two] = staffed.items;
    expect(one && two).toBeTruthy();
    const version = (await week(`&unitId=${room}`)).body.units[0]?.version ?? Number.NaN;
    const shifts = [aShift({ name: 'allDay', to: '08:00', officers: [one?.id ?? ''] })];
    as('deputyDirector', otherTownId);
    expect((await keep(room, version, shifts)).body.code).toBe('roster.not-yours-to-keep');
    expect((await call('GET', `/roster/units/${room}/staff?countyId=${countyId}`)).status).toBe(
      403,
    );
    for (const role of ['infoClerk', 'townLeader', 'deptLead', 'supervisor'] as const) {
      as(role);
      expect((await keep(room, version, shifts)).status, role).toBe(403);
    }
    as('deputyDirector');
    expect((await keep(room, version, shifts)).body).toEqual({ version: version + 1 });
    expect((await keep(room, version, shifts)).body.code).toBe('roster.changed-meanwhile');
    expect(await onDuty(db, countyId, room, NOW)).toEqual([{ accountId: one?.id, as: 'officer' }]);
    as('countyCommander', null);
    expect((await keep(room, version + 1, shifts)).status).toBe(200);
    const { rows } = await sql<{ action: string; countyId: number }>`
      select action, county_id as "countyId" from audit_entry
      where subject_id = ${String(room)} and action = 'roster.shifts-changed'`.execute(owner);
    expect(rows).toEqual(Array(2).fill({ action: 'roster.shifts-changed', countyId }));
  });

  it('takes only people who hold a post in the county', async () => {
    as('deputyDirector');
    const room = unitOf(townId, 'command');
    const { body } = await week(`&unitId=${room}`);
    const refused = await keep(room, body.units[0]?.version ?? 0, [
      aShift({ officers: [person(1)] }),
    ]);
    expect(refused).toMatchObject({ status: 422, body: { code: 'roster.person-unknown' } });
  });

  it.each<[string, unknown]>([
    ['too many shifts', Array.from({ length: 43 }, (_, i) => aShift({ no: i + 1 }))],
    ['a number twice', [aShift(), aShift()]],
    ['nobody in it', [aShift({ officers: [] })]],
    ['a clock of its own', [aShift({ from: '25:00' })]],
    ['no list', 'x'],
  ])('refuses %s', async (_name, shifts) => {
    as('deputyDirector');
    expect((await keep(unitOf(townId, 'command'), 1, shifts)).status).toBe(400);
  });

  it('changes for a day, swaps, and goes back to the week', async () => {
    as('deputyDirector');
    const room = unitOf(townId, 'command');
    const before = await onDuty(db, countyId, room, NOW);
    const path = `/roster/units/${room}/changes`;
    const change = { kind: 'off', day: '2026-11-22', shiftNo: null };
    const made = await call<{ id: string }>('POST', path, { countyId, change });
    expect(made.status).toBe(201);
    expect(await onDuty(db, countyId, room, NOW)).toEqual([]);
    const shown = (await week(`&unitId=${room}`)).body.units[0];
    expect(shown).toMatchObject({ isOnDuty: false, changes: [{ id: made.body.id, change }] });
    expect(shown?.nextFrom).toBeGreaterThan(NOW);
    as('deputyDirector', otherTownId);
    const remove = `${path}/${made.body.id}?countyId=${countyId}`;
    expect((await call('DELETE', remove)).status).toBe(403);
    as('deputyDirector');
    expect((await call('DELETE', remove)).status).toBe(204);
    expect((await call('DELETE', remove)).body.code).toBe('roster.no-such-change');
    expect(await onDuty(db, countyId, room, NOW)).toEqual(before);

    const duties = (await week(`&unitId=${room}`)).body.units[0]?.duties ?? [];
    const [a, b] = ['2026-11-22', '2026-11-24'].map((day) =>
      duties.find((duty) => duty.day === day && duty.name === 'day'),
    );
    const slot = (duty: typeof a) => ({ day: duty?.day, shiftNo: duty?.shiftNo });
    expect(
      (await call('POST', `/roster/units/${room}/swap`, { countyId, a: slot(a), b: slot(b) }))
        .status,
    ).toBe(204);
    expect((await onDuty(db, countyId, room, NOW))?.map(({ accountId }) => accountId)).toEqual(
      expect.arrayContaining(b?.officers ?? ['nobody']),
    );
    const nowhere = { countyId, a: slot(a), b: { day: '2026-11-24', shiftNo: 77 } };
    expect((await call('POST', `/roster/units/${room}/swap`, nowhere)).body.code).toBe(
      'roster.no-such-shift',
    );
  });

  it('takes a bounded number of changes on a day, for a unit that keeps one', async () => {
    as('deputyDirector');
    const room = unitOf(townId, 'command');
    const [one] = (await onDuty(db, countyId, room, NOW)) ?? [];
    const change = {
      ...{ kind: 'extra', day: '2026-12-01', from: '09:00', to: '10:00', leader: null },
      officers: [one?.accountId],
    };
    const statuses: number[] = [];
    for (let i = 0; i < 13; i += 1)
      statuses.push(
        (await call('POST', `/roster/units/${room}/changes`, { countyId, change })).status,
      );
    expect(statuses).toEqual([...Array<number>(12).fill(201), 422]);
    const bare = `/roster/units/${unitOf(townId, 'enforcement')}/changes`;
    expect((await call('POST', bare, { countyId, change })).body.code).toBe('roster.no-roster');
    expect(
      (await call('POST', '/roster/units/2000000000/changes', { countyId, change })).status,
    ).toBe(404);
  });
});

describe('the register', () => {
  const draft = (overrides: object = {}) => ({
    ...{ countyId, unitId: unitOf(townId, 'response'), kind: 'equipment', name: '移动照明灯' },
    ...{ skills: ['emergencyLighting'], capacity: 4, phone: '0577-62520110', state: 'ready' },
    ...{ lng6: 120_880_000, lat6: 28_030_000 },
    ...overrides,
  });

  it('has the two social rescue teams, and what each town can call', async () => {
    as('responseTeam');
    const { body } = await register('&kind=rescue');
    expect(body.items.map(({ name }) => name).toSorted()).toEqual(['天鹰救援队', '红豹救援队']);
    expect(body.items.every(({ mayKeep, phone }) => !mayKeep && phone === null)).toBe(true);
    const police = (await register('&kind=police&skill=trafficControl')).body.items;
    expect(police.length).toBeGreaterThan(20);
    expect((await register('&state=maintenance')).body.items).toHaveLength(1);
    expect((await register('&kind=tank')).status).toBe(400);
  });

  it('has every base inside the county, beside the centre of its town', async () => {
    as('infoClerk');
    const tree = await jurisdictionTree(db, countyId);
    const centres = tree.filter(({ level }) => level === 'town').map(({ centre }) => centre);
    for (const { name, lng6, lat6 } of (await register()).body.items) {
      const apart = centres.map(({ lng, lat }) => Math.hypot(lng - lng6 / 1e6, lat - lat6 / 1e6));
      expect(Math.min(...apart), name).toBeLessThan(0.0012);
    }
  });

  it('is changed by its keepers, version by version', async () => {
    as('deputyDirector', otherTownId);
    expect((await call('POST', '/resources', draft())).body.code).toBe('roster.not-yours-to-keep');
    as('deputyDirector');
    const added = await call<{ id: string; version: number }>('POST', '/resources', draft());
    expect(added).toMatchObject({ status: 201, body: { version: 1 } });
    expect((await call('POST', '/resources', draft())).body.code).toBe('roster.resource-twice');
    const path = `/resources/${added.body.id}`;
    const changed = { ...draft({ state: 'maintenance' }), basedOn: 1 };
    expect((await call('PUT', path, changed)).status).toBe(200);
    expect((await call('PUT', path, changed)).body.code).toBe('roster.changed-meanwhile');
    const twin = await call<{ id: string }>('POST', '/resources', draft({ name: '备用灯' }));
    const renamed = { ...draft(), basedOn: 1 };
    expect((await call('PUT', `/resources/${twin.body.id}`, renamed)).body.code).toBe(
      'roster.resource-twice',
    );
    const elsewhere = unitOf(otherTownId, 'response');
    expect((await call('PUT', path, { ...changed, basedOn: 2, unitId: elsewhere })).status).toBe(
      403,
    );
    as('deputyDirector', otherTownId);
    expect((await call('PUT', path, { ...changed, basedOn: 2, unitId: elsewhere })).status).toBe(
      403,
    );
    expect((await call('DELETE', `${path}?countyId=${countyId}`)).status).toBe(403);
    as('countyDuty', null);
    expect((await call('PUT', path, { ...changed, basedOn: 2, unitId: elsewhere })).status).toBe(
      200,
    );
    expect((await call('DELETE', `${path}?countyId=${countyId}`)).status).toBe(204);
    expect((await call('DELETE', `${path}?countyId=${countyId}`)).status).toBe(404);
  });

  it.each<[string, object]>([
    ['a private mobile number', { phone: '138 0013 8000' }],
    ['a mobile number with its country', { phone: '+86 13800138000' }],
    ['no people', { capacity: 0 }],
    ['an unknown skill', { skills: ['flying'] }],
    ['a point off the earth', { lat6: 91_000_000 }],
    ['a name of spaces', { name: '   ' }],
    ['a field too many', { track: [] }],
  ])('refuses %s', async (_name, part) => {
    as('deputyDirector');
    expect((await call('POST', '/resources', draft(part))).status).toBe(400);
  });

  it('refuses a unit of another county', async () => {
    as('countyDuty', null);
    const [foreign] = await unitList(db, { countyId: otherCountyId, limit: 1 });
    const refused = await call('POST', '/resources', draft({ unitId: foreign?.id }));
    expect(refused.body).toMatchObject({ code: 'roster.unit-unknown', field: 'unitId' });
  });
});

describe('a duty list', () => {
  let countyPlace = 0;
  beforeAll(async () => {
    const countyIds = [countyId, otherCountyId];
    await seedCatalog(db, { countyIds, knownLines: await servedLines(db), now: NOW });
    for (const id of [...countyIds, countyId]) await seedDutyList(db, id, NOW);
    const tree = await jurisdictionTree(db, countyId);
    countyPlace = tree.find(({ level }) => level === 'county')?.id ?? 0;
  });
  const read = (place: number, query = '') =>
    call<DutyListAnswer & Refusal>('GET', `/duty-lists/${place}?countyId=${countyId}${query}`);
  const publish = (place: number, basedOn: number, rows: unknown, note = '') =>
    call<{ version: number } & Refusal>('POST', `/duty-lists/${place}/publish`, {
      ...{ countyId, basedOn, rows, note },
    });

  it('is read by departments, and begins with the matters on the edge between two', async () => {
    as('deptHandler');
    const { body } = await read(countyPlace);
    expect(body).toMatchObject({ version: 1, newest: 1, publishedBy: 'system:seed' });
    expect(body.rows.length).toBeGreaterThan(15);
    expect(new Set(body.rows.map(({ role }) => role))).toEqual(new Set(['lead', 'co', 'support']));
    expect((await read(townId)).body.code).toBe('roster.no-duty-list');
    const heads = await call<{ items: unknown[]; mayKeep: number[] }>(
      'GET',
      `/duty-lists?countyId=${countyId}`,
    );
    expect(heads.body).toMatchObject({
      items: [{ placeId: countyPlace, version: 1 }],
      mayKeep: [],
    });
    as('citizen');
    expect((await read(countyPlace)).status).toBe(403);
  });

  it("is published by its keepers: a town's by its deputy director, the county's by the county", async () => {
    const rows = [aDutyRow()];
    as('deputyDirector');
    expect((await publish(countyPlace, 1, rows)).body.code).toBe('roster.not-yours-to-keep');
    expect((await publish(otherTownId, 0, rows)).status).toBe(403);
    expect((await publish(townId, 0, rows, '会商纪要 3 号')).body).toEqual({ version: 1 });
    expect((await publish(townId, 0, rows)).body.code).toBe('roster.changed-meanwhile');
    const both = await Promise.all(
      [1, 2].map(() => publish(townId, 1, [...rows, aDutyRow({ no: 20, role: 'co' })])),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await read(townId)).body).toMatchObject({ version: 2, newest: 2 });
    const first = (await read(townId, '&version=1')).body;
    expect(first).toMatchObject({ version: 1, newest: 2, note: '会商纪要 3 号', rows });
    as('countyDuty', null);
    const before = (await read(countyPlace)).body;
    expect((await publish(countyPlace, before.version, before.rows)).status).toBe(200);
  });

  it('never changes once it is published', async () => {
    const change = sql`update duty_list_row set basis = 'x' where county_id = ${countyId}`;
    await expect(inTransaction(db, [countyId], (tx) => change.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
  });

  it.each<[string, unknown]>([
    ['roster.duty-item-unknown', [aDutyRow({ items: ['99'] })]],
    ['roster.duty-unit-unknown', [aDutyRow({ holder: { unitId: 2_000_000_000 } })]],
    ['roster.duty-two-leads', [aDutyRow(), aDutyRow({ no: 11 })]],
  ])('is refused with %s', async (code, rows) => {
    as('deputyDirector');
    const refused = await publish(townId, 2, rows);
    expect(refused).toMatchObject({ status: 422, body: { code } });
  });

  it('is refused with a place outside its own, and of a place that has no list', async () => {
    as('deputyDirector');
    const outside = await publish(townId, 2, [aDutyRow({ areaId: otherTownId })]);
    expect(outside.body.code).toBe('roster.duty-area-unknown');
    const village = (await jurisdictionTree(db, countyId)).find(({ level }) => level === 'village');
    expect((await publish(village?.id ?? 0, 0, [aDutyRow()])).body.code).toBe(
      'roster.duty-place-unknown',
    );
    expect((await publish(townId, 2, [aDutyRow({ no: 0 })])).status).toBe(400);
  });
});

describe('the task list', () => {
  const step = (no: number) => ({
    ...{ no, items: ['0401001'], levels: [], holder: null, evidence: 'after', basis: '本地规定' },
    ...{ within: { amount: 2, unit: 'hour' }, task: { zh: '清运', en: 'Clear it' } },
  });
  const publish = (basedOn: number, steps: unknown[]) =>
    call<{ version: number; code: string }>('POST', '/task-list/publish', {
      ...{ countyId, basedOn, steps, note: '' },
    });
  const read = (query = '') =>
    call<TaskListAnswer>('GET', `/task-list?countyId=${countyId}${query}`);

  it('is seeded once with steps of a dozen items, and read by those who read rosters', async () => {
    for (const id of [countyId, otherCountyId, countyId]) await seedTaskList(db, id, NOW);
    as('gridWorker');
    expect((await read()).status).toBe(403);
    as('deptHandler');
    const { body } = await read();
    expect(body).toMatchObject({ version: 1, newest: 1, mayKeep: false });
    expect(new Set(body.steps.flatMap(({ items }) => items)).size).toBeGreaterThanOrEqual(12);
    expect(body.steps.some(({ holder }) => holder !== null)).toBe(true);
  });

  it('is published by the county only, version by version, and an earlier one stays', async () => {
    as('deputyDirector');
    expect((await publish(1, [step(10)])).body.code).toBe('roster.not-yours-to-keep');
    as('countyDuty', null);
    expect((await publish(1, [{ ...step(10), items: ['99'] }])).body.code).toBe(
      'roster.step-item-unknown',
    );
    expect((await publish(1, [{ ...step(10), evidence: 'blood' }])).status).toBe(400);
    expect((await publish(0, [step(10)])).body.code).toBe('roster.changed-meanwhile');
    clock.advance(HOUR);
    expect((await publish(1, [step(10)])).body.version).toBe(2);
    expect((await read()).body).toMatchObject({ version: 2, steps: [{ no: 10 }], mayKeep: true });
    expect((await read('&version=1')).body).toMatchObject({ version: 1, newest: 2 });
    expect((await read('&version=9')).status).toBe(404);
    // In force is what had been published by then.
    expect((await taskListOf(db, countyId, { at: NOW + 1 }))?.version).toBe(1);
    expect((await taskListOf(db, countyId, { at: NOW + HOUR }))?.version).toBe(2);
    expect(await taskListOf(db, countyId, { at: NOW - 1 })).toBeUndefined();
    await expect(
      sql`update task_list_version set note = 'x' where county_id = ${countyId}`.execute(db),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('the position of a resource', () => {
  const at = () => ({ countyId, lng6: 120_900_000, lat6: 28_050_000 });
  let team = 0;
  let id = '';
  beforeAll(async () => {
    team = unitOf(townId, 'response');
    as('infoClerk');
    id = (await register(`&unitId=${team}&kind=people`)).body.items[0]?.id ?? '';
  });
  const seen = async () => (await register(`&unitId=${team}&kind=people`)).body.items[0]?.position;
  const kept = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from resource_position`.execute(owner))
      .rows[0]?.n;

  it('is refused while its unit is on no order, and from people of other units', async () => {
    as('responseTeam', townId, team);
    const refused = await call('POST', `/resources/${id}/position`, at());
    expect(refused).toMatchObject({ status: 409, body: { code: 'roster.no-live-order' } });
    onOrder.add(team);
    as('responseTeam', townId, unitOf(otherTownId, 'response'));
    expect((await call('POST', `/resources/${id}/position`, at())).body.code).toBe(
      'roster.not-of-this-unit',
    );
    expect(await kept()).toBe(0);
  });

  it('is the last one only, for the rooms only, and forgotten when the order ends', async () => {
    onOrder.add(team);
    as('responseTeam', townId, team);
    expect((await call('POST', `/resources/${id}/position`, at())).status).toBe(204);
    const later = { ...at(), lng6: 120_910_000 };
    clock.advance(MINUTE);
    expect((await call('POST', `/resources/${id}/position`, later)).status).toBe(204);
    expect(await kept()).toBe(1);
    expect(await seen()).toBeNull();
    as('infoClerk');
    expect(await seen()).toEqual({ lng6: 120_910_000, lat6: 28_050_000, at: NOW + MINUTE });
    as('infoClerk', otherTownId);
    expect(await seen()).toBeNull();
    as('infoClerk');
    onOrder.delete(team);
    // Not seen from the moment the order ends; gone with the next round of the job.
    expect(await seen()).toBeNull();
    const unitsOnOrder = async () => new Map<number, number>();
    expect(await forgetPositions(db, unitsOnOrder, clock.now())).toBe(1);
    expect(await kept()).toBe(0);
  });

  it('says nothing when it is older than ten minutes, and goes', async () => {
    onOrder.add(team);
    as('responseTeam', townId, team);
    await call('POST', `/resources/${id}/position`, at());
    const unitsOnOrder = async () => new Map([[team, 1]]);
    clock.advance(10 * MINUTE - 1);
    expect(await forgetPositions(db, unitsOnOrder, clock.now())).toBe(0);
    as('infoClerk');
    expect(await seen()).not.toBeNull();
    clock.advance(HOUR);
    expect(await seen()).toBeNull();
    expect(await forgetPositions(db, unitsOnOrder, clock.now())).toBe(1);
  });
});
