// How the own reader's network learns: errors go back through the layers, steps by Adam (Kingma & Ba 2015); two
// kinds of teaching, by where each character stands (drawn plates) and by the row of characters alone (CTC, Graves
// et al. 2006).
import {
  BLANK,
  LAYERS,
  LEAK,
  NET_CLASSES,
  NET_STEPS,
  NET_WEIGHTS,
  forward,
  heightOut,
  likelihoods,
  openArena,
  openNet,
  patchOf,
  type Layer,
  type Net,
} from '#adapters/plate-reader/index.ts';
import type { Random } from '#platform/chance/index.ts';

type Slopes = Readonly<{
  weights: Float32Array;
  biases: Float32Array;
  raw: Float32Array;
  patches: Float32Array;
  turned: Float32Array;
  input: Float32Array;
}>;

export type Pupil = Readonly<{
  net: Net;
  slopes: readonly Slopes[];
  first: Float32Array;
  second: Float32Array;
  steps: { taken: number };
}>;

/** Weights by chance, as He et al. 2015 draw them. */
export function freshWeights(random: Random): Float32Array {
  const weights = new Float32Array(NET_WEIGHTS);
  let from = 0;
  for (const each of LAYERS) {
    const spread = Math.sqrt(2 / patchOf(each));
    for (let at = 0; at < patchOf(each) * each.outputs; at++, from++)
      weights[from] =
        Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) * spread;
    from += each.outputs;
  }
  return weights;
}

export function openPupil(weights: Float32Array): Pupil {
  const arena = openArena(2_500_000);
  const net = openNet(arena, weights);
  const slopes = LAYERS.map((each) => {
    const positions = heightOut(each) * each.width;
    return {
      weights: arena.take(patchOf(each) * each.outputs),
      biases: arena.take(each.outputs),
      raw: arena.take(positions * each.outputs),
      patches: arena.take(positions * patchOf(each)),
      turned: arena.take(patchOf(each) * each.outputs),
      input: arena.take(each.height * each.width * each.channels),
    };
  });
  const pupil = {
    net,
    slopes,
    first: new Float32Array(NET_WEIGHTS),
    second: new Float32Array(NET_WEIGHTS),
    steps: { taken: 0 },
  };
  turnWeights(pupil);
  return pupil;
}

/** The weights as openNet takes them. */
export function weightsOf(pupil: Pupil): Float32Array {
  const out = new Float32Array(NET_WEIGHTS);
  let from = 0;
  for (const { weights, biases } of pupil.net.layers)
    for (const part of [weights, biases]) {
      out.set(part, from);
      from += part.length;
    }
  return out;
}

/** Teaches one crop; `errors` are the slopes of the loss by the scores. Adds to the slopes of the batch. */
function backward(pupil: Pupil, errors: Float32Array): void {
  const { arena, layers } = pupil.net;
  let above = errors;
  for (let at = LAYERS.length - 1; at >= 0; at--) {
    const each = LAYERS[at] as Layer;
    const memory = layers[at] as Net['layers'][number];
    const slope = pupil.slopes[at] as Slopes;
    const positions = heightOut(each) * each.width;
    const patch = patchOf(each);
    slope.raw.fill(0);
    const leak = at < LAYERS.length - 1 ? LEAK : 1;
    for (let p = 0; p < above.length; p++) {
      const from = memory.source[p] as number;
      slope.raw[from] = (above[p] as number) * ((memory.raw[from] as number) > 0 ? 1 : leak);
    }
    for (let p = 0, from = 0; p < positions; p++)
      for (let output = 0; output < each.outputs; output++, from++)
        slope.biases[output] = (slope.biases[output] as number) + (slope.raw[from] as number);
    arena.multiply({
      ...{ a: memory.patches, aRow: 1, aColumn: patch, b: slope.raw, c: slope.weights },
      ...{ rows: patch, columns: each.outputs, inner: positions, add: true },
    });
    if (at === 0) return;
    arena.multiply({
      ...{ a: slope.raw, aRow: each.outputs, aColumn: 1, b: slope.turned, c: slope.patches },
      ...{ rows: positions, columns: patch, inner: each.outputs, add: false },
    });
    scatter(each, slope.patches, slope.input);
    above = slope.input;
  }
}

function scatter(each: Layer, patches: Float32Array, input: Float32Array): void {
  input.fill(0);
  const run = each.columns * each.channels;
  const line = each.width * each.channels;
  let from = 0;
  for (let y = 0; y < heightOut(each); y++)
    for (let x = 0; x < each.width; x++)
      for (let row = 0; row < each.rows; row++, from += run) {
        const above = y + row - each.padRows;
        if (above < 0 || above >= each.height) continue;
        const left = (x - each.padColumns) * each.channels;
        const start = Math.max(0, -left);
        const end = Math.min(run, line - left);
        const to = above * line + left;
        for (let at = start; at < end; at++)
          input[to + at] = (input[to + at] as number) + (patches[from + at] as number);
      }
}

