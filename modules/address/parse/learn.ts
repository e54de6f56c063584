// Teaches the parser: a semi-Markov conditional random field over whole parts, by gradient steps (AdaGrad)
// with sights left out at random. The same examples and seed give the same weights. Pure.
import { seededRandom } from '#platform/chance/index.ts';
import {
  lookAt,
  lookOf,
  PART_PIECES_MAX,
  pieceSights,
  REACH,
  RUNS,
  runSights,
  SIGHTS_MAX,
  stretchSights,
  type Sight,
} from './features.ts';
import type { Lexicon } from './lexicon.ts';
import { KINDS, OUTPUTS, STEPS, type SparseWeights } from './model.ts';
import type { PiecePart } from './parser.ts';
import { buildSightIndex, type SightIndex } from './sight-index.ts';
import { LOOKS, piecesOf } from './tokens.ts';

export type ParseExample = Readonly<{ words: readonly string[]; parts: readonly PiecePart[] }>;

export type LearnOptions = Readonly<{
  epochs: number;
  /** Epochs whose weights are not averaged yet. */
  warmUp: number;
  rate: number;
  /** Pull of every touched weight towards nothing. */
  pull: number;
  /** Share of the sights of a piece left out at each step. */
  leftOut: number;
  /** A sight met less often is not learnt. */
  metAtLeast: number;
  seed: number;
  onEpoch?: (epoch: number, loss: number, learnt: () => Learnt) => void;
}>;

/** What `writeModel` writes. */
export type Learnt = Readonly<{
  pieces: SparseWeights;
  stretches: SparseWeights;
  steps: Int16Array;
  ends: Int16Array;
  unit: number;
}>;

type Row = Readonly<{
  length: number;
  /** Where the steps from the kind before begin, for each piece. */
  stepsAt: Int32Array;
  pieceSights: Int32Array;
  pieceStarts: Int32Array;
  stretchSights: Int32Array;
  stretchStarts: Int32Array;
  /** Stretch number of each gold part, and its kind. */
  gold: readonly Readonly<{ from: number; stretch: number; kind: number }>[];
}>;

type Table = Readonly<{ weights: Float32Array; squares: Float32Array; mean: Float32Array }>;

/** Weights are kept as whole numbers of this many natural logarithms of odds. */
const UNIT = 0.01;
/**
 * Weights smaller than this are not kept: most of them, mere noise. Without them the file is a third as large, and
 * on addresses left out for choosing F1 is 0.2 to 0.3 better.
 */
const LEAST = { piece: 0.05, stretch: 0.08 };
/** Updates smaller than this change nothing worth the time. */
const TINY = 1e-4;
const ANY_STEPS = LOOKS * (KINDS + 1) * KINDS;
const START = KINDS;

export function learnParser(
  examples: readonly ParseExample[],
  lexicon: Lexicon,
  options: LearnOptions,
): Learnt {
  const usable = examples.filter(({ words, parts }) =>
    words.length > 0 ? parts.every(({ from, to }) => to - from <= PART_PIECES_MAX) : false,
  );
  const sights = usable.map(({ words }) => lookAt(piecesOf(words), lexicon));
  const groups = numberGroups(sights, options.metAtLeast);
  const stretchIndex = numberSights(countStretchSights(sights, usable), options.metAtLeast);
  const rows = usable.map(({ parts }, at) =>
    rowOf(sights[at] as Sight, parts, groups, stretchIndex),
  );
  const pieceTable = tableOf(rowsOf(groups) * OUTPUTS);
  const stretchTable = tableOf(stretchIndex.size() * KINDS);
  const stepTable = tableOf(STEPS + KINDS);
  const tables = [pieceTable, stretchTable, stepTable];
  const random = seededRandom(options.seed);
  const step = stepper(pieceTable, stretchTable, stepTable, rows, options, random);
  const order = Uint32Array.from(rows.keys());
  let averaged = 0;
  const learnt = (): Learnt => ({
    pieces: sparse(
      groups,
      averaged > 0 ? pieceTable.mean : pieceTable.weights,
      OUTPUTS,
      1 - options.leftOut,
    ),
    stretches: sparse(
      [{ index: stretchIndex, firstRow: 0, back: 0, width: 1 }],
      averaged > 0 ? stretchTable.mean : stretchTable.weights,
      KINDS,
      1,
    ),
    steps: shortsOf((averaged > 0 ? stepTable.mean : stepTable.weights).slice(0, STEPS)),
    ends: shortsOf((averaged > 0 ? stepTable.mean : stepTable.weights).slice(STEPS)),
    unit: UNIT,
  });
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random);
    const rate = options.rate * (1 - (0.7 * epoch) / options.epochs);
    let loss = 0;
    for (const at of order) loss += step(rows[at] as Row, rate);
    if (epoch >= options.warmUp) {
      averaged++;
      for (const { weights, mean } of tables)
        for (let at = 0; at < mean.length; at++)
          mean[at] = (mean[at] ?? 0) + ((weights[at] ?? 0) - (mean[at] ?? 0)) / averaged;
    }
    options.onEpoch?.(epoch, loss / rows.length, learnt);
  }
  return learnt();
}

