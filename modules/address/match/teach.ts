// Teaches the matcher from judged pairs: trees over pairs, then trees over the candidates of a question, which see
// the chances that pair trees gave which had not learnt from them. The same pairs and seed, the same model. Pure.
import { seededRandom } from '#platform/chance/index.ts';
import { growTrees, type GrowOptions } from './grow-trees.ts';
import { groupSigns } from './group-signs.ts';
import type { Leanings, MatchModel } from './match-model.ts';
import { preferred } from './match.ts';
import { learnRarities } from './rarity.ts';
import { readForMatching, type Reading } from './reading.ts';
import { pairSigns } from './signs.ts';
import { chancesOf, sumTrees } from './trees.ts';

/** Label: 0 no, 1 partial, 2 exact. */
export type JudgedPair = Readonly<{ query: string; candidate: string; label: number }>;

export type TeachOptions = GrowOptions &
  Readonly<{ folds: number; onStep?: (said: string) => void }>;

export type MatchScore = Readonly<{
  accuracy: number;
  macroF1: number;
  /** Rows: what is right; columns: what was said. */
  confusion: readonly (readonly number[])[];
}>;

/** The model of all pairs, and how well models that left out a fold judged it. */
export function teachMatcher(pairs: readonly JudgedPair[], options: TeachOptions) {
  const { folds, onStep } = options;
  const readings = new Map<string, Reading>();
  const read = (text: string) => {
    const known = readings.get(text) ?? readForMatching(text);
    readings.set(text, known);
    return known;
  };
  for (const { query, candidate } of pairs) [query, candidate].forEach(read);
  const rarities = learnRarities([...readings.values()].map((one) => one.bare));
  const signs = pairs.map((pair) => pairSigns(rarities, read(pair.query), read(pair.candidate)));
  const labels = pairs.map((pair) => pair.label);
  onStep?.(`${pairs.length} pairs with ${signs[0]?.length ?? 0} signs`);

  const questions = groupsOf(pairs);
  const random = seededRandom(options.seed);
  const foldOf = new Int32Array(pairs.length);
  for (const rows of questions) {
    const fold = Math.floor(random() * folds);
    for (const row of rows) foldOf[row] = fold;
  }
  const heldOut = (rows: readonly (readonly number[])[]): number[][] => {
    const chances: number[][] = [];
    for (let fold = 0; fold < folds; fold++) {
      const [taught, asked] = [[] as number[], [] as number[]];
      foldOf.forEach((own, row) => (own === fold ? asked : taught).push(row));
      const trees = growTrees(pick(rows, taught), pick(labels, taught), 3, options);
      for (const row of asked) chances[row] = chancesOf(sumTrees(trees, rows[row] ?? []));
      onStep?.(`fold ${fold + 1} of ${folds}`);
    }
    return chances;
  };

  const alone = heldOut(signs);
  const grouped: number[][] = [];
  for (const rows of questions)
    groupSigns(pick(signs, rows), pick(alone, rows)).forEach((row, at) => {
      grouped[rows[at] ?? 0] = row;
    });
  const together = heldOut(grouped);
  const pairLeanings = bestLeanings(alone, labels);
  const groupLeanings = bestLeanings(together, labels);
  const model: MatchModel = {
    rarities,
    pair: growTrees(signs, labels, 3, options),
    pairLeanings,
    group: growTrees(grouped, labels, 3, options),
    groupLeanings,
  };
  const scored = (chances: readonly number[][], leanings: Leanings) =>
    scoreMatches(
      labels,
      chances.map((one) => preferred(one, leanings)),
    );
  return {
    model,
    heldOut: { pair: scored(alone, pairLeanings), group: scored(together, groupLeanings) },
  };
}

/** Rows of the same question, which need not stand together. */
export function groupsOf(pairs: readonly Pick<JudgedPair, 'query'>[]): number[][] {
  const groups = new Map<string, number[]>();
  pairs.forEach(({ query }, row) => {
    const rows = groups.get(query);
    if (rows) rows.push(row);
    else groups.set(query, [row]);
  });
  return [...groups.values()];
}

export function scoreMatches(right: readonly number[], said: readonly number[]): MatchScore {
  const confusion = [0, 1, 2].map(() => [0, 0, 0]);
  right.forEach((label, at) => {
    const row = confusion[label];
    const answer = said[at] ?? 0;
    if (row) row[answer] = (row[answer] ?? 0) + 1;
  });
  let hits = 0;
  let f1s = 0;
  for (let label = 0; label < 3; label++) {
    const hit = confusion[label]?.[label] ?? 0;
    const gold = confusion[label]?.reduce((sum, one) => sum + one, 0) ?? 0;
    const answered = confusion.reduce((sum, row) => sum + (row[label] ?? 0), 0);
    hits += hit;
    f1s += gold + answered === 0 ? 0 : (2 * hit) / (gold + answered);
  }
  return {
    accuracy: round4(hits / (right.length || 1)),
    macroF1: round4(f1s / 3),
    confusion,
  };
}

/** The factors with the best mean F1, on a coarse grid: finer ones would follow chance. */
function bestLeanings(chances: readonly number[][], labels: readonly number[]): Leanings {
  let best: Leanings = [1, 1, 1];
  let most = -1;
  for (let partial = 0.7; partial <= 1.75; partial += 0.15)
    for (let exact = 0.8; exact <= 3.2; exact += 0.3) {
      const leanings: Leanings = [1, Math.fround(partial), Math.fround(exact)];
      const { macroF1 } = scoreMatches(
        labels,
        chances.map((one) => preferred(one, leanings)),
      );
      if (macroF1 > most) {
        most = macroF1;
        best = leanings;
      }
    }
  return best;
}

function pick<T>(all: readonly T[], rows: readonly number[]): T[] {
  return rows.flatMap((row) => (all[row] === undefined ? [] : [all[row]]));
}

const round4 = (value: number) => Math.round(value * 10_000) / 10_000;