/** One step of Adam over the batch's slopes, which are then emptied. */
export function learn(pupil: Pupil, rate: number, batch: number): void {
  const taken = ++pupil.steps.taken;
  const scale = (rate * Math.sqrt(1 - 0.999 ** taken)) / (1 - 0.9 ** taken);
  let from = 0;
  pupil.net.layers.forEach((memory, at) => {
    const slope = pupil.slopes[at] as Slopes;
    for (const [known, change, decay] of [
      [memory.weights, slope.weights, 0.01],
      [memory.biases, slope.biases, 0],
    ] as const) {
      for (let w = 0; w < known.length; w++, from++) {
        const by = (change[w] as number) / batch;
        const first = (pupil.first[from] = 0.9 * (pupil.first[from] as number) + 0.1 * by);
        const second = (pupil.second[from] =
          0.999 * (pupil.second[from] as number) + 0.001 * by * by);
        known[w] =
          (known[w] as number) * (1 - rate * decay) - (scale * first) / (Math.sqrt(second) + 1e-8);
      }
      change.fill(0);
    }
  });
  turnWeights(pupil);
}

function turnWeights(pupil: Pupil): void {
  LAYERS.forEach((each, at) => {
    const from = (pupil.net.layers[at] as Net['layers'][number]).weights;
    const to = (pupil.slopes[at] as Slopes).turned;
    const patch = patchOf(each);
    for (let p = 0; p < patch; p++)
      for (let output = 0; output < each.outputs; output++)
        to[output * patch + p] = from[p * each.outputs + output] as number;
  });
}

/** Teaches where each character stands: `targets` has a class for every step, or −1 where either would do. */
export function teachSteps(pupil: Pupil, picture: Float32Array, targets: Int32Array): number {
  const chances = likelihoods(forward(pupil.net, picture));
  let loss = 0;
  for (let step = 0; step < NET_STEPS; step++) {
    const target = targets[step] as number;
    const from = step * NET_CLASSES;
    if (target < 0) {
      chances.fill(0, from, from + NET_CLASSES);
      continue;
    }
    loss -= Math.log(Math.max(chances[from + target] as number, 1e-12));
    chances[from + target] = (chances[from + target] as number) - 1;
  }
  backward(pupil, chances);
  return loss;
}

/** Teaches the row of characters, wherever they stand. */
export function teachRow(pupil: Pupil, picture: Float32Array, row: readonly number[]): number {
  const chances = likelihoods(forward(pupil.net, picture));
  const labels = [BLANK, ...row.flatMap((each) => [each, BLANK])];
  const size = labels.length;
  const skips = labels.map((each, at) => at > 1 && each !== BLANK && each !== labels[at - 2]);
  const chance = (step: number, at: number) =>
    chances[step * NET_CLASSES + (labels[at] as number)] as number;
  const before = new Float64Array(NET_STEPS * size);
  const after = new Float64Array(NET_STEPS * size);
  let loss = 0;
  for (let step = 0; step < NET_STEPS; step++) {
    let sum = 0;
    for (let at = 0; at < size; at++) {
      let paths = 0;
      if (step === 0) paths = at < 2 ? 1 : 0;
      else {
        const last = (step - 1) * size + at;
        paths = (before[last] as number) + (at > 0 ? (before[last - 1] as number) : 0);
        if (skips[at]) paths += before[last - 2] as number;
      }
      sum += before[step * size + at] = paths * chance(step, at);
    }
    sum = Math.max(sum, 1e-300);
    loss -= Math.log(sum);
    for (let at = 0; at < size; at++)
      before[step * size + at] = (before[step * size + at] as number) / sum;
  }
  for (let step = NET_STEPS - 1; step >= 0; step--) {
    let sum = 0;
    for (let at = 0; at < size; at++) {
      let paths = 0;
      if (step === NET_STEPS - 1) paths = at >= size - 2 ? 1 : 0;
      else {
        const next = (step + 1) * size + at;
        paths = (after[next] as number) * chance(step + 1, at);
        if (at + 1 < size) paths += (after[next + 1] as number) * chance(step + 1, at + 1);
        if (at + 2 < size && skips[at + 2])
          paths += (after[next + 2] as number) * chance(step + 1, at + 2);
      }
      sum += after[step * size + at] = paths;
    }
    sum = Math.max(sum, 1e-300);
    for (let at = 0; at < size; at++)
      after[step * size + at] = (after[step * size + at] as number) / sum;
  }
  for (let step = 0; step < NET_STEPS; step++) {
    let sum = 0;
    for (let at = 0; at < size; at++)
      sum += (before[step * size + at] as number) * (after[step * size + at] as number);
    if (sum <= 0) continue;
    for (let at = 0; at < size; at++) {
      const to = step * NET_CLASSES + (labels[at] as number);
      chances[to] =
        (chances[to] as number) -
        ((before[step * size + at] as number) * (after[step * size + at] as number)) / sum;
    }
  }
  backward(pupil, chances);
  return loss;
}
