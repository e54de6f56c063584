// The parser's weights as they are kept: hashed sights in rising order with the few outputs each of them
// speaks for, as small whole numbers. Reading and writing of that file; what is read never changes. Pure.
import { REACH } from './features.ts';
import { KIND_NAMES } from './kinds.ts';
import { LOOKS } from './tokens.ts';

export const KINDS = KIND_NAMES.length;
/** A piece speaks for being the first, a later or the last one of a part of each kind. */
export const ROLES = 3;
export const OUTPUTS = KINDS * ROLES;
/** Transitions: per look of the first piece (and one row for all looks), from each kind or the start. */
export const STEPS = (LOOKS + 1) * (KINDS + 1) * KINDS;

/** A sight may speak for the pieces as far as REACH before and after it. */
const ROWS = 2 * REACH + 1;
/** Two values are added at once, as the halves of one whole number: so many of those are one row of outputs. */
export const PAIRS = (OUTPUTS + 1) / 2;

/**
 * Weights of hashed sights. One table, because most of the time goes into waiting for memory: at a place the hash
 * and where its entries begin (-1: nothing here). There a count, then so many pairs: each its place (`row * PAIRS`
 * on) and the sum of one value and the other shifted by 16 bits.
 */
export type SightWeights = Readonly<{ table: Int32Array; mask: number; entries: Int32Array }>;

export type ParseModel = Readonly<{
  pieces: SightWeights;
  stretches: SightWeights;
  steps: Int16Array;
  /** What ending with each kind is worth. */
  ends: Int16Array;
  /** One unit of these whole numbers in natural logarithms of odds. */
  unit: number;
}>;

/** Hash → (output → value) with outputs in rising order, `row * OUTPUTS + output`; what is written. */
export type SparseWeights = ReadonlyMap<
  number,
  readonly (readonly [output: number, value: number])[]
>;

const MAGIC = 0x4d_42_41_32; // MBA2

export function writeModel(
  model: Readonly<{
    pieces: SparseWeights;
    stretches: SparseWeights;
    steps: Int16Array;
    ends: Int16Array;
    unit: number;
  }>,
): Uint8Array {
  const bytes: number[] = [];
  const whole = (value: number) => {
    for (let shift = 0; shift < 32; shift += 8) bytes.push((value >>> shift) & 255);
  };
  whole(MAGIC);
  whole(Math.round(model.unit * 1e6));
  whole(model.steps.length);
  for (const value of [...model.steps, ...model.ends]) bytes.push(value & 255, (value >> 8) & 255);
  for (const weights of [model.pieces, model.stretches]) {
    whole(weights.size);
    let last = 0;
    for (const [hash, entries] of [...weights].sort((a, b) => a[0] - b[0])) {
      pushVariable(bytes, hash - last);
      last = hash;
      const rows = Map.groupBy(entries, ([output]) => Math.floor(output / OUTPUTS));
      bytes.push(rows.size);
      for (const [row, own] of rows) {
        bytes.push(row, own.length);
        for (const [output, value] of own) bytes.push(output % OUTPUTS, value & 255);
      }
    }
  }
  return Uint8Array.from(bytes);
}

function pushVariable(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/** Throws when the bytes are no model of this form. */
export function readModel(bytes: Uint8Array): ParseModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(8, true) !== STEPS)
    throw new Error('these bytes are no address model of this version');
  const unit = view.getUint32(4, true) / 1e6;
  let at = 12;
  const shorts = (count: number) => {
    const read = new Int16Array(count);
    for (let each = 0; each < count; each++, at += 2) read[each] = view.getInt16(at, true);
    return read;
  };
  const steps = shorts(STEPS);
  const ends = shorts(KINDS);
  const sights = (): SightWeights => {
    const size = view.getUint32(at, true);
    at += 4;
    let capacity = 1024;
    while (capacity < size * 2) capacity *= 2;
    const mask = capacity - 1;
    const table = new Int32Array(capacity * 2).fill(-1);
    const entries: number[] = [];
    const row = new Int32Array(PAIRS);
    let hash = 0;
    for (let each = 0; each < size; each++) {
      let delta = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++] ?? 0;
        delta += (byte & 127) * scale;
        if (byte < 128) break;
      }
      hash += delta;
      let place = placeOf(hash, mask);
      while (table[place * 2] !== -1) place = (place + 1) & mask;
      table[place * 2] = hash;
      table[place * 2 + 1] = entries.length;
      const countAt = entries.push(0) - 1;
      for (let rows = bytes[at++] ?? 0; rows > 0; rows--) {
        const base = (bytes[at++] ?? 0) * PAIRS;
        row.fill(0);
        for (let left = bytes[at++] ?? 0; left > 0; left--) {
          const output = bytes[at++] ?? 0;
          const value = ((bytes[at++] ?? 0) << 24) >> 24;
          row[output >> 1] = (row[output >> 1] ?? 0) + (output % 2 === 0 ? value : value << 16);
        }
        row.forEach((pair, each) => {
          if (pair !== 0) entries.push(base + each, pair);
        });
      }
      entries[countAt] = (entries.length - countAt - 1) / 2;
    }
    return { table, mask, entries: new Int32Array(entries) };
  };
  return { steps, ends, unit, pieces: sights(), stretches: sights() };
}

function placeOf(hash: number, mask: number): number {
  const mixed = Math.imul(hash, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & mask;
}

/** Where the entries of a hash begin, or -1 when nothing is known of it. */
function entriesOf({ table, mask }: SightWeights, hash: number): number {
  let place = placeOf(hash, mask);
  for (;;) {
    const key = table[place * 2];
    if (key === hash) return table[place * 2 + 1] ?? -1;
    if (key === -1) return -1;
    place = (place + 1) & mask;
  }
}

/** The same weights, and more hashes that each say at once what several others say. */
export function withSums(
  weights: SightWeights,
  sums: readonly (readonly [hash: number, of: readonly number[]])[],
): SightWeights {
  const table = weights.table.slice();
  const added: number[] = [];
  for (const [hash, of] of sums) {
    const pairs = new Int32Array(ROWS * PAIRS);
    for (const one of of) addSight(weights, one, pairs, 0);
    let place = placeOf(hash, weights.mask);
    while (table[place * 2] !== -1) place = (place + 1) & weights.mask;
    table[place * 2] = hash;
    table[place * 2 + 1] = weights.entries.length + added.length;
    const said = [...pairs.entries()].filter(([, pair]) => pair !== 0);
    added.push(said.length, ...said.flat());
  }
  const entries = new Int32Array(weights.entries.length + added.length);
  entries.set(weights.entries);
  entries.set(added, weights.entries.length);
  return { table, mask: weights.mask, entries };
}

/** Adds what a hash says to pairs from `base` on. */
export function addSight(weights: SightWeights, hash: number, pairs: Int32Array, base: number) {
  const { entries } = weights;
  let at = entriesOf(weights, hash);
  if (at < 0) return;
  for (const end = at + 1 + (entries[at++] ?? 0) * 2; at < end; at += 2) {
    const place = base + (entries[at] ?? 0);
    pairs[place] = (pairs[place] ?? 0) + (entries[at + 1] ?? 0);
  }
}

/** Parts `count` pairs into the values they are the sums of. */
export function partPairs(pairs: Int32Array, count: number, into: Int32Array): void {
  for (let at = 0; at < count; at++) {
    const pair = pairs[at] ?? 0;
    const low = (pair << 16) >> 16;
    into[at * 2] = low;
    into[at * 2 + 1] = (pair - low) >> 16;
  }
}
