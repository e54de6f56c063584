// Finds many words in a text in one pass (Aho–Corasick over UTF-16 units). Pure.
import { ABSENT, buildAlphabet, buildIntTable } from './int-table.ts';

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
  const { size, numberOf } = buildAlphabet(words);
  const { children, wordAt, parents, letters, depths } = buildTrie(words, size, numberOf);
  const table = buildIntTable(children);
  const fail = new Int32Array(wordAt.length); // the longest other beginning that ends here too
  const inner = new Int32Array(wordAt.length); // the nearest node along the fail links that ends a word

  const step = (from: number, letter: number): number => {
    let node = from;
    for (;;) {
      const child = table.get(node * size + letter);
      if (child !== ABSENT) return child;
      if (node === 0) return 0;
      node = fail[node] ?? 0;
    }
  };
  for (const node of [...depths.keys()].sort((a, b) => (depths[a] ?? 0) - (depths[b] ?? 0))) {
    const parent = parents[node] ?? 0;
    if (parent === 0) continue;
    const shorter = step(fail[parent] ?? 0, letters[node] ?? 0);
    fail[node] = shorter;
    inner[node] = wordAt[shorter] === ABSENT ? (inner[shorter] ?? 0) : shorter;
  }

  function findAll(text: string): WordHit[] {
    const hits: WordHit[] = [];
    let node = 0;
    for (let at = 0; at < text.length; at++) {
      const letter = numberOf[text.charCodeAt(at)] ?? 0;
      node = letter === 0 ? 0 : step(node, letter);
      let ending = wordAt[node] === ABSENT ? (inner[node] ?? 0) : node;
      while (ending !== 0) {
        const end = at + 1;
        hits.push({ word: wordAt[ending] ?? 0, start: end - (depths[ending] ?? 0), end });
        ending = inner[ending] ?? 0;
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

/** The words as a tree: node 0 is the root, a child's key is its parent's number × size + its letter. */
function buildTrie(words: readonly string[], size: number, numberOf: Uint16Array) {
  const children = new Map<number, number>();
  const wordAt = [ABSENT]; // the word that ends at a node
  const parents = [0];
  const letters = [0];
  const depths = [0];
  words.forEach((word, number) => {
    let node = 0;
    for (let at = 0; at < word.length; at++) {
      const letter = numberOf[word.charCodeAt(at)] ?? 0;
      const key = node * size + letter;
      let child = children.get(key);
      if (child === undefined) {
        child = wordAt.length;
        children.set(key, child);
        wordAt.push(ABSENT);
        parents.push(node);
        letters.push(letter);
        depths.push(at + 1);
      }
      node = child;
    }
    if (node !== 0 && wordAt[node] === ABSENT) wordAt[node] = number;
  });
  return { children, wordAt, parents, letters, depths };
}
