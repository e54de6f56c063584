// Whoever sends the next order knows why the last came back, and is not led to send it there again.
import { expect, test } from 'vitest';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { initialInput } from './initial-input.ts';
import { lastReturn, saidWithOrder, toldReason, wordsOfHelp } from './told-reason.ts';

const name = (zh: string) => ({ zh, en: zh });
const reasons = {
  return: [{ code: 'not-our-duty', name: name('非本单位职责') }],
  dismiss: [{ code: 'not-ours', name: name('不属于受理范围') }],
  void: [{ code: 'test', name: name('测试数据') }],
  ...{ defer: [], shelve: [] },
};
const bureau = { id: 5, name: '执法中队' };
const other = { id: 6, name: '市监所' };
const incident = {
  ...{
    status: 'filed',
    item: null,
    level: 3,
    flags: ['disputed'],
    proposed: null,
    help: [],
    supervisions: [],
  },
  assignments: [{ no: 1, unit: bureau, suggested: other, returnedAt: 9 }],
  timeline: [
    { type: 'incident.dispatched', data: {}, words: null },
    {
      ...{ type: 'incident.returned', words: { reason: '属市场监管' } },
      data: { assignmentNo: 1, reasonCode: 'not-our-duty' },
    },
    { type: 'incident.annotated', data: {}, words: null },
  ],
  triage: { route: { lead: bureau, co: [] } },
} as unknown as IncidentDetail;

test('the reason is told by its name in the list of that verb', () => {
  expect(toldReason(reasons, 'returned', 'not-our-duty')?.zh).toBe('非本单位职责');
  expect(toldReason(reasons, 'dismissed', 'test')?.zh).toBe('测试数据');
  expect(toldReason(reasons, 'annotated', 'test')).toBeUndefined();
  expect(toldReason(reasons, 'returned', 'notOurs')).toBeUndefined();
});

test('the last return says who, why and whose it is, until the next order', () => {
  expect(lastReturn(incident)).toEqual({
    ...{ unit: bureau, suggested: other },
    ...{ reasonCode: 'not-our-duty', words: '属市场监管' },
    isDisputed: true,
  });
  const [sent] = incident.timeline;
  const again = { ...incident, timeline: [...incident.timeline, sent] } as IncidentDetail;
  expect(lastReturn(again)).toBeNull();
});

test('the unit that gave it back is not chosen for the next order beforehand', () => {
  expect(initialInput('dispatch', incident, 0)['lead']).toBeUndefined();
  expect(initialInput('dispatch', { ...incident, assignments: [] }, 0)['lead']).toBe(bureau.id);
});

test('what a request for help says is found by its number', () => {
  const asked = (no: number, words: Record<string, string>) => ({ data: { help: { no } }, words });
  const timeline = [
    { data: {}, words: { note: '已到场' } },
    asked(1, { request: '需要照明' }),
    asked(2, { reason: '需市级统筹' }),
  ] as unknown as IncidentDetail['timeline'];
  expect([1, 2, 3, undefined].map((no) => wordsOfHelp({ timeline }, no))).toEqual([
    '需要照明',
    '需市级统筹',
    undefined,
    undefined,
  ]);
});

test('an order is read with its own words, and with why the work has to be done again', () => {
  const sent = (no: number, instruction: string) => ({
    ...{ type: 'incident.dispatched', data: { assignments: [{ no }] }, words: { instruction } },
  });
  const timeline = [
    { type: 'incident.reported', data: {}, words: null },
    sent(1, '先看现场'),
    sent(2, '拍照反馈'),
    { type: 'incident.reworked', data: {}, words: { reason: '没清干净' } },
  ] as unknown as IncidentDetail['timeline'];
  expect(saidWithOrder({ timeline }, 2)).toEqual({ instruction: '拍照反馈', rework: '没清干净' });
  expect(saidWithOrder({ timeline: timeline.slice(0, 2) }, 2)).toEqual({});
});
