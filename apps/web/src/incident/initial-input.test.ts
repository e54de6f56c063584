// What a form holds before anybody has touched it: what was decided and what is likely, never a bare guess.
import { expect, test } from 'vitest';
import type { IncidentDetail, IncidentRow } from '#modules/incident/contract.ts';
import { initialInput, inputForSeveral, needsItem, stagesToReport } from './initial-input.ts';

const row = { item: null, level: 4, flags: [] } as unknown as IncidentRow;
const rubbish = { ...row, item: { code: '0401001', zh: '暴露垃圾', en: 'Rubbish' } };
const guessed = (confidence: number) =>
  ({
    ...row,
    ...{ help: [], supervisions: [], members: [], proposed: null },
    triage: { item: { code: '1202001', confidence, reasons: [], rule: '' }, route: null },
  }) as unknown as IncidentDetail;

test('a likely item is suggested, an unlikely one is only asked about', () => {
  expect(initialInput('accept', guessed(0.7))).toEqual({ itemCode: '1202001', level: 4 });
  expect(initialInput('accept', guessed(0.25))).toEqual({ level: 4 });
  expect(initialInput('accept', rubbish)).toEqual({ itemCode: '0401001', level: 4 });
});

test('what is accepted has an item, or one is chosen first', () => {
  expect(needsItem('accept', rubbish)).toBe(false);
  expect(needsItem('accept', row)).toBe(true);
  expect(needsItem('amend', row)).toBe(false);
});

test('several at once keep each their own item and level', () => {
  expect(inputForSeveral('accept')).toEqual({});
  expect(inputForSeveral('dispatch')).toEqual({});
  expect(inputForSeveral('supervise')).toEqual(initialInput('supervise', rubbish));
});

test('what is major is reported first once, then as it goes on and at its end', () => {
  const told = (...types: string[]) =>
    ({ ...guessed(0), timeline: types.map((type) => ({ type })) }) as unknown as IncidentDetail;
  expect(initialInput('reportUp', told('incident.major'))).toEqual({ stage: 'first' });
  expect(stagesToReport(told('incident.major', 'incident.reportedUp'))).toEqual([
    'followUp',
    'final',
  ]);
});
