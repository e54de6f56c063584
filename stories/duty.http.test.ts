// The night the hills smoke, over HTTP: whom to send and why, whose position is known for how long, and
// what a citizen or another town never learns.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type {
  AdviceAnswer,
  MatterSteps,
  RulingsAnswer,
  TryTaskListAnswer,
} from '#modules/dispatch/contract.ts';
import type { Client } from '#modules/identity/testing.ts';
import type { ResourceList, RosterAnswer } from '#modules/roster/contract.ts';
import { forgetOrderPositions } from '#modules/dispatch/jobs.ts';
import { forgetPositions } from '#modules/roster/jobs.ts';
import { openOrders } from '#modules/incident/index.ts';
import { openDatabase, sql } from '#platform/db/index.ts';
import { HOUR, MINUTE } from '#platform/time/index.ts';
import { testHouse } from './test-house.ts';

/** In the middle of 薛宅村, in the clerk's own town. */
const POINT = { lng6: 120_915_595, lat6: 28_038_614 };

const house = testHouse('en');
const { clock, as } = house;

const adviceFor = async (login: string, id: string, query = '') =>
  (await as(login)).get<AdviceAnswer & { code: string }>(`/incidents/${id}/advice${query}`);

type Detail = { version: number; countyId: number };
async function act(login: string, id: string, verb: string, input: object): Promise<void> {
  const client = await as(login);
  const { body } = await client.get<Detail>(`/incidents/${id}`);
  const done = await client.post(`/incidents/${id}/verbs/${verb}`, {
    ...{ input, expectedVersion: body.version },
  });
  expect(done.status, `${verb}: ${JSON.stringify(done.body)}`).toBe(200);
}

async function reported(text: string, itemCode: string): Promise<string> {
  const clerk = await as('clerk');
  const { body } = await clerk.post<{ incidentId: string }>('/reports', {
    ...{ source: 'phone', text, itemCode, point: POINT },
  });
  await house.workers.settle();
  return body.incidentId;
}

test('smoke in the hills: who, why, and what is missing', async () => {
  const id = await reported('薛宅村后山冒烟，疑似山火', '0201001');
  const { status, body } = await adviceFor('clerk', id);
  expect(status).toBe(200);
  expect(body.point).toEqual(POINT);
  const [first] = body.candidates;
  expect(first?.part).toBe('lead');
  expect(first?.reasons.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['advice.route-lead', 'advice.duty-list', 'advice.serves-town']),
  );
  const bringing = body.candidates.flatMap(({ resources }) => resources.map(({ name }) => name));
  expect(bringing).toEqual(expect.arrayContaining(['天鹰救援队', '应急消防队', '消防救援站一站']));
  // Every candidate says something for itself or against.
  for (const { reasons, missing } of body.candidates)
    expect(reasons.length + missing.length).toBeGreaterThan(0);

  const rescue = (await adviceFor('clerk', id, '?kind=rescue')).body.candidates;
  expect(rescue.map(({ resources }) => resources[0]?.name)).toEqual(['天鹰救援队', '红豹救援队']);
  // The hills are wide: the team is named, and that it needs longer than this level asks for.
  expect(rescue[0]?.missing.map(({ code }) => code)).toEqual(['advice.too-far']);
  expect((await adviceFor('clerk', id, '?kind=army')).status).toBe(400);
});

test('whoever may not see the matter gets no advice, and a citizen none on its own', async () => {
  const citizen = await as('citizen');
  const { body } = await citizen.post<{ incidentId: string }>('/reports', {
    ...{ source: 'citizen', text: '薛宅村路口窨井盖没了', point: POINT },
  });
  await house.workers.settle();
  expect(await adviceFor('citizen', body.incidentId)).toMatchObject({
    status: 403,
    body: { code: 'roster.not-yours-to-read' },
  });
  expect((await adviceFor('clerk', body.incidentId)).status).toBe(200);
  expect((await adviceFor('b-clerk', body.incidentId)).status).toBe(404);
  expect((await adviceFor('clerk', '01900000-0000-7000-8000-000000000000')).status).toBe(404);
  const { body: session } = await citizen.get<{ posts: { place: { countyId: number } }[] }>(
    '/session',
  );
  const countyId = session.posts[0]?.place.countyId ?? 0;
  for (const page of ['roster', 'resources', 'duty-lists'])
    expect((await citizen.get(`/${page}?countyId=${countyId}`)).status, page).toBe(403);
});

