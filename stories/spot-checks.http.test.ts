// 抽查, over HTTP: the supervision section draws closed matters, one stands, one is handled again, and the
// figures say which unit and why; whoever handled it is refused, and the draw can be drawn again.
import { beforeAll, expect, test } from 'vitest';
import type { IncidentDetail, Verb } from '#modules/incident/contract.ts';
import type {
  DrawDetail,
  DrawnAgain,
  DrawsAnswer,
  FiguresAnswer,
  PopulationAnswer,
  WaitingAnswer,
} from '#modules/inspection/contract.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import type { MessageItem } from '#modules/notification/contract.ts';
import { DAY, MINUTE } from '#platform/time/index.ts';
import { OPENING_TIMEOUT_MS, testHouse } from './test-house.ts';

/** In the middle of 薛宅村, in the clerk's own town. */
const POINT = { lng6: 120_915_595, lat6: 28_038_614 };

const house = testHouse('zh-CN');
const { clock, as } = house;
let countyId = 0;

type Session = { posts: { unitId: number; place: { countyId: number; townId?: number } }[] };
const postOf = async (login: string) => (await (await as(login)).get<Session>('/session')).body.posts[0]; // prettier-ignore

type Told = Readonly<{ code?: string; message?: string }>;
async function does(id: string, login: string, verb: Verb, input: object = {}) {
  clock.advance(MINUTE);
  return (await as(login)).post<Told>(`/incidents/${id}/verbs/${verb}`, { input });
}
async function done(id: string, login: string, verb: Verb, input: object = {}) {
  const { status, body } = await does(id, login, verb, input);
  expect([verb, status, body]).toEqual([verb, 200, expect.anything()]);
}

async function closed(text: string): Promise<string> {
  const { body } = await (
    await as('clerk')
  ).post<ReportResult>('/reports', { source: 'phone', text, itemCode: '0401001', point: POINT });
  const id = body.incidentId;
  await done(id, 'clerk', 'accept');
  await done(id, 'clerk', 'dispatch', { lead: (await postOf('team'))?.unitId });
  await done(id, 'team', 'sign');
  await done(id, 'team', 'resolve', { noEvidence: '无法取证', result: '已清运。' });
  await done(id, 'clerk', 'close');
  return id;
}
const filter = () => ({
  ...{ countyId, closedFrom: clock.now() - DAY, closedTo: clock.now() + MINUTE, item: '04' },
});

const ids: string[] = [];

beforeAll(async () => {
  countyId = (await postOf('supervisor'))?.place.countyId ?? 0;
  for (const where of ['新光大道', '薛宅路', '东大街']) ids.push(await closed(`${where}垃圾满溢`));
  await house.workers.settle();
}, OPENING_TIMEOUT_MS);

test('a draw, one that stands, one that is handled again, and what the figures say', async () => {
  const supervisor = await as('supervisor');
  const { body: population } = await supervisor.post<PopulationAnswer>(
    '/spot-checks/population',
    filter(),
  );
  expect(population.count).toBeGreaterThanOrEqual(3);
  const drawn = await supervisor.post<{ id: string; drawn: number }>('/spot-checks/draws', {
    ...{ ...filter(), size: 100, dueAt: clock.now() + 3 * DAY },
  });
  expect(drawn).toMatchObject({ status: 201, body: { drawn: population.count } });
  const draw = drawn.body.id;
  const [fine = '', bad = '', third = ''] = ids;

  const { body: waiting } = await supervisor.get<WaitingAnswer>(
    `/spot-checks/waiting?countyId=${countyId}`,
  );
  expect(waiting.items.map(({ incident }) => incident.id)).toEqual(
    expect.arrayContaining([fine, bad, third]),
  );
  await done(fine, 'supervisor', 'spotCheck', { draw, passed: true, note: '现场已清' });
  const failed = { draw, passed: false, reasons: ['notHandled'], note: '两处仍有垃圾' };
  expect((await does(bad, 'supervisor', 'spotCheck', { draw, passed: false })).body).toMatchObject({
    code: 'incident.verdict-needs-reasons',
    message: '不合格的，请选择原因并写明情况',
  });
  await done(bad, 'supervisor', 'spotCheck', failed);
  await done(third, 'supervisor', 'spotCheck', {
    ...{ ...failed, then: 'supervise', replyBy: clock.now() + DAY, grade: 'key' },
  });
  expect((await does(fine, 'supervisor', 'spotCheck', { draw, passed: true })).body.code).toBe(
    'incident.spot-checked-already',
  );

  const { body: detail } = await supervisor.get<DrawDetail>(`/spot-checks/draws/${draw}`);
  expect(detail.progress).toMatchObject({ checked: 3, failed: 2 });
  const matter = async (id: string) =>
    (await supervisor.get<IncidentDetail>(`/incidents/${id}`)).body;
  const again = await matter(bad);
  expect(again.status).toBe('handling');
  expect(again.timeline.slice(-2).map(({ type }) => type)).toEqual([
    'incident.spotChecked',
    'incident.reopened',
  ]);
  expect((await matter(third)).supervisions).toMatchObject([{ no: 1, grade: 'key' }]);

  const team = (await postOf('team'))?.unitId;
  const { body: figures } = await supervisor.get<FiguresAnswer>(
    `/spot-checks/figures?countyId=${countyId}`,
  );
  expect(figures.byUnit.find(({ unit }) => unit?.id === team)).toMatchObject({
    ...{ checked: 3, failed: 2, reasons: [{ reason: 'notHandled', count: 2 }] },
  });
  expect(figures.byItem.find(({ item }) => item === '04')?.failedShare).toBeCloseTo(2 / 3);
});

