// Teaches the matcher from judged pairs: words of difference, then trees over pairs, then trees over the candidates of
// a question. Each step sees the chances that the step before gave without having learnt from that question. The same pairs and seed, the same model. Pure.
import { seededRandom } from '#platform/chance/index.ts';
import { differencesOf, learnDifferences, weighDifferences } from './differences.ts';
import { growTrees, type GrowOptions } from './grow-trees.ts';
import { listSigns } from './list-signs.ts';
import { learnNet } from './learn-net.ts';
import { askJury, type Jury, type Leanings, type MatchModel } from './match-model.ts';
import { preferred } from './match.ts';
import { learnRarities } from './rarity.ts';
import { readForMatching, type Reading } from './reading.ts';
import { pairSigns } from './signs.ts';

/** Label: 0 no, 1 partial, 2 exact. */
export type JudgedPair = Readonly<{ query: string; candidate: string; label: number }>;

export type TeachOptions = GrowOptions &
  Readonly<{
    folds: number;
    /** How many forests, and how many nets, answer together: for a pair and for a list. */
    pair: JurySize;
    list: JurySize;
    onStep?: (said: string) => void;
  }>;

export type JurySize = Readonly<{ forests: number; nets: number }>;

export type MatchScore = Readonly<{
  accuracy: number;
  macroF1: number;
  /** Rows: what is right; columns: what was said. */
  confusion: readonly (readonly number[])[];
}>;

/**
 * The model of all pairs, and how well models that left out a fold judged it. The pairs of one question keep their
 * order: it is that of the search.
 */
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
  const labels = pairs.map((pair) => pair.label);
  const found = pairs.map((pair) => differencesOf(read(pair.query), read(pair.candidate)));

  const questions = groupsOf(pairs);
  const random = seededRandom(options.seed);
  const foldOf = new Int32Array(pairs.length);
  for (const rows of questions) {
    const fold = Math.floor(random() * folds);
    for (const row of rows) foldOf[row] = fold;
  }
  /** What each row is answered by what has learnt from the other folds. */
  const heldOut = <Row>(
    rows: readonly Row[],
    learn: (taught: readonly Row[], labels: readonly number[]) => (row: Row) => number[],
  ): number[][] => {
    const answers: number[][] = [];
    for (let fold = 0; fold < folds; fold++) {
      const [taught, asked] = rowsOf(fold, foldOf);
      const answer = learn(pick(rows, taught), pick(labels, taught));
      for (const row of asked) answers[row] = answer(rows[row] as Row);
      onStep?.(`fold ${fold + 1} of ${folds}`);
    }
    return answers;
  };
  const learnWords = (rows: readonly Uint32Array[], right: readonly number[]) =>
    learnDifferences(rows, right, seededRandom(options.seed));
  /** Each has a seed of its own. */
  const call =
    ({ forests, nets }: JurySize) =>
    (rows: readonly number[][], right: readonly number[]): Jury => ({
      forests: Array.from({ length: forests }, (_, at) =>
        growTrees(rows, right, 3, { ...options, seed: options.seed + at }),
      ),
      nets: Array.from({ length: nets }, (_, at) => learnNet(rows, right, 3, options.seed + at)),
    });
  const answer = (size: JurySize) => (rows: readonly number[][], right: readonly number[]) => {
    const jury = call(size)(rows, right);
    return (row: number[]) => askJury(jury, row);
  };

  const words = heldOut(found, (rows, right) => {
    const differences = learnWords(rows, right);
    return (row) => weighDifferences(differences, row);
  });
  const signs = pairs.map((pair, row) => [
    ...pairSigns(rarities, read(pair.query), read(pair.candidate)),
    ...(words[row] ?? []),
  ]);
  onStep?.(`${pairs.length} pairs with ${signs[0]?.length ?? 0} signs`);
  const alone = heldOut(signs, answer(options.pair));
  const listed: number[][] = [];
  for (const rows of questions) {
    const [asked] = pick(pairs, rows);
    const candidates = pick(pairs, rows).map((pair) => read(pair.candidate));
    listSigns(read(asked?.query ?? ''), candidates, pick(signs, rows), pick(alone, rows)).forEach(
      (row, at) => {
        listed[rows[at] ?? 0] = row;
      },
    );
  }
  const together = heldOut(listed, answer(options.list));
  const model: MatchModel = {
    rarities,
    differences: learnWords(found, labels),
    pair: call(options.pair)(signs, labels),
    pairLeanings: bestLeanings(alone, labels),
    list: call(options.list)(listed, labels),
    listLeanings: bestLeanings(together, labels),
  };
  return {
    model,
    heldOut: {
      pair: scoreFolds(alone, labels, foldOf, folds),
      list: scoreFolds(together, labels, foldOf, folds),
    },
  };
}

/** Each fold is answered with the leanings that are best for the others; the mean F1 of each is told, too. */
function scoreFolds(
  chances: readonly number[][],
  labels: readonly number[],
  foldOf: Int32Array,
  folds: number,
): MatchScore & Readonly<{ ofFolds: readonly number[]; loss: number }> {
  const said: number[] = [];
  const ofFolds = Array.from({ length: folds }, (_, fold) => {
    const [others, own] = rowsOf(fold, foldOf);
    const leanings = bestLeanings(pick(chances, others), pick(labels, others));
    for (const row of own) said[row] = preferred(chances[row] ?? [], leanings);
    return scoreMatches(pick(labels, own), pick(said, own)).macroF1;
  });
  const lost = labels.reduce(
    (sum, label, row) => sum - Math.log(Math.max(1e-9, chances[row]?.[label] ?? 0)),
    0,
  );
  return { ...scoreMatches(labels, said), ofFolds, loss: round4(lost / (labels.length || 1)) };
}

/** The rows of the other folds, and those of one. */
function rowsOf(fold: number, foldOf: Int32Array): [others: number[], own: number[]] {
  const [others, own] = [[] as number[], [] as number[]];
  foldOf.forEach((of, row) => (of === fold ? own : others).push(row));
  return [others, own];
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
