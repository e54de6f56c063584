// The matcher's weights as they are kept: how rare runs are, the words of difference, the trees over pairs, the trees over candidates of one
// question, and how far each answer is preferred. Pure.
import {
  DIFFERENCES_BYTES,
  readDifferences,
  writeDifferences,
  type Differences,
} from './differences.ts';
import { RARITIES } from './rarity.ts';
import { readTrees, writeTrees, type Trees } from './trees.ts';

/** Factors on the chances of no, partial, exact: the seldom answers would else hardly be given. */
export type Leanings = readonly [no: number, partial: number, exact: number];

export type MatchModel = Readonly<{
  rarities: Uint8Array;
  differences: Differences;
  pair: Trees;
  pairLeanings: Leanings;
  list: Trees;
  listLeanings: Leanings;
}>;

const MAGIC = 0x4d_42_4d_32; // MBM2
const HEAD = 4 + 6 * 4;
const TABLES = HEAD + RARITIES + DIFFERENCES_BYTES;

export function writeMatchModel(model: MatchModel): Uint8Array {
  const head = new DataView(new ArrayBuffer(HEAD));
  head.setUint32(0, MAGIC, true);
  [...model.pairLeanings, ...model.listLeanings].forEach((factor, at) =>
    head.setFloat32(4 + at * 4, factor, true),
  );
  return Buffer.concat([
    new Uint8Array(head.buffer),
    model.rarities,
    writeDifferences(model.differences),
    writeTrees(model.pair),
    writeTrees(model.list),
  ]);
}

/** Throws when the bytes are no model of this form. */
export function readMatchModel(bytes: Uint8Array): MatchModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < TABLES || view.getUint32(0, true) !== MAGIC)
    throw new Error('these bytes are no match model of this version');
  const factor = (at: number) => view.getFloat32(4 + at * 4, true);
  const pair = readTrees(bytes, TABLES);
  return {
    rarities: bytes.slice(HEAD, HEAD + RARITIES),
    differences: readDifferences(bytes, HEAD + RARITIES),
    pair: pair.trees,
    pairLeanings: [factor(0), factor(1), factor(2)],
    list: readTrees(bytes, pair.end).trees,
    listLeanings: [factor(3), factor(4), factor(5)],
  };
}