test('whoever handled it, or works where it was handled, is refused; others may not even ask', async () => {
  const id = await closed('老街垃圾满溢');
  for (const login of ['team', 'clerk', 'citizen'])
    expect((await does(id, login, 'spotCheck', { passed: true })).status, login).toBeOneOf([
      ...[403, 404],
    ]);
  // The town's deputy director signs for nobody, but closes: then another one looks at it.
  const { body } = await (
    await as('clerk')
  ).post<ReportResult>('/reports', { source: 'phone', text: '公园路垃圾满溢', itemCode: '0401001', point: POINT }); // prettier-ignore
  await done(body.incidentId, 'clerk', 'answer', { reply: '已安排每日清运' });
  expect(
    (await does(body.incidentId, 'director', 'spotCheck', { passed: true })).body,
  ).toMatchObject({
    code: 'incident.handling-unit-cannot-check',
    message: '抽查由处置单位以外的单位进行',
  });
  for (const login of ['clerk', 'team', 'handler', 'citizen', 'deputy'])
    for (const page of ['draws', 'waiting', 'figures'])
      expect(
        (await (await as(login)).get(`/spot-checks/${page}?countyId=${countyId}`)).status,
        `${login} ${page}`,
      ).toBe(403);
});

test('a room draws in its own town only, and another county sees none of it', async () => {
  const director = await as('director');
  const drawn = await director.post<{ id: string; code: string }>('/spot-checks/draws', {
    ...{ ...filter(), size: 1, dueAt: clock.now() + DAY },
  });
  expect(drawn.status).toBe(201);
  const own = `/spot-checks/draws/${drawn.body.id}`;
  const { body: detail } = await director.get<DrawDetail>(own);
  expect(detail.town?.name).toBe('柳市镇');
  expect((await (await as('supervisor')).get(own)).status).toBe(200);
  const { body: again } = await director.get<DrawnAgain>(`${own}/again`);
  expect(again).toMatchObject({
    same: true,
    numbers: detail.entries.map(({ incident }) => incident.number),
  });
  expect((await (await as('b-duty')).get(own)).status).toBe(404);
  const elsewhere = await (await as('b-duty')).get<Told>(`/spot-checks/draws?countyId=${countyId}`);
  expect(elsewhere).toMatchObject({ status: 403, body: { code: 'inspection.not-yours' } });
  const { body: list } = await director.get<DrawsAnswer>(`/spot-checks/draws?countyId=${countyId}`);
  expect(list.items.map(({ id }) => id)).toEqual([drawn.body.id]);
});

test('a room that is to look is told once, whoever drew and whoever handled it is not', async () => {
  const supervisor = await as('supervisor');
  const room = await postOf('director');
  await closed('惠民路垃圾满溢');
  const { body: drawn } = await supervisor.post<{ id: string; drawn: number }>(
    '/spot-checks/draws',
    {
      ...{ ...filter(), size: 2, dueAt: clock.now() + DAY, closing: 'unit' },
      ...{ townId: room?.place.townId, checkerUnitId: room?.unitId },
    },
  );
  await house.workers.settle();
  await house.workers.settle();
  const toldTo = async (login: string) => {
    const client = await as(login);
    const { body } = await client.get<{ items: MessageItem[] }>('/messages?list=waiting&limit=100');
    return body.items.filter(({ drawId }) => drawId === drawn.id);
  };
  const [told, ...more] = await toldTo('director');
  expect(more).toEqual([]);
  expect(told).toMatchObject({ template: 'drawn', ask: 'spotCheck', params: { n: drawn.drawn } });
  for (const login of ['supervisor', 'team', 'clerk']) expect(await toldTo(login)).toEqual([]);
  const director = await as('director');
  expect((await director.post(`/messages/${told?.id}/acknowledge`, {})).status).toBe(204);
  expect(await toldTo('director')).toEqual([]);
});

test('what cannot be drawn is refused plainly', async () => {
  const supervisor = await as('supervisor');
  const draw = (more: object) =>
    supervisor.post<Told>('/spot-checks/draws', {
      ...{ ...filter(), size: 5, dueAt: clock.now() + DAY, ...more },
    });
  const codes = async (...wishes: object[]) =>
    Promise.all(wishes.map(async (more) => (await draw(more)).body.code));
  expect(
    await codes(
      { dueAt: clock.now() - 1 },
      { closedFrom: clock.now() - 100 * DAY },
      { closedFrom: clock.now() + DAY, closedTo: clock.now() + 2 * DAY },
      { closedFrom: 0, closedTo: 1 },
      { checkerUnitId: (await postOf('team'))?.unitId },
    ),
  ).toEqual([
    ...['inspection.due', 'inspection.period', 'inspection.period'],
    ...['inspection.nothing-to-draw', 'inspection.checker-elsewhere'],
  ]);
  for (const more of [
    { size: 0 },
    { size: 201 },
    { item: '4' },
    { source: ['x'] },
    { seed: 'mine' },
  ])
    expect((await draw(more)).status, JSON.stringify(more)).toBe(400);
});
