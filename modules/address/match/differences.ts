// What the words say by which two addresses differ: 售楼处, 北区 for 一期, another building, a gate in brackets. Each
// is a hash with a weight for no, partial and exact; trees over numbers cannot read words. Pure.
import { SLOT_NAMES, type Reading, type Slot } from './reading.ts';
import { chancesOf } from './trees.ts';

const LABELS = 3;
/** Places of the table; what shares one shares its weights. */
const PLACES = 1 << 18;
/** Longer texts are laid beside one another by their beginning: the table grows with both lengths. */
const LAID_MAX = 60;
/** A stretch that only one has counts as a whole up to this many characters. */
const STRETCH_MAX = 6;
/** A stretch and what stands in its place are told together up to this many characters each. */
const SWAPPED_MAX = 3;

/** Weights in steps: those of one hash side by side. */
export type Differences = Readonly<{ step: number; weights: Int8Array }>;

/** Hashes of what may speak for or against; each once. */
export function differencesOf(asked: Reading, candidate: Reading): Uint32Array {
  const said: string[] = [];
  const states = Object.fromEntries(
    SLOT_NAMES.map((slot) => [slot, stateOf(asked, candidate, slot)]),
  ) as Record<Slot, string>;
  for (const slot of SLOT_NAMES) {
    said.push(slot + states[slot]);
    wordsOf(said, 'a', slot, states[slot], asked, candidate);
    wordsOf(said, 'c', slot, states[slot], candidate, asked);
  }
  const together = (...slots: Slot[]) => slots.map((slot) => states[slot]).join('');
  const door = together('road', 'roadno', 'place', 'house');
  said.push(
    `door ${door}`,
    `inside ${door}${together('village', 'cell', 'floor')}`,
    `around ${together('village', 'town', 'district', 'road', 'place')}`,
  );
  const [end, ending] = [candidate.bare.slice(-2), plain(candidate.bare.slice(-1))];
  const asks = plain(asked.bare.slice(-1));
  said.push(`asks ${asks}`, `asks2 ${asked.bare.slice(-2)}`, `ends ${ending}`, `ends2 ${end}`);
  said.push(`ends3 ${candidate.bare.slice(-3)}`, `both ${asks} ${ending}`);
  said.push(`ends ${together('place', 'road')} ${end}`);
  if (candidate.bracketed !== '')
    said.push(
      `in ${plain(candidate.bracketed)}`,
      `in1 ${candidate.bracketed.slice(-1)}`,
      `in2 ${candidate.bracketed.slice(-2)}`,
    );
  for (const [mine, theirs] of gapsOf(asked.bare, candidate.bare)) {
    if (mine.length <= SWAPPED_MAX && theirs.length <= SWAPPED_MAX)
      said.push(`swap ${mine} ${theirs}`);
    stretch(said, 'only asked', mine);
    stretch(said, 'only here', theirs);
  }
  const [place, other] = [asked.slots.place.at(-1), candidate.slots.place.at(-1)];
  if (place && other && place !== other)
    for (const [mine, theirs] of gapsOf(place, other))
      said.push(`place ${mine} ${theirs}`, `place asked ${mine}`, `place here ${theirs}`);
  return Uint32Array.from(new Set(said.map(hashOf)));
}

/** Chances of no, partial and exact from the words alone. */
export function weighDifferences({ step, weights }: Differences, found: Uint32Array): number[] {
  const sums = [0, 0, 0];
  for (const hash of found)
    for (let label = 0; label < LABELS; label++)
      sums[label] = (sums[label] ?? 0) + (weights[hash * LABELS + label] ?? 0);
  return chancesOf(sums.map((sum) => sum * step));
}

const EPOCHS = 5;
const RATE = 0.03;
/** How strongly each weight is drawn back to nothing. */
const PULL = 0.005;
/** What was met once teaches nothing about others, and may be somebody's door. */
const MET_MIN = 2;

/** `draw` gives numbers from 0 to 1: in what order the rows teach. */
export function learnDifferences(
  rows: readonly Uint32Array[],
  labels: readonly number[],
  draw: () => number,
): Differences {
  const met = new Uint32Array(PLACES);
  for (const row of rows) for (const hash of row) met[hash] = (met[hash] ?? 0) + 1;
  const kept = rows.map((row) => row.filter((hash) => (met[hash] ?? 0) >= MET_MIN));
  const weights = new Float64Array(LABELS * PLACES);
  const travelled = new Float64Array(LABELS * PLACES).fill(0.01);
  const order = kept.map((_, row) => row);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(draw() * (at + 1));
      [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
    }
    for (const row of order) {
      const found = kept[row] ?? new Uint32Array();
      const sums = [0, 0, 0].map((_, label) =>
        found.reduce((sum, hash) => sum + (weights[hash * LABELS + label] ?? 0), 0),
      );
      chancesOf(sums).forEach((chance, label) => {
        const error = chance - (labels[row] === label ? 1 : 0);
        for (const hash of found) {
          const place = hash * LABELS + label;
          const weight = weights[place] ?? 0;
          const slope = error + PULL * weight;
          const way = (travelled[place] ?? 0) + slope * slope;
          travelled[place] = way;
          weights[place] = weight - (RATE * slope) / Math.sqrt(way);
        }
      });
    }
  }
  return inSteps(weights);
}

