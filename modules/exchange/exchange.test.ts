// What is decided without a database: which fact is told how, and what a message makes happen.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  aMatter,
  aMatterAtWork,
  ITEMS,
  MACHINE,
  MORNING,
  PEOPLE,
  UNITS,
  type Matter,
} from '#modules/incident/testing.ts';
import type { HistoryEntry } from '#modules/incident/index.ts';
import { Envelope, Message, readMessage, Receipt, Standing } from './contract.ts';
import { actFor, reportOf } from './incoming.ts';
import { newsOf, orderOf } from './outgoing.ts';
import { ExchangeSettings } from './settings.ts';
import type { KnownOrder } from './store.ts';

const NAMES = { unit: (id: number) => `单位${id}`, item: () => '暴露垃圾' };
const AT = new Date(MORNING).toISOString();
const { clerk, handler, director } = PEOPLE;

function orderOfMatter(matter: Matter, givenBy: KnownOrder['givenBy']): KnownOrder {
  const { countyId, id } = matter.incident();
  return {
    countyId,
    system: 'hotline12345',
    orderId: 'GD-1',
    givenBy,
    incidentId: id,
    sentAt: MORNING,
    remoteNumber: null,
    state: 'open',
    follows: null,
  };
}

const historyOf = (matter: Matter): HistoryEntry[] =>
  matter.facts().map((fact) => ({ fact, hash: '', words: null, person: null }));

/** What the other side is told of a whole history, in short. */
function told(matter: Matter, givenBy: KnownOrder['givenBy']): string[] {
  const order = orderOfMatter(matter, givenBy);
  const history = historyOf(matter);
  return history.flatMap((entry) => {
    const news = newsOf(order, matter.incident(), history, entry, NAMES);
    if (!news) return [];
    expect(Message.parse(news)).toEqual(news);
    if (news.kind === 'step') return [news.step];
    return [news.kind === 'answer' ? `answer ${String(news.accepted)}` : news.kind];
  });
}

test('the giver of an order is told each step and asked to close', () => {
  const matter = aMatter({ itemCode: ITEMS.rubbish, source: 'hotline12345' });
  matter.act(clerk, 'accept');
  matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
  matter.act(handler, 'return', { reasonCode: 'not-ours' });
  matter.act(clerk, 'dispatch', { lead: UNITS.otherBureau });
  matter.act(PEOPLE.otherHandler, 'sign');
  matter.act(director, 'defer', { until: MORNING + 1e9, reasonCode: 'rain' });
  matter.act(director, 'resume');
  matter.act(PEOPLE.otherHandler, 'resolve', { noEvidence: '无法取证', result: '已清运' });
  matter.act(clerk, 'rework', { reason: '未清干净' });
  expect(told(matter, 'outside')).toEqual([
    ...['received', 'accepted', 'dispatched', 'returned', 'dispatched', 'signed', 'deferred'],
    ...['result', 'reworked'],
  ]);
});

test('an order that is not taken on goes back with a result', () => {
  const matter = aMatter({ source: 'hotline12345' });
  matter.act(clerk, 'dismiss', { reasonCode: 'not-here' });
  expect(told(matter, 'outside')).toEqual(['received', 'result']);
});

test('whoever was handed a matter hears whether we agree to its result', () => {
  const handed = aMatterAtWork();
  handed.act(clerk, 'handOver', { system: 'hotline12345' });
  const theirs = { ...MACHINE, id: 'system:exchange-hotline12345' };
  handed.act(theirs, 'mirror', { step: 'result', finished: true });
  handed.act(clerk, 'rework', { reason: '照片不清' });
  handed.act(theirs, 'mirror', { step: 'result', finished: true });
  handed.act(clerk, 'close');
  expect(told(handed, 'house')).toEqual(['answer false', 'answer true']);
});

test('settled here before they were done, it is recalled from them', () => {
  const matter = aMatterAtWork();
  matter.act(clerk, 'handOver', { system: 'hotline12345' });
  matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '自己办好了' });
  matter.act(clerk, 'close');
  expect(told(matter, 'house')).toEqual(['recall']);
});

test('a hand-over says what was reported, and no more of the person than the mode allows', () => {
  const matter = aMatterAtWork();
  matter.act(clerk, 'handOver', { system: 'hotline12345' });
  const [first, ...rest] = historyOf(matter);
  const last = rest.at(-1);
  if (!first || !last) throw new Error('a matter has a history');
  const person = { name: '林某', phone: '13800138000' };
  const reported = { ...first, words: { text: '路口垃圾满溢' }, person };
  const order = orderOf('X-1', matter.incident(), last, reported, NAMES);
  expect(Message.parse(order)).toMatchObject({ text: '路口垃圾满溢', caller: person });
  const confidential = { ...matter.incident(), reporterMode: 'confidential' as const };
  expect(orderOf('X-1', confidential, last, reported, NAMES).caller).toEqual({
    mode: 'confidential',
  });
});

