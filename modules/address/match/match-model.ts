// The matcher's weights as they are kept: how rare runs are, the words of difference, the trees over pairs, the trees over candidates of one
// question, and how far each answer is preferred. Pure.
import {
  DIFFERENCES_BYTES,
  readDifferences,
  writeDifferences,
  type Differences,
} from './differences.ts';
import { askNet, levelled, readNet, writeNet, type Net } from './net.ts';
import { RARITIES } from './rarity.ts';
import { chancesOf, readTrees, sumTrees, writeTrees, type Trees } from './trees.ts';

/** Factors on the chances of no, partial, exact: the seldom answers would else hardly be given. */
export type Leanings = readonly [no: number, partial: number, exact: number];

/** Trees and nets that answer the same question, each taught by itself. */
export type Jury = Readonly<{ forests: readonly Trees[]; nets: readonly Net[] }>;

/** The chances: the mean of what the forests say and the mean of what the nets say count alike. */
export function askJury({ forests, nets }: Jury, row: readonly number[]): number[] {
  const sums = [0, 0, 0];
  const share = forests.length > 0 && nets.length > 0 ? 1 / 2 : 1;
  const count = (answers: readonly (readonly number[])[]) => {
    for (const answer of answers)
      answer.forEach((sum, label) => {
        sums[label] = (sums[label] ?? 0) + (share * sum) / answers.length;
      });
  };
  count(forests.map((trees) => sumTrees(trees, row)));
  let knots: Float64Array | undefined;
  let given = new Float64Array();
  count(
    nets.map((net) => {
      if (net.knots !== knots) {
        knots = net.knots;
        given = levelled(net, row);
      }
      return askNet(net, given);
    }),
  );
  return chancesOf(sums);
}

export type MatchModel = Readonly<{
  rarities: Uint8Array;
  differences: Differences;
  pair: Jury;
  pairLeanings: Leanings;
  list: Jury;
  listLeanings: Leanings;
}>;

const MAGIC = 0x4d_42_4d_33; // MBM3
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
    ...writeJury(model.pair),
    ...writeJury(model.list),
  ]);
}

/** Throws when the bytes are no model of this form. */
export function readMatchModel(bytes: Uint8Array): MatchModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < TABLES || view.getUint32(0, true) !== MAGIC)
    throw new Error('these bytes are no match model of this version');
  const factor = (at: number) => view.getFloat32(4 + at * 4, true);
  const pair = readJury(bytes, TABLES);
  return {
    rarities: bytes.slice(HEAD, HEAD + RARITIES),
    differences: readDifferences(bytes, HEAD + RARITIES),
    pair: pair.jury,
    pairLeanings: [factor(0), factor(1), factor(2)],
    list: readJury(bytes, pair.end).jury,
    listLeanings: [factor(3), factor(4), factor(5)],
  };
}

function writeJury({ forests, nets }: Jury): Uint8Array[] {
  return [
    Uint8Array.of(forests.length, nets.length),
    ...forests.map(writeTrees),
    ...nets.map(writeNet),
  ];
}

function readJury(bytes: Uint8Array, from: number): { jury: Jury; end: number } {
  let end = from + 2;
  const forests = Array.from({ length: bytes[from] ?? 0 }, () => {
    const read = readTrees(bytes, end);
    end = read.end;
    return read.trees;
  });
  const nets = Array.from({ length: bytes[from + 1] ?? 0 }, () => {
    const read = readNet(bytes, end);
    end = read.end;
    return read.net;
  });
  return { jury: { forests, nets: sharingKnots(nets) }, end };
}

/** Nets taught with the same rows have the same knots: kept once, so that a row is brought to levels once. */
function sharingKnots(nets: readonly Net[]): Net[] {
  const [known] = nets;
  const isSame = (a: Float64Array, b: Float64Array) =>
    a.length === b.length && a.every((value, at) => value === b[at]);
  return nets.map((net) =>
    known && isSame(net.knots, known.knots) && isSame(net.levels, known.levels)
      ? { ...net, knots: known.knots, levels: known.levels }
      : net,
  );
}
