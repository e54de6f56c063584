// Figures of a classifier: from its answers to texts whose label is known, and how fast it gives them.
import { coverageAt } from '#modules/triage/index.ts';

/** A label that was right, the one that was said, and how surely. */
export type Judged = Readonly<{ label: string; guess: string; confidence: number }>;

export type ClassFigures = Readonly<{
  texts: number;
  precision: number;
  recall: number;
  f1: number;
}>;

export type ClassifierFigures = Readonly<{
  accuracy: number;
  /** The mean of the F1 of every label that occurs. */
  macroF1: number;
  /** The largest share of texts, most confident first, of which at least 98 % are right. */
  coverageAt98: number;
  perClass: Readonly<Record<string, ClassFigures>>;
}>;

export function figuresOf(judged: readonly Judged[]): ClassifierFigures {
  const labels = [...new Set(judged.map((one) => one.label))].sort();
  const perClass = Object.fromEntries(labels.map((label) => [label, classFigures(judged, label)]));
  const trials = judged.map((one) => ({
    confidence: one.confidence,
    right: one.guess === one.label,
  }));
  return {
    accuracy: share(trials.filter((one) => one.right).length, trials.length),
    macroF1: round(
      Object.values(perClass).reduce((sum, { f1 }) => sum + f1, 0) / (labels.length || 1),
    ),
    coverageAt98: round(coverageAt(trials, 0.98)),
    perClass,
  };
}

function classFigures(judged: readonly Judged[], label: string): ClassFigures {
  const texts = judged.filter((one) => one.label === label).length;
  const said = judged.filter((one) => one.guess === label).length;
  const right = judged.filter((one) => one.guess === label && one.label === label).length;
  return {
    texts,
    precision: share(right, said),
    recall: share(right, texts),
    f1: share(2 * right, texts + said),
  };
}

export function share(part: number, all: number): number {
  return all === 0 ? 0 : round(part / all);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** Rounds of at least so much processor time; the fastest counts: what one core does undisturbed. */
const ROUNDS = 6;
const ROUND_MS = 100;

/** Texts per second of processor time. */
export function textsPerSecond(texts: readonly string[], judge: (text: string) => unknown): number {
  let fastest = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const from = process.cpuUsage();
    for (let count = 0, spent = 0; spent < ROUND_MS;) {
      for (const text of texts) judge(text);
      count += texts.length;
      const { user, system } = process.cpuUsage(from);
      spent = (user + system) / 1000;
      fastest = Math.max(fastest, spent < ROUND_MS ? 0 : (count * 1000) / spent);
    }
  }
  return fastest;
}
