// What a linear model says of a text: the likeliest labels, how sure it is, and why. Pure.
import { bandOf } from './bands.ts';
import { COLUMNS_STEP, SAID, strideOf, type LinearModel } from './linear-model.ts';
import { buildReader } from './reading.ts';
import { wordsFor, type Word } from './words.ts';

export type Answer = Readonly<{
  label: string;
  confidence: number;
  band: 'act' | 'suggest' | 'ask';
  /** The words of the text that spoke for the label, the strongest first. */
  reasons: readonly Word[];
}>;

/** Answers and words shown; more would not be read. */
export const ANSWERS_MAX = 5;

/** A model made ready to answer. It has room of its own and answers one text at a time. */
export type Judge = Readonly<{
  /** The likeliest label's number and its confidence; −1 and 0 when nothing in the text is known. */
  judge(text: string): Readonly<{ slot: number; confidence: number }>;
  /** The chance of each label, in their order; nothing when no part of the text is known. */
  chances(text: string): Float64Array | undefined;
  /** The evidence for each label before calibration. */
  evidence(text: string): Float64Array;
}>;

const judges = new WeakMap<LinearModel, Judge>();

/** The judge of a model; made once. */
export function judgeOf(model: LinearModel): Judge {
  const judge = judges.get(model) ?? buildJudge(model);
  judges.set(model, judge);
  return judge;
}

/** The likeliest labels with confidence, band and reasons; none when nothing in the text is known. */
export function classifyWith(model: LinearModel, text: string, most = ANSWERS_MAX): Answer[] {
  const chances = judgeOf(model).chances(text);
  if (!chances) return [];
  const ranked = [...chances.keys()].sort((a, b) => (chances[b] ?? 0) - (chances[a] ?? 0));
  return ranked.slice(0, most).map((slot) => {
    const confidence = chances[slot] ?? 0;
    return {
      label: model.labels[slot] ?? '',
      confidence,
      band: bandOf(model.bands, confidence),
      reasons: wordsFor(model, slot, text),
    };
  });
}

function buildJudge(model: LinearModel): Judge {
  const scores = new Float64Array(model.labels.length);
  const score = buildScorer(model);
  return {
    chances(text) {
      if (!score(text, scores)) return undefined;
      return chancesOf(scores, model.sharpness);
    },
    evidence(text) {
      score(text, scores);
      return scores.slice();
    },
    judge(text) {
      if (!score(text, scores)) return { slot: -1, confidence: 0 };
      let slot = 0;
      for (let other = 1; other < scores.length; other++)
        if ((scores[other] ?? 0) > (scores[slot] ?? 0)) slot = other;
      const best = scores[slot] ?? 0;
      let sum = 0;
      for (const one of scores) sum += Math.exp((one - best) * model.sharpness);
      return { slot, confidence: 1 / sum };
    },
  };
}

/** Fills the evidence for each label; false when nothing in the text is known. */
function buildScorer(model: LinearModel): (text: string, scores: Float64Array) => boolean {
  const { rarityStep, weightStep, bias, labels } = model;
  const { read, buckets, times } = buildReader(model.reading);
  const { table, width } = tableOf(model);
  const rarity = new Uint8Array(table.buffer, labels.length);
  const said = new Float64Array(buckets.length);
  const rows = new Int32Array(buckets.length);
  const sums = new Float64Array(width);

  return (text, scores) => {
    const touched = read(text);
    let [known, square] = [0, 0];
    for (let at = 0; at < touched; at++) {
      const bucket = buckets[at] ?? 0;
      const row = bucket * width;
      const rare = rarity[row] ?? 0;
      if (rare === 0) continue;
      const much = SAID[times[bucket] ?? 0] ?? 0;
      square += much * rare * (much * rare);
      said[known] = much;
      rows[known++] = row;
    }
    for (let column = 0; column < labels.length; column += COLUMNS_STEP)
      addColumns(table, rows, said, known, column, sums);
    const scale = square === 0 ? 0 : weightStep / (Math.sqrt(square) * rarityStep);
    for (let label = 0; label < scores.length; label++)
      scores[label] = (bias[label] ?? 0) + (sums[label] ?? 0) * scale;
    return known > 0;
  };
}

/** The weights of a bucket and, behind them, its rarity: for seven labels all that is asked lies in one cache line. */
function tableOf({ weights, stride, rarity, labels }: LinearModel) {
  const width = strideOf(labels.length + 1);
  const table = new Int8Array(rarity.length * width);
  for (let bucket = 0; bucket < rarity.length; bucket++) {
    const rare = rarity[bucket] ?? 0;
    if (rare === 0) continue;
    for (let label = 0; label < labels.length; label++)
      table[bucket * width + label] = weights[bucket * stride + label] ?? 0;
    table[bucket * width + labels.length] = rare;
  }
  return { table, width };
}

/** Eight columns of the rows at once, their sums held in registers: twice as fast as column by column. */
function addColumns(
  table: Int8Array,
  rows: Int32Array,
  said: Float64Array,
  known: number,
  column: number,
  sums: Float64Array,
): void {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < known; at++) {
    const much = said[at] ?? 0;
    const from = (rows[at] ?? 0) + column;
    a += much * (table[from] ?? 0);
    b += much * (table[from + 1] ?? 0);
    c += much * (table[from + 2] ?? 0);
    d += much * (table[from + 3] ?? 0);
    e += much * (table[from + 4] ?? 0);
    f += much * (table[from + 5] ?? 0);
    g += much * (table[from + 6] ?? 0);
    h += much * (table[from + 7] ?? 0);
  }
  sums.set([a, b, c, d, e, f, g, h], column);
}

/** A chance smaller than e to this is none. */
const NO_CHANCE = -30;

/** Evidence as chances that sum to one. Plain loops: with a hundred labels this is half of the work. */
function chancesOf(scores: Float64Array, sharpness: number): Float64Array {
  let best = -Infinity;
  for (let slot = 0; slot < scores.length; slot++) best = Math.max(best, scores[slot] ?? 0);
  const chances = new Float64Array(scores.length);
  let sum = 0;
  for (let slot = 0; slot < scores.length; slot++) {
    const behind = ((scores[slot] ?? 0) - best) * sharpness;
    if (behind < NO_CHANCE) continue;
    const chance = Math.exp(behind);
    chances[slot] = chance;
    sum += chance;
  }
  for (let slot = 0; slot < scores.length; slot++) chances[slot] = (chances[slot] ?? 0) / sum;
  return chances;
}
