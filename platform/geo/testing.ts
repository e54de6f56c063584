// Partitions of an area into cells, for tests and benches of the cell index.
import { seededRandom } from '#platform/chance/index.ts';
import type { Cell } from './cell-index.ts';

export type LatticeOptions = Readonly<{
  columns: number;
  rows: number;
  /** South-west corner and the width of a cell, in micro-degrees. */
  west?: number;
  south?: number;
  step?: number;
  seed?: number;
}>;

/**
 * A jittered lattice: `columns × rows` cells of eight corners (four of them on the middle of a side),
 * sharing every vertex with their neighbours; ids are 1, 2, … from the south-west, row by row.
 */
export function latticeCells(options: LatticeOptions): Cell[] {
  const { columns, rows, west = 120_700_000, south = 27_980_000, step = 1400, seed = 7 } = options;
  const random = seededRandom(seed);
  const vertices = (across: number, along: number, offsetX: number, offsetY: number) => {
    const points = new Int32Array(across * along * 2);
    for (let at = 0; at < across * along; at++) {
      const jitter = () => (random() - 0.5) * 0.36 * step;
      const [column, row] = [at % across, Math.trunc(at / across)];
      points[2 * at] = Math.round(west + (column + offsetX) * step + jitter());
      points[2 * at + 1] = Math.round(south + (row + offsetY) * step + jitter());
    }
    return (column: number, row: number) => {
      const at = 2 * (row * across + column);
      return [points[at] ?? 0, points[at + 1] ?? 0] as const;
    };
  };
  const corner = vertices(columns + 1, rows + 1, 0, 0);
  const south1 = vertices(columns, rows + 1, 0.5, 0); // the middles of the horizontal sides
  const west1 = vertices(columns + 1, rows, 0, 0.5); // and of the vertical ones
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const ring = [
        corner(column, row),
        south1(column, row),
        corner(column + 1, row),
        west1(column + 1, row),
        corner(column + 1, row + 1),
        south1(column, row + 1),
        corner(column, row + 1),
        west1(column, row),
      ];
      cells.push({ id: cells.length + 1, ring: Int32Array.from(ring.flat()) });
    }
  return cells;
}
