// How coarse the clusters of a zoom are. Pure.

/** Clusters are about this many screen pixels apart. */
const PIXELS = 48;
const TILE_PIXELS = 256;
/** From here on every incident stands alone. */
const ALONE_FROM_ZOOM = 18;

/**
 * The side of a cluster cell in micro-degrees of longitude: `PIXELS` at that zoom of a web map.
 * Whole numbers, so that a cell is the same wherever the view begins.
 */
export function cellSize(zoom: number): number {
  const whole = Math.floor(zoom);
  if (whole >= ALONE_FROM_ZOOM) return 1;
  return Math.max(1, Math.round((360_000_000 / (TILE_PIXELS * 2 ** whole)) * PIXELS));
}
