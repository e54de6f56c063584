// Teaches the small net from rows of signs and their classes, batch by batch, with signs and units left out by
// chance so that none is relied on alone. The same rows and seed give the same weights. Pure.
import { seededRandom } from '#platform/chance/index.ts';
import { KNOTS, levelled, passOn, sizesOf, UNITS, type Net } from './net.ts';
import { chancesOf } from './trees.ts';

const EPOCHS = 9;
const BATCH = 64;
const RATE = 0.002;
/** Batches until the full rate is reached; from there it falls to nothing. */
const WARM_UP = 100;
/** How strongly each weight is drawn back to nothing at the full rate. */
const PULL = 0.02;
/** Of signs and of units. */
const SIGNS_LEFT_OUT = 0.1;
const UNITS_LEFT_OUT = 0.3;
/** Labels err: the right class is aimed at with so much less than one. */
const DOUBT = 0.03;
/** Levels end here, in about the spread of one. */
const FARTHEST = 2.5;

export function learnNet(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  classes: number,
  seed: number,
): Net {
  const random = seededRandom(seed);
  const inputs = rows[0]?.length ?? 0;
  const scale = { inputs, classes, ...knotsOf(rows, inputs) };
  const signs = rows.map((row) => levelled(scale, row));
  const weights = sizesOf(inputs, classes).map((size, step) => {
    const spread = 1 / Math.sqrt(step === 0 ? inputs : UNITS);
    return Float64Array.from({ length: size }, () => (2 * random() - 1) * spread);
  }) as [Float64Array, Float64Array, Float64Array];
  const slopes = weights.map((table) => new Float64Array(table.length));
  const means = weights.map((table) => new Float64Array(table.length));
  const squares = weights.map((table) => new Float64Array(table.length));
  const [given, one, two] = [inputs, UNITS, UNITS].map((size) => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const sums = new Float64Array(classes);
  const [back, backTwo, backOne] = [classes, UNITS, UNITS].map(
    (size) => new Float64Array(size),
  ) as [Float64Array, Float64Array, Float64Array];
  const order = rows.map((_, row) => row);
  const batches = EPOCHS * Math.ceil(order.length / BATCH);
  let batch = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
    }
    for (let from = 0; from < order.length; from += BATCH) {
      const drawn = order.slice(from, from + BATCH);
      for (const slope of slopes) slope.fill(0);
      for (const row of drawn) teachRow(row, 1 / drawn.length);
      batch++;
      const rate = RATE * Math.min(1, batch / WARM_UP) * (1 - (batch - 1) / batches);
      weights.forEach((table, step) => stepDown(table, step, rate));
    }
  }
  // As the file keeps them, so that asking later answers alike.
  for (const table of weights) table.forEach((weight, at) => (table[at] = Math.fround(weight)));
  return { ...scale, weights };

  function teachRow(row: number, share: number): void {
    const [first, second, answer] = weights;
    const own = signs[row] as Float64Array;
    for (let at = 0; at < inputs; at++)
      given[at] = random() < SIGNS_LEFT_OUT ? 0 : (own[at] ?? 0) / (1 - SIGNS_LEFT_OUT);
    passOn(first, given, one, true);
    leaveOut(one);
    passOn(second, one, two, true);
    leaveOut(two);
    passOn(answer, two, sums, false);
    chancesOf([...sums]).forEach((chance, label) => {
      const aim = (labels[row] === label ? 1 - DOUBT : 0) + DOUBT / classes;
      back[label] = (chance - aim) * share;
    });
    sendBack(answer, slopes[2] as Float64Array, two, back, backTwo);
    sendBack(second, slopes[1] as Float64Array, one, backTwo, backOne);
    addSlopes(slopes[0] as Float64Array, given, backOne);
  }

  function leaveOut(units: Float64Array): void {
    for (let at = 0; at < units.length; at++)
      units[at] = random() < UNITS_LEFT_OUT ? 0 : (units[at] ?? 0) / (1 - UNITS_LEFT_OUT);
  }

  /** Adam: each weight steps by its mean slope over its usual size. */
  function stepDown(table: Float64Array, step: number, rate: number): void {
    const slope = slopes[step] as Float64Array;
    const mean = means[step] as Float64Array;
    const square = squares[step] as Float64Array;
    const fresh = 1 - 0.9 ** batch;
    const freshSquare = 1 - 0.999 ** batch;
    const kept = 1 - rate * PULL;
    for (let at = 0; at < table.length; at++) {
      const now = slope[at] ?? 0;
      const moved = 0.9 * (mean[at] ?? 0) + 0.1 * now;
      const size = 0.999 * (square[at] ?? 0) + 0.001 * now * now;
      mean[at] = moved;
      square[at] = size;
      table[at] =
        kept * (table[at] ?? 0) - (rate * (moved / fresh)) / (Math.sqrt(size / freshSquare) + 1e-8);
    }
  }
}

/** Adds the slopes of one step and gives those of its inputs; what was cut or left out gets none. */
function sendBack(
  weights: Float64Array,
  slopes: Float64Array,
  inputs: Float64Array,
  back: Float64Array,
  into: Float64Array,
): void {
  addSlopes(slopes, inputs, back);
  const width = back.length;
  for (let at = 0; at < inputs.length; at++) {
    let sum = 0;
    if (inputs[at] !== 0)
      for (let to = 0; to < width; to++) sum += (back[to] ?? 0) * (weights[at * width + to] ?? 0);
    into[at] = sum;
  }
}

function addSlopes(slopes: Float64Array, inputs: Float64Array, back: Float64Array): void {
  const width = back.length;
  for (let at = 0; at <= inputs.length; at++) {
    const value = at === inputs.length ? 1 : (inputs[at] ?? 0);
    if (value === 0) continue;
    const from = at * width;
    for (let to = 0; to < width; to++)
      slopes[from + to] = (slopes[from + to] ?? 0) + value * (back[to] ?? 0);
  }
}

/** Knots at quantiles of each sign; the level of a value is the share of rows below it, drawn out at both ends. */
function knotsOf(rows: readonly (readonly number[])[], inputs: number) {
  const knots = new Float64Array(inputs * KNOTS);
  const levels = new Float64Array(inputs * KNOTS);
  for (let sign = 0; sign < inputs; sign++) {
    const sorted = Float64Array.from(rows, (row) => Math.fround(row[sign] ?? 0)).sort();
    const values = [...new Set(sorted)];
    const chosen =
      values.length <= KNOTS
        ? values
        : [
            ...new Set(
              Array.from(
                { length: KNOTS },
                (_, knot) => sorted[Math.round((knot * (sorted.length - 1)) / (KNOTS - 1))] ?? 0,
              ),
            ),
          ];
    for (let knot = 0; knot < KNOTS; knot++) {
      const value = chosen[Math.min(knot, chosen.length - 1)] ?? 0;
      const below = (countBelow(sorted, value) + countBelow(sorted, nextAbove(value))) / 2;
      const share = Math.min(0.9999, Math.max(0.0001, below / (sorted.length || 1)));
      const level = Math.log(share / (1 - share)) / 1.7;
      knots[sign * KNOTS + knot] = Math.fround(value);
      levels[sign * KNOTS + knot] = Math.fround(Math.max(-FARTHEST, Math.min(FARTHEST, level)));
    }
  }
  return { knots, levels };
}

function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Just above a number of 32 bits. */
const nextAbove = (value: number) => value + Math.max(1e-12, Math.abs(value) * 1e-8);
