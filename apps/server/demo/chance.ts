// Chance for the demonstration: a fixed number for each question about one matter, so that what becomes of
// it does not depend on when it is asked. Pure.
import { seededRandom } from '#platform/chance/index.ts';

/** Always the same number in [0, 1) for the same matter and question. */
export function fateOf(matter: string, question: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `${matter}/${question}`)
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return seededRandom(hash)();
}

export function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[Math.floor(at * list.length)];
}

/** One of `list` by weight; the weights need not sum to anything. */
export function weighted<T>(list: readonly (readonly [T, number])[], at: number): T | undefined {
  let left = at * list.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of list) {
    left -= weight;
    if (left < 0) return value;
  }
  return list.at(-1)?.[0];
}
