// Small questions about a ring in micro-degrees. Pure.
import type { Ring } from '../ring.ts';

const at = (ring: Ring, i: number): number => ring[i] ?? 0;

/** Twice the signed area in square micro-degrees, exact; positive when counter-clockwise. */
export function doubleArea(ring: Ring): number {
  // Offsets from the first vertex keep the products below 2^53 for anything the size of a county.
  const [ox, oy] = [at(ring, 0), at(ring, 1)];
  let area = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    area +=
      (at(ring, i) - ox) * (at(ring, j + 1) - oy) - (at(ring, j) - ox) * (at(ring, i + 1) - oy);
  }
  return area;
}

/**
 * A point well inside, for a label or a pin: on the latitude through the middle of the area, halfway
 * along the longest stretch that is inside.
 */
export function pointInside(ring: Ring): [number, number] {
  const y = middleLatitude(ring) + 0.5; // between whole micro-degrees: never through a vertex
  const crossings: number[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [ay, by] = [at(ring, i + 1), at(ring, j + 1)];
    if (ay > y !== by > y)
      crossings.push(at(ring, i) + ((at(ring, j) - at(ring, i)) * (y - ay)) / (by - ay));
  }
  crossings.sort((a, b) => a - b);
  let best: [number, number] = [at(ring, 0), at(ring, 0)];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i] ?? 0, crossings[i + 1] ?? 0];
    if (to - from > best[1] - best[0]) best = [from, to];
  }
  return [Math.round((best[0] + best[1]) / 2), Math.round(y)];
}

/** The latitude of the centre of area. */
function middleLatitude(ring: Ring): number {
  const [ox, oy] = [at(ring, 0), at(ring, 1)];
  let [area, moment] = [0, 0];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [ax, ay] = [at(ring, i) - ox, at(ring, i + 1) - oy];
    const [bx, by] = [at(ring, j) - ox, at(ring, j + 1) - oy];
    const cross = ax * by - bx * ay;
    area += cross;
    moment += (ay + by) * cross;
  }
  return Math.floor(oy + moment / (3 * area));
}