test('off duty is said with when the next shift begins', async () => {
  const id = await reported('薛宅村两户邻里吵架，请来调解', '0301001');
  const { body } = await adviceFor('clerk', id);
  const team = body.candidates.find(({ reasons }) =>
    reasons.some(({ code }) => code === 'advice.on-duty'),
  );
  expect(team).toBeDefined();
  const director = await as('director');
  const countyId = body.countyId;
  const { body: week } = await director.get<z.infer<typeof RosterAnswer>>(
    `/roster?countyId=${countyId}&unitId=${team?.unitId}`,
  );
  const change = { kind: 'off', day: week.today, shiftNo: null };
  const path = `/roster/units/${team?.unitId}/changes`;
  expect((await director.post(path, { countyId, change })).status).toBe(201);
  const after = (await adviceFor('clerk', id)).body.candidates;
  const same = after.find(({ unitId, resourceId }) => unitId === team?.unitId && !resourceId);
  expect(same?.missing).toContainEqual({
    code: 'advice.off-duty',
    params: { from: expect.any(Number) as number },
  });
  expect(Number(same?.missing[0]?.params?.['from'])).toBeGreaterThan(clock.now());
  expect(same?.score).toBeLessThan(team?.score ?? 0);
});

test('a position is known only while the order lives', async () => {
  const id = await reported('薛宅村一位老人早上走失', '1202001');
  const team = await as('team');
  const clerk = await as('clerk');
  const { body: session } = await team.get<{
    posts: { unitId: number; place: { countyId: number } }[];
  }>('/session');
  const [post] = session.posts;
  const countyId = post?.place.countyId ?? 0;
  const list = async (client: Client) =>
    (
      await client.get<z.infer<typeof ResourceList>>(
        `/resources?countyId=${countyId}&unitId=${post?.unitId}`,
      )
    ).body.items;
  const [resource] = await list(team);
  const report = () =>
    team.post<{ code: string }>(`/resources/${resource?.id}/position`, { countyId, ...POINT });
  expect((await report()).body.code).toBe('roster.no-live-order');

  await act('clerk', id, 'accept', {});
  await act('clerk', id, 'dispatch', { lead: post?.unitId, instruction: '请就近搜寻' });
  expect((await report()).status).toBe(204);
  expect((await list(clerk))[0]?.position).toMatchObject(POINT);
  clock.advance(MINUTE);
  const holds = (one: { unitId: number }) => one.unitId === post?.unitId;
  expect((await adviceFor('clerk', id)).body.candidates.find(holds)).toBeUndefined();
  const next = await reported('薛宅村口两家人争吵', '0301001');
  expect((await adviceFor('clerk', next)).body.candidates.find(holds)).toMatchObject({
    isMoving: true,
    meters: 0,
    reasons: expect.arrayContaining([{ code: 'advice.live-position' }]) as unknown,
  });
  // A matter of another county's desk, or another town's room, is not told where the team is.
  const other = (await adviceFor('head', next)).body;
  expect(other.candidates?.find(holds)?.isMoving ?? false).toBe(false);

  await act('clerk', id, 'recall', { reason: '已由家属找到' });
  expect((await list(clerk))[0]?.position).toBeNull();
  const db = openDatabase({ url: house.databaseUrl, poolMax: 2 });
  expect(await forgetPositions(db, openOrders, clock.now())).toBe(1);
  await db.destroy();
  expect((await report()).status).toBe(409);
});

