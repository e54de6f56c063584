// The own reader's network: six convolutions over a crop of 24 × 96 that end in one row of 48 steps, each with a
// likelihood for every character of a plate or for none. Pure but for the memory it works in.
import type { Arena } from './kernel.ts';

export const NET_HEIGHT = 24;
export const NET_WIDTH = 96;
/** Red, green, blue and their mean, so that the first multiplication fits the kernel. */
export const NET_CHANNELS = 4;
export const NET_STEPS = 48;
/** No character here. */
export const BLANK = 0;
/** What the network can say, behind BLANK. 港澳使领 are not on a crop that it was taught with. */
export const NET_ALPHABET =
  '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼' +
  'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789警学挂';
/** Rounded up for the kernel; what lies behind the alphabet is never right. */
export const NET_CLASSES = 72;
/** Below zero an activation keeps this share, so that no unit dies in training. */
export const LEAK = 0.1;

/** A convolution: patches of rows × columns, zeros around, then the largest of poolRows × poolColumns. */
export type Layer = Readonly<{
  height: number;
  width: number;
  channels: number;
  rows: number;
  columns: number;
  padRows: number;
  padColumns: number;
  outputs: number;
  poolRows: number;
  poolColumns: number;
}>;

const layer = (
  [height, width, channels]: readonly [number, number, number],
  [rows, columns, padRows]: readonly [number, number, number],
  outputs: number,
  [poolRows, poolColumns]: readonly [number, number] = [1, 1],
): Layer => ({
  ...{ height, width, channels, rows, columns, padRows, padColumns: (columns - 1) / 2 },
  ...{ outputs, poolRows, poolColumns },
});

export const LAYERS: readonly Layer[] = [
  layer([NET_HEIGHT, NET_WIDTH, NET_CHANNELS], [3, 3, 1], 16, [2, 2]),
  layer([12, 48, 16], [3, 3, 1], 24, [2, 1]),
  layer([6, 48, 24], [3, 3, 1], 40, [2, 1]),
  layer([3, 48, 40], [3, 5, 0], 72),
  layer([1, 48, 72], [1, 5, 0], 72),
  layer([1, 48, 72], [1, 1, 0], NET_CLASSES),
];

export const patchOf = (each: Layer): number => each.rows * each.columns * each.channels;
export const heightOut = (each: Layer): number => each.height + 2 * each.padRows - each.rows + 1;
/** How many numbers the layers know, biases included. */
export const NET_WEIGHTS = LAYERS.reduce(
  (sum, each) => sum + (patchOf(each) + 1) * each.outputs,
  0,
);

/** One layer's working memory; `patches`, `raw` and `source` are what training goes back through. */
export type LayerMemory = Readonly<{
  weights: Float32Array;
  biases: Float32Array;
  patches: Float32Array;
  raw: Float32Array;
  pooled: Float32Array;
  /** For every pooled value, where in `raw` it came from. */
  source: Int32Array;
}>;

export type Net = Readonly<{ arena: Arena; layers: readonly LayerMemory[] }>;

export const FORWARD_FLOATS = LAYERS.reduce((sum, each) => {
  const positions = heightOut(each) * each.width;
  return sum + (patchOf(each) + 1) * each.outputs + positions * (patchOf(each) + 2 * each.outputs);
}, 1_024);

/** A network over weights that lie layer after layer: patch × outputs, then biases. */
export function openNet(arena: Arena, weights: Float32Array): Net {
  if (weights.length !== NET_WEIGHTS) throw new RangeError(`expected ${NET_WEIGHTS} weights`);
  let from = 0;
  const next = (length: number) => {
    const taken = arena.take(length);
    taken.set(weights.subarray(from, from + length));
    from += length;
    return taken;
  };
  const layers = LAYERS.map((each): LayerMemory => {
    const positions = heightOut(each) * each.width;
    const pooled = (positions * each.outputs) / (each.poolRows * each.poolColumns);
    return {
      weights: next(patchOf(each) * each.outputs),
      biases: next(each.outputs),
      patches: arena.take(positions * patchOf(each)),
      raw: arena.take(positions * each.outputs),
      pooled: arena.take(pooled),
      source: new Int32Array(pooled),
    };
  });
  return { arena, layers };
}

