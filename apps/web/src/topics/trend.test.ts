import { expect, test } from 'vitest';
import { periodOf } from './queries.ts';
import { heightsOf, lineOf } from './trend.ts';

test('each day stands as high as its share of the highest', () => {
  expect(heightsOf([0, 2, 4])).toEqual([0, 0.5, 1]);
});

test('a quiet month is flat, not broken', () => {
  expect(heightsOf([0, 0])).toEqual([0, 0]);
  expect(heightsOf([])).toEqual([]);
  expect(lineOf([0, 0, 0], 20, 10)).toBe('0,10 10,10 20,10');
  expect(lineOf([3], 20, 10)).toBe('0,0');
});

test('the line goes from the first day on the left to today on the right, the highest on top', () => {
  expect(lineOf([0, 1, 4], 100, 20)).toBe('0,20 50,15 100,0');
});

test('an address that names no period shows the usual one', () => {
  expect(periodOf('7')).toBe(7);
  for (const words of [null, '', '8', '7d', '07']) expect(periodOf(words)).toBe(30);
});
