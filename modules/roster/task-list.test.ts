// Which steps hold for a matter, and what a list may not say.
import { expect, test } from 'vitest';
import {
  findStepsIn,
  stepFault,
  STEPS_OF_MATTER_MAX,
  TaskSteps,
  type TaskStep,
} from './task-list.ts';

const aStep = (no: number, overrides: Partial<TaskStep> = {}): TaskStep => ({
  ...{ no, items: ['0401001'], levels: [], holder: null, evidence: 'note', within: null },
  ...{ task: { zh: `第${no}步`, en: `Step ${no}` }, basis: '本地规定' },
  ...overrides,
});
const numbers = (steps: readonly TaskStep[]) => steps.map(({ no }) => no);

test('steps come in the order of their numbers, those of a group with those of the item', () => {
  const steps = [
    aStep(30),
    aStep(10, { items: ['04'] }),
    aStep(20, { items: ['0401'], levels: [1, 2] }),
    aStep(40, { items: ['0402'] }),
  ];
  const find = findStepsIn({ steps });
  expect(numbers(find({ itemCode: '0401001', level: 4 }))).toEqual([10, 30]);
  expect(numbers(find({ itemCode: '0401001', level: 1 }))).toEqual([10, 20, 30]);
  expect(numbers(find({ itemCode: '0402003', level: 1 }))).toEqual([10, 40]);
  expect(numbers(find({ itemCode: '0501001', level: 1 }))).toEqual([]);
  expect(findStepsIn(undefined)({ itemCode: '0401001', level: 1 })).toEqual([]);
  const many = Array.from({ length: 99 }, (_, no) => aStep(no + 1));
  expect(findStepsIn({ steps: many })({ itemCode: '0401001', level: 1 })).toHaveLength(
    STEPS_OF_MATTER_MAX,
  );
});

test('a list names only what the county has, and no number twice', () => {
  const known = { itemCodes: ['0401001'], unitIds: new Set([7]), lines: new Set(['fire']) };
  expect(stepFault([aStep(1), aStep(2, { holder: { unitId: 7 } })], known)).toBeUndefined();
  expect(stepFault([aStep(1), aStep(2, { items: ['99'] })], known)).toEqual({
    code: 'roster.step-item-unknown',
    params: { row: 2, item: '99' },
  });
  for (const holder of [{ unitId: 8 }, { line: 'moon', at: 'county' } as const])
    expect(stepFault([aStep(3, { holder })], known)?.code).toBe('roster.step-unit-unknown');
  expect(TaskSteps.safeParse([aStep(1), aStep(1)]).success).toBe(false);
  expect(TaskSteps.safeParse([aStep(1, { task: { zh: '', en: 'x' } })]).success).toBe(false);
  expect(TaskSteps.safeParse([{ ...aStep(1), done: true }]).success).toBe(false);
});
