// Which crops the own reader was taught with: the first bytes of their SHA-256 and the fold each belongs to, so
// that nobody is judged by what it has seen. The crops themselves are not kept.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { WEIGHTS_FILE } from '#adapters/plate-reader/index.ts';

/** The network in HELD_OUT_FILE never saw the crops of this fold. */
export const HELD_OUT_FOLD = 0;
export const FOLDS = 3;
/** Beside the training, not beside the reader: it serves the evaluation alone. */
export const HELD_OUT_FILE = path.resolve(import.meta.dirname, 'held-out-reader.bin');
export const TAUGHT_FILE = path.resolve(path.dirname(WEIGHTS_FILE), 'taught.bin');
const HASH_BYTES = 4;

export type Taught = Readonly<{ sha256: Uint8Array; fold: number }>;

export function packTaught(crops: readonly Taught[]): Buffer {
  return Buffer.concat(
    crops.map(({ sha256, fold }) => Buffer.from([...sha256.subarray(0, HASH_BYTES), fold])),
  );
}

let known: Map<number, number> | undefined;

/** The fold of a crop that the reader was taught with, or undefined for any other. */
export function foldOf(sha256: Buffer): number | undefined {
  known ??= load();
  return known.get(sha256.readUInt32BE(0));
}

function load(): Map<number, number> {
  const folds = new Map<number, number>();
  if (!existsSync(TAUGHT_FILE)) return folds;
  const bytes = readFileSync(TAUGHT_FILE);
  for (let at = 0; at + HASH_BYTES < bytes.length; at += HASH_BYTES + 1)
    folds.set(bytes.readUInt32BE(at), bytes[at + HASH_BYTES] as number);
  return folds;
}
