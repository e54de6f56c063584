// Whoever holds a receipt code follows the matter and has a say in it, without an account and without
// seeing anything of anybody else.
import { expect, test } from 'vitest';
import { apiClient } from '#modules/identity/testing.ts';
import type { IncidentDetail, IncidentPage, TrackView, Verb } from '#modules/incident/contract.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import { MINUTE } from '#platform/time/index.ts';
import { testHouse } from './test-house.ts';

/** In the middle of 薛宅村, in the clerk's own town. */
const POINT = { lng6: 120_915_595, lat6: 28_038_614 };

const house = testHouse('zh-CN');
const { clock, as } = house;

type Reported = Readonly<{ incidentId: string; receiptCode: string }>;

async function reported(text = '新光大道垃圾桶满溢，请清运'): Promise<Reported> {
  const { body } = await (
    await as('clerk')
  ).post<ReportResult>('/reports', {
    source: 'phone',
    text,
    itemCode: '0401001',
    point: POINT,
    reporter: { name: '林小梅', phone: '13800001234' },
  });
  return { incidentId: body.incidentId, receiptCode: body.receiptCode ?? '' };
}

async function does({ incidentId }: Reported, login: string, verb: Verb, input: object = {}) {
  clock.advance(MINUTE);
  const { status, body } = await (
    await as(login)
  ).post(`/incidents/${incidentId}/verbs/${verb}`, { input });
  expect([verb, status, body]).toEqual([verb, 200, expect.anything()]);
}

/** By the code alone. */
const stranger = () => apiClient(house.url, { 'accept-language': 'zh-CN' });
const follow = async ({ receiptCode }: Reported) =>
  (await stranger().get<TrackView>(`/track/${receiptCode}`)).body;
const says = ({ receiptCode }: Reported, verb: string, body: object = {}) =>
  stranger().post<TrackView & { code?: string }>(`/track/${receiptCode}/verbs/${verb}`, body);

async function closed(): Promise<Reported> {
  const mine = await reported();
  await does(mine, 'clerk', 'accept');
  await does(mine, 'clerk', 'dispatch', { lead: await teamUnit() });
  await does(mine, 'team', 'sign');
  await does(mine, 'team', 'resolve', { noEvidence: '无法取证', result: '已清运。' });
  await does(mine, 'clerk', 'close');
  return mine;
}

async function teamUnit(): Promise<number> {
  const { body } = await (await as('team')).get<{ posts: { unitId: number }[] }>('/session');
  return body.posts[0]?.unitId ?? 0;
}

test('urges and adds to it; the words are the holder’s, the clerk sees them', async () => {
  const mine = await reported();
  expect((await follow(mine)).verbs).toEqual(['join', 'urge', 'withdraw']);
  expect((await says(mine, 'urge', { note: '已经两天了' })).status).toBe(200);
  const again = await says(mine, 'urge');
  expect([again.status, again.body.code]).toEqual([409, 'incident.urged-lately']);
  const { body } = await says(mine, 'join', { note: '今天又多了一堆' });
  expect(body.stages.at(-1)).toMatchObject({ type: 'incident.joined', words: '今天又多了一堆' });
  const detail = await (await as('clerk')).get<IncidentDetail>(`/incidents/${mine.incidentId}`);
  expect(detail.body.timeline.at(-1)?.by).toMatchObject({ kind: 'outside' });
  expect(detail.body.timeline.at(-1)?.words).toEqual({ note: '今天又多了一堆' });
  // What a clerk writes down of somebody else's call is not told to the first.
  await does(mine, 'clerk', 'join', { note: '另一位居民来电' });
  expect((await follow(mine)).stages.at(-1)).toMatchObject({ words: null });
});

test('rates: dissatisfied, it is handled once more and no second time', async () => {
  const mine = await closed();
  expect((await follow(mine)).verbs).toEqual(['rate']);
  const first = await says(mine, 'rate', { satisfied: false, note: '没清干净' });
  expect([first.status, first.body.status]).toEqual([200, 'handling']);
  await does(mine, 'team', 'resolve', { noEvidence: '无法取证', result: '再次清运。' });
  await does(mine, 'clerk', 'close');
  const second = await says(mine, 'rate', { satisfied: false, note: '还是不行' });
  expect([second.status, second.body.status]).toEqual([200, 'closed']);
});

