import { expect, test } from 'vitest';
import { firstDaysOf, learn, promised, REMEMBERED_MAX } from './search-memory.ts';

const asked = (place: string, words: string) => ({ place, words, firstDays: 16 });
const read = (days: number, hits: number, found = hits) => ({ days, hits, foundDays: days, found });

test('what was sought in one place says what to expect in another, and each place what it holds', () => {
  expect(promised(asked('t1', 'a'))).toBeUndefined();
  learn(asked('t1', 'a'), read(10, 40));
  expect(promised(asked('t1', 'a'))?.hits).toBeCloseTo(4, 0);
  expect(promised(asked('t2', 'a'))?.hits).toBeCloseTo(4, 0);
  // Ten times as much lies in the second place, whatever is sought there.
  for (let times = 0; times < 40; times++) {
    const word = `w${times % 4}`;
    learn(asked('t1', word), read(10, 40));
    learn(asked('t2', word), read(10, 400));
  }
  expect(promised(asked('t1', 'w1'))?.hits).toBeCloseTo(4, 0);
  expect(promised(asked('t2', 'w1'))?.hits).toBeGreaterThan(30);
  expect(firstDaysOf(asked('t1', 'new'))).toBeGreaterThan(5 * firstDaysOf(asked('t2', 'new')));
});

test('hits and what is shown of them are promised apart', () => {
  for (let times = 0; times < 20; times++) learn(asked('t3', 'b'), read(10, 200, 20));
  const { hits = 0, found = 0 } = promised(asked('t3', 'b')) ?? {};
  expect(hits / found).toBeCloseTo(10, 0);
});

test('silence is remembered as little, not as nothing', () => {
  learn(asked('t4', 'c'), read(16, 0));
  expect(promised(asked('t4', 'c'))?.hits).toBeCloseTo(0.5 / 16, 5);
});

test('the latest words are remembered, and no more', () => {
  for (let at = 0; at <= REMEMBERED_MAX; at++) learn(asked('t5', `n${at}`), read(2, 3));
  expect(promised(asked('t5', 'n0'))).toBeUndefined();
  expect(promised(asked('t5', 'n1'))).toBeDefined();
});
