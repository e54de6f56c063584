// A linear model over hashed characters: what it is. Pure.
import type { Bands } from './bands.ts';
import { TIMES_MAX, type Reading } from './reading.ts';

/** Everything that a model knows; `encodeModel` makes bytes of it. */
export type LinearModel = Readonly<{
  /** What it is for, such as `message-class` or `item`. */
  kind: string;
  /** A name under which people can tell it from others. */
  version: string;
  labels: readonly string[];
  reading: Reading;
  /** How much a bucket tells, in steps; 0 where the training never met it. */
  rarity: Uint8Array;
  rarityStep: number;
  /** One row per bucket, `stride` wide, a column per label: evidence in steps of `weightStep`, for (+) or against (−). */
  weights: Int8Array;
  stride: number;
  weightStep: number;
  bias: Float32Array;
  /** Turns evidence into probabilities that hold on texts not seen. */
  sharpness: number;
  bands: Bands;
  /** Of what and how it was made. */
  made: Readonly<{ examples: number; seed: number; trials: number; trialsRight: number }>;
}>;

/** Columns of a row are padded to whole groups of this many. */
export const COLUMNS_STEP = 8;
export function strideOf(labels: number): number {
  return Math.ceil(labels / COLUMNS_STEP) * COLUMNS_STEP;
}

/** How much a stretch says that occurs so many times. */
export const SAID = Float32Array.from({ length: TIMES_MAX + 1 }, (_, times) => Math.log1p(times));
