// The matcher's weights as they are kept: how rare runs are, the trees over pairs, the trees over candidates of one
// question, and how far each answer is preferred. Pure.
import { RARITIES } from './rarity.ts';
import { readTrees, writeTrees, type Trees } from './trees.ts';

/** Factors on the chances of no, partial, exact: the seldom answers would else hardly be given. */
export type Leanings = readonly [no: number, partial: number, exact: number];

export type MatchModel = Readonly<{
  rarities: Uint8Array;
  pair: Trees;
  pairLeanings: Leanings;
  group: Trees;
  groupLeanings: Leanings;
}>;

const MAGIC = 0x4d_42_4d_31; // MBM1
const HEAD = 4 + 6 * 4;

export function writeMatchModel(model: MatchModel): Uint8Array {
  const head = new DataView(new ArrayBuffer(HEAD));
  head.setUint32(0, MAGIC, true);
  [...model.pairLeanings, ...model.groupLeanings].forEach((factor, at) =>
    head.setFloat32(4 + at * 4, factor, true),
  );
  return Buffer.concat([
    new Uint8Array(head.buffer),
    model.rarities,
    writeTrees(model.pair),
    writeTrees(model.group),
  ]);
}

/** Throws when the bytes are no model of this form. */
export function readMatchModel(bytes: Uint8Array): MatchModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD + RARITIES || view.getUint32(0, true) !== MAGIC)
    throw new Error('these bytes are no match model of this version');
  const factor = (at: number) => view.getFloat32(4 + at * 4, true);
  const pair = readTrees(bytes, HEAD + RARITIES);
  return {
    rarities: bytes.slice(HEAD, HEAD + RARITIES),
    pair: pair.trees,
    pairLeanings: [factor(0), factor(1), factor(2)],
    group: readTrees(bytes, pair.end).trees,
    groupLeanings: [factor(3), factor(4), factor(5)],
  };
}
