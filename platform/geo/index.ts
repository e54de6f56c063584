// Where things are: coordinates of one system, distances, and the cell that owns a point.
export * from './coordinates.ts';
export { buildCellIndex, NO_CELL, type Cell, type CellIndex } from './cell-index.ts';
