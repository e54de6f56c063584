// The door of the map.
export { cellSize } from './clusters.ts';
export { incidentClusters } from './queries/clusters.ts';
export { shapeStore, type KeptShapes, type ShapeLevel, type ShapeStore } from './shapes.ts';
