// A partition under construction. Cells are rings of vertex numbers; when a border gets a new vertex,
// the split is remembered, so that the cell on its other side takes the same vertex when it is read.
// That is why neighbours share their borders exactly, to the micro-degree. Pure.
import type { Ring } from '../ring.ts';

/** Numbers of vertices, in order, without repeating the first. */
export type Loop = readonly number[];

/** More vertices than any county needs; edge keys stay below 2^53. */
const VERTICES_AT_MOST = 2 ** 26;

export type Mesh = Readonly<{
  /** Micro-degrees of each vertex. */
  x: readonly number[];
  y: readonly number[];
  /** Adds a vertex and gives its number. */
  add(x: number, y: number): number;
  /** A loop of new vertices. */
  loopOf(ring: Ring): Loop;
  /** Puts vertex `middle` on the border a–b, for both sides. */
  split(a: number, b: number, middle: number): void;
  /** The loop with every vertex that its borders have been given meanwhile. */
  refreshed(loop: Loop): Loop;
  ringOf(loop: Loop): Ring;
}>;

export function createMesh(): Mesh {
  const x: number[] = [];
  const y: number[] = [];
  const splits = new Map<number, number>();

  const add = (px: number, py: number) => {
    x.push(px);
    y.push(py);
    return x.length - 1;
  };
  const addBetween = (a: number, b: number, into: number[]): void => {
    const middle = splits.get(edgeKey(a, b));
    if (middle === undefined) return;
    addBetween(a, middle, into);
    into.push(middle);
    addBetween(middle, b, into);
  };
  return {
    x,
    y,
    add,
    loopOf: (ring) =>
      Array.from({ length: ring.length / 2 }, (_, i) =>
        add(ring[2 * i] ?? 0, ring[2 * i + 1] ?? 0),
      ),
    split: (a, b, middle) => void splits.set(edgeKey(a, b), middle),
    refreshed: (loop) => {
      const fresh: number[] = [];
      loop.forEach((from, i) => {
        fresh.push(from);
        addBetween(from, loop[(i + 1) % loop.length] ?? from, fresh);
      });
      return fresh;
    },
    ringOf: (loop) => Int32Array.from(loop.flatMap((vertex) => [x[vertex] ?? 0, y[vertex] ?? 0])),
  };
}

function edgeKey(a: number, b: number): number {
  return a < b ? a * VERTICES_AT_MOST + b : b * VERTICES_AT_MOST + a;
}
