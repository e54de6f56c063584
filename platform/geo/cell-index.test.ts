import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#platform/chance/index.ts';
import { buildCellIndex, NO_CELL, type Cell } from './cell-index.ts';
import { latticeCells } from './testing.ts';

/**
 * Brute force in big integers, on a lattice fine enough to make the infinitesimal real: everything
 * times 10^24, the point moved by (10^12, 1). Edges of the cells are far too coarse to come between.
 */
const SCALE = 10n ** 24n;
function ownersByBruteForce(cells: readonly Cell[], lng6: number, lat6: number): number[] {
  const x = BigInt(lng6) * SCALE + 10n ** 12n;
  const y = BigInt(lat6) * SCALE + 1n;
  return cells.filter((cell) => isInside(cell.ring, x, y)).map((cell) => cell.id);
}
function isInside(ring: Int32Array, x: bigint, y: bigint): boolean {
  let inside = false;
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    const [ax, ay] = [BigInt(ring[at] ?? 0) * SCALE, BigInt(ring[at + 1] ?? 0) * SCALE];
    const [bx, by] = [BigInt(ring[next] ?? 0) * SCALE, BigInt(ring[next + 1] ?? 0) * SCALE];
    if (ay > y === by > y) continue;
    const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
    if (side === 0n) throw new Error('the moved point lies on an edge');
    if (by > ay === side > 0n) inside = !inside;
  }
  return inside;
}

const cells = latticeCells({ columns: 5, rows: 4, step: 24, seed: 3 });
const index = buildCellIndex(cells);
const vertices = cells.flatMap((cell) =>
  Array.from(
    { length: cell.ring.length / 2 },
    (_, at) => [cell.ring[2 * at] ?? 0, cell.ring[2 * at + 1] ?? 0] as const,
  ),
);
const xs = vertices.map(([x]) => x);
const ys = vertices.map(([, y]) => y);
const box = {
  west: Math.min(...xs),
  east: Math.max(...xs),
  south: Math.min(...ys),
  north: Math.max(...ys),
};