/**
 * The mean of models taught with other seeds, without its small weights: what only one of them believes fades.
 * Takes one model, too.
 */
export function meanLearnt(all: readonly Learnt[]): Learnt {
  const [first] = all;
  if (!first) throw new Error('the mean of no model');
  const meanSparse = (which: 'pieces' | 'stretches', least: number): SparseWeights => {
    const sums = new Map<number, Map<number, number>>();
    for (const learnt of all)
      for (const [hash, entries] of learnt[which]) {
        const own = sums.get(hash) ?? new Map<number, number>();
        for (const [output, value] of entries) own.set(output, (own.get(output) ?? 0) + value);
        sums.set(hash, own);
      }
    const means = new Map<number, (readonly [number, number])[]>();
    for (const [hash, own] of sums) {
      const entries = [...own]
        .map(([output, sum]) => [output, Math.round(sum / all.length)] as const)
        .filter(([, value]) => Math.abs(value) * first.unit > least - first.unit / 2);
      if (entries.length > 0) means.set(hash, entries);
    }
    return means;
  };
  const meanShorts = (which: 'steps' | 'ends') =>
    first[which].map((_, at) =>
      Math.round(all.reduce((sum, learnt) => sum + (learnt[which][at] ?? 0), 0) / all.length),
    );
  return {
    pieces: meanSparse('pieces', LEAST.piece),
    stretches: meanSparse('stretches', LEAST.stretch),
    steps: meanShorts('steps'),
    ends: meanShorts('ends'),
    unit: first.unit,
  };
}

function tableOf(size: number): Table {
  return {
    weights: new Float32Array(size),
    squares: new Float32Array(size).fill(1),
    mean: new Float32Array(size),
  };
}

/** Sights of one sort: each has `width` rows of weights, one for each distance from `back` pieces before it. */
type SightGroup = Readonly<{ index: SightIndex; firstRow: number; back: number; width: number }>;

/** The groups of RUNS and, last, what only a piece itself sees. */
function numberGroups(sights: readonly Sight[], metAtLeast: number): readonly SightGroup[] {
  const counts = [...RUNS, undefined].map(() => buildSightIndex());
  const seen = new Int32Array(SIGHTS_MAX);
  for (const sight of sights)
    for (let at = -REACH; at < sight.length + REACH; at++) {
      runSights(sight, at, seen);
      RUNS.forEach(({ back, ahead }, group) => {
        if (at + ahead >= 0 && at - back < sight.length) counts[group]?.add(seen[group] ?? 0, 1);
      });
      if (at < 0 || at >= sight.length) continue;
      const count = pieceSights(sight, at, seen);
      for (let each = 0; each < count; each++) counts.at(-1)?.add(seen[each] ?? 0, 1);
    }
  let firstRow = 0;
  return counts.map((counted, group) => {
    const { back, ahead } = RUNS[group] ?? { back: 0, ahead: 0 };
    const numbered = {
      index: numberSights(counted, metAtLeast),
      firstRow,
      back,
      width: back + ahead + 1,
    };
    firstRow += numbered.index.size() * numbered.width;
    return numbered;
  });
}

function rowsOf(groups: readonly SightGroup[]): number {
  return groups.reduce((rows, { index, width }) => rows + index.size() * width, 0);
}

