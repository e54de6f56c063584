// Why a linear model says so: the stretches of the text that spoke for a label, put together into words. Pure.
import type { LinearModel } from './linear-model.ts';
import { eachStretch, isRead } from './reading.ts';

/** Words from the text itself, and the share of the evidence that they bear. */
export type Word = Readonly<{ said: string; share: number }>;

/** A clerk reads no more. */
export const WORDS_MAX = 5;
/** Longer stretches are cut at their weakest place: a reason is a word, not a sentence. */
const WORD_LENGTH_MAX = 8;

/**
 * The words that speak for a label rather than for the others, the strongest first. What a stretch of
 * neighbouring characters says is divided among them; strong neighbours make a word.
 */
export function wordsFor(model: LinearModel, slot: number, text: string): Word[] {
  const evidence = evidenceFor(model, slot, text);
  const strongest = evidence.reduce((most, one) => Math.max(most, one), 0);
  if (strongest <= 0) return [];
  const total = evidence.reduce((sum, one) => sum + Math.max(0, one), 0);
  const sums = new Map<string, number>();
  for (const [start, end] of stretches(text, evidence, strongest * 0.15)) {
    const said = text.slice(start, end);
    const sum = evidence.slice(start, end).reduce((all, one) => all + one, 0);
    sums.set(said, (sums.get(said) ?? 0) + sum);
  }
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, WORDS_MAX)
    .map(([said, sum]) => ({ said, share: sum / total }));
}

/** What each unit of the text says for the label, beyond what it says for all labels alike. */
function evidenceFor(model: LinearModel, slot: number, text: string): Float64Array {
  const { weights, stride, reading } = model;
  const means = meansOf(model);
  const evidence = new Float64Array(Math.min(text.length, reading.length));
  eachStretch(text, reading, (bucket, start, end) => {
    if (model.rarity[bucket] === 0) return;
    const own = (weights[bucket * stride + slot] ?? 0) - (means[bucket] ?? 0);
    // A single character is part of many words: by itself it explains little.
    const share = (end - start === 1 ? own / 2 : own) / (end - start);
    for (let at = start; at < end; at++) evidence[at] = (evidence[at] ?? 0) + share;
  });
  return evidence;
}

const meansOfModels = new WeakMap<LinearModel, Float32Array>();

/** What each bucket says for all labels alike; worked out once. */
function meansOf(model: LinearModel): Float32Array {
  const known = meansOfModels.get(model);
  if (known) return known;
  const { weights, stride, labels, rarity } = model;
  const means = Float32Array.from(rarity, (rare, bucket) => {
    if (rare === 0) return 0;
    const row = weights.subarray(bucket * stride, bucket * stride + labels.length);
    return row.reduce((sum, weight) => sum + weight, 0) / labels.length;
  });
  meansOfModels.set(model, means);
  return means;
}

/** Runs of units above the bar, of two and more, cut where they are too long for a word. */
function stretches(text: string, evidence: Float64Array, bar: number): [number, number][] {
  const found: [number, number][] = [];
  let start = -1;
  for (let at = 0; at <= evidence.length; at++) {
    const isIn = at < evidence.length && isRead(text, at) && (evidence[at] ?? 0) > bar;
    if (isIn && start < 0) start = at;
    if (isIn || start < 0) continue;
    found.push(...cut(start, at, evidence));
    start = -1;
  }
  return found.filter(([from, to]) => to - from >= 2);
}

function cut(start: number, end: number, evidence: Float64Array): [number, number][] {
  if (end - start <= WORD_LENGTH_MAX) return [[start, end]];
  let weakest = start + 2;
  for (let at = weakest; at < end - 2; at++)
    if ((evidence[at] ?? 0) < (evidence[weakest] ?? 0)) weakest = at;
  return [...cut(start, weakest, evidence), ...cut(weakest, end, evidence)];
}
