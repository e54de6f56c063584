import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascending, lastBelow } from './ascending.ts';

test('finds what a search from the end finds, evenly spread or not', () => {
  const whole = fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.maxSafeInteger().map((n) => n % 1e13),
  );
  fc.assert(
    fc.property(fc.uniqueArray(whole), fc.array(whole), (numbers, limits) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const table = ascending(sorted);
      for (const limit of [...limits, ...sorted])
        expect(lastBelow(table, limit)).toBe(sorted.findLastIndex((value) => value < limit));
    }),
  );
});
