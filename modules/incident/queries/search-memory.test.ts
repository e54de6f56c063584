import { expect, test } from 'vitest';
import { nextDays } from './search-marks.ts';
import * as memory from './search-memory.ts';
import { firstDaysOf, learn, rarestFirst, REMEMBERED_MAX } from './search-memory.ts';

const NEED = 51;
const promised = (name: memory.SearchName) => memory.promised(name, NEED);

const name = (place: string, words: string) => ({
  place,
  words,
  terms: words.split(' '),
  firstDays: 16,
});
const read = (days: number, hits: number, found = hits) => ({ days, hits, foundDays: days, found });

test('what was sought in one place says what to expect in another, and each place what it holds', () => {
  expect(promised(name('t1', 'a'))).toBeUndefined();
  learn(name('t1', 'a'), read(10, 40));
  expect(promised(name('t1', 'a'))?.hits).toBeCloseTo(4, 0);
  expect(promised(name('t2', 'a'))?.hits).toBeCloseTo(4, 0);
  // Ten times as much lies in the second place, whatever is sought there.
  for (let times = 0; times < 80; times++) {
    const word = `w${times % 4}`;
    learn(name('t1', word), read(10, 40));
    learn(name('t2', word), read(10, 400));
  }
  const ratio = (promised(name('t2', 'w1'))?.hits ?? 0) / (promised(name('t1', 'w1'))?.hits ?? 1);
  expect(ratio).toBeGreaterThan(5);
  expect(ratio).toBeLessThan(20);
  expect(firstDaysOf(name('t1', 'new'))).toBeGreaterThan(4 * firstDaysOf(name('t2', 'new')));
});

test('words that nobody wrote say nothing of the place', () => {
  for (let typo = 0; typo < 50; typo++) learn(name('t6', `typo${typo}`), read(1500, 0));
  expect(firstDaysOf(name('t6', 'common'))).toBe(16);
});

test('a place is never thought to hold so little that its first step reads years', () => {
  for (let times = 0; times < 200; times++) {
    learn(name('t7', `x${times}`), read(10, 100));
    learn(name('t7', `x${times}`), read(1500, 0));
  }
  expect(firstDaysOf(name('t7', 'common'))).toBeLessThanOrEqual(64);
  expect(firstDaysOf(name('t7', 'common'))).toBeGreaterThan(16);
});

test('hits and what is shown of them are promised apart', () => {
  for (let times = 0; times < 20; times++) learn(name('t3', 'b'), read(10, 200, 20));
  const { hits = 0, found = 0 } = promised(name('t3', 'b')) ?? {};
  expect(hits / found).toBeCloseTo(10, 0);
});

test('words that were never sought together promise what they have together by chance', () => {
  // Of 25 reports a day every fifth has k, every tenth l and every other m.
  const days = 1000;
  const daily = { k: 5, l: 2.5, m: 12.5, 'k l': 0.5, 'l m': 1.25 };
  for (let times = 0; times < 10; times++)
    for (const [text, hits] of Object.entries(daily))
      learn(name('t9', text), read(days, hits * days));
  expect(promised(name('t9', 'k unheard'))).toBeUndefined();
  const { hits = 0 } = promised(name('t9', 'k m')) ?? {};
  expect(hits).toBeGreaterThan(1);
  expect(hits).toBeLessThan(6);
});

test('a word is known from those it was sought with', () => {
  learn(name('t10', 'o'), read(100, 500));
  learn(name('t10', 'o p'), read(100, 50));
  const { hits = 0 } = promised(name('t10', 'p')) ?? {};
  expect(hits).toBeGreaterThan(1);
  expect(hits).toBeLessThan(6);
});

const daysOf = (name: memory.SearchName) => {
  const guess = promised(name);
  return guess && nextDays(guess, NEED, 3000);
};

test('a guess leads the further back the more searches taught its words', () => {
  // Both are common, but were sought beside what is rare.
  const silent = (text: string) => learn(name('t12', text), read(1500, 1));
  const unsure = () => {
    const days = daysOf(name('t12', 'r s'));
    expect(days).toBeGreaterThan(16);
    expect(days).toBeLessThanOrEqual(16 * 24);
  };
  silent('r rare1');
  silent('s rare2');
  unsure();
  // The same once more, or beside what nothing is known of, says nothing of them.
  for (let times = 0; times < 100; times++) {
    silent('r rare1');
    silent('s rare2');
    silent(`r new${times}`);
    silent(`s new${times}`);
  }
  unsure();
  silent('r s2');
  silent('s r2');
  silent('r rare2');
  silent('s rare1');
  expect(daysOf(name('t12', 'r s'))).toBeGreaterThan(16 * 24);
  expect(daysOf(name('t12', 'r s'))).toBeLessThanOrEqual(2 * 16 * 24);
});

test('a guess leads no further back than to all that is looked at of the rarest word', () => {
  // Each in every fifth of 25 reports a day, whatever else is in it.
  const words = ['u', 'v', 'w', 'x'];
  for (const word of words) learn(name('t13', word), read(100, 500));
  for (const one of words)
    for (const two of words) if (one !== two) learn(name('t13', `${one} ${two}`), read(100, 100));
  const days = daysOf(name('t13', 'u v w x')) ?? Infinity;
  expect(days).toBeGreaterThan(500);
  expect(days).toBeLessThan(700);
});

test('the rarest word comes first, and last what nothing is known of', () => {
  learn(name('t14', 'often'), read(10, 200));
  learn(name('t14', 'seldom'), read(10, 2));
  const sought = ['new', 'often', 'newer', 'seldom'];
  const ordered = ['seldom', 'often', 'new', 'newer'];
  expect(rarestFirst(sought, (word) => word)).toEqual(ordered);
});

test('a mistyped word says nothing of the words beside it', () => {
  learn(name('t11', 'q mistyped'), read(1500, 0));
  expect(promised(name('t11', 'q'))).toBeUndefined();
});

test('silence is remembered as little, not as nothing', () => {
  learn(name('t4', 'c'), read(16, 0));
  expect(promised(name('t4', 'c'))?.hits).toBeCloseTo(0.5 / 16, 5);
});

test.each([0, -1, 0.01, NaN])('%d days teach nothing', (days) => {
  learn(name('t8', 'd'), read(days, 3));
  expect(promised(name('t8', 'd'))).toBeUndefined();
  expect(firstDaysOf(name('t8', 'd'))).toBe(16);
});

test('the latest places and words are remembered, and no more', () => {
  for (let at = 0; at <= REMEMBERED_MAX; at++) learn(name('t5', `n${at}`), read(2, 3));
  expect(promised(name('t5', 'n0'))).toBeUndefined();
  expect(promised(name('t5', 'n1'))).toBeDefined();
  const much = (place: string) => learn(name(place, 'n1'), read(2, 300));
  much('first');
  expect(firstDaysOf(name('first', 'n1'))).toBeLessThan(16);
  for (let at = 0; at < REMEMBERED_MAX; at++) much(`p${at}`);
  expect(firstDaysOf(name('first', 'n1'))).toBe(16);
});