describe('where people on an order are', () => {
  /** Near the scene, and a number that stands nowhere else. */
  const HERE = { lng6: 120_917_353, lat6: 28_037_791 };
  type Seen = { items: { unitId: number; name: string; lng6: number; lat6: number; at: number }[] };
  let owner: ReturnType<typeof openDatabase>;
  let unitId = 0;
  beforeAll(async () => {
    owner = openDatabase({ url: house.databaseUrl, poolMax: 2, asOwner: true });
    const { body } = await (await as('team')).get<{ posts: { unitId: number }[] }>('/session');
    unitId = body.posts[0]?.unitId ?? 0;
  });
  afterAll(() => owner.destroy());

  const share = async (login: string, id: string, point: object = HERE) =>
    (await as(login)).send<{ code: string }>('PUT', `/incidents/${id}/position`, point);
  const seen = async (login: string, id: string) =>
    (await as(login)).get<Seen & { code: string }>(`/incidents/${id}/positions`);
  const kept = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from order_position`.execute(owner)).rows[0]
      ?.n;
  /** A matter whose order the team has accepted. */
  async function underWay(): Promise<string> {
    const id = await reported('薛宅村口垃圾满地,请清运', '0401001');
    await act('clerk', id, 'accept', {});
    await act('clerk', id, 'dispatch', { lead: unitId });
    await act('team', id, 'sign', {});
    return id;
  }

  const ends = (id: string) => act('team', id, 'return', { reasonCode: 'not-our-duty' });
  const handlerUnit = async () =>
    (
      await sql<{ unitId: number }>`
        select p.unit_id as "unitId" from post p join account a on a.id = p.account_id
        where a.login = 'handler'`.execute(owner)
    ).rows[0]?.unitId ?? 0;

  test('only after the order was accepted, only by its unit, and only for the room', async () => {
    const id = await reported('薛宅村口垃圾满地', '0401001');
    expect((await share('team', id)).status).toBeGreaterThanOrEqual(404);
    await act('clerk', id, 'accept', {});
    await act('clerk', id, 'dispatch', { lead: unitId });
    expect((await share('team', id)).body.code).toBe('dispatch.no-running-order');
    await act('team', id, 'sign', {});
    expect((await share('team', id)).status).toBe(204);
    // The room itself is on no order, and shares nothing.
    expect((await share('clerk', id)).body.code).toBe('dispatch.no-running-order');
    expect((await share('handler', id)).status).toBe(404);

    clock.advance(2 * MINUTE);
    const { body } = await seen('clerk', id);
    expect(body.items).toEqual([
      { ...HERE, assignmentNo: 1, unitId, name: expect.any(String), at: clock.now() - 2 * MINUTE },
    ]);
    for (const login of ['director', 'duty', 'commander'])
      expect((await seen(login, id)).body.items, login).toHaveLength(1);
    expect((await seen('team', id)).body.code).toBe('dispatch.positions-not-yours');
    expect((await seen('leader', id)).body.code).toBe('dispatch.positions-not-yours');
    const { rows } = await sql<{ login: string }>`
      select a.login from account a where a.login like '%-command' and a.login not like 'b-%'
        and a.id in (select account_id from post where role = 'infoClerk')`.execute(owner);
    expect(rows.length).toBeGreaterThan(3);
    for (const { login } of rows.slice(0, 3)) {
      const { status, body: told } = await seen(login, id);
      const isHome = status === 200;
      if (!isHome) expect(status, login).toBe(404);
      else expect(told.items.length, login).toBe(1);
    }
    expect((await seen('b-clerk', id)).status).toBe(404);
    await ends(id);
  });

  test('another town that helps sees the matter, and no position of what it did not order', async () => {
    const id = await underWay();
    await share('team', id);
    const { rows } = await sql<{ unitId: number; login: string }>`
      select p.unit_id as "unitId", a.login from post p join account a on a.id = p.account_id
      join unit u on u.id = p.unit_id
      where p.role = 'infoClerk' and a.login like '%-command' and a.login not like 'b-%'
        and u.id <> (select room_unit_id from incident where id = ${id}) limit 1`.execute(owner);
    const helper = rows[0] ?? { unitId: 0, login: '' };
    await act('clerk', id, 'coAssign', { co: [helper.unitId] });
    expect(await seen(helper.login, id)).toMatchObject({ status: 200, body: { items: [] } });
    expect((await seen('clerk', id)).body.items).toHaveLength(1);
    expect((await adviceFor(helper.login, id)).body.people).toEqual([]);
    await ends(id);
  });

  test.each([
    ['resolve', 'team', { result: '已清运', noEvidence: '天黑无法拍照' }],
    ['return', 'team', { reasonCode: 'not-our-duty', reason: '不归我队' }],
    ['reassign', 'clerk', { lead: 0, reason: '改由综合执法办理' }],
    ['void', 'director', { reasonCode: 'mistake', reason: '误报' }],
  ] as const)('nothing remains after %s, not a moment', async (verb, login, input) => {
    const id = await underWay();
    await share('team', id);
    expect(await kept()).toBe(1);
    const lead = await handlerUnit();
    await act(login, id, verb, verb === 'reassign' ? { ...input, lead } : input);
    expect(await kept()).toBe(0);
    expect((await share('team', id)).status).toBeGreaterThanOrEqual(400);
    expect(await kept()).toBe(0);
  });

  test('a co-handler that is done is not followed any more', async () => {
    const id = await reported('柳市镇薛宅村向河里乱倒污水', '0801004');
    await act('clerk', id, 'accept', {});
    await act('clerk', id, 'dispatch', { lead: await handlerUnit(), co: [unitId] });
    await act('handler', id, 'sign', {});
    expect((await share('team', id)).body.code).toBe('dispatch.no-running-order');
    await act('team', id, 'coSign', {});
    expect((await share('team', id)).status).toBe(204);
    await act('team', id, 'done', { note: '现场已控制' });
    expect(await kept()).toBe(0);
  });

  test('what is recalled before the lead signed is not followed, either', async () => {
    const id = await reported('柳市镇薛宅村向河里倒垃圾', '0801004');
    await act('clerk', id, 'accept', {});
    await act('clerk', id, 'dispatch', { lead: await handlerUnit(), co: [unitId] });
    await act('team', id, 'coSign', {});
    expect((await share('team', id)).status).toBe(204);
    await act('clerk', id, 'recall', { reason: '另行处理' });
    expect(await kept()).toBe(0);
  });

  test('a matter that is put off, or a position that is old, says nothing and goes', async () => {
    const id = await underWay();
    await share('team', id);
    clock.advance(5 * MINUTE);
    expect((await seen('clerk', id)).body.items).toEqual([]);
    const db = openDatabase({ url: house.databaseUrl, poolMax: 2 });
    expect(await forgetOrderPositions(db, clock.now())).toBe(1);
    await share('team', id);
    expect((await (await as('team')).send('DELETE', `/incidents/${id}/position`)).status).toBe(204);
    expect(await kept()).toBe(0);
    await share('team', id);
    expect(await forgetOrderPositions(db, clock.now())).toBe(0);
    await sql`update incident set flags = ${JSON.stringify({ deferredUntil: clock.now() + HOUR })}::json
      where id = ${id}`.execute(owner);
    expect((await seen('clerk', id)).body.items).toEqual([]);
    expect(await forgetOrderPositions(db, clock.now())).toBe(1);
    await db.destroy();
    await sql`update incident set flags = '{}'::json where id = ${id}`.execute(owner);
    await ends(id);
  });

  test('bad coordinates are refused, and what was sent stands in no record, log or feed', async () => {
    const id = await underWay();
    for (const bad of [
      ...[{}, { lng6: 1e9, lat6: 0 }, { lng6: 120.9, lat6: 28.03 }, { ...HERE, lat6: null }],
      ...[
        { ...HERE, lat6: '28037791' },
        { ...HERE, speed: 3 },
      ],
    ])
      expect((await share('team', id, bad)).status).toBe(400);
    for (const bad of [
      { lng6: 0, lat6: 0 },
      { lng6: -76_600_000, lat6: 39_290_000 },
    ])
      expect((await share('team', id, bad)).body.code).toBe('dispatch.position-implausible');
    expect(await kept()).toBe(0);
    await share('team', id);
    await house.workers.settle();
    await act('team', id, 'arrive', HERE);
    await ends(id);
    await house.workers.settle();
    const { rows: tables } = await sql<{ name: string }>`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace
        and relkind in ('r', 'p') and not relispartition`.execute(owner);
    expect(tables.length).toBeGreaterThan(40);
    for (const { name } of tables) {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from ${sql.table(name)} t
        where t::text like ${`%${HERE.lng6}%`}`.execute(owner);
      expect(rows[0]?.n, name).toBe(0);
    }
  });

  test('the distance of a unit counts from its people under way, and says so', async () => {
    const id = await underWay();
    await share('team', id);
    const next = await reported('薛宅村又有两家人争吵', '0301001');
    const holds = (one: { unitId: number; resourceId: string | null }) =>
      one.unitId === unitId && one.resourceId === null;
    const advice = (await adviceFor('clerk', next)).body;
    const team = advice.candidates.find(holds);
    expect(team).toMatchObject({ isMoving: true, seenAt: clock.now(), point: HERE });
    expect(team?.reasons).toContainEqual({
      code: 'advice.people-under-way',
      params: { count: 1 },
    });
    expect(advice.people).toMatchObject([{ ...HERE, incidentId: id, unitId }]);
    expect(advice.resources.length).toBeGreaterThan(10);
    expect(advice.resources.map(({ meters }) => meters)).toEqual(
      advice.resources.map(({ meters }) => meters).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
    );
    // Whoever commands nobody is told neither.
    const head = (await adviceFor('head', next)).body;
    expect(head.people ?? []).toEqual([]);
    await ends(id);
    expect((await adviceFor('clerk', next)).body.people).toEqual([]);
  });
});

