import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSight,
  KINDS,
  OUTPUTS,
  PAIRS,
  partPairs,
  readModel,
  type SparseWeights,
  STEPS,
  withSums,
  writeModel,
} from './model.ts';

const weightsOf = fc
  .dictionary(
    fc.integer({ min: 1, max: 0x7fffffff }).map(String),
    fc.dictionary(
      fc.integer({ min: 0, max: 9 * OUTPUTS - 1 }).map(String),
      fc.integer({ min: -127, max: 127 }).filter((value) => value !== 0),
      { minKeys: 1, maxKeys: 40 },
    ),
    { maxKeys: 30 },
  )
  .map(
    (weights): SparseWeights =>
      new Map(
        Object.entries(weights).map(([hash, own]) => [
          Number(hash),
          Object.entries(own).map(([output, value]) => [Number(output), value] as const),
        ]),
      ),
  );

function read(pieces: SparseWeights) {
  const [steps, ends] = [new Int16Array(STEPS), new Int16Array(KINDS)];
  return readModel(writeModel({ pieces, stretches: new Map(), steps, ends, unit: 0.01 })).pieces;
}

describe('weights that are written and read', () => {
  it('say as often as they are asked what they said, each for its own output', () => {
    fc.assert(
      fc.property(weightsOf, fc.integer({ min: 1, max: 60 }), (weights, times) => {
        const kept = read(weights);
        const pairs = new Int32Array(9 * PAIRS);
        const said = new Int32Array(pairs.length * 2);
        const expected = new Int32Array(9 * OUTPUTS);
        for (const own of weights.values())
          for (const [output, value] of own) expected[output] = (expected[output] ?? 0) + value;
        for (const hash of weights.keys()) addSight(kept, hash, pairs, 0);
        partPairs(pairs, pairs.length, said);
        const told = Array.from(expected, (_, output) => {
          const row = Math.floor(output / OUTPUTS);
          return said[row * PAIRS * 2 + (output % OUTPUTS)];
        });
        expect(told).toEqual([...expected]);

        const [first] = weights.keys();
        if (first === undefined) return;
        pairs.fill(0);
        for (let time = 0; time < times; time++) addSight(kept, first, pairs, 0);
        partPairs(pairs, pairs.length, said);
        for (const [output, value] of weights.get(first) ?? []) {
          const row = Math.floor(output / OUTPUTS);
          expect(said[row * PAIRS * 2 + (output % OUTPUTS)]).toBe(value * times);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('say the same at once by a hash that stands for several', () => {
    const kept = read(
      new Map([
        [7, [[3, -5]]],
        [
          9,
          [
            [3, 2],
            [4 * OUTPUTS, 6],
          ],
        ],
      ]),
    );
    const [apart, summed] = [new Int32Array(9 * PAIRS), new Int32Array(9 * PAIRS)];
    for (const hash of [7, 9]) addSight(kept, hash, apart, 0);
    addSight(withSums(kept, [[1, [7, 9, 11]]]), 1, summed, 0);
    expect(summed).toEqual(apart);
    expect(apart.some((pair) => pair !== 0)).toBe(true);
  });

  it('say nothing of what they never met', () => {
    const pairs = new Int32Array(PAIRS);
    addSight(read(new Map([[7, [[3, -5]]]])), 8, pairs, 0);
    expect(pairs.every((pair) => pair === 0)).toBe(true);
  });
});
