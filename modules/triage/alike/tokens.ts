// The pieces of a text by which it is compared with others: neighbouring characters in twos and threes, and
// words of Latin letters and digits, each as a number. Pure.

/** Characters of a text that are compared; a longer letter is compared by its beginning. */
export const COMPARED_MAX = 1200;
/** Latin words and numbers of more characters name nothing that two people would both write. */
const WORD_MAX = 12;

const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fff;

/** Calls `found` for every piece of the text, in order; the number is from 0 to 2^31 - 1. */
export function eachToken(text: string, found: (token: number) => void): void {
  const said = text.slice(0, COMPARED_MAX).normalize('NFKC').toLowerCase();
  let before = 0;
  let beforeThat = 0;
  let word = 0;
  let wordLength = 0;
  for (let at = 0; at <= said.length; at++) {
    const unit = at < said.length ? said.charCodeAt(at) : 0;
    if (isWordUnit(unit)) {
      word = mix(word, unit);
      wordLength++;
      before = beforeThat = 0;
      continue;
    }
    // One letter or digit alone says nothing; very long ones are links and serial numbers.
    if (wordLength > 1 && wordLength <= WORD_MAX) found(done(word, wordLength));
    word = wordLength = 0;
    if (unit < FIRST_HAN || unit > LAST_HAN) {
      before = beforeThat = 0;
      continue;
    }
    if (before) {
      const two = mix(mix(0, before), unit);
      found(done(two, 2));
      if (beforeThat) found(done(mix(mix(mix(0, beforeThat), before), unit), 3));
    }
    beforeThat = before;
    before = unit;
  }
}

const isWordUnit = (unit: number) =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);

function mix(state: number, unit: number): number {
  return Math.imul(state ^ unit ^ 0x5bd1e995, 0x01000193) ^ (state >>> 15);
}

/** A number of a whole word, as `eachToken` gives them. */
export function numberOf(word: string): number {
  let state = 0;
  for (let at = 0; at < word.length; at++) state = mix(state, word.charCodeAt(at));
  return done(state, word.length);
}

/** Spreads the bits, so that near numbers do not collide in tables. */
function done(state: number, length: number): number {
  let mixed = Math.imul(state ^ (length << 24), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & 0x7fffffff;
}