/** Scores (not yet likelihoods) of NET_CLASSES for each of NET_STEPS; valid until the next call. */
export function forward(net: Net, picture: Float32Array): Float32Array {
  let input = picture;
  LAYERS.forEach((each, at) => {
    const memory = net.layers[at] as LayerMemory;
    const positions = heightOut(each) * each.width;
    const patch = patchOf(each);
    gather(each, input, memory.patches);
    for (let p = 0; p < positions; p++) memory.raw.set(memory.biases, p * each.outputs);
    net.arena.multiply({
      ...{ a: memory.patches, aRow: patch, aColumn: 1, b: memory.weights, c: memory.raw },
      ...{ rows: positions, columns: each.outputs, inner: patch, add: true },
    });
    pool(each, memory, at < LAYERS.length - 1 ? LEAK : 1);
    input = memory.pooled;
  });
  return input;
}

function gather(each: Layer, input: Float32Array, patches: Float32Array): void {
  const run = each.columns * each.channels;
  const line = each.width * each.channels;
  let to = 0;
  for (let y = 0; y < heightOut(each); y++)
    for (let x = 0; x < each.width; x++)
      for (let row = 0; row < each.rows; row++, to += run) {
        const above = y + row - each.padRows;
        const left = (x - each.padColumns) * each.channels;
        if (above < 0 || above >= each.height) {
          patches.fill(0, to, to + run);
          continue;
        }
        const from = above * line + left;
        if (left >= 0 && left + run <= line)
          for (let at = 0; at < run; at++) patches[to + at] = input[from + at] as number;
        else
          for (let at = 0; at < run; at++)
            patches[to + at] =
              left + at >= 0 && left + at < line ? (input[from + at] as number) : 0;
      }
}

function pool(each: Layer, memory: LayerMemory, leak: number): void {
  const { raw, pooled, source } = memory;
  let to = 0;
  for (let y = 0; y < heightOut(each); y += each.poolRows)
    for (let x = 0; x < each.width; x += each.poolColumns)
      for (let channel = 0; channel < each.outputs; channel++, to++) {
        let best = -1;
        let most = -Infinity;
        for (let dy = 0; dy < each.poolRows; dy++)
          for (let dx = 0; dx < each.poolColumns; dx++) {
            const from = ((y + dy) * each.width + x + dx) * each.outputs + channel;
            if ((raw[from] as number) > most) {
              most = raw[from] as number;
              best = from;
            }
          }
        pooled[to] = most > 0 ? most : most * leak;
        source[to] = best;
      }
}

/** Likelihoods of each step, from scores; in place of `scores`. */
export function likelihoods(scores: Float32Array): Float32Array {
  const out = new Float32Array(scores.length);
  for (let from = 0; from < scores.length; from += NET_CLASSES) {
    let most = -Infinity;
    for (let at = from; at < from + NET_CLASSES; at++) most = Math.max(most, scores[at] as number);
    let sum = 0;
    for (let at = from; at < from + NET_CLASSES; at++)
      sum += out[at] = Math.exp((scores[at] as number) - most);
    for (let at = from; at < from + NET_CLASSES; at++) out[at] = (out[at] as number) / sum;
  }
  return out;
}

/** Every crop on one scale of light: mean 0, spread 1 (over all three colours together). */
export function evenLight(rgb: ArrayLike<number>, out: Float32Array): Float32Array {
  const pixels = NET_HEIGHT * NET_WIDTH;
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < pixels * 3; at++) {
    const value = rgb[at] as number;
    sum += value;
    squares += value * value;
  }
  const mean = sum / (pixels * 3);
  const spread = Math.sqrt(Math.max(squares / (pixels * 3) - mean * mean, 1));
  for (let at = 0; at < pixels; at++) {
    let grey = 0;
    for (let colour = 0; colour < 3; colour++) {
      const value = ((rgb[at * 3 + colour] as number) - mean) / spread;
      out[at * 4 + colour] = value;
      grey += value / 3;
    }
    out[at * 4 + 3] = grey;
  }
  return out;
}
