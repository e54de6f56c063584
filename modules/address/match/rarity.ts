// How rare single characters and neighbours are in addresses: a small hashed table of what a run is worth,
// from seldom (much) to everywhere (nothing). Pure.

/** Places of the table; neighbours that share one share their worth. */
export const RARITIES = 65_536;
/** One step of the kept byte, in natural logarithms. */
const STEP = 0.05;

export function runHash(text: string, from: number, length: number): number {
  let hash = length;
  for (let at = from; at < from + length; at++)
    hash = Math.imul(hash ^ text.charCodeAt(at) ^ (hash >>> 15), 0x2c1b3c6d) + at - from;
  hash ^= hash >>> 13;
  return (Math.imul(hash, 0x9e3779b1) >>> 16) % RARITIES;
}

/** Counts in how many texts each run of one and two characters stands. */
export function learnRarities(texts: Iterable<string>): Uint8Array {
  const counts = new Uint32Array(RARITIES);
  let total = 0;
  for (const text of texts) {
    total++;
    const seen = new Set<number>();
    for (let length = 1; length <= 2; length++)
      for (let at = 0; at + length <= text.length; at++) seen.add(runHash(text, at, length));
    for (const hash of seen) counts[hash] = (counts[hash] ?? 0) + 1;
  }
  return Uint8Array.from(counts, (count) =>
    Math.min(255, Math.round(Math.log((total + 1) / (count + 0.5)) / STEP)),
  );
}

export function worthOf(rarities: Uint8Array, hash: number): number {
  return (rarities[hash] ?? 0) * STEP;
}

/** The share of the worth of one text's runs that another text has, from 0 to 1; 0 for an empty text. */
export function shareIn(rarities: Uint8Array, text: string, other: string, length: number): number {
  if (text.length < length) return 0;
  const runs = new Set<number>();
  for (let at = 0; at + length <= other.length; at++) runs.add(runHash(other, at, length));
  let all = 0;
  let found = 0;
  for (let at = 0; at + length <= text.length; at++) {
    const hash = runHash(text, at, length);
    const worth = length <= 2 ? worthOf(rarities, hash) : 1;
    all += worth;
    if (runs.has(hash)) found += worth;
  }
  return all === 0 ? 0 : found / all;
}

/** The worth of all characters of a text. */
export function massOf(rarities: Uint8Array, text: string): number {
  let mass = 0;
  for (let at = 0; at < text.length; at++) mass += worthOf(rarities, runHash(text, at, 1));
  return mass;
}
