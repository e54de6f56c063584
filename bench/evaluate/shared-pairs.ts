// How many pairs of neighbouring characters two texts share: the plain measure that others are compared with.

/** Texts longer than this are compared by their beginning. */
const COMPARED_LENGTH = 600;

/** The pairs of neighbouring letters and characters, without punctuation and digits. */
export function bigramsOf(text: string): ReadonlySet<string> {
  const letters = text
    .slice(0, COMPARED_LENGTH)
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '');
  const bigrams = new Set<string>();
  for (let at = 0; at + 1 < letters.length; at++) bigrams.add(letters.slice(at, at + 2));
  return bigrams;
}

/**
 * How alike two texts are, 0 to 1: the mean of Jaccard and containment, because a short text often says
 * a part of what a long one says. Texts of under four pairs are too short to be compared.
 */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (small.size < 4) return 0;
  let common = 0;
  for (const bigram of small) if (large.has(bigram)) common++;
  return (common / small.size + common / (small.size + large.size - common)) / 2;
}