function inSteps(weights: Float64Array): Differences {
  let most = 0;
  for (const weight of weights) most = Math.max(most, Math.abs(weight));
  const step = Math.fround(most / 127) || 1;
  const kept = new Int8Array(weights.length);
  for (let place = 0; place < weights.length; place++)
    kept[place] = Math.round((weights[place] ?? 0) / step);
  return { step, weights: kept };
}

const HEAD = 4;
export const DIFFERENCES_BYTES = HEAD + LABELS * PLACES;

export function writeDifferences({ step, weights }: Differences): Uint8Array {
  const bytes = new Uint8Array(DIFFERENCES_BYTES);
  new DataView(bytes.buffer).setFloat32(0, step, true);
  bytes.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), HEAD);
  return bytes;
}

export function readDifferences(bytes: Uint8Array, from: number): Differences {
  const step = new DataView(bytes.buffer, bytes.byteOffset + from).getFloat32(0, true);
  const kept = bytes.slice(from + HEAD, from + DIFFERENCES_BYTES);
  return { step, weights: new Int8Array(kept.buffer, kept.byteOffset, kept.length) };
}

/**
 * How the words of a slot stand: `-` none, `a` or `c` only one has some (`A`, `C`: the other says it elsewhere), `=`
 * the same words or figures, `~` one within the other, `x` others.
 */
function stateOf(asked: Reading, candidate: Reading, slot: Slot): string {
  const [mine, theirs] = [asked.slots[slot], candidate.slots[slot]];
  if (mine.length === 0 && theirs.length === 0) return '-';
  if (theirs.length === 0) return mine.some((one) => candidate.bare.includes(one)) ? 'A' : 'a';
  if (mine.length === 0) return theirs.some((one) => asked.bare.includes(one)) ? 'C' : 'c';
  const isAny = (alike: (one: string, other: string) => boolean) =>
    mine.some((one) => theirs.some((other) => alike(one, other)));
  if (
    isAny((one, other) => one === other || (figures(one) !== '' && figures(one) === figures(other)))
  )
    return '=';
  return isAny((one, other) => one.includes(other) || other.includes(one)) ? '~' : 'x';
}

/** Each word of a slot with how the other address has it. */
function wordsOf(
  said: string[],
  side: string,
  slot: Slot,
  state: string,
  own: Reading,
  other: Reading,
): void {
  for (const word of own.slots[slot]) {
    const found = other.slots[slot].includes(word)
      ? '='
      : other.bare.includes(word)
        ? 'i'
        : state === 'x'
          ? 'x'
          : '-';
    const head = `${side} ${slot} ${found}`;
    said.push(head, `${head} ${plain(word)}`);
    said.push(`${head} 2${plain(word.slice(-2))}`, `${head} 1${plain(word.slice(-1))}`);
  }
}

function stretch(said: string[], side: string, text: string): void {
  if (text !== '' && text.length <= STRETCH_MAX) said.push(`${side} ${text}`);
  for (let at = 0; at + 2 <= text.length; at++) said.push(`${side} 2${text.slice(at, at + 2)}`);
}

const figures = (text: string) => text.replaceAll(/[^0-9A-Z]/g, '');
/** Which number it is says nothing about other addresses. */
const plain = (text: string) => text.replaceAll(/\d+/g, '#');

/** What one has and the other has not, laid beside one another along the longest common subsequence. */
function gapsOf(one: string, other: string): [one: string, other: string][] {
  const [a, b] = [one.slice(0, LAID_MAX), other.slice(0, LAID_MAX)];
  const width = b.length + 1;
  const common = new Uint8Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a.charCodeAt(i) === b.charCodeAt(j)
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  const gaps: [string, string][] = [];
  let [fromA, fromB, i, j] = [0, 0, 0, 0];
  const close = () => {
    if (i > fromA || j > fromB) gaps.push([plain(a.slice(fromA, i)), plain(b.slice(fromB, j))]);
  };
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a.charCodeAt(i) === b.charCodeAt(j)) {
      close();
      i++;
      j++;
      [fromA, fromB] = [i, j];
    } else if (
      j >= b.length ||
      (i < a.length && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    )
      i++;
    else j++;
  }
  close();
  return gaps;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) & (PLACES - 1);
}
