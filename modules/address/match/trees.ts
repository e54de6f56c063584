// Boosted decision trees: a question per node, a number per leaf, summed per class. Reading, writing, asking.
// Pure.

/** `sign` −1 marks a leaf, whose number is in `value`; else `sign ≤ value` goes to `no + 0`, above to `no + 1`. */
export type Trees = Readonly<{
  classes: number;
  roots: Int32Array;
  sign: Int16Array;
  value: Float32Array;
  next: Int32Array;
}>;

/** The sums of each class; tree by tree, the classes in turn. */
export function sumTrees(trees: Trees, signs: readonly number[]): number[] {
  const { classes, roots, sign, value, next } = trees;
  const sums = Array.from({ length: classes }, () => 0);
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree] ?? 0;
    for (let asked = sign[node] ?? -1; asked >= 0; asked = sign[node] ?? -1)
      node = (next[node] ?? 0) + ((signs[asked] ?? 0) > (value[node] ?? 0) ? 1 : 0);
    const which = tree % classes;
    sums[which] = (sums[which] ?? 0) + (value[node] ?? 0);
  }
  return sums;
}

export function chancesOf(sums: readonly number[]): number[] {
  const most = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - most));
  const all = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / all);
}

const HEAD = 12;
const NODE = 10;

export function writeTrees({ classes, roots, sign, value, next }: Trees): Uint8Array {
  const bytes = new Uint8Array(HEAD + roots.length * 4 + sign.length * NODE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, classes, true);
  view.setUint32(4, roots.length, true);
  view.setUint32(8, sign.length, true);
  roots.forEach((root, at) => view.setUint32(HEAD + at * 4, root, true));
  const base = HEAD + roots.length * 4;
  sign.forEach((asked, at) => {
    view.setInt16(base + at * NODE, asked, true);
    view.setFloat32(base + at * NODE + 2, value[at] ?? 0, true);
    view.setUint32(base + at * NODE + 6, next[at] ?? 0, true);
  });
  return bytes;
}

/** Gives the trees and where the bytes after them begin. */
export function readTrees(bytes: Uint8Array, from = 0): { trees: Trees; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset + from);
  const classes = view.getUint32(0, true);
  const roots = Int32Array.from({ length: view.getUint32(4, true) }, (_, at) =>
    view.getUint32(HEAD + at * 4, true),
  );
  const size = view.getUint32(8, true);
  const base = HEAD + roots.length * 4;
  const sign = new Int16Array(size);
  const value = new Float32Array(size);
  const next = new Int32Array(size);
  for (let at = 0; at < size; at++) {
    sign[at] = view.getInt16(base + at * NODE, true);
    value[at] = view.getFloat32(base + at * NODE + 2, true);
    next[at] = view.getUint32(base + at * NODE + 6, true);
  }
  return { trees: { classes, roots, sign, value, next }, end: from + base + size * NODE };
}
