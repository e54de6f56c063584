// Finds many words in a text in one pass (Aho–Corasick over UTF-16 units). Pure.

/** Word number `word` (as given) stands in the text at `[start, end)`. */
export type WordHit = Readonly<{ word: number; start: number; end: number }>;

export type WordMatcher = Readonly<{
  words: readonly string[];
  /** Every occurrence of every word, overlapping ones too, ordered by where they end. */
  findAll(text: string): WordHit[];
  /** The longest words from left to right, none overlapping another. */
  findLongest(text: string): WordHit[];
}>;

/** Builds a matcher. Empty words are left out; of equal words the first one is reported. */
export function buildWordMatcher(words: readonly string[]): WordMatcher {
  const next = new Map<number, number>(); // node * 65536 + code unit → node
  const wordAt: number[] = [-1]; // the word that ends at a node
  const fail: number[] = [0];
  const outputs: number[] = [0]; // the nearest node along the fail links that ends a word
  const parents: number[] = [0];
  const units: number[] = [0];
  const depths: number[] = [0];

  const step = (node: number, unit: number) => next.get(node * 65_536 + unit);
  words.forEach((word, number) => {
    let node = 0;
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at);
      let child = step(node, unit);
      if (child === undefined) {
        child = wordAt.length;
        next.set(node * 65_536 + unit, child);
        wordAt.push(-1);
        fail.push(0);
        outputs.push(0);
        parents.push(node);
        units.push(unit);
        depths.push(at + 1);
      }
      node = child;
    }
    if (node !== 0 && wordAt[node] === -1) wordAt[node] = number;
  });

  const byDepth = wordAt.map((_, node) => node).sort((a, b) => at(depths, a) - at(depths, b));
  for (const node of byDepth) {
    if (at(depths, node) < 2) continue;
    let candidate = at(fail, at(parents, node));
    let found = step(candidate, at(units, node));
    while (found === undefined && candidate !== 0) {
      candidate = at(fail, candidate);
      found = step(candidate, at(units, node));
    }
    fail[node] = found ?? 0;
    outputs[node] = at(wordAt, at(fail, node)) >= 0 ? at(fail, node) : at(outputs, at(fail, node));
  }

  function findAll(text: string): WordHit[] {
    const hits: WordHit[] = [];
    let node = 0;
    for (let position = 0; position < text.length; position++) {
      const unit = text.charCodeAt(position);
      let child = step(node, unit);
      while (child === undefined && node !== 0) {
        node = at(fail, node);
        child = step(node, unit);
      }
      node = child ?? 0;
      let ending = at(wordAt, node) >= 0 ? node : at(outputs, node);
      while (ending !== 0) {
        const end = position + 1;
        hits.push({ word: at(wordAt, ending), start: end - at(depths, ending), end });
        ending = at(outputs, ending);
      }
    }
    return hits;
  }

  function findLongest(text: string): WordHit[] {
    const ordered = findAll(text).sort((a, b) => a.start - b.start || b.end - a.end);
    const chosen: WordHit[] = [];
    let free = 0;
    for (const hit of ordered)
      if (hit.start >= free) {
        chosen.push(hit);
        free = hit.end;
      }
    return chosen;
  }

  return { words, findAll, findLongest };
}

/** Nodes are numbered without gaps, so every index exists. */
function at(array: readonly number[], index: number): number {
  return array[index] ?? 0;
}