/** Only of parts that are there: what no part ever showed says little of parts. */
function countStretchSights(sights: readonly Sight[], examples: readonly ParseExample[]) {
  const counts = buildSightIndex();
  const seen = new Int32Array(SIGHTS_MAX);
  sights.forEach((sight, at) => {
    for (const { from, to } of examples[at]?.parts ?? []) {
      const count = stretchSights(sight, from, to, seen);
      for (let each = 0; each < count; each++) counts.add(seen[each] ?? 0, 1);
    }
  });
  return counts;
}

function numberSights(counts: SightIndex, metAtLeast: number): SightIndex {
  const numbers = buildSightIndex();
  for (const [hash, count] of counts.entries())
    if (count >= metAtLeast) numbers.add(hash, numbers.size());
  return numbers;
}

function rowOf(
  sight: Sight,
  parts: readonly PiecePart[],
  groups: readonly SightGroup[],
  stretchIndex: SightIndex,
): Row {
  const { length } = sight;
  const seen = new Int32Array(SIGHTS_MAX);
  const stepsAt = new Int32Array(length);
  const bySight = Array.from({ length }, (): number[] => []);
  groups.forEach(({ index, firstRow, back, width }, group) => {
    const isRun = group < RUNS.length;
    for (let at = isRun ? -REACH : 0; at < length + (isRun ? REACH : 0); at++) {
      let count = 1;
      if (isRun) {
        runSights(sight, at, seen);
        seen[0] = seen[group] ?? 0;
      } else count = pieceSights(sight, at, seen);
      for (let each = 0; each < count; each++) {
        const number = index.get(seen[each] ?? 0);
        if (number < 0) continue;
        for (let row = 0; row < width; row++)
          bySight[at - back + row]?.push(firstRow + number * width + row);
      }
    }
  });
  const pieceStarts = new Int32Array(length + 1);
  bySight.forEach((own, at) => {
    pieceStarts[at + 1] = (pieceStarts[at] ?? 0) + own.length;
    stepsAt[at] = lookOf(sight, at) * (KINDS + 1) * KINDS;
  });
  const stretches: number[] = [];
  const stretchStarts = [0];
  const numberOf = new Map<number, number>();
  for (let from = 0; from < length; from++)
    for (let to = from + 1; to <= Math.min(length, from + PART_PIECES_MAX); to++) {
      const count = stretchSights(sight, from, to, seen);
      for (let each = 0; each < count; each++) {
        const number = stretchIndex.get(seen[each] ?? 0);
        if (number >= 0) stretches.push(number);
      }
      numberOf.set(from * 256 + to, stretchStarts.length - 1);
      stretchStarts.push(stretches.length);
    }
  return {
    length,
    stepsAt,
    pieceSights: Int32Array.from(bySight.flat()),
    pieceStarts,
    stretchSights: Int32Array.from(stretches),
    stretchStarts: Int32Array.from(stretchStarts),
    gold: parts.map(({ from, to, kind }) => ({
      from,
      stretch: numberOf.get(from * 256 + to) ?? -1,
      kind,
    })),
  };
}

