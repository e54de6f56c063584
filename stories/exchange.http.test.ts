// Orders between this house and an outside 110, by either road: in, out, back-up, calls; and what goes wrong
// on the way.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutsideView, PeerViews } from '#modules/exchange/contract.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { signRequest } from '#modules/exchange/index.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { HOUR, MINUTE, SECOND } from '#platform/time/index.ts';
import type { z } from 'zod';
import { anOrder, openExchangeStage, type ExchangeStage } from './exchange-stage.ts';
import { OPENED_AT } from './stories.ts';

const OPENING_TIMEOUT_MS = 180_000;

describe.each(['http', 'files'] as const)('by %s', (form) => {
  let stage: ExchangeStage;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-exchange-'));
  const at = () => new Date(stage.clock.now()).toISOString();
  const verdicts: { accepted: boolean; words?: string }[] = [];

  beforeAll(async () => {
    const { url } = await testDatabase();
    stage = await openExchangeStage({
      form,
      databaseUrl: url,
      dataDir,
      openedAt: OPENED_AT + 9 * HOUR,
      manners: { judge: () => verdicts.shift() ?? { accepted: true } },
    });
  }, OPENING_TIMEOUT_MS);
  afterAll(async () => {
    await stage.close();
    rmSync(dataDir, { recursive: true });
  });

  async function teamUnit(): Promise<number> {
    const { body } = await (
      await stage.as('team')
    ).get<{ posts: { unitId: number | null }[] }>('/session');
    return body.posts[0]?.unitId ?? 0;
  }
  const steps = (orderId: string) =>
    stage.outside.orders
      .get(orderId)
      ?.heard.map((message) => (message.kind === 'step' ? message.step : message.kind));

  test('an order of 110 becomes a matter, its steps are told, and only 110 ends it', async () => {
    const { clock, outside, settle, does } = stage;
    const sentAt = clock.now();
    outside.give(anOrder('110-1', clock));
    clock.advance(20 * SECOND);
    await settle();
    const received = await stage.matter('110-1');
    expect(received).toMatchObject({ source: 'police110', status: 'reported', level: 3 });
    expect(received.item?.code).toBe('0301003');
    expect(received.timeline[0]?.data['given']).toMatchObject({
      system: 'police110',
      remoteId: '110-1',
      sentAt,
    });
    expect(received.reportedAt).toBe(sentAt + 20 * SECOND);
    expect(received.timeline[0]?.by.name).toBe('110 报警服务台');
    expect(outside.orders.get('110-1')?.heard[0]).toMatchObject({
      step: 'received',
      number: received.number,
    });

    const { id } = received;
    await does('clerk', id, 'accept');
    await does('clerk', id, 'dispatch', { lead: await teamUnit() });
    clock.advance(MINUTE);
    await does('team', id, 'sign');
    await does('clerk', id, 'contact', { note: '已联系报警人' });
    await does('team', id, 'arrive');
    await does('team', id, 'done', { noEvidence: '无法取证', note: '已调低音量' });
    await does('clerk', id, 'feedback', { note: '已回告报警人' });
    verdicts.push({ accepted: false, words: '报警人称仍有噪音' });
    await does('team', id, 'resolve', { noEvidence: '无法取证', result: '场所已停用低音设备' });
    await settle();
    // Sent back with their words.
    const again = await stage.matter('110-1');
    expect(again.status).toBe('handling');
    expect(again.timeline.findLast(({ type }) => type === 'incident.reworked')?.words).toEqual({
      reason: '报警人称仍有噪音',
    });
    await does('team', id, 'resolve', { noEvidence: '无法取证', result: '复查已达标' });
    const clerk = await stage.as('clerk');
    const refused = await clerk.post<{ code: string }>(`/incidents/${id}/verbs/close`, {
      input: {},
    });
    expect(refused.body.code).toBe('incident.given-elsewhere');
    await settle();
    expect((await stage.matter('110-1')).status).toBe('closed');
    expect(outside.orders.get('110-1')?.state).toBe('closed');
    expect(steps('110-1')).toEqual([
      ...['received', 'accepted', 'dispatched', 'signed', 'contacted', 'arrived', 'done'],
      ...['feedback', 'result', 'result'],
    ]);
  });

  test('urging, a second call and a recall of theirs reach the matter', async () => {
    const { clock, outside, settle } = stage;
    outside.give(anOrder('110-2', clock, { text: '柳市镇路口两人争吵，请到场。' }));
    const orderId = '110-2';
    outside.say({ kind: 'step', orderId, step: 'calledAgain', at: at(), words: '报警人再次来电' });
    outside.say({ kind: 'step', orderId, step: 'urged', at: at(), words: '请尽快' });
    outside.say({
      kind: 'call',
      callId: 'c-1',
      orderId,
      how: 'threeWay',
      parties: [
        { as: 'desk', name: '接警员 07' },
        { as: 'caller', name: '章某', phone: '13800000127' },
        { as: 'room', name: '柳市镇指挥室' },
      ],
      startedAt: at(),
      endedAt: at(),
    });
    outside.say({ kind: 'recall', orderId, at: at(), words: '双方已自行离开' });
    await settle();
    const matter = await stage.matter(orderId);
    expect(matter).toMatchObject({ status: 'dismissed', outcome: 'withdrawn' });
    expect(matter.flags).toEqual(expect.arrayContaining(['urged', 'joined']));
    const call = matter.timeline.find(({ type }) => type === 'incident.called');
    expect(call?.data).toMatchObject({ how: 'threeWay', party: 'police110' });
    expect(call?.words?.['note']).toContain('三方通话');
    // Who called is not told to whoever reads along.
    expect(call?.words?.['note']).not.toContain('章某');
    const { body } = await (
      await stage.as('clerk')
    ).get<z.infer<typeof OutsideView>>(`/exchange/incidents/${matter.id}`);
    expect(body.calls).toHaveLength(1);
    expect(body.orders).toMatchObject([{ orderId, givenBy: 'outside', state: 'ended' }]);
  });

  test('a matter of ours is handed over, mirrored step by step, and closed by us', async () => {
    const { outside, settle, does } = stage;
    const clerk = await stage.as('clerk');
    const { body: report } = await clerk.post<{ incidentId: string }>('/reports', {
      source: 'phone',
      text: '柳市镇市场内发现有人销赃电动车，请公安处理。',
      itemCode: '0303003',
      reporter: { mode: 'confidential', name: '林某', phone: '13800000199' },
    });
    const id = report.incidentId;
    await does('clerk', id, 'accept');
    await does('clerk', id, 'dispatch', { lead: await teamUnit() });
    await does('clerk', id, 'handOver', { system: 'police110', note: '请派员核查' });
    await settle();
    const given = [...outside.orders.values()].find(({ givenBy }) => givenBy === 'house');
    expect(given?.heard[0]).toMatchObject({
      kind: 'order',
      text: expect.stringContaining('请派员核查') as string,
      caller: { mode: 'confidential' },
    });
    expect(JSON.stringify(given?.heard)).not.toContain('13800000199');
    const duty = await stage.as('duty');
    const { body: matter } = await duty.get<IncidentDetail>(`/incidents/${id}`);
    expect(matter.status).toBe('resolved');
    expect(matter.timeline.filter(({ type }) => type === 'incident.mirrored')).toHaveLength(3);
    expect(given?.state).toBe('open');
    // Level 1: two people; then 110 hears that we agree.
    await does('clerk', id, 'close');
    await does('director', id, 'close');
    await settle();
    expect(given?.state).toBe('closed');
    const { body } = await clerk.get<OutsideView>(`/exchange/incidents/${id}`);
    expect(body.orders).toMatchObject([{ givenBy: 'house', state: 'ended' }]);
    expect(body.orders[0]?.remoteNumber).toMatch(/^R-/);
  });

  test('officers are asked for, come and leave again', async () => {
    const { clock, outside, settle, does } = stage;
    outside.give(anOrder('110-3', clock, { text: '柳市镇KTV包厢两桌客人推搡，请到场。' }));
    await settle();
    const { id } = await stage.matter('110-3');
    await does('clerk', id, 'accept');
    await does('clerk', id, 'dispatch', { lead: await teamUnit() });
    await does('team', id, 'sign');
    await does('team', id, 'reinforce', { kind: 'police', request: '一方持酒瓶，请警力到场' });
    await settle();
    const [asked] = [...outside.backups.values()].slice(-1);
    expect(asked).toMatchObject({ orderId: '110-3', words: '一方持酒瓶，请警力到场' });
    const { body } = await (await stage.as('clerk')).get<OutsideView>(`/exchange/incidents/${id}`);
    expect(body.backups).toMatchObject([{ step: 'returned' }]);
    const { timeline, assignments } = await stage.matter('110-3');
    // The police station that was asked came as a co-handler with an order of its own, and has left.
    expect(timeline.map(({ type }) => type).slice(-4)).toEqual([
      ...['incident.reinforceAsked', 'incident.supported', 'incident.arrived', 'incident.done'],
    ]);
    expect(timeline.findLast(({ type }) => type === 'incident.supported')?.words).toEqual({
      instruction: '同意派警支援；2 名警员；约 6 分钟',
    });
    expect(assignments.find(({ role }) => role === 'co')?.doneAt).not.toBeNull();
    // With nobody left to wait for, the team asks to close, and 110 agrees.
    await does('team', id, 'resolve', { noEvidence: '无法取证', result: '双方和解' });
    await settle();
    expect((await stage.matter('110-3')).status).toBe('closed');
  });

  test('a call that the room had with 110 is told to 110, also of a matter that is not its own', async () => {
    const { clock, outside, settle, does } = stage;
    const clerk = await stage.as('clerk');
    const { body } = await clerk.post<{ incidentId: string }>('/reports', {
      source: 'phone',
      text: '柳市镇路口有人倒地，已转接110。',
    });
    await does('clerk', body.incidentId, 'call', {
      how: 'transfer',
      party: 'police110',
      startedAt: clock.now(),
      seconds: 95,
    });
    await settle();
    expect(outside.calls.at(-1)).toMatchObject({
      how: 'transfer',
      parties: [{ as: 'room' }, { as: 'desk' }],
      endedAt: new Date(clock.now() + 95_000).toISOString(),
    });
  });

  test('what is not taken on goes back to 110, who may send it here again, once', async () => {
    const { clock, outside, settle, does } = stage;
    outside.give(anOrder('110-4', clock, { text: '柳市镇有人反映邻县噪音，请核实。' }));
    await settle();
    const { id } = await stage.matter('110-4');
    verdicts.push({ accepted: false, words: '确在贵镇，请受理' }, { accepted: true });
    await does('clerk', id, 'dismiss', { reasonCode: 'not-here', reason: '不在本县' });
    await settle();
    const again = await stage.matter('110-4');
    expect(again.status).toBe('reported');
    expect(again.timeline.at(-1)).toMatchObject({
      type: 'incident.appealed',
      words: { reason: '确在贵镇，请受理' },
    });
    await does('clerk', id, 'dismiss', { reasonCode: 'not-here', reason: '已现场核实，不在本县' });
    await settle();
    expect((await stage.matter('110-4')).status).toBe('dismissed');
    expect(outside.orders.get('110-4')?.state).toBe('closed');
  });

  test('an order that was merged hears the result of the matter it was merged into', async () => {
    const { clock, outside, settle, does } = stage;
    const clerk = await stage.as('clerk');
    const { body: other } = await clerk.post<{ incidentId: string }>('/reports', {
      source: 'phone',
      text: '柳市镇金海岸KTV太吵了，睡不着。',
      itemCode: '0301003',
    });
    const master = other.incidentId;
    outside.give(anOrder('110-5', clock, { text: '柳市镇金海岸KTV噪音，居民报警。' }));
    await settle();
    const { id } = await stage.matter('110-5');
    await does('clerk', id, 'merge', { into: master });
    await does('clerk', master, 'accept');
    await does('clerk', master, 'dispatch', { lead: await teamUnit() });
    await does('team', master, 'sign');
    verdicts.push({ accepted: false, words: '仍在扰民' });
    await does('team', master, 'resolve', { noEvidence: '无法取证', result: '已劝停' });
    await settle();
    const duty = await stage.as('duty');
    const masterNow = async () =>
      (await duty.get<IncidentDetail>(`/incidents/${master}`)).body.status;
    expect(await masterNow()).toBe('handling');
    await does('team', master, 'resolve', { noEvidence: '无法取证', result: '已停业整顿' });
    await settle();
    // They agree for their own part; the matter itself is checked and closed by our room.
    expect(outside.orders.get('110-5')?.state).toBe('closed');
    expect(await masterNow()).toBe('resolved');
    expect(steps('110-5')).toEqual([
      ...['received', 'merged', 'accepted', 'dispatched', 'signed', 'result', 'result'],
    ]);
    await does('clerk', master, 'close');
  });

  test('the administrator sees how it stands, and nobody else', async () => {
    const admin = await stage.as('sysadmin');
    const { body } = await admin.get<z.infer<typeof PeerViews>>('/exchange');
    expect(body.items).toMatchObject([
      {
        system: 'police110',
        form,
        health: { ok: true },
        out: { waiting: 0, refused: 0 },
        in: { waiting: 0, refused: 0, missing: [] },
      },
    ]);
    const [peer] = body.items;
    expect(peer?.flow.automatic).toBe(peer?.flow.all);
    expect((await (await stage.as('clerk')).get('/exchange')).status).toBe(403);
  });
});

