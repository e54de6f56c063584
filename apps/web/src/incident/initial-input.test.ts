// What a form holds before anybody has touched it: what was decided and what is likely, never a bare guess.
import { expect, test } from 'vitest';
import type { IncidentDetail, IncidentRow } from '#modules/incident/contract.ts';
import { DAY } from '#platform/time/index.ts';
import {
  afterFailing,
  initialInput,
  inputForSeveral,
  mendedInput,
  needsItem,
  stagesToReport,
} from './initial-input.ts';

const NOW = Date.UTC(2026, 10, 23);

const row = { item: null, level: 4, flags: [], closedAt: null } as unknown as IncidentRow;
const rubbish = { ...row, item: { code: '0401001', zh: '暴露垃圾', en: 'Rubbish' } };
const guessed = (confidence: number) =>
  ({
    ...row,
    ...{ help: [], supervisions: [], members: [], proposed: null },
    triage: { item: { code: '1202001', confidence, reasons: [], rule: '' }, route: null },
  }) as unknown as IncidentDetail;

test('a likely item is suggested, an unlikely one is only asked about', () => {
  expect(initialInput('accept', guessed(0.7), NOW)).toEqual({ itemCode: '1202001', level: 4 });
  expect(initialInput('accept', guessed(0.25), NOW)).toEqual({ level: 4 });
  expect(initialInput('accept', rubbish, NOW)).toEqual({ itemCode: '0401001', level: 4 });
});

test('what is accepted has an item, or one is chosen first', () => {
  expect(needsItem('accept', rubbish)).toBe(false);
  expect(needsItem('accept', row)).toBe(true);
  expect(needsItem('amend', row)).toBe(false);
});

test('several at once keep each their own item and level', () => {
  expect(inputForSeveral('accept')).toEqual({});
  expect(inputForSeveral('dispatch')).toEqual({});
  expect(inputForSeveral('supervise')).toEqual(initialInput('supervise', rubbish, NOW));
});

test('what is major is reported first once, then as it goes on and at its end', () => {
  const told = (...types: string[]) =>
    ({ ...guessed(0), timeline: types.map((type) => ({ type })) }) as unknown as IncidentDetail;
  expect(initialInput('reportUp', told('incident.major'), NOW)).toEqual({ stage: 'first' });
  expect(stagesToReport(told('incident.major', 'incident.reportedUp'))).toEqual([
    'followUp',
    'final',
  ]);
});

test('what failed a spot check is offered only what would be done', () => {
  const open = (days: number, ...flags: IncidentRow['flags']) => {
    const matter = { ...row, flags, closedAt: NOW - days * DAY };
    // What stands there before anybody has touched it is among what is offered.
    expect(initialInput('spotCheck', matter, NOW)).toEqual({ then: afterFailing(matter, NOW)[0] });
    return afterFailing(matter, NOW);
  };
  expect(open(3)).toEqual(['reopen', 'supervise', 'record']);
  expect(open(3, 'archived')).toEqual(['reopen', 'record']);
  expect(open(31)).toEqual(['supervise', 'record']);
  expect(open(31, 'archived')).toEqual(['record']);
});

test('what was refused opens as it was sent, but for a choice that is gone', () => {
  const late = { ...row, closedAt: NOW - 31 * DAY };
  const sent = (then: string) => ({
    passed: false,
    reasons: ['notSolved'],
    then,
    note: '又堆满了',
  });
  const { then: _gone, ...rest } = sent('reopen');
  expect(mendedInput('spotCheck', late, NOW, sent('reopen'))).toEqual(rest);
  expect(mendedInput('spotCheck', late, NOW, sent('record'))).toEqual(sent('record'));
  expect(mendedInput('spotCheck', late, NOW - 2 * DAY, sent('reopen'))).toEqual(sent('reopen'));
  expect(mendedInput('reopen', late, NOW, { note: '又堆满了' })).toEqual({ note: '又堆满了' });
});