/** One gradient step on one example; gives its loss. */
function stepper(
  pieceTable: Table,
  stretchTable: Table,
  stepTable: Table,
  rows: readonly Row[],
  { pull, leftOut }: LearnOptions,
  random: () => number,
): (row: Row, rate: number) => number {
  const longest = Math.max(...rows.map((row) => row.length)) + 1;
  const stretchesMost = Math.max(...rows.map((row) => row.stretchStarts.length));
  const sightsMost = Math.max(...rows.map((row) => row.pieceSights.length));
  const kept = new Uint8Array(sightsMost);
  const heard = new Float32Array(longest * OUTPUTS);
  const blame = new Float32Array(longest * OUTPUTS);
  const scores = new Float64Array(stretchesMost * KINDS);
  const ahead = new Float64Array(longest * KINDS); // log sum of all ways to here, ending with a kind
  const arriving = new Float64Array(longest * KINDS); // … and going on with a kind
  const behind = new Float64Array(longest * KINDS); // log sum of all ways from here, after a kind
  const leaving = new Float64Array(longest * KINDS); // … beginning with a kind
  const chances = new Float64Array(longest * KINDS * KINDS);
  const most = new Float64Array(KINDS);
  const sum = new Float64Array(KINDS);
  const later = new Float64Array(KINDS);
  const stretchBlame = new Float64Array(KINDS);
  const stepBlame = new Float64Array(STEPS + KINDS);
  const blamedSteps: number[] = [];
  const goldKind = new Int8Array(stretchesMost);

  const { weights: w, squares: w2 } = pieceTable;
  const { weights: v, squares: v2 } = stretchTable;
  const { weights: t, squares: t2 } = stepTable;

  const blameStep = (at: number, amount: number) => {
    if (stepBlame[at] === 0) blamedSteps.push(at);
    stepBlame[at] = (stepBlame[at] ?? 0) + amount;
  };
  const firstStretch = (from: number, length: number) => {
    const full = Math.max(0, length - PART_PIECES_MAX);
    if (from <= full) return from * PART_PIECES_MAX;
    const [rest, left] = [length - full, length - from];
    return full * PART_PIECES_MAX + (rest * (rest + 1)) / 2 - (left * (left + 1)) / 2;
  };

  function hear(row: Row): void {
    const { length } = row;
    heard.fill(0, 0, length * OUTPUTS);
    for (let at = 0; at < length; at++) {
      const base = at * OUTPUTS;
      for (let each = row.pieceStarts[at] ?? 0; each < (row.pieceStarts[at + 1] ?? 0); each++) {
        kept[each] = leftOut === 0 || random() >= leftOut ? 1 : 0;
        if (kept[each] === 0) continue;
        const from = (row.pieceSights[each] ?? 0) * OUTPUTS;
        for (let output = 0; output < OUTPUTS; output++)
          heard[base + output] = (heard[base + output] ?? 0) + (w[from + output] ?? 0);
      }
    }
    let stretch = 0;
    for (let from = 0; from < length; from++) {
      later.fill(0);
      const farthest = Math.min(length, from + PART_PIECES_MAX);
      for (let to = from + 1; to <= farthest; to++, stretch++) {
        const base = stretch * KINDS;
        const last = (to - 1) * OUTPUTS;
        for (let kind = 0; kind < KINDS; kind++) {
          if (to - 1 > from) later[kind] = (later[kind] ?? 0) + (heard[last + KINDS + kind] ?? 0);
          scores[base + kind] =
            (heard[from * OUTPUTS + kind] ?? 0) +
            (later[kind] ?? 0) +
            (heard[last + 2 * KINDS + kind] ?? 0);
        }
        const end = row.stretchStarts[stretch + 1] ?? 0;
        for (let each = row.stretchStarts[stretch] ?? 0; each < end; each++) {
          const sight = (row.stretchSights[each] ?? 0) * KINDS;
          for (let kind = 0; kind < KINDS; kind++)
            scores[base + kind] = (scores[base + kind] ?? 0) + (v[sight + kind] ?? 0);
        }
      }
    }
  }

  /** Sums `value(other, kind)` over the others, in logarithms, for every kind. */
  function logSums(from: number, to: number, value: (other: number, kind: number) => number) {
    most.fill(-Infinity);
    sum.fill(0);
    for (let other = from; other < to; other++)
      for (let kind = 0; kind < KINDS; kind++) {
        const worth = value(other, kind);
        if (worth > (most[kind] ?? 0)) most[kind] = worth;
      }
    for (let other = from; other < to; other++)
      for (let kind = 0; kind < KINDS; kind++) {
        const less = value(other, kind) - (most[kind] ?? 0);
        if (less > -25) sum[kind] = (sum[kind] ?? 0) + Math.exp(less);
      }
    for (let kind = 0; kind < KINDS; kind++)
      sum[kind] = (most[kind] ?? 0) + Math.log(sum[kind] ?? 0);
  }

  function goForward(row: Row): number {
    const { length } = row;
    for (let at = 0; at <= length; at++) {
      if (at > 0) {
        logSums(Math.max(0, at - PART_PIECES_MAX), at, (from, kind) => {
          const stretch = firstStretch(from, length) + (at - from - 1);
          return (arriving[from * KINDS + kind] ?? 0) + (scores[stretch * KINDS + kind] ?? 0);
        });
        ahead.set(sum, at * KINDS);
      }
      if (at === length) break;
      const own = row.stepsAt[at] ?? 0;
      if (at === 0) {
        for (let kind = 0; kind < KINDS; kind++) {
          const step = START * KINDS + kind;
          arriving[kind] = (t[own + step] ?? 0) + (t[ANY_STEPS + step] ?? 0);
        }
        continue;
      }
      const base = at * KINDS * KINDS;
      for (let step = 0; step < KINDS * KINDS; step++)
        chances[base + step] = Math.exp((t[own + step] ?? 0) + (t[ANY_STEPS + step] ?? 0));
      let top = -Infinity;
      for (let kind = 0; kind < KINDS; kind++) top = Math.max(top, ahead[at * KINDS + kind] ?? 0);
      for (let kind = 0; kind < KINDS; kind++) {
        sum[kind] = Math.exp((ahead[at * KINDS + kind] ?? 0) - top);
      }
      for (let kind = 0; kind < KINDS; kind++) {
        let all = 1e-300;
        for (let before = 0; before < KINDS; before++)
          all += (sum[before] ?? 0) * (chances[base + before * KINDS + kind] ?? 0);
        arriving[at * KINDS + kind] = top + Math.log(all);
      }
    }
    let top = -Infinity;
    for (let kind = 0; kind < KINDS; kind++)
      top = Math.max(top, (ahead[length * KINDS + kind] ?? 0) + (t[STEPS + kind] ?? 0));
    let all = 0;
    for (let kind = 0; kind < KINDS; kind++)
      all += Math.exp((ahead[length * KINDS + kind] ?? 0) + (t[STEPS + kind] ?? 0) - top);
    return top + Math.log(all);
  }

  function goBackward(row: Row, total: number): void {
    const { length } = row;
    for (let kind = 0; kind < KINDS; kind++) {
      behind[length * KINDS + kind] = t[STEPS + kind] ?? 0;
      const chance = Math.exp((ahead[length * KINDS + kind] ?? 0) + (t[STEPS + kind] ?? 0) - total);
      if (chance > TINY) blameStep(STEPS + kind, chance);
    }
    for (let at = length - 1; at >= 0; at--) {
      const first = firstStretch(at, length);
      logSums(at + 1, Math.min(length, at + PART_PIECES_MAX) + 1, (to, kind) => {
        const stretch = first + (to - at - 1);
        return (scores[stretch * KINDS + kind] ?? 0) + (behind[to * KINDS + kind] ?? 0);
      });
      leaving.set(sum, at * KINDS);
      const own = row.stepsAt[at] ?? 0;
      if (at === 0) {
        for (let kind = 0; kind < KINDS; kind++) {
          const chance = Math.exp((arriving[kind] ?? 0) + (leaving[kind] ?? 0) - total);
          if (chance <= TINY) continue;
          blameStep(own + START * KINDS + kind, chance);
          blameStep(ANY_STEPS + START * KINDS + kind, chance);
        }
        continue;
      }
      let top = -Infinity;
      for (let kind = 0; kind < KINDS; kind++) top = Math.max(top, sum[kind] ?? 0);
      for (let kind = 0; kind < KINDS; kind++) sum[kind] = Math.exp((sum[kind] ?? 0) - top);
      const base = at * KINDS * KINDS;
      for (let before = 0; before < KINDS; before++) {
        let all = 1e-300;
        for (let kind = 0; kind < KINDS; kind++)
          all += (chances[base + before * KINDS + kind] ?? 0) * (sum[kind] ?? 0);
        behind[at * KINDS + before] = top + Math.log(all);
        const reached = Math.exp((ahead[at * KINDS + before] ?? 0) + top - total);
        if (reached * all <= TINY) continue;
        for (let kind = 0; kind < KINDS; kind++) {
          const step = before * KINDS + kind;
          const chance = reached * (chances[base + step] ?? 0) * (sum[kind] ?? 0);
          if (chance <= TINY) continue;
          blameStep(own + step, chance);
          blameStep(ANY_STEPS + step, chance);
        }
      }
    }
  }

  /** What the gold parts are worth; takes their share from the blame of the steps. */
  function hearGold(row: Row): number {
    let worth = 0;
    let before = START;
    for (const { from, stretch, kind } of row.gold) {
      const step = before * KINDS + kind;
      const own = (row.stepsAt[from] ?? 0) + step;
      worth += (scores[stretch * KINDS + kind] ?? 0) + (t[own] ?? 0) + (t[ANY_STEPS + step] ?? 0);
      blameStep(own, -1);
      blameStep(ANY_STEPS + step, -1);
      before = kind;
    }
    blameStep(STEPS + before, -1);
    return worth + (t[STEPS + before] ?? 0);
  }

  function move(
    table: Float32Array,
    squares: Float32Array,
    at: number,
    blamed: number,
    rate: number,
  ) {
    const slope = blamed + pull * (table[at] ?? 0);
    const square = (squares[at] ?? 0) + slope * slope;
    squares[at] = square;
    table[at] = (table[at] ?? 0) - (rate * slope) / Math.sqrt(square);
  }

  function moveStretches(row: Row, total: number, rate: number): void {
    const { length } = row;
    const stretches = row.stretchStarts.length - 1;
    goldKind.fill(-1, 0, stretches);
    for (const { stretch, kind } of row.gold) goldKind[stretch] = kind;
    blame.fill(0, 0, length * OUTPUTS);
    let stretch = 0;
    for (let from = 0; from < length; from++) {
      const farthest = Math.min(length, from + PART_PIECES_MAX);
      for (let to = from + 1; to <= farthest; to++, stretch++) {
        let isBlamed = false;
        for (let kind = 0; kind < KINDS; kind++) {
          const log =
            (arriving[from * KINDS + kind] ?? 0) +
            (scores[stretch * KINDS + kind] ?? 0) +
            (behind[to * KINDS + kind] ?? 0) -
            total;
          const blamed = (log > -9.2 ? Math.exp(log) : 0) - (goldKind[stretch] === kind ? 1 : 0);
          stretchBlame[kind] = Math.abs(blamed) > TINY ? blamed : 0;
          isBlamed ||= Math.abs(blamed) > TINY;
        }
        if (!isBlamed) continue;
        for (let kind = 0; kind < KINDS; kind++) {
          const blamed = stretchBlame[kind] ?? 0;
          if (blamed === 0) continue;
          const [first, last] = [from * OUTPUTS + kind, (to - 1) * OUTPUTS + 2 * KINDS + kind];
          blame[first] = (blame[first] ?? 0) + blamed;
          blame[last] = (blame[last] ?? 0) + blamed;
          for (let at = from + 1; at < to; at++) {
            const place = at * OUTPUTS + KINDS + kind;
            blame[place] = (blame[place] ?? 0) + blamed;
          }
          const end = row.stretchStarts[stretch + 1] ?? 0;
          for (let each = row.stretchStarts[stretch] ?? 0; each < end; each++)
            move(v, v2, (row.stretchSights[each] ?? 0) * KINDS + kind, blamed, rate);
        }
      }
    }
  }

  function movePieces(row: Row, rate: number): void {
    for (let at = 0; at < row.length; at++)
      for (let output = 0; output < OUTPUTS; output++) {
        const blamed = blame[at * OUTPUTS + output] ?? 0;
        if (Math.abs(blamed) < TINY) continue;
        const end = row.pieceStarts[at + 1] ?? 0;
        for (let each = row.pieceStarts[at] ?? 0; each < end; each++)
          if (kept[each] === 1)
            move(w, w2, (row.pieceSights[each] ?? 0) * OUTPUTS + output, blamed, rate);
      }
  }

  return (row, rate) => {
    hear(row);
    const total = goForward(row);
    goBackward(row, total);
    const loss = total - hearGold(row);
    moveStretches(row, total, rate);
    movePieces(row, rate);
    for (const at of blamedSteps) {
      const blamed = stepBlame[at] ?? 0;
      stepBlame[at] = 0;
      if (blamed !== 0) move(t, t2, at, blamed, rate);
    }
    blamedSteps.length = 0;
    return loss;
  };
}

function sparse(
  groups: readonly SightGroup[],
  table: Float32Array,
  outputs: number,
  scale: number,
): SparseWeights {
  const kept = new Map<number, (readonly [number, number])[]>();
  for (const { index, firstRow, back, width } of groups)
    for (const [hash, number] of index.entries()) {
      const entries: (readonly [number, number])[] = [];
      for (let row = 0; row < width; row++)
        for (let output = 0; output < outputs; output++) {
          const weight = table[(firstRow + number * width + row) * outputs + output] ?? 0;
          const value = Math.round((weight * scale) / UNIT);
          if (value === 0) continue;
          const place = outputs === OUTPUTS ? (row - back + REACH) * outputs + output : output;
          entries.push([place, Math.max(-127, Math.min(127, value))]);
        }
      if (entries.length > 0) kept.set(hash, entries);
    }
  return kept;
}

function shortsOf(table: Float32Array): Int16Array {
  return Int16Array.from(table, (weight) => Math.round(weight / UNIT));
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}
