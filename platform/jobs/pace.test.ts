import { expect, test } from 'vitest';
import { startPace } from './pace.ts';

test('counts the last whole second, or the one that runs where that has more; a pause is a pause', () => {
  let ms = 5_000;
  const pace = startPace(() => ms);
  const come = (many: number) => Array.from({ length: many }).forEach(() => pace.add());
  expect(pace.perSecond()).toBe(0);
  come(3);
  expect(pace.perSecond()).toBe(3);
  ms = 6_100;
  expect(pace.perSecond()).toBe(3);
  come(4);
  expect(pace.perSecond()).toBe(4);
  ms = 7_000;
  come(1);
  expect(pace.perSecond()).toBe(4);
  ms = 9_500;
  expect(pace.perSecond()).toBe(0);
});
