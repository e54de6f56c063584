// Finds the few messages that may be about the same matter among many: by rare pieces of text in common,
// by a sketch that near copies share, and by place and hour where both have a point. In memory.
import { distanceMeters, fromMicro, type MicroPoint } from '#platform/geo/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Rarity } from './rarity.ts';
import { weigh, type Weighed } from './weighed.ts';

/** Candidates of one message; a matter of which more people write is found through the others of it. */
export const CANDIDATES_MAX = 100;
/** Of these, found by place and hour alone. */
const NEARBY_MAX = 20;
export const NEARBY_METERS = 200;
export const NEARBY_DAYS = 3;
/** Less than this in common is chance. */
const LEAST_IN_COMMON = 0.012;
/** Members of one sketch band looked at: a text posted a thousand times is found by some of them. */
const BAND_LOOKED_AT_MAX = 64;
/** Micro-degrees; more than NEARBY_METERS at any latitude where people live. */
const CELL = 4000;

export type Message = Readonly<{
  print: Fingerprint;
  at: Instant;
  /** Equal for equal reporters; not a name. */
  reporter: string | null;
  point: MicroPoint | null;
  /** Code of the catalogue's item; null where nobody has said or judged what it is. */
  itemCode: string | null;
}>;

export type Entry = Message & Readonly<{ weighed: Weighed }>;

/** `number` counts the messages from 0 in the order in which they were added. */
export type Candidate = Readonly<{ number: number; score: number }>;

export type Neighbours = Readonly<{
  size: number;
  entry(number: number): Entry;
  /** Rarity must have counted it before. Returns its number. */
  add(message: Message): number;
  /** Best first, at most CANDIDATES_MAX; never `except`. */
  candidates(message: Message, weighed: Weighed, except?: number): Candidate[];
}>;

export function gatherNeighbours(rarity: Rarity): Neighbours {
  const entries: Entry[] = [];
  const postings = openPostings();
  const bands = new Map<number, number[]>();
  const cells = new Map<string, number[]>();
  let scores = new Float32Array(1024);

  const inText = (weighed: Weighed, touched: number[]) => {
    for (let at = 0; at < weighed.tokens.length; at++) {
      const token = weighed.tokens[at] ?? 0;
      if (rarity.isCommon(token)) continue;
      postings.eachWith(token, weighed.weights[at] ?? 0, scores, touched);
    }
  };

  return {
    get size() {
      return entries.length;
    },
    entry(number) {
      const entry = entries[number];
      if (!entry) throw new RangeError(`no message ${number}`);
      return entry;
    },
    add(message) {
      const number = entries.length;
      const weighed = weigh(message.print, rarity);
      entries.push({ ...message, weighed });
      if (number >= scores.length) {
        const larger = new Float32Array(scores.length * 2);
        larger.set(scores);
        scores = larger;
      }
      weighed.tokens.forEach((token, at) => postings.add(token, number, weighed.weights[at] ?? 0));
      for (const band of message.print.bands) pushTo(bands, band, number);
      if (message.point) pushTo(cells, cellOf(message.point, 0, 0), number);
      return number;
    },
    candidates(message, weighed, except = -1) {
      const touched: number[] = [];
      inText(weighed, touched);
      const found = new Map<number, number>();
      for (const number of best(touched, scores, CANDIDATES_MAX + 1)) {
        const score = scores[number] ?? 0;
        if (number !== except && score >= LEAST_IN_COMMON) found.set(number, score);
      }
      for (const band of message.print.bands)
        for (const number of (bands.get(band) ?? []).slice(-BAND_LOOKED_AT_MAX))
          if (number !== except && !found.has(number)) found.set(number, scores[number] ?? 0);
      for (const number of touched) scores[number] = 0;
      for (const { number, share } of nearby(message, cells, entries, except))
        found.set(number, Math.max(found.get(number) ?? 0, share));
      return [...found]
        .map(([number, score]) => ({ number, score }))
        .sort((a, b) => b.score - a.score || a.number - b.number)
        .slice(0, CANDIDATES_MAX);
    },
  };
}

/**
 * Which messages say a piece, and how much it weighs in each: chains in three growing rows of numbers, because most
 * of some hundred thousand pieces are said once, and lists of their own would take ten times the memory.
 */
function openPostings() {
  const lastOf = new Map<number, number>();
  let said = new Int32Array(1 << 14);
  let weights = new Float32Array(1 << 14);
  let before = new Int32Array(1 << 14);
  let size = 0;
  return {
    add(token: number, number: number, weight: number): void {
      if (size === said.length) {
        said = grown(said, new Int32Array(2 * size));
        weights = grown(weights, new Float32Array(2 * size));
        before = grown(before, new Int32Array(2 * size));
      }
      said[size] = number;
      weights[size] = weight;
      before[size] = lastOf.get(token) ?? NONE;
      lastOf.set(token, size++);
    },
    /** Adds what each message with the piece gains by it; those that had nothing yet are touched now. */
    eachWith(token: number, weight: number, scores: Float32Array, touched: number[]): void {
      for (let at = lastOf.get(token) ?? NONE; at !== NONE; at = before[at] ?? NONE) {
        const number = said[at] ?? 0;
        const score = scores[number] ?? 0;
        if (score === 0) touched.push(number);
        scores[number] = score + weight * (weights[at] ?? 0);
      }
    },
  };
}

const NONE = -1;

function grown<Row extends Int32Array | Float32Array>(row: Row, larger: Row): Row {
  larger.set(row);
  return larger;
}

function pushTo<Key>(lists: Map<Key, number[]>, key: Key, number: number): void {
  const list = lists.get(key);
  if (list) list.push(number);
  else lists.set(key, [number]);
}

const cellOf = ({ lng6, lat6 }: MicroPoint, east: number, north: number) =>
  `${Math.floor(lng6 / CELL) + east}/${Math.floor(lat6 / CELL) + north}`;

/** The nearest in place among those of these days, with a share from 1 (the same spot) down. */
function nearby(
  { point, at }: Message,
  cells: ReadonlyMap<string, readonly number[]>,
  entries: readonly Entry[],
  except: number,
) {
  if (!point) return [];
  const found: { number: number; share: number }[] = [];
  for (const east of [-1, 0, 1])
    for (const north of [-1, 0, 1])
      for (const number of cells.get(cellOf(point, east, north)) ?? []) {
        const other = entries[number];
        if (number === except || !other?.point) continue;
        if (Math.abs(other.at - at) > NEARBY_DAYS * DAY) continue;
        const meters = distanceMeters(fromMicro(point), fromMicro(other.point));
        if (meters <= NEARBY_METERS) found.push({ number, share: 1 - meters / NEARBY_METERS });
      }
  return found.sort((a, b) => b.share - a.share || a.number - b.number).slice(0, NEARBY_MAX);
}

/** The `most` numbers of the highest scores; a heap would gain little beside the sums themselves. */
function best(touched: readonly number[], scores: Float32Array, most: number): readonly number[] {
  if (touched.length <= most) return touched;
  // The least score that still belongs to the best, by counting in steps.
  const steps = new Int32Array(257);
  for (const number of touched) {
    const step = Math.min(256, Math.trunc((scores[number] ?? 0) * 256));
    steps[step] = (steps[step] ?? 0) + 1;
  }
  let from = 256;
  for (let sum = 0; from > 0; from--) {
    sum += steps[from] ?? 0;
    if (sum >= most) break;
  }
  return touched
    .filter((number) => (scores[number] ?? 0) * 256 >= from)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, most);
}