test('what is expected is told to those at work, by the list of the day of the order', async () => {
  const team = await as('team');
  const { body: session } = await team.get<{
    posts: { unitId: number; place: { countyId: number } }[];
  }>('/session');
  const { unitId, place } = session.posts[0] ?? { unitId: 0, place: { countyId: 0 } };
  const { countyId } = place;
  const id = await reported('薛宅村一位老人早上走失', '1202001');
  await act('clerk', id, 'accept', {});
  await act('clerk', id, 'dispatch', { lead: unitId });
  const steps = async (login: string) =>
    (await as(login)).get<MatterSteps & { code: string }>(`/incidents/${id}/steps`);
  const { body } = await steps('team');
  expect(body.version).toBe(1);
  expect(body.steps.length).toBeGreaterThan(3);
  expect(body.steps[0]).toMatchObject({ isMine: true, unitId: null, evidence: 'call' });
  const ofOthers = body.steps.filter(({ isMine }) => !isMine);
  expect(ofOthers.length).toBeGreaterThan(0);
  for (const step of ofOthers) expect(step.unitId).not.toBe(unitId);
  expect((await steps('b-clerk')).status).toBe(404);

  // Another list is published: matters ordered before keep theirs, a new one has the new one.
  const duty = await as('duty');
  clock.advance(MINUTE);
  const step = { ...body.steps[0], no: 10, items: ['1202001'], levels: [], holder: null };
  const { isMine: _isMine, unitId: _unitId, ...draft } = step;
  const tried = await duty.post<TryTaskListAnswer>('/task-list/dry-run', {
    ...{ countyId, steps: [draft], latest: 200 },
  });
  expect(tried.status).toBe(200);
  expect(tried.body.matters).toBeGreaterThan(0);
  expect(tried.body.without).toBeGreaterThan(0);
  const before = (await adviceFor('clerk', await reported('老人走失', '1202001'))).body;
  const codes = before.candidates.flatMap(({ reasons }) => reasons.map(({ code }) => code));
  expect(codes).toContain('advice.task-list');
  const published = await duty.post<{ version: number }>('/task-list/publish', {
    ...{ countyId, basedOn: 1, steps: [draft], note: '试行' },
  });
  expect(published.body.version).toBe(2);
  expect((await steps('team')).body).toMatchObject({ version: 1 });
  clock.advance(MINUTE);
  const later = await reported('薛宅村又一位老人走失', '1202001');
  expect((await team.get(`/incidents/${later}/steps`)).status).toBe(404);
  const { body: now } = await (await as('clerk')).get<MatterSteps>(`/incidents/${later}/steps`);
  expect(now).toMatchObject({ version: 2, steps: [{ no: 10 }] });
  const advised = (await adviceFor('clerk', later)).body.candidates;
  expect(advised.flatMap(({ reasons }) => reasons.map(({ code }) => code))).not.toContain(
    'advice.task-list',
  );
});