describe('the door for outside systems', () => {
  let stage: ExchangeStage;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-exchange-door-'));
  const PATH = '/api/v1/exchange/police110/messages';

  beforeAll(async () => {
    const { url: databaseUrl } = await testDatabase();
    const openedAt = OPENED_AT + 9 * HOUR;
    stage = await openExchangeStage({ form: 'http', databaseUrl, dataDir, openedAt });
  }, OPENING_TIMEOUT_MS);
  afterAll(async () => {
    await stage.close();
    rmSync(dataDir, { recursive: true });
  });

  const envelope = (seq: number, message: unknown, more: object = {}) =>
    JSON.stringify({
      contract: 1,
      system: 'police110',
      direction: 'in',
      seq,
      key: `door-${String(seq).padStart(6, '0')}`,
      at: new Date(stage.clock.now()).toISOString(),
      message,
      ...more,
    });
  async function post(body: string, signature?: string) {
    const signed = { method: 'POST', path: PATH, body };
    const answer = await fetch(`${stage.house.url}${PATH}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-exchange-signature': signature ?? signRequest(stage.keys, signed, stage.clock.now()),
      },
      body,
    });
    const value = (await answer.json()) as { code?: string; result?: string };
    return [answer.status, value.result ?? value.code ?? '', value.code ?? ''];
  }
  const reportCount = async () =>
    inTransaction(
      stage.house.house.db,
      'all',
      async (tx) =>
        (await sql<{ n: number }>`select count(*)::int as n from report`.execute(tx)).rows[0]?.n,
    );

  test('believes nobody who cannot sign, and each signature once', async () => {
    const body = envelope(1, anOrder('door-1', stage.clock));
    const signed = { method: 'POST', path: PATH, body };
    const good = signRequest(stage.keys, signed, stage.clock.now());
    const before = await reportCount();
    expect(await post(body, 'MB1-HMAC-SHA256 nonsense')).toContain('exchange.not-signed');
    expect(await post(`${body} `, good)).toContain('exchange.not-signed');
    const other = { ...signed, path: '/api/v1/exchange/hotline12345/messages' };
    expect(await post(body, signRequest(stage.keys, other, stage.clock.now()))).toEqual([
      ...[401, 'exchange.not-signed', 'exchange.not-signed'],
    ]);
    const old = signRequest(stage.keys, signed, stage.clock.now() - 6 * MINUTE);
    expect(await post(body, old)).toContain('exchange.too-old');
    expect(await reportCount()).toBe(before);
    expect(await post(body, good)).toEqual([200, 'taken', '']);
    expect(await post(body, good)).toContain('exchange.nonce-used');
    expect(await post(body)).toEqual([200, 'repeated', '']);
    expect(await reportCount()).toBe((before ?? 0) + 1);
  });

  test('refuses clearly what it cannot take, and keeps the number of what it cannot read', async () => {
    expect(await post('{"contract":1')).toContain('http.invalid-json');
    expect(await post(envelope(0, {}))).toContain('exchange.not-for-us');
    expect(await post(envelope(2, {}, { direction: 'out' }))).toContain('exchange.not-for-us');
    expect(await post(envelope(20_000, {}))).toContain('exchange.seq-too-far');
    expect((await post(envelope(2, { text: 'x'.repeat(70_000) })))[0]).toBe(413);
    const unread = [200, 'refused', 'exchange.not-understood'];
    expect(await post(envelope(2, { kind: 'order' }))).toEqual(unread);
    expect(await post(envelope(2, { kind: 'order' }))).toEqual(unread);
    expect(await post(envelope(1, anOrder('door-2', stage.clock)))).toEqual([
      ...[200, 'refused', 'exchange.seq-reused'],
    ]);
    const elsewhere = { lng: 0, lat: 0, division: '330382114000' };
    const order = anOrder('door-3', stage.clock, { place: elsewhere });
    expect(await post(envelope(3, order))).toEqual([200, 'taken', '']);
    // A point outside the county costs the order nothing: the division tells whose it is.
    expect((await stage.matter('door-3')).town?.name).toBe('柳市镇');
    expect(stage.outside.standing().received.missing).toEqual([]);
  });

  test('a refused message is shown with its reason and can be taken up again', async () => {
    const recall = { kind: 'recall', orderId: 'nobody', at: new Date(0).toISOString() };
    expect(await post(envelope(4, recall))).toEqual([200, 'taken', '']);
    const admin = await stage.as('sysadmin');
    const { body: peers } = await admin.get<z.infer<typeof PeerViews>>('/exchange');
    const countyId = peers.items[0]?.countyId;
    const { body } = await admin.get<{ items: { seq: number; problem: string }[] }>(
      `/exchange/police110/messages?countyId=${countyId}&direction=in&troubled=true`,
    );
    expect(body.items[0]).toMatchObject({ seq: 4, problem: 'exchange.unknown-order' });
    const retry = { countyId, direction: 'in', seq: 4 };
    expect((await admin.post('/exchange/police110/retry', retry)).status).toBe(200);
    expect((await admin.post('/exchange/police110/retry', { ...retry, seq: 1 })).status).toBe(409);
    const clerk = await stage.as('clerk');
    expect((await clerk.post('/exchange/police110/retry', retry)).status).toBe(403);
  });
});
