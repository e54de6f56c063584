// Chance that repeats: the same seed draws the same on every machine. Pure.

/** Numbers in [0, 1). */
export type Random = () => number;

/** Mulberry32: small, fast, good enough to draw maps and days with; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