test('follows a merger to the matter under whose number it goes on', async () => {
  const master = await reported('新光大道一排垃圾桶都满了');
  const mine = await reported();
  await does(master, 'clerk', 'annotate', { note: '内部批注' });
  await does(mine, 'clerk', 'merge', { into: master.incidentId });
  await does(master, 'clerk', 'accept');
  const view = await follow(mine);
  expect(view).toMatchObject({ status: 'filed', goesOnAs: (await follow(master)).number });
  expect(view.stages.map(({ type }) => type)).toEqual([
    'incident.reported',
    'incident.merged',
    'incident.filed',
  ]);
  expect(view.verbs).toContain('urge');
  const { body } = await says(mine, 'urge', { note: '什么时候处理' });
  expect(body.stages.at(-1)?.type).toBe('incident.urged');
  const detail = await (await as('clerk')).get<IncidentDetail>(`/incidents/${master.incidentId}`);
  expect(detail.body.flags).toContain('urged');
});

test('whoever reported with an account follows a merger on the page of their own matter', async () => {
  const master = await reported('新光大道一排垃圾桶都满了');
  const { body: mine } = await (
    await as('citizen')
  ).post<ReportResult>('/reports', {
    ...{ source: 'citizen', text: '新光大道垃圾桶满溢', itemCode: '0401001', point: POINT },
  });
  const merged = { incidentId: mine.incidentId, receiptCode: mine.receiptCode ?? '' };
  await does(master, 'clerk', 'annotate', { note: '内部批注' });
  await does(merged, 'clerk', 'merge', { into: master.incidentId });
  await does(master, 'clerk', 'accept');
  const page = async (login: string) => {
    const own = await (await as(login)).get<IncidentDetail>(`/incidents/${mine.incidentId}`);
    return own.body.mergedInto;
  };
  expect((await (await as('citizen')).get(`/incidents/${master.incidentId}`)).status).toBe(404);
  const seen = await page('citizen');
  expect(seen).toMatchObject({ status: 'filed', isVisible: false });
  // Of the master what came after the merger, and none of the words among the staff.
  expect(seen?.stages).toMatchObject([{ type: 'incident.filed', words: null }]);
  // They urge it from there, and read what they said.
  const citizen = await as('citizen');
  const { body: open } = await citizen.get<IncidentPage>('/incidents?list=open&sort=due');
  expect(open.items.find(({ id }) => id === mine.incidentId)).toMatchObject({
    ...{ status: 'merged', goesOn: { status: 'filed' } },
  });
  await does(merged, 'citizen', 'urge', { note: '家门口还是满的' });
  expect((await page('citizen'))?.stages.at(-1)).toMatchObject({
    ...{ type: 'incident.urged', words: '家门口还是满的' },
  });
  // Who works on the master reads that it was urged, and of whom the first letter.
  const { body: there } = await (
    await as('clerk')
  ).get<IncidentDetail>(`/incidents/${master.incidentId}`);
  const urging = there.timeline.find(({ type }) => type === 'incident.urged');
  expect(urging?.by.name).toMatch(/^.＊＊$/);
  // Not what whoever reported the master says.
  await says(master, 'join', { note: '我家住三楼' });
  expect((await page('citizen'))?.stages.at(-1)).toMatchObject({
    ...{ type: 'incident.joined', words: null },
  });
  // Whoever may open the master reads it there.
  expect(await page('clerk')).toMatchObject({ isVisible: true, stages: [] });
});

test('may do nothing else, and nothing without the code', async () => {
  const mine = await reported();
  expect((await says(mine, 'accept')).status).toBe(400);
  expect((await says(mine, 'rate', { satisfied: true })).body.code).toBe('incident.not-now');
  expect((await says(mine, 'urge', { evidence: [] })).status).toBe(400);
  const wrong = await says({ ...mine, receiptCode: 'AAAA-BBBB-CCCC-DDDD' }, 'urge');
  expect([wrong.status, wrong.body.code]).toEqual([404, 'incident.receipt-unknown']);
});
