import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePlates, type Lattice } from './beam.ts';
import { parsePlate } from './grammar.ts';

/** Every path through the lattice, folded as CTC folds it: the exact likelihood of each plate. */
function byBruteForce({ alphabet, steps }: Lattice): Map<string, number> {
  const plates = new Map<string, number>();
  const walk = (step: number, last: number, text: string, chance: number): void => {
    if (chance === 0) return;
    const chances = steps[step];
    if (!chances) {
      if (parsePlate(text)?.plate === text) plates.set(text, (plates.get(text) ?? 0) + chance);
      return;
    }
    chances.forEach((each, at) => {
      const longer = at === 0 || at === last ? text : text + alphabet[at - 1];
      walk(step + 1, at, longer, chance * each);
    });
  };
  walk(0, 0, '', 1);
  return plates;
}

const ALPHABET = ['使', '1', '2'];

describe('the beam', () => {
  test('weighs every plate as all paths together do', () => {
    const step = fc
      .array(fc.integer({ min: 0, max: 20 }), { minLength: 4, maxLength: 4 })
      .map((counts) => {
        const sum = counts.reduce((total, each) => total + each, 0);
        return Float64Array.from(counts, (each) => (sum === 0 ? 0.25 : each / sum));
      });
    const lattices = fc.array(step, { minLength: 7, maxLength: 8 });
    fc.assert(
      fc.property(lattices, (steps) => {
        const lattice = { alphabet: ALPHABET, steps };
        const exact = [...byBruteForce(lattice)].sort(([, left], [, right]) => right - left);
        const found = decodePlates(lattice, undefined, 100_000);
        expect(found.length).toBe(exact.length);
        const likelihood = new Map(exact);
        for (const { plate, score } of found)
          expect(Math.exp(score)).toBeCloseTo(likelihood.get(plate) ?? -1, 9);
        if (exact[0]) expect(Math.exp(found[0]?.score ?? 0)).toBeCloseTo(exact[0][1], 9);
      }),
      { numRuns: 12 },
    );
  });

  const ALL = [...'浙皖CA0123456789DZB'];
  /** Steps that say a text plainly, with one other character beside each. */
  function saying(text: string, beside: string, share: number): Lattice {
    const steps = [...text].flatMap((character, at) => {
      const said = new Float64Array(ALL.length + 1).fill(1e-6);
      said[ALL.indexOf(character) + 1] = 1 - share;
      said[ALL.indexOf(beside[at] as string) + 1] = Math.max(share, 1 - share * 2 - 0.3);
      const quiet = new Float64Array(ALL.length + 1).fill(1e-6);
      quiet[0] = 1;
      return [said, quiet];
    });
    return { alphabet: ALL, steps };
  }

  test('a digit where only a letter may stand gives way to the letter beside it', () => {
    const found = decodePlates(saying('浙800123', '浙B00123', 0.1));
    expect(found[0]?.plate).toBe('浙B00123');
  });

  test('a prior tips what the lattice leaves open', () => {
    const open = saying('皖A12345', '浙A12345', 0.35);
    const home = (province: string) =>
      decodePlates(open, ({ length }, each) => (length === 0 && each === province ? 20 : 1))[0]?.plate; // prettier-ignore
    expect([home('浙'), home('皖')]).toEqual(['浙A12345', '皖A12345']);
  });

  test('nothing that fits: no plate; no steps: no plate', () => {
    expect(decodePlates(saying('000', '000', 0.1))).toEqual([]);
    expect(decodePlates({ alphabet: ALL, steps: [] })).toEqual([]);
  });
});
