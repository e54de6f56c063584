// A partition under construction. Cells are rings of vertex numbers; when a border gets a new vertex,
// the split is remembered, so that the cell on its other side takes the same vertex when it is read.
// That is why neighbours share their borders exactly, to the micro-degree. Pure.
import type { Ring } from '../ring.ts';

/** Numbers of vertices, in order, without repeating the first. */
export type Loop = readonly number[];

/** More vertices than any county needs; edge keys stay below 2^53. */
const VERTICES_AT_MOST = 2 ** 26;

export class Mesh {
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly #splits = new Map<number, number>();

  /** Adds a vertex at whole micro-degrees and gives its number. */
  add(x: number, y: number): number {
    this.x.push(x);
    this.y.push(y);
    return this.x.length - 1;
  }

  /** A loop of new vertices. */
  loopOf(ring: Ring): Loop {
    const loop: number[] = [];
    for (let i = 0; i < ring.length; i += 2) loop.push(this.add(ring[i] ?? 0, ring[i + 1] ?? 0));
    return loop;
  }

  /** Puts vertex `middle` on the border a–b, for both sides. */
  split(a: number, b: number, middle: number): void {
    this.#splits.set(edgeKey(a, b), middle);
  }

  /** The loop with every vertex that its borders have been given meanwhile. */
  refreshed(loop: Loop): Loop {
    const fresh: number[] = [];
    loop.forEach((from, i) => {
      fresh.push(from);
      this.#between(from, loop[(i + 1) % loop.length] ?? from, fresh);
    });
    return fresh;
  }

  #between(a: number, b: number, into: number[]): void {
    const middle = this.#splits.get(edgeKey(a, b));
    if (middle === undefined) return;
    this.#between(a, middle, into);
    into.push(middle);
    this.#between(middle, b, into);
  }

  ringOf(loop: Loop): Ring {
    const ring = new Int32Array(loop.length * 2);
    loop.forEach((vertex, i) => {
      ring[2 * i] = this.x[vertex] ?? 0;
      ring[2 * i + 1] = this.y[vertex] ?? 0;
    });
    return ring;
  }
}

function edgeKey(a: number, b: number): number {
  return a < b ? a * VERTICES_AT_MOST + b : b * VERTICES_AT_MOST + a;
}
