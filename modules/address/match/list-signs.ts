// The signs of a candidate among the others of one question: its place in the list, how it stands to the best of
// them, and what is thought of those that resemble it. Who judged a list judged it as a whole. Pure.
import { COMPARED_MAX } from './signs.ts';
import type { Reading } from './reading.ts';

/** Signs of a pair that are also told against those of the other candidates: shares, common runs, names, roads. */
const RANKED = [
  2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17, 18, 19, 20, 21, 24, 25, 26, 27, 28, 29, 30, 31, 32,
  36, 37,
] as const;
const LABELS = [0, 1, 2] as const;

/** What stands for a value that is not there. */
const NONE = -1;

/**
 * One row for each candidate: its own signs of a pair, then those of the list. `chances` are what the pair trees
 * hold of each; the candidates stand in the order in which a search gave them, best first.
 */
export function listSigns(
  asked: Reading,
  candidates: readonly Reading[],
  signs: readonly (readonly number[])[],
  chances: readonly (readonly number[])[],
): number[][] {
  const count = candidates.length;
  const likely = LABELS.map((label) => chances.map((own) => own[label] ?? 0));
  const ranked = RANKED.map((sign) => signs.map((row) => row[sign] ?? 0));
  const neighbours = candidates.map(({ bare }) => neighboursOf(bare.slice(0, COMPARED_MAX)));
  const known = asked.bare.slice(0, COMPARED_MAX);
  const unasked = neighbours.map((own) => new Set([...own].filter((two) => !known.includes(two))));
  const kinships = [kinshipOf(neighbours), kinshipOf(unasked)];
  const [, , exact = []] = likely;
  return signs.map((row, at) => [
    ...row,
    at,
    count,
    at === count - 1 ? 1 : 0,
    ...likely.flatMap((column) => standing(column, at)),
    exact.slice(0, at).reduce(withoutOne, 1),
    exact.filter((_, other) => other !== at).reduce(withoutOne, 1),
    ...kinships.flatMap((kinship) => kinSigns(kinship[at] ?? [], likely, at)),
    ...ranked.flatMap((column) => ranking(column, at)),
  ]);
}

/** The chance that none is, from the chance that those before are not and the chance of the next. */
const withoutOne = (none: number, chance: number) => none * (1 - chance);

/** A chance beside those of the others: the most, least and mean, and those next to it in the list. */
function standing(column: readonly number[], at: number): number[] {
  const own = column[at] ?? 0;
  const { most, least, mean, above } = othersOf(column, at);
  return [
    own,
    most,
    least,
    mean,
    above,
    own - most,
    column[at - 1] ?? NONE,
    column[at + 1] ?? NONE,
    at === 0 ? NONE : (column[0] ?? NONE),
  ];
}

function ranking(column: readonly number[], at: number): number[] {
  const { most, mean, above } = othersOf(column, at);
  return [above, (column[at] ?? 0) - most, mean];
}

function othersOf(column: readonly number[], at: number) {
  const own = column[at] ?? 0;
  const others = { most: -1000, least: 2, mean: NONE, above: 0 };
  let sum = 0;
  column.forEach((one, other) => {
    if (other === at) return;
    if (one > own) others.above++;
    others.most = Math.max(others.most, one);
    others.least = Math.min(others.least, one);
    sum += one;
  });
  if (column.length > 1) others.mean = sum / (column.length - 1);
  return others;
}

/** Neighbouring characters. */
function neighboursOf(text: string): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at + 2 <= text.length; at++) found.add(text.slice(at, at + 2));
  return found;
}

/** How alike each is to each, from 0 to 1: shared neighbours among all that either has; two empty ones are alike. */
function kinshipOf(sets: readonly ReadonlySet<string>[]): number[][] {
  return sets.map((one) =>
    sets.map((other) => {
      let both = 0;
      for (const two of one) if (other.has(two)) both++;
      const either = one.size + other.size - both;
      return either === 0 ? 1 : both / either;
    }),
  );
}

/** How alike the others are to one candidate, and the chances of the alike ones. */
function kinSigns(
  kinship: readonly number[],
  likely: readonly (readonly number[])[],
  at: number,
): number[] {
  let all = 0;
  let most = 0;
  const sums = likely.map(() => 0);
  kinship.forEach((alike, other) => {
    if (other === at) return;
    all += alike;
    most = Math.max(most, alike);
    likely.forEach((column, label) => {
      sums[label] = (sums[label] ?? 0) + alike * (column[other] ?? 0);
    });
  });
  return [
    all / Math.max(1, kinship.length - 1),
    most,
    ...sums.map((sum) => (all > 1e-6 ? sum / all : NONE)),
  ];
}