test('what a message makes happen depends on whose order it is and how far it got', () => {
  const matter = aMatterAtWork();
  const incident = matter.incident();
  const answer = { kind: 'answer', orderId: 'GD-1', accepted: true, at: AT } as const;
  const result = { kind: 'result', orderId: 'GD-1', outcome: 'solved', at: AT } as const;
  const known = (givenBy: KnownOrder['givenBy'], status = incident.status) => ({
    order: orderOfMatter(matter, givenBy),
    backup: null,
    incident: { ...incident, status },
  });
  const verb = (act: ReturnType<typeof actFor>) => (act.do === 'verb' ? act.verb : act);
  expect(verb(actFor(answer, known('outside', 'resolved'), 'hotline12345', 'zh'))).toBe('close');
  // Their agreement came after we had taken the result back: it is only written down.
  expect(verb(actFor(answer, known('outside', 'handling'), 'hotline12345', 'zh'))).toBe('annotate');
  expect(
    verb(
      actFor({ ...answer, accepted: false }, known('outside', 'resolved'), 'hotline12345', 'zh'),
    ),
  ).toBe('rework');
  expect(
    verb(
      actFor({ ...answer, accepted: false }, known('outside', 'dismissed'), 'hotline12345', 'zh'),
    ),
  ).toBe('appeal');
  expect(verb(actFor(result, known('house'), 'hotline12345', 'zh'))).toBe('mirror');
  expect(actFor(result, known('outside'), 'hotline12345', 'zh')).toEqual({
    do: 'refuse',
    code: 'exchange.not-yours-to-say',
  });
  expect(actFor(answer, known('house', 'resolved'), 'hotline12345', 'zh')).toEqual({
    do: 'refuse',
    code: 'exchange.not-yours-to-say',
  });
  expect(
    actFor(answer, { order: null, backup: null, incident: null }, 'hotline12345', 'zh'),
  ).toEqual({
    do: 'refuse',
    code: 'exchange.unknown-order',
  });
});

test('a kind of matter that we do not know stays in the words, and a late clock is not the future', () => {
  const order = Message.parse({
    kind: 'order',
    orderId: 'GD-2',
    form: 'workOrder',
    happenedAt: new Date(MORNING + 60_000).toISOString(),
    item: { words: '宠物扰民' },
    text: '楼上狗叫',
    place: { lng: 120.915595, lat: 28.038614 },
  });
  if (order.kind !== 'order') throw new Error('an order');
  const peer = { source: 'hotline12345' as const, items: new Map([['噪音', ITEMS.noise]]) };
  const report = reportOf(order, peer, () => true, MORNING);
  expect(report).toMatchObject({
    text: '楼上狗叫\n[宠物扰民]',
    occurredAt: MORNING,
    point: { lng6: 120_915_595, lat6: 28_038_614 },
  });
  expect(report.itemCode).toBeUndefined();
  const noise = { ...order, item: { words: '噪音' } };
  expect(reportOf(noise, peer, () => true, MORNING).itemCode).toBe(ITEMS.noise);
  expect(reportOf(noise, peer, () => false, MORNING).itemCode).toBeUndefined();
});

test('a bad text does not cost the number of its envelope', () => {
  const envelope = {
    contract: 1,
    system: 'police110',
    direction: 'in',
    seq: 7,
    key: 'k-00000007',
    at: AT,
    message: { kind: 'order', orderId: '' },
  };
  const read = Envelope.parse(envelope);
  expect(read.seq).toBe(7);
  expect(readMessage(read)).toBeNull();
  for (const wrong of [{ seq: 0 }, { direction: 'up' }, { contract: 2 }, { system: '../etc' }])
    expect(Envelope.safeParse({ ...envelope, ...wrong }).success).toBe(false);
});

test('the examples of docs/exchange.md are what the contract says', () => {
  const page = readFileSync(new URL('../../docs/exchange.md', import.meta.url), 'utf8');
  const secret = Buffer.alloc(32).toString('base64');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, text = '']) => JSON.parse(text.replace('<base64, 32 bytes or more>', secret)) as object,
  );
  const [envelope, receipt, standing, settings] = examples;
  expect(readMessage(Envelope.parse(envelope))?.kind).toBe('order');
  expect(Receipt.parse(receipt).result).toBe('taken');
  expect(Standing.parse(standing).received.missing).toHaveLength(2);
  expect(ExchangeSettings.parse(settings).systems).toHaveLength(1);
});
