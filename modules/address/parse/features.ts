// What the parser sees: of every piece its neighbours, looks, the next and last key characters and the names
// of divisions around it; of every stretch its words, ends, length and whether it is a name. Each sight is a
// hashed number (31 bits) that has a weight in the model. Pure.
import { growHash, NAME_LENGTH_MAX, settle, type Lexicon } from './lexicon.ts';
import { LOOK, LOOKS, type Pieces } from './tokens.ts';

/** Pieces of one part at most; longer ones are read as several. */
export const PART_PIECES_MAX = 20;

/** Runs of characters are seen by the pieces this far before and after their first one. */
export const REACH = 4;

/** Room before and after for the runs that begin at the farthest piece of interest. */
const PAD = 2 * REACH;
/** A stand-in for what lies before the first and after the last piece. */
const EDGE = 0x20000;

/** One address made ready for asking what is seen where. */
export type Sight = {
  length: number;
  codes: Int32Array;
  looks: Uint8Array;
  exact: Int32Array;
  /** Bits of names: at `[from * (NAME_LENGTH_MAX + 1) + length]`. */
  names: Uint16Array;
  /** Longest name that begins at, ends at, covers a piece: bits and length or position. */
  nameFrom: Int32Array;
  nameTo: Int32Array;
  nameOver: Int32Array;
  /** The next key character from a piece on and the last one before it, with distance. */
  nextKey: Int32Array;
  lastKey: Int32Array;
  keysAhead: Int32Array;
  /** How long the same pieces stood before, and how long they stand again later. */
  saidBefore: Uint8Array;
  saidAgain: Uint8Array;
};

/** A longer repetition says no more. */
const REPEAT_MAX = 5;

const isKeyLook = (look: number) => look >= LOOK.firstKey;

export function lookAt(pieces: Pieces, lexicon: Lexicon): Sight {
  const { length } = pieces;
  const size = length + 2 * PAD;
  const codes = new Int32Array(size).fill(EDGE);
  codes.set(pieces.codes, PAD);
  const looks = new Uint8Array(size);
  looks.set(pieces.looks, PAD);
  const exact = new Int32Array(size).fill(EDGE);
  exact.set(pieces.exact, PAD);
  const sight: Sight = {
    length,
    codes,
    looks,
    exact,
    names: new Uint16Array((length + 1) * (NAME_LENGTH_MAX + 1)),
    nameFrom: new Int32Array(size),
    nameTo: new Int32Array(size),
    nameOver: new Int32Array(size),
    nextKey: new Int32Array(size),
    lastKey: new Int32Array(size),
    keysAhead: new Int32Array(size),
    saidBefore: new Uint8Array(size),
    saidAgain: new Uint8Array(size),
  };
  findNames(sight, lexicon);
  findKeys(sight);
  findRepeats(sight);
  return sight;
}

function findNames(sight: Sight, lexicon: Lexicon): void {
  const { length, codes, names, nameFrom, nameTo, nameOver } = sight;
  const width = NAME_LENGTH_MAX + 1;
  let covered = 0;
  for (let from = 0; from < length; from++) {
    let hash = 0;
    let longest = 0;
    for (let size = 1; size <= NAME_LENGTH_MAX && from + size <= length; size++) {
      const code = codes[PAD + from + size - 1] ?? 0;
      if (code >= 0x10000 || code < 0x3400) break;
      hash = growHash(hash, code);
      if (size < 2) continue;
      const bits = lexicon.bitsOf(settle(hash));
      if (bits === 0) continue;
      names[from * width + size] = bits;
      longest = size;
      nameTo[PAD + from + size - 1] ||= bits * 16 + size;
    }
    if (longest === 0) continue;
    const bits = names[from * width + longest] ?? 0;
    nameFrom[PAD + from] = bits * 16 + longest;
    if (from < covered) continue;
    covered = from + longest;
    for (let at = from; at < covered; at++)
      nameOver[PAD + at] = bits * 16 + (at === from ? 1 : at === covered - 1 ? 3 : 2);
  }
}

function findKeys(sight: Sight): void {
  const { length, looks, nextKey, lastKey, keysAhead } = sight;
  let key = 0;
  let keyAt = length + 20;
  let ahead = 0;
  for (let at = length - 1; at >= 0; at--) {
    const look = looks[PAD + at] ?? 0;
    if (isKeyLook(look)) {
      key = look;
      keyAt = at;
      ahead = ((ahead << 7) | look) & 0x1fffff;
    }
    nextKey[PAD + at] = key * 16 + Math.min(keyAt - at, 9);
    keysAhead[PAD + at] = ahead;
  }
  key = 0;
  keyAt = -20;
  for (let at = 0; at < length; at++) {
    lastKey[PAD + at] = key * 16 + Math.min(at - keyAt, 9);
    const look = looks[PAD + at] ?? 0;
    if (!isKeyLook(look)) continue;
    key = look;
    keyAt = at;
  }
}