test('a ruling after a second return is offered as a row of the route table', async () => {
  const id = await reported('柳市镇薛宅村向河里乱倒污水', '0801004');
  const clerk = await as('clerk');
  const { countyId } = (await clerk.get<Detail>(`/incidents/${id}`)).body;
  const { body: units } = await clerk.get<{ items: { id: number; name: string }[] }>(
    `/organization/units?county=${countyId}&limit=1000`,
  );
  const { body: session } = await (
    await as('handler')
  ).get<{ posts: { unitId: number }[] }>('/session');
  const branch = session.posts[0]?.unitId ?? 0;
  const water = units.items.find(({ name }) => name === '乐清市水利局')?.id ?? 0;
  await act('clerk', id, 'accept', {});
  for (const no of [1, 2]) {
    await act('clerk', id, 'dispatch', { lead: branch, instruction: `第${no}次派遣` });
    await act('handler', id, 'return', { reasonCode: 'not-our-duty', reason: '河道归水利' });
  }
  await act('duty', id, 'dispatch', { lead: water, instruction: '由水利局办理' });
  const admin = await as('process');
  const { body } = await admin.get<z.infer<typeof RulingsAnswer>>(
    `/routes/rulings?countyId=${countyId}`,
  );
  expect(body.items).toMatchObject([{ incidentId: id, row: { when: { items: ['0801004'] } } }]);
  expect(body.items[0]?.row.lead[0]).toEqual({ unitId: water });
  expect(body.items[0]?.row.reason.zh).toMatch(/^职责裁定：330382-/);
});
