// The draw: repeatable by its seed, fair to every matter, and each stratum heard.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allot, drawSample, type Member } from './sample.ts';

const population = (sizes: Readonly<Record<string, number>>): Member[] =>
  Object.entries(sizes).flatMap(([stratum, count]) =>
    Array.from({ length: count }, (_, at) => ({ id: `${stratum}-${at}`, stratum })),
  );
const strataOf = (ids: readonly string[]) =>
  Object.fromEntries(
    [...Map.groupBy(ids, (id) => id.split('-')[0] ?? '')].map(([name, own]) => [name, own.length]),
  );

describe('the same seed draws the same', () => {
  test('whatever the order of the population', () => {
    const all = population({ a: 40, b: 10 });
    const drawn = drawSample(all, 12, 'seed');
    expect(drawn).toHaveLength(12);
    expect(drawSample([...all].reverse(), 12, 'seed')).toEqual(drawn);
    expect(drawSample(all, 12, 'another')).not.toEqual(drawn);
  });

  test('what is drawn first stays drawn when more are wanted', () => {
    const all = population({ a: 100 });
    expect(drawSample(all, 20, 'seed').slice(0, 5)).toEqual(drawSample(all, 5, 'seed'));
  });
});

test('every matter is drawn about as often as every other', () => {
  const all = population({ a: 10 });
  const times = new Map<string, number>();
  const DRAWS = 2_000;
  for (let seed = 0; seed < DRAWS; seed += 1)
    for (const id of drawSample(all, 3, `${seed}`)) times.set(id, (times.get(id) ?? 0) + 1);
  // Expected 600 each with a standard deviation of 20; five of them apart would be no chance.
  for (const { id } of all) expect(Math.abs((times.get(id) ?? 0) - 600)).toBeLessThan(100);
});

describe('strata', () => {
  test('each is heard, the rest is in proportion', () => {
    expect(strataOf(drawSample(population({ a: 90, b: 8, c: 2 }), 10, 's'))).toEqual({
      ...{ a: 8, b: 1, c: 1 },
    });
    expect(strataOf(drawSample(population({ a: 50, b: 30, c: 20 }), 10, 's'))).toEqual({
      ...{ a: 5, b: 3, c: 2 },
    });
  });

  test('fewer places than strata: the largest are heard', () => {
    expect(strataOf(drawSample(population({ a: 5, b: 4, c: 3 }), 2, 's'))).toEqual({ a: 1, b: 1 });
  });

  test('never more than there is, never fewer than asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 100 }),
        (counts, size) => {
          const sizes = new Map(counts.map((count, at) => [`s${at}`, count]));
          const seats = allot(sizes, size);
          const total = counts.reduce((sum, count) => sum + count, 0);
          const given = [...seats.values()].reduce((sum, count) => sum + count, 0);
          for (const [name, count] of seats) if (count > (sizes.get(name) ?? 0)) return false;
          return given === Math.min(size, total);
        },
      ),
    );
  });
});
