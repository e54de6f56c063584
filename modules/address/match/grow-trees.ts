// Grows boosted trees from rows of signs and their classes, by counting within bins. The same rows and seed
// give the same trees. Pure.
import { seededRandom } from '#platform/chance/index.ts';
import type { Trees } from './trees.ts';

export type GrowOptions = Readonly<{
  rounds: number;
  depth: number;
  rate: number;
  /** Rows and signs drawn for each tree. */
  rowShare: number;
  signShare: number;
  /** Least sum of curvature in a leaf, and what is added to it. */
  leafMin: number;
  pull: number;
  seed: number;
}>;

const BINS = 48;

export function growTrees(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  classes: number,
  options: GrowOptions,
): Trees {
  const random = seededRandom(options.seed);
  const width = rows[0]?.length ?? 0;
  const cuts = Array.from({ length: width }, (_, sign) => cutsOf(rows, sign));
  const binned = cuts.map((edges, sign) =>
    Uint8Array.from(rows, (row) => binOf(edges, row[sign] ?? 0)),
  );
  const scores = Array.from({ length: classes }, () => new Float64Array(rows.length));
  const slopes = new Float64Array(rows.length);
  const curves = new Float64Array(rows.length);
  const out = {
    roots: [] as number[],
    sign: [] as number[],
    value: [] as number[],
    next: [] as number[],
  };
  const binCut: number[] = [];
  const chances = Array.from({ length: classes }, () => new Float64Array(rows.length));
  for (let round = 0; round < options.rounds; round++) {
    for (let row = 0; row < rows.length; row++) {
      let most = -Infinity;
      for (let which = 0; which < classes; which++)
        most = Math.max(most, scores[which]?.[row] ?? 0);
      let all = 0;
      for (let which = 0; which < classes; which++) {
        const power = Math.exp((scores[which]?.[row] ?? 0) - most);
        (chances[which] as Float64Array)[row] = power;
        all += power;
      }
      for (const chance of chances) chance[row] = (chance[row] ?? 0) / all;
    }
    for (let which = 0; which < classes; which++) {
      const chance = chances[which] as Float64Array;
      for (let row = 0; row < rows.length; row++) {
        const likely = chance[row] ?? 0;
        slopes[row] = likely - (labels[row] === which ? 1 : 0);
        curves[row] = Math.max(likely * (1 - likely), 1e-6);
      }
      const drawn: number[] = [];
      for (let row = 0; row < rows.length; row++) if (random() < options.rowShare) drawn.push(row);
      const asked = [...binned.keys()].filter(() => random() < options.signShare);
      out.roots.push(out.sign.length);
      growOne(Int32Array.from(drawn), asked, scores[which] as Float64Array);
    }
  }
  return {
    classes,
    roots: Int32Array.from(out.roots),
    sign: Int16Array.from(out.sign),
    value: Float32Array.from(out.value),
    next: Int32Array.from(out.next),
  };

  function growOne(drawn: Int32Array, asked: readonly number[], score: Float64Array): void {
    const first = out.sign.length;
    addNode();
    const open: { node: number; rows: Int32Array; depth: number }[] = [
      { node: first, rows: drawn, depth: 0 },
    ];
    for (let task = open.pop(); task; task = open.pop()) {
      const { node, rows: own, depth } = task;
      let slope = 0;
      let curve = 0;
      for (const row of own) {
        slope += slopes[row] ?? 0;
        curve += curves[row] ?? 0;
      }
      const best = depth < options.depth ? bestCut(own, asked, slope, curve) : undefined;
      if (!best) {
        out.value[node] = Math.fround((-options.rate * slope) / (curve + options.pull));
        continue;
      }
      const column = binned[best.sign] as Uint8Array;
      const left = own.filter((row) => (column[row] ?? 0) <= best.bin);
      const right = own.filter((row) => (column[row] ?? 0) > best.bin);
      out.sign[node] = best.sign;
      binCut[node] = best.bin;
      out.value[node] = Math.fround(cuts[best.sign]?.[best.bin] ?? 0);
      const pair = out.sign.length;
      out.next[node] = pair;
      addNode();
      addNode();
      open.push({ node: pair, rows: left, depth: depth + 1 });
      open.push({ node: pair + 1, rows: right, depth: depth + 1 });
    }
    // Every row moves on, drawn or not.
    for (let row = 0; row < rows.length; row++) {
      let node = first;
      for (let sign = out.sign[node] ?? -1; sign >= 0; sign = out.sign[node] ?? -1)
        node = (out.next[node] ?? 0) + ((binned[sign]?.[row] ?? 0) > (binCut[node] ?? 0) ? 1 : 0);
      score[row] = (score[row] ?? 0) + (out.value[node] ?? 0);
    }
  }

  function addNode(): void {
    out.sign.push(-1);
    binCut.push(0);
    out.value.push(0);
    out.next.push(0);
  }

  function bestCut(own: Int32Array, asked: readonly number[], slope: number, curve: number) {
    const { pull, leafMin } = options;
    const worth = (s: number, c: number) => (s * s) / (c + pull);
    let best: { sign: number; bin: number } | undefined;
    let most = worth(slope, curve) + 1e-3;
    const slopeOf = new Float64Array(BINS);
    const curveOf = new Float64Array(BINS);
    for (const sign of asked) {
      const bins = (cuts[sign]?.length ?? 0) + 1;
      if (bins < 2) continue;
      const column = binned[sign] as Uint8Array;
      slopeOf.fill(0);
      curveOf.fill(0);
      for (let at = 0; at < own.length; at++) {
        const row = own[at] ?? 0;
        const bin = column[row] ?? 0;
        slopeOf[bin] = (slopeOf[bin] ?? 0) + (slopes[row] ?? 0);
        curveOf[bin] = (curveOf[bin] ?? 0) + (curves[row] ?? 0);
      }
      let leftSlope = 0;
      let leftCurve = 0;
      for (let bin = 0; bin + 1 < bins; bin++) {
        leftSlope += slopeOf[bin] ?? 0;
        leftCurve += curveOf[bin] ?? 0;
        if (leftCurve < leafMin) continue;
        if (curve - leftCurve < leafMin) break;
        const gain = worth(leftSlope, leftCurve) + worth(slope - leftSlope, curve - leftCurve);
        if (gain > most) {
          most = gain;
          best = { sign, bin };
        }
      }
    }
    return best;
  }
}

/** Edges between bins at quantiles; as the file keeps them, so that asking later decides alike. */
function cutsOf(rows: readonly (readonly number[])[], sign: number): Float32Array {
  const sorted = Float32Array.from(rows, (row) => row[sign] ?? 0).sort();
  const edges = new Set<number>();
  for (let bin = 1; bin < BINS; bin++) {
    const at = Math.floor((bin * sorted.length) / BINS);
    const low = sorted[Math.max(0, at - 1)] ?? 0;
    edges.add(low);
  }
  edges.delete(sorted.at(-1) ?? 0);
  return Float32Array.from([...edges].sort((a, b) => a - b));
}

function binOf(edges: Float32Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > (edges[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
