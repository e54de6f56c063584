import { expect, test } from 'vitest';
import { itemScores, measure, type Verdict } from './measure.ts';

const reports = [
  { text: 'a', itemCode: '1' },
  { text: 'b', itemCode: '1' },
  { text: 'c', itemCode: '2' },
  { text: 'd', itemCode: '3' },
];
const says: Readonly<Record<string, Verdict>> = {
  a: { code: '1', band: 'act' },
  b: { code: '2', band: 'act' },
  c: { code: '2', band: 'suggest' },
  d: { code: null, band: 'ask' },
};
const answers = measure((text) => says[text] ?? { code: null, band: 'ask' }, reports);

test('accuracy, mean F1 of the items that occur, and the bands', () => {
  // F1: item 1 has 2·1/(1+2), item 2 has 2·1/(2+1), item 3 nothing.
  const macroF1 = Math.round(((2 / 3 + 2 / 3 + 0) / 3) * 10_000) / 10_000;
  expect(answers.score).toEqual({
    ...{ reports: 4, accuracy: 0.5, macroF1: expect.closeTo(macroF1, 3) },
    ...{ acted: 0.5, suggested: 0.25, actedRight: 0.5 },
  });
});

test('nothing asked and nothing acted on gives no share out of nothing', () => {
  const none = measure(() => ({ code: null, band: 'ask' }), []);
  expect(none.score).toEqual({
    ...{ reports: 0, accuracy: 0, macroF1: 0, acted: 0, suggested: 0, actedRight: null },
  });
});

test('item by item, those asked most first, with what was learnt of each', () => {
  const all = measure(() => ({ code: '1', band: 'act' }), reports);
  const learnt = new Map([
    ['1', 9],
    ['4', 2],
  ]);
  expect(itemScores(reports, answers, all, learnt, 3)).toEqual([
    { code: '1', learnt: 9, heldOut: 2, before: 0.6667, after: 0.6667 },
    { code: '2', learnt: 0, heldOut: 1, before: 0.6667, after: 0 },
    { code: '3', learnt: 0, heldOut: 1, before: 0, after: 0 },
  ]);
});