describe('buildCellIndex', () => {
  it('agrees with brute force on every whole micro-degree of a small area', () => {
    // Cells 24 micro-degrees wide: this walks through all edges and vertices as well.
    let outer = 0;
    for (let y = box.south - 2; y <= box.north + 2; y++)
      for (let x = box.west - 2; x <= box.east + 2; x++) {
        const owners = ownersByBruteForce(cells, x, y);
        expect(owners.length).toBeLessThanOrEqual(1);
        const located = index.locate(x, y);
        if (owners.length === 1) expect(located).toBe(owners[0]);
        else if (located !== NO_CELL) outer++; // on the outer boundary
      }
    expect(outer).toBeGreaterThan(0);
  });

  it('gives every vertex and every edge point one owner that touches it, also on the outer boundary', () => {
    for (const cell of cells)
      for (let at = 0; at < cell.ring.length; at += 2) {
        const next = (at + 2) % cell.ring.length;
        const [ax, ay] = [cell.ring[at] ?? 0, cell.ring[at + 1] ?? 0];
        const [bx, by] = [cell.ring[next] ?? 0, cell.ring[next + 1] ?? 0];
        const parts = greatestCommonDivisor(Math.abs(bx - ax), Math.abs(by - ay));
        for (let part = 0; part <= parts; part++) {
          const [x, y] = [ax + ((bx - ax) / parts) * part, ay + ((by - ay) / parts) * part];
          const owner = index.locate(x, y);
          const touching = cells.filter((other) => distanceToBox(other.ring, x, y) === 0);
          expect(touching.map((other) => other.id)).toContain(owner);
          const owners = ownersByBruteForce(cells, x, y);
          if (owners.length > 0) expect(owners).toEqual([owner]);
        }
      }
  });

  it('agrees with brute force on random lattices and points', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 30, max: 3000 }), (seed, step) => {
        const some = latticeCells({ columns: 5, rows: 4, step, seed });
        const built = buildCellIndex(some);
        const random = seededRandom(seed);
        for (let round = 0; round < 60; round++) {
          const x = Math.round(120_700_000 + (random() * 7 - 1) * step);
          const y = Math.round(27_980_000 + (random() * 6 - 1) * step);
          const [owner] = ownersByBruteForce(some, x, y);
          if (owner !== undefined) expect(built.locate(x, y)).toBe(owner);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the direction of a ring nor on a repeated last vertex', () => {
    const turned = cells.map((cell) => {
      const points = Array.from({ length: cell.ring.length / 2 }, (_, at) =>
        cell.ring.slice(2 * at, 2 * at + 2),
      );
      const ring = [...points, points[0] ?? []].reverse().flatMap((point) => [...point]);
      return { id: cell.id, ring: Int32Array.from(ring) };
    });
    const other = buildCellIndex(turned);
    const random = seededRandom(5);
    for (let round = 0; round < 2000; round++) {
      const x = Math.round(box.west + random() * (box.east - box.west));
      const y = Math.round(box.south + random() * (box.north - box.south));
      expect(other.locate(x, y)).toBe(index.locate(x, y));
    }
    for (const [x, y] of vertices) expect(other.locate(x, y)).toBe(index.locate(x, y));
  });

  it('answers in batches as one by one', () => {
    const lngs = Int32Array.from(xs);
    const lats = Int32Array.from(ys);
    const out = new Int32Array(xs.length);
    index.locateMany(lngs, lats, out);
    expect([...out]).toEqual(vertices.map(([x, y]) => index.locate(x, y)));
  });

  it('says outside for points far away and for an index without cells', () => {
    expect(index.locate(0, 0)).toBe(NO_CELL);
    expect(index.locate(-180_000_000, 90_000_000)).toBe(NO_CELL);
    expect(buildCellIndex([]).locate(120_700_000, 27_980_000)).toBe(NO_CELL);
  });

  it('knows a cell in several parts', () => {
    const part = (x: number) => Int32Array.of(x, 0, x + 900, 0, x + 900, 900, x, 900);
    const parts = [0, 900, 1800].map((x, at) => ({ id: at === 1 ? 8 : 7, ring: part(x) }));
    const located = [10, 910, 1810].map((x) => buildCellIndex(parts).locate(x, 10));
    expect(located).toEqual([7, 8, 7]);
  });

  it('refuses rings and ids that cannot be', () => {
    const ring = Int32Array.of(0, 0, 10, 0, 0, 10);
    expect(() => buildCellIndex([{ id: 1, ring: Int32Array.of(0, 0, 1, 1) }])).toThrow(
      'no polygon',
    );
    expect(() => buildCellIndex([{ id: NO_CELL, ring }])).toThrow('cannot be used');
    const square = Int32Array.of(0, 0, 900, 0, 900, 900, 0, 900);
    expect(() =>
      buildCellIndex([
        { id: 1, ring: square },
        { id: 2, ring: square },
      ]),
    ).toThrow('overlap');
    const wide = Int32Array.of(0, 0, 61_000_000, 0, 0, 10);
    expect(() => buildCellIndex([{ id: 1, ring: wide }])).toThrow('60 degrees');
  });
});

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.max(a, 1) : greatestCommonDivisor(b, a % b);
}

/** 0 when the point is in the ring's bounding box. */
function distanceToBox(ring: Int32Array, x: number, y: number): number {
  const ringXs = ring.filter((_, at) => at % 2 === 0);
  const ringYs = ring.filter((_, at) => at % 2 === 1);
  const outsideX = Math.max(Math.min(...ringXs) - x, x - Math.max(...ringXs), 0);
  const outsideY = Math.max(Math.min(...ringYs) - y, y - Math.max(...ringYs), 0);
  return outsideX + outsideY;
}