function findRepeats({ length, codes, saidBefore, saidAgain }: Sight): void {
  for (let at = 1; at + 1 < length; at++) {
    const first = codes[PAD + at];
    if ((first ?? 0) >= 0x10000) continue;
    const second = codes[PAD + at + 1];
    for (let before = 0; before < at; before++) {
      if (codes[PAD + before] !== first || codes[PAD + before + 1] !== second) continue;
      let same = 2;
      while (same < REPEAT_MAX && codes[PAD + at + same] === codes[PAD + before + same]) same++;
      saidBefore[PAD + at] = Math.max(saidBefore[PAD + at] ?? 0, same);
      saidAgain[PAD + before] = Math.max(saidAgain[PAD + before] ?? 0, same);
    }
  }
}

function mix(kind: number, a: number, b = 0, c = 0, d = 0): number {
  let hash = Math.imul(kind + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ a ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ b ^ (hash >>> 13), 0xc2b2ae35);
  hash = Math.imul(hash ^ c ^ (hash >>> 16), 0x27d4eb2f);
  hash = Math.imul(hash ^ d ^ (hash >>> 15), 0x165667b1);
  return (hash ^ (hash >>> 14)) & 0x7fffffff;
}

/** What the piece at `at` looks like. */
export function lookOf(sight: Sight, at: number): number {
  return sight.looks[PAD + at] ?? 0;
}

/** Room for the sights of one piece or stretch. */
export const SIGHTS_MAX = 64;

/** A run that begins at a piece is one sight; each piece from `-back` to `+ahead` of there sees it at its own distance. */
export const RUNS = [
  { back: 4, ahead: 4 },
  { back: 2, ahead: 3 },
  { back: 0, ahead: 2 },
  { back: 1, ahead: 3 },
  { back: 0, ahead: 3 },
] as const;

/**
 * The runs that begin at `at` (from -REACH to length + REACH - 1): the piece, it and the next, it and the one after
 * that, three, four. Writes one hash for each of RUNS.
 */
export function runSights({ codes }: Sight, at: number, out: Int32Array): void {
  const p = at + PAD;
  const a = codes[p] ?? 0;
  const b = codes[p + 1] ?? 0;
  const c = codes[p + 2] ?? 0;
  out[0] = mix(2, a);
  out[1] = mix(3, a, b);
  out[2] = mix(4, a, c);
  out[3] = mix(5, a, b, c);
  out[4] = mix(6, a, b, c, codes[p + 3] ?? 0);
}

/** Stands for all that is seen of a piece without a name or a repetition near, and of one far from both ends. */
const PLAIN = 2;
const MIDDLE = 3;

/** Hashes that stand for several. */
export const SUMS: readonly (readonly [hash: number, of: readonly number[]])[] = [
  [PLAIN, [1, mix(60, 0), mix(61, 0), mix(62, 0), mix(63, 0), mix(65, 0), mix(74, 0), mix(75, 0)]],
  [MIDDLE, [mix(70, 3), mix(71, 3)]],
];

/**
 * What only the piece at `at` sees; writes into `out` and gives the number. Summed, most pieces are told of in far
 * fewer sights, by the hashes of SUMS.
 */
