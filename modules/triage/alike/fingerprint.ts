// What is kept of a text to compare it later: its most telling pieces as numbers, how much each weighs, and
// a sketch that equal texts share. No words stand in it, though short
// pieces can be guessed by trying: it lies behind the same barriers as the text. Pure.
import { eachPlace } from './places.ts';
import { eachToken } from './tokens.ts';
import type { Rarity } from './rarity.ts';

/** Pieces kept of one text; the commonest are left out first. */
export const TOKENS_MAX = 128;
/** Places of the sketch, in bands of BAND places. */
const SKETCH_SIZE = 16;
const BAND = 2;
/** A piece in the subject counts as if it stood so many times in the text. */
const SUBJECT_COUNTS = 3;
/** A name of a place is kept before other pieces. */
const PLACE_COUNTS = 2;
/** Set in `counts` when the piece stands in the subject. */
export const IN_SUBJECT = 0x80;
/** Set in `counts` when it names a place. */
export const IS_PLACE = 0x40;
/** Set in `counts` when it stands in what the report says, beside its words, of where it is. */
export const IN_ADDRESS = 0x20;
/** Of one piece; five bits. */
const COUNT_MAX = 0x1f;

/** `tokens` ascending; `counts` beside them, how often each stands in the text. */
export type Fingerprint = Readonly<{
  tokens: Int32Array;
  counts: Uint8Array;
  /** One number per band; texts that share one are nearly the same (MinHash by one permutation). */
  bands: Int32Array;
}>;

/** What somebody said, and beside it where that is; mostly they name the place in both. */
export type SaidText = Readonly<{ subject: string; detail: string; address?: string }>;

/** Texts without any piece give an empty fingerprint, which is like no other. */
export function fingerprintOf(
  { subject, detail, address = '' }: SaidText,
  rarity: Rarity,
): Fingerprint {
  const counts = new Map<number, number>();
  const sketch = new Int32Array(SKETCH_SIZE).fill(0x7fffffff);
  const count = (token: number, times: number, marks: number) => {
    const known = counts.get(token) ?? 0;
    const sum = Math.min(COUNT_MAX, (known & COUNT_MAX) + times);
    counts.set(token, (known & ~COUNT_MAX) | marks | sum);
  };
  eachPlace(subject, (token) => count(token, SUBJECT_COUNTS, IS_PLACE | IN_SUBJECT));
  eachPlace(detail, (token) => count(token, 1, IS_PLACE));
  eachToken(subject, (token) => count(token, SUBJECT_COUNTS, IN_SUBJECT));
  eachToken(detail, (token) => {
    count(token, 1, 0);
    // The place is chosen by some bits, the least is taken of the others.
    const place = token & (SKETCH_SIZE - 1);
    const rest = token >>> 4;
    if (rest < (sketch[place] ?? 0)) sketch[place] = rest;
  });
  // An address tells which pieces are of the place; it does not make them said twice.
  const mark = (token: number, marks: number) =>
    counts.set(token, (counts.get(token) ?? 1) | marks);
  eachPlace(address, (token) => mark(token, IS_PLACE));
  eachToken(address, (token) => mark(token, IN_ADDRESS));
  const kept = mostTelling(counts, rarity);
  return {
    tokens: kept,
    counts: Uint8Array.from(kept, (token) => counts.get(token) ?? 0),
    bands: bandsOf(sketch),
  };
}

function mostTelling(counts: ReadonlyMap<number, number>, rarity: Rarity): Int32Array {
  const tokens = Int32Array.from(counts.keys()).sort();
  if (tokens.length <= TOKENS_MAX) return tokens;
  const telling = Float64Array.from(tokens, (token) => {
    const count = counts.get(token) ?? 0;
    return weightOf(count) * rarity.shipped(token) * (count & IS_PLACE ? PLACE_COUNTS : 1);
  });
  const least = telling.toSorted().at(-TOKENS_MAX) ?? 0;
  let equals = TOKENS_MAX - telling.reduce((sum, weight) => sum + (weight > least ? 1 : 0), 0);
  return tokens.filter((_, at) => {
    const weight = telling[at] ?? 0;
    return weight > least || (weight === least && equals-- > 0);
  });
}

/** Often said weighs more, but not in proportion. */
export function weightOf(count: number): number {
  return WEIGHTS[count & COUNT_MAX] ?? 0;
}
const WEIGHTS = Float64Array.from({ length: COUNT_MAX + 1 }, (_, count) =>
  count === 0 ? 0 : 1 + Math.log(count),
);

function bandsOf(sketch: Int32Array): Int32Array {
  const bands: number[] = [];
  for (let at = 0; at < SKETCH_SIZE; at += BAND) {
    let band = Math.imul(at + 1, 0x9e3779b1);
    let isFull = true;
    for (let place = at; place < at + BAND; place++) {
      const least = sketch[place] ?? 0x7fffffff;
      isFull &&= least !== 0x7fffffff;
      band = Math.imul(band ^ least, 0x85ebca6b) ^ (band >>> 13);
    }
    if (isFull) bands.push(band);
  }
  return Int32Array.from(bands);
}
