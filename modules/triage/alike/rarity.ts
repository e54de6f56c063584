// How rare a piece of text is: what many messages say proves little, what few say may be a name. The numbers
// of general speech are shipped; those of the county are counted as its messages come in.
import { readFileSync } from 'node:fs';
import { ABSENT, type IntTable } from '#platform/text/index.ts';
import { numberOf } from './tokens.ts';

/** So many messages does general speech weigh beside those of the county. */
const SHIPPED_WEIGHT = 2000;
/** What stands in a share of the county's own messages stands at least in half of that share in speech … */
const HERE_HALVED = 2;
/** … but a few messages prove nothing yet, … */
const HERE_COUNTS_FROM = 50;
/** … and what so many say may still be one matter. */
const HERE_ONE_MATTER = 10;
/** What is said of so many items, and of one for every third message, is a set phrase, … */
const PHRASE_ITEMS = 4;
const PHRASE_SHARE = 1 / 3;
/** … which is said as a whole: each of its pieces proves half as much as a word of as many messages. */
const PHRASE_HALVED = 0.5;
/** Items are told apart by so many bits: enough to tell a few from many. */
const ITEM_BITS = 32;
/** Pieces counted of one county; the counts of further ones stay as shipped. */
export const COUNTED_TOKENS_MAX = 4_000_000;

type Tokens = Readonly<{ tokens: Int32Array }>;

export type Rarity = Readonly<{
  /** Logarithm of how rare the piece is, by general speech alone; from 0. */
  shipped(token: number): number;
  /** The same by general speech and the messages counted since. */
  of(token: number): number;
  /** The same of what is said beside the name of a place: less of a set phrase. */
  ofSaid(token: number): number;
  /** Whether general speech does not know it: a name, most often. */
  isName(token: number): boolean;
  /** Whether too many messages of this county say it to look others up by it. */
  isCommon(token: number): boolean;
  /** The pieces of one more message, and of what item it is where that is known; or of one no longer looked at. */
  count(print: Tokens, itemCode?: string | null): void;
  uncount(print: Tokens): void;
}>;

/** How general speech counts pieces: of `messages` messages, those that hold each; `common.bin`. */
export type Speech = Readonly<{ messages: number; holding: Pick<IntTable, 'get'> }>;

/** A piece in more than this share of the messages finds nobody. */
const COMMON_SHARE = 0.06;
/** … but in a small collection only from so many on. */
const COMMON_LEAST = 120;

export function countRarity(speech: Speech): Rarity {
  const counted = new Map<number, number>();
  /** Of what items a piece is said: a bit for each. */
  const items = new Map<number, number>();
  let messages = 0;
  const scale = SHIPPED_WEIGHT / Math.max(1, speech.messages);
  const heldIn = (token: number) => Math.max(0, speech.holding.get(token));
  const add = (print: Tokens, by: 1 | -1) => {
    messages += by;
    for (const token of print.tokens) {
      const now = (counted.get(token) ?? 0) + by;
      if (now <= 0) counted.delete(token);
      else if (counted.size < COUNTED_TOKENS_MAX || counted.has(token)) counted.set(token, now);
    }
  };
  const of = (token: number) => {
    const here = counted.get(token) ?? 0;
    const blended = (heldIn(token) * scale + here + 1) / (SHIPPED_WEIGHT + messages + 1);
    // General speech says nothing of what a small county says in every message: its own names, set phrases.
    return -Math.log(
      Math.max(blended, (here - HERE_ONE_MATTER) / (HERE_COUNTS_FROM + HERE_HALVED * messages)),
    );
  };
  return {
    of,
    ofSaid(token) {
      const here = counted.get(token) ?? 0;
      const kinds = bitsOf(items.get(token) ?? 0);
      const isPhrase = kinds >= Math.max(PHRASE_ITEMS, PHRASE_SHARE * Math.min(here, ITEM_BITS));
      return isPhrase
        ? Math.min(of(token), PHRASE_HALVED * Math.log((messages + 1) / here))
        : of(token);
    },
    shipped: (token) => Math.log((speech.messages + 1) / (heldIn(token) + 1)),
    isName: (token) => speech.holding.get(token) === ABSENT,
    isCommon: (token) =>
      (counted.get(token) ?? 0) > Math.max(COMMON_LEAST, messages * COMMON_SHARE),
    count(print, itemCode = null) {
      add(print, 1);
      if (itemCode === null) return;
      const bit = 1 << (numberOf(itemCode) % ITEM_BITS);
      for (const token of print.tokens)
        if (counted.has(token)) items.set(token, (items.get(token) ?? 0) | bit);
    },
    uncount: (print) => add(print, -1),
  };
}

function bitsOf(marks: number): number {
  let count = 0;
  for (let rest = marks; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * What was counted in public messages to city governments. The file: how many messages (4 bytes), how many
 * pieces (4 bytes), the pieces ascending (4 bytes each), then for each in how many messages it stands as a
 * byte on a scale of eighths of powers of two. Little-endian.
 */
export function shippedSpeech(): Speech {
  const file = readFileSync(new URL('common.bin', import.meta.url));
  const [messages, size] = [file.readUInt32LE(0), file.readUInt32LE(4)];
  // The pieces are looked up where they stand: a table of them takes a tenth of a second to build.
  const pieces = new Int32Array(
    file.buffer.slice(file.byteOffset + 8, file.byteOffset + 8 + 4 * size),
  );
  const held = file.subarray(8 + 4 * size);
  const get = (token: number) => {
    let [from, to] = [0, size];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((pieces[middle] ?? 0) < token) from = middle + 1;
      else to = middle;
    }
    return pieces[from] === token ? heldAt(held[from] ?? 0) : ABSENT;
  };
  return { messages, holding: { get } };
}

const heldAt = (step: number) => Math.round(2 ** (step / 8));

/** The bytes of `common.bin`. */
export function speechFile(messages: number, holding: ReadonlyMap<number, number>): Buffer {
  const entries = [...holding].sort(([a], [b]) => a - b);
  const file = Buffer.alloc(8 + 5 * entries.length);
  file.writeUInt32LE(messages, 0);
  file.writeUInt32LE(entries.length, 4);
  entries.forEach(([token, held], at) => {
    file.writeUInt32LE(token, 8 + 4 * at);
    file[8 + 4 * entries.length + at] = Math.min(255, Math.round(8 * Math.log2(held)));
  });
  return file;
}