export function pieceSights(sight: Sight, at: number, out: Int32Array, isSummed = false): number {
  const { codes, looks, exact, nameFrom, nameTo, nameOver, nextKey, lastKey, keysAhead } = sight;
  const p = at + PAD;
  const code = codes[p] ?? 0;
  const before = codes[p - 1] ?? 0;
  const l = (offset: number) => looks[p + offset] ?? 0;
  const [from, to, lastTo] = [nameFrom[p] ?? 0, nameTo[p] ?? 0, nameTo[p - 1] ?? 0];
  const [over, overLast, overNext] = [nameOver[p] ?? 0, nameOver[p - 1] ?? 0, nameOver[p + 1] ?? 0];
  const [said, saidLast] = [sight.saidBefore[p] ?? 0, sight.saidBefore[p - 1] ?? 0];
  const again = sight.saidAgain[p] ?? 0;
  const isPlain =
    isSummed && (from | to | lastTo | over | overLast | overNext | said | saidLast | again) === 0;
  let n = 0;
  out[n++] = isPlain ? PLAIN : 1;
  out[n++] = mix(40, exact[p] ?? 0);
  out[n++] = mix(41, l(-1), l(0), l(1));
  out[n++] = mix(42, l(-2), l(-1), l(0), l(1));
  out[n++] = mix(43, l(-1), l(0), l(1), l(2));
  out[n++] = mix(44, l(-3) * LOOKS + l(-2), l(-1), l(0), l(1) * LOOKS + l(2));
  out[n++] = mix(45, l(0), l(1), l(2), l(3));
  out[n++] = mix(46, l(-3), l(-2), l(-1), l(0));
  const next = nextKey[p + 1] ?? 0;
  const last = lastKey[p] ?? 0;
  const own = nextKey[p] ?? 0;
  out[n++] = mix(50, own);
  out[n++] = mix(51, last);
  out[n++] = mix(52, own, last);
  out[n++] = mix(53, own, code);
  out[n++] = mix(54, last, code);
  out[n++] = mix(55, next, code);
  out[n++] = mix(56, keysAhead[p] ?? 0);
  out[n++] = mix(57, keysAhead[p] ?? 0, last);
  out[n++] = mix(58, own, before);
  out[n++] = mix(59, own, before, code);
  if (!isPlain) {
    out[n++] = mix(60, from);
    out[n++] = mix(61, to);
    out[n++] = mix(62, over);
    out[n++] = mix(63, overLast, over, overNext);
  }
  out[n++] = mix(64, over, code);
  if (!isPlain) out[n++] = mix(65, lastTo, from);
  out[n++] = mix(66, over, own, last);
  const [done, left] = [Math.min(at, 3), Math.min(sight.length - 1 - at, 3)];
  if (isSummed && done === 3 && left === 3) out[n++] = MIDDLE;
  else {
    out[n++] = mix(70, done);
    out[n++] = mix(71, left);
  }
  out[n++] = mix(72, done, code);
  out[n++] = mix(73, Math.min(left, 2), l(0), l(-1));
  if (isPlain) return n;
  out[n++] = mix(74, said, again);
  out[n++] = mix(75, said, saidLast, over);
  return n;
}

/** What is seen of the stretch `[from, to)`. */
export function stretchSights(sight: Sight, from: number, to: number, out: Int32Array): number {
  const { codes, looks, names, nameFrom, saidBefore, saidAgain } = sight;
  const a = from + PAD;
  const z = to + PAD - 1;
  const size = to - from;
  const c = (at: number) => codes[at] ?? 0;
  let words = 0;
  let shape = 0;
  let lastLook = -1;
  let keysWithin = 0;
  for (let at = a; at <= z; at++) {
    words = Math.imul(words ^ (words >>> 15) ^ c(at), 0x2c1b3c6d);
    const look = looks[at] ?? 0;
    if (look !== lastLook) shape = Math.imul(shape ^ (shape >>> 15) ^ (look + 1), 0x2c1b3c6d);
    lastLook = look;
    if (at < z && isKeyLook(look)) keysWithin = look;
  }
  const bits = size <= NAME_LENGTH_MAX ? (names[from * (NAME_LENGTH_MAX + 1) + size] ?? 0) : 0;
  const said = saidBefore[a] ?? 0;
  const wasSaid = size >= 2 && said >= Math.min(size, REPEAT_MAX) ? 1 : 0;
  const again = size >= 2 && (saidAgain[a] ?? 0) >= Math.min(size, REPEAT_MAX) ? 1 : 0;
  const span = Math.min(size, 12);
  let n = 0;
  out[n++] = mix(100, span);
  if (size <= 10) out[n++] = mix(101, words);
  out[n++] = mix(102, shape);
  out[n++] = mix(103, c(a), c(z));
  out[n++] = mix(104, c(z), span);
  out[n++] = mix(105, bits, wasSaid);
  out[n++] = mix(106, bits, c(z));
  out[n++] = mix(107, c(a - 1), c(z + 1));
  out[n++] = mix(108, c(a - 1), c(z));
  out[n++] = mix(109, c(z), c(z + 1));
  out[n++] = mix(110, keysWithin, c(z));
  out[n++] = mix(111, wasSaid, again, span);
  out[n++] = mix(112, shape, looks[a - 1] ?? 0, looks[z + 1] ?? 0);
  out[n++] = mix(113, nameFrom[z + 1] ?? 0, bits, looks[z] ?? 0);
  if (size >= 2) out[n++] = mix(114, c(z - 1), c(z));
  if (size >= 3) {
    out[n++] = mix(115, c(z - 2), c(z - 1), c(z));
    out[n++] = mix(116, c(a), c(a + 1), c(z));
  }
  return n;
}
