// How a text is read: its characters, two and three neighbours at a time, each hashed to a bucket and counted.
// Nothing of the text is kept. Pure.

/** What a model was taught to look at; stored with it, so that it reads as it was taught. */
export type Reading = Readonly<{
  /** There are 2^bits buckets. */
  bits: number;
  /** Neighbours taken together at most: 2 or 3. */
  neighbours: number;
  /** Characters of the opening, which usually says it (a title, the first sentence), and how often they count. */
  opening: number;
  openingTimes: number;
  /** Characters (UTF-16 units) read at most: what comes later in a long letter seldom says what it is about. */
  length: number;
}>;

export const BITS_MIN = 8;
/** A million buckets: more than Chinese has pairs in use. */
export const BITS_MAX = 20;
/** Bounds the time that any text can take. */
export const READING_LENGTH_MAX = 4000;
/** A bucket is counted up to here; a word said more often says no more. */
export const TIMES_MAX = 255;

/** Words of grammar: they say nothing of the topic, and stand between words that do. */
const GRAMMAR =
  '的但而且和还甚或他也按并何怎与那么就又了没我们它是都吗什己始让才既把她呢竟仅啊另仍谁虽哪及这您你';

/**
 * The unit under which a UTF-16 unit is read, 0 when it is passed over (signs, blanks, controls, emoji,
 * words of grammar). Full width and capitals are read as half width and small letters, digits as 0: a number
 * says that there is one.
 */
const UNITS = unitTable();

function unitTable(): Uint16Array {
  const units = new Uint16Array(65_536);
  for (let code = 0x3400; code < 0xa000; code++) units[code] = code;
  /** Both widths of `from` to `to` are read as what `unitOf` says. */
  const plain = (from: string, to: string, unitOf: (code: number) => number) => {
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++)
      units[code] = units[code + 0xfee0] = unitOf(code);
  };
  plain('0', '9', () => 0x30);
  plain('a', 'z', (code) => code);
  plain('A', 'Z', (code) => code + 0x20);
  for (const letter of GRAMMAR) units[letter.charCodeAt(0)] = 0;
  return units;
}

/** The buckets that a text touches, each once; and how often it does. Holds until the next text is read. */
export type Reader = Readonly<{
  /** Reads a text and says how many different buckets it touches. */
  read(text: string): number;
  /** The touched buckets, valid up to what `read` gave. */
  buckets: Int32Array;
  /** Times per bucket, from 1; of all buckets. */
  times: Uint8Array;
}>;

/** A reader with room of its own: use one per model, not one per text. */
export function buildReader(reading: Reading): Reader {
  const { bits, opening, openingTimes } = reading;
  const shift = 32 - bits;
  const length = Math.min(reading.length, READING_LENGTH_MAX);
  const isThree = reading.neighbours >= 3;
  const times = new Uint8Array(1 << bits);
  const buckets = new Int32Array(length * reading.neighbours);
  let touched = 0;

  function count(hash: number, weight: number): void {
    const bucket = bucketOf(hash, shift);
    const before = times[bucket] ?? 0;
    if (before === 0) buckets[touched++] = bucket;
    times[bucket] = Math.min(TIMES_MAX, before + weight);
  }

  return {
    buckets,
    times,
    read(text) {
      for (let at = 0; at < touched; at++) times[buckets[at] ?? 0] = 0;
      touched = 0;
      const end = Math.min(text.length, length);
      let [before, earlier, kept] = [0, 0, 0];
      for (let at = 0; at < end; at++) {
        const unit = UNITS[text.charCodeAt(at)] ?? 0;
        if (unit === 0) continue;
        const weight = kept++ < opening ? openingTimes : 1;
        count(hashOfOne(unit), weight);
        if (before !== 0) count(hashOfTwo(before, unit), weight);
        if (isThree && earlier !== 0) count(hashOfThree(earlier, before, unit), weight);
        earlier = before;
        before = unit;
      }
      return touched;
    },
  };
}

/** Calls `visit` for each stretch of one to three units that is read, with where it stands in the text. */
export function eachStretch(
  text: string,
  reading: Reading,
  visit: (bucket: number, start: number, end: number) => void,
): void {
  const shift = 32 - reading.bits;
  const end = Math.min(text.length, reading.length, READING_LENGTH_MAX);
  let [before, beforeAt, earlier, earlierAt] = [0, 0, 0, 0];
  for (let at = 0; at < end; at++) {
    const unit = UNITS[text.charCodeAt(at)] ?? 0;
    if (unit === 0) continue;
    visit(bucketOf(hashOfOne(unit), shift), at, at + 1);
    if (before !== 0) visit(bucketOf(hashOfTwo(before, unit), shift), beforeAt, at + 1);
    if (reading.neighbours >= 3 && earlier !== 0)
      visit(bucketOf(hashOfThree(earlier, before, unit), shift), earlierAt, at + 1);
    [earlier, earlierAt, before, beforeAt] = [before, beforeAt, unit, at];
  }
}

/** Whether the unit at that place of a text is read at all. */
export function isRead(text: string, at: number): boolean {
  return UNITS[text.charCodeAt(at)] !== 0;
}

// Multiply–xorshift hashes: odd constants with well-mixed bits. A model keeps to them for ever, because its
// buckets are numbered by them.
function hashOfOne(unit: number): number {
  return Math.imul(unit, 0x85ebca6b);
}
function hashOfTwo(before: number, unit: number): number {
  return (Math.imul(before, 0x27d4eb2f) + Math.imul(unit, 0x165667b1) + 1) | 0;
}
function hashOfThree(earlier: number, before: number, unit: number): number {
  const two = Math.imul(earlier, 0x9e3779b1) + Math.imul(before, 0x7feb352d);
  return (two + Math.imul(unit, 0x846ca68b) + 2) | 0;
}
function bucketOf(hash: number, shift: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> shift;
}
