import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScopeTerm } from '#modules/identity/index.ts';
import {
  keysOf,
  marksOfAll,
  marksOfDays,
  marksOfOpen,
  nextDays,
  type Keys,
} from './search-marks.ts';

const scope = (...any: ScopeTerm[]) => ({ any, memberId: 'x' });
const town = { kind: 'town', countyId: 1, townId: 5 } as const;
const unit = { kind: 'unit', countyId: 1, unitId: 7 } as const;
const grid = { kind: 'grid', countyId: 1, gridIds: [8, 9] } as const;
const own = { kind: 'own', accountId: 'a-b' } as const;

describe('the keys of a scope', () => {
  test('a town and what its room was ordered elsewhere', () => {
    expect(keysOf(scope(town, unit))).toEqual({
      counties: [],
      others: ['t5', 'u7'],
      firstDays: 16,
    });
  });

  test('who reaches a whole county needs no other key of it', () => {
    const county = { kind: 'county', countyId: 1 } as const;
    const other = { kind: 'town', countyId: 2, townId: 6 } as const;
    const keys = keysOf(scope(county, town, other, own));
    expect(keys).toEqual({ counties: ['c1'], others: ['t6', 'ra-b'], firstDays: 2 });
    expect(marksOfAll(keys as Keys)).toBeNull();
  });

  test('a village and a grid hold little, whoever is their unit; one person less', () => {
    expect(keysOf(scope(grid, unit, own))).toMatchObject({ firstDays: 512 });
    const keys = keysOf(scope(own)) as Keys;
    expect(keys.firstDays).toBeNull();
    expect(marksOfAll(keys)).toEqual(['Ara-b']);
    expect(marksOfOpen(keys)).toEqual(['Ora-b']);
  });

  test('the machine has none, and nobody without a post finds anything', () => {
    expect(keysOf({ any: [{ kind: 'all' }], memberId: null })).toBeNull();
    expect(marksOfAll(keysOf(scope()) as Keys)).toEqual([]);
  });
});

describe('the marks of some days', () => {
  const county = keysOf(scope({ kind: 'county', countyId: 1 })) as Keys;

  test('are as fine as there is much', () => {
    expect(marksOfDays(county, 20_001, 20_003)).toEqual(['Dc1-20001', 'Dc1-20002']);
    expect(marksOfDays(keysOf(scope(town)) as Keys, 20_001, 20_003)).toEqual(['Wt5-2500']);
    expect(marksOfDays(keysOf(scope(grid, own)) as Keys, 20_001, 20_003)).toEqual([
      'Xg8-312',
      'Xg9-312',
      'Ara-b',
    ]);
  });

  test('cover every day, and stay few', () => {
    const days = { D: 1, W: 8, X: 64 } as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30_000 }),
        fc.integer({ min: 1, max: 1024 }),
        (from, n) => {
          const marks = marksOfDays(county, from, from + n);
          expect(marks.length).toBeLessThanOrEqual(17);
          const covered = marks.map((mark) => {
            const width = days[mark.charAt(0) as keyof typeof days];
            return [Number(mark.split('-')[1]) * width, width] as const;
          });
          const holds = (day: number) =>
            covered.some(([at, width]) => day >= at && day < at + width);
          for (let day = from; day < from + n; day++) expect(holds(day)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('how far back the next step goes', () => {
  test.each([
    ['a silent day says little', { days: 2, hits: 0, found: 0 }, 128],
    ['weeks without a hit: all is read', { days: 16, hits: 0, found: 0 }, null],
    ['a rare word: all is read', { days: 16, hits: 1, found: 1 }, null],
    ['no more is read than is promised to be shown', { days: 16, hits: 3, found: 3 }, 400],
    ['as many days as are promised, and half as many more', { days: 2, hits: 20, found: 10 }, 15],
    ['nobody may see it: longer, but no more than may be looked at', { days: 2, hits: 500, found: 0 }, 12], // prettier-ignore
  ])('%s', (_, step, expected) => {
    expect(nextDays(step, 50, 3000)).toBe(expected);
  });

  test('is at least a day, whatever was found', () => {
    const step = fc.record({
      days: fc.double({ min: 0.1, max: 2000, noNaN: true }),
      hits: fc.nat(100_000),
      found: fc.nat(1000),
    });
    fc.assert(
      fc.property(
        step,
        fc.integer({ min: 1, max: 1001 }),
        fc.integer({ min: 1, max: 20_000 }),
        (some, need, left) => {
          const next = nextDays({ ...some, found: Math.min(some.found, some.hits) }, need, left);
          if (next !== null) expect(next).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});
