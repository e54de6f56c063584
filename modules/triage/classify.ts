// Which item of the catalogue is it? A lexical model made from the catalogue's own names, keywords and
// phrases, and a linear model taught with the same, which also knows what speaks against an item. Both need
// no training data, and give as reasons the words that they saw. Pure.
//
// How far the best item is to be believed is learnt when the model is built: phrases are held out, and asked
// twice, the second time with their own item away, as if they belonged to nothing that the catalogue knows.
import { setImmediate as breath } from 'node:timers/promises';
import { calibrate, confidenceOf, type Calibration, type Trial } from './calibration.ts';
import { CANDIDATES_MAX, type ItemCandidate } from './contract.ts';
import {
  buildLexicalModel,
  buildLexicalModelGently,
  type ClassifiableItem,
  type LexicalModel,
  type Spoken,
} from './lexical-model.ts';
import { judgeOf } from './model/answer.ts';
import { trainItemModel } from './model/items.ts';
import type { LinearModel } from './model/linear-model.ts';
import { wordsFor } from './model/words.ts';
import { DEFAULT_TRIAGE_POLICY } from './policy.ts';
import { because, type Reason } from './reasons.ts';

export const CLASSIFY_RULE = 'lexical-linear/1';

export type { ClassifiableItem };

export type Classifier = Readonly<{
  size: number;
  calibration: Calibration;
  /** The rule that its guesses name, where that is not CLASSIFY_RULE. */
  rule?: string;
  /** The likeliest items, best first; empty when nothing speaks for any. */
  classify(text: string): readonly ItemCandidate[];
}>;

/** What a classifier has learnt of its items: plain numbers, which can go from one process to another. */
export type TaughtClassifier = Readonly<{
  calibration: Calibration;
  /** The lowest confidence from which it may act; null when its trials show it nowhere. */
  act: number | null;
  /** Null for no items at all. */
  linear: LinearModel | null;
}>;

/** Says nothing of any text: while what was learnt is not there yet. */
export const SILENT_CLASSIFIER: Classifier = {
  size: 0,
  calibration: { bias: 0, strength: 0, lead: 0, trials: 0 },
  classify: () => [],
};

/** Builds the classifier of one catalogue version: a processor second for 114 items. */
export function buildClassifier(items: readonly ClassifiableItem[]): Classifier {
  return openClassifier(items, teachClassifier(items));
}

/** Learns from the items; this is what takes the time. */
export function teachClassifier(items: readonly ClassifiableItem[]): TaughtClassifier {
  const trials = trialsOf(items);
  const calibration = calibrate(trials);
  const act = actFrom(
    trials
      .filter((trial) => trial.isKnown)
      .map(({ top, next, right }) => ({ confidence: confidenceOf(calibration, top, next), right })),
  );
  return { calibration, act, linear: teachLinear(items) };
}

/** A classifier from what was learnt of the same items: 40 to 70 ms. */
export function openClassifier(
  items: readonly ClassifiableItem[],
  { calibration, act, linear }: TaughtClassifier,
  lexical: LexicalModel = buildLexicalModel(items),
): Classifier {
  const read = openItemReader(linear, lexical);
  const sure = (top: number, next: number) => withheld(confidenceOf(calibration, top, next), act);
  return {
    size: items.length,
    calibration,
    classify: (text) => candidatesOf(items, read, sure, text),
  };
}

/** Aimed at a little above what is promised (98 %), because the trials are few. */
const ACT_AIM = 0.99;

/** The lowest confidence above which so many of the trials are right; null when there is none. */
function actFrom(trials: readonly Readonly<{ confidence: number; right: boolean }>[]) {
  let [right, act] = [0, null as number | null];
  [...trials]
    .sort((a, b) => b.confidence - a.confidence)
    .forEach((trial, at) => {
      if (trial.right) right++;
      if (right >= ACT_AIM * (at + 1)) act = trial.confidence;
    });
  return act;
}

const { act: ACT, suggest: SUGGEST } = DEFAULT_TRIAGE_POLICY.thresholds;

/**
 * A confidence that would let the machine act is held below that until `act`, from where the held-out phrases
 * show that it may (never, when they show it nowhere); order is kept, and what only suggests stays.
 */
function withheld(confidence: number, act: number | null): number {
  const from = act ?? 1;
  if (confidence <= SUGGEST || from <= ACT) return confidence;
  if (act !== null && confidence >= act)
    return ACT + ((1 - ACT) * (confidence - act)) / (1 - act || 1);
  return SUGGEST + ((ACT - SUGGEST - 0.001) * (confidence - SUGGEST)) / (from - SUGGEST);
}

/** What a text says for each item, in their order; holds until the next text is read. */
type ItemReader = (text: string) => Readonly<{
  scores: Float64Array;
  /** What in the text speaks for the item in that slot, the strongest first. */
  spokenFor(slot: number): readonly Pick<Spoken, 'said' | 'isWord'>[];
}>;

/** The linear model's part in the mixture: of 0.1 to 0.7 the best on held-out phrases, where all are near. */
const LINEAR_SHARE = 0.3;
/** Less than this is no candidate. */
const SHARE_MIN = 0.002;
/** It has no calibration of its own here; the mixture has. */
const LINEAR_SHARPNESS = 6;
/**
 * Characters of more than a report: a letter tells so much beside its matter that phrases teach nothing of
 * it, and the words alone are better, and quicker, to judge it by.
 */
const LETTER = 200;
/** A catalogue has some thousand words; a short report is all opening, a long one says it early. */
const TEACHING = {
  version: CLASSIFY_RULE,
  seed: 1,
  folds: 0,
  rounds: 4,
  strength: 4,
  reading: { bits: 14, opening: 0, openingTimes: 1, length: 100 },
} as const;

/** The same in steps with pauses between, so that nobody waits for more than one of them. */
export async function openClassifierGently(
  items: readonly ClassifiableItem[],
  taught: TaughtClassifier,
): Promise<Classifier> {
  if (taught.linear) judgeOf(taught.linear);
  await breath();
  const lexical = await buildLexicalModelGently(items, () => breath());
  await breath();
  return openClassifier(items, taught, lexical);
}

function teachLinear(items: readonly ClassifiableItem[]): LinearModel | null {
  if (items.length === 0) return null;
  return { ...trainItemModel({ ...TEACHING, items }), sharpness: LINEAR_SHARPNESS };
}

function openItemReader(linear: LinearModel | null, lexical: LexicalModel): ItemReader {
  if (linear === null) return lexical.read;
  const { chances } = judgeOf(linear);
  return (text) => {
    const { scores, spokenFor } = lexical.read(text);
    mix(scores, text.length > LETTER ? undefined : chances(text));
    return {
      scores,
      spokenFor(slot) {
        const spoken = spokenFor(slot);
        if (spoken.length > 0) return spoken;
        return wordsFor(linear, slot, text).map(({ said }) => ({ said, isWord: false }));
      },
    };
  };
}

/**
 * Mixes the chances into the shares that the words give each item, in place; how much the text says at all
 * stays that of its words, and where they say nothing nothing is said.
 */
function mix(scores: Float64Array, chances: Float64Array | undefined): void {
  let [total, strength] = [0, 0];
  for (let slot = 0; slot < scores.length; slot++) {
    total += scores[slot] ?? 0;
    strength = Math.max(strength, scores[slot] ?? 0);
  }
  if (total === 0) return;
  for (let slot = 0; slot < scores.length; slot++) {
    const share = (scores[slot] ?? 0) / total;
    const mixed = chances
      ? (1 - LINEAR_SHARE) * share + LINEAR_SHARE * (chances[slot] ?? 0)
      : share;
    scores[slot] = mixed < SHARE_MIN ? 0 : strength * mixed;
  }
}

function candidatesOf(
  items: readonly ClassifiableItem[],
  read: ItemReader,
  sure: (top: number, next: number) => number,
  text: string,
): ItemCandidate[] {
  const { scores, spokenFor } = read(text);
  const ranked = rank(scores, CANDIDATES_MAX);
  const [first, second] = ranked;
  if (!first) return [];
  const confidence = sure(first.score, second?.score ?? 0);
  const total = ranked.reduce((sum, { score }) => sum + score, 0);
  const runnerUp = second && second.score > first.score * 0.8 ? items[second.slot] : undefined;
  return ranked.flatMap(({ slot, score }, place) => {
    const item = items[slot];
    if (!item) return [];
    // An alternative is never likelier than the best, however doubtful that is.
    const own = place === 0 ? confidence : Math.min(confidence, (1 - confidence) * (score / total));
    const reasons = [reasonOf(spokenFor(slot))];
    if (place === 0 && runnerUp)
      reasons.push(
        because('triage.close-second', { other: runnerUp.name.zh, otherEn: runnerUp.name.en }),
      );
    return { code: item.code, confidence: Math.round(own * 1000) / 1000, reasons };
  });
}

const REASON_WORDS_MAX = 5;

function reasonOf(spoken: ReturnType<ReturnType<ItemReader>['spokenFor']>): Reason {
  const words = spoken.filter((one) => one.isWord);
  const said = (words.length > 0 ? words : spoken).slice(0, REASON_WORDS_MAX);
  return because(words.length > 0 ? 'triage.words-of-item' : 'triage.like-phrases', {
    words: said.map((one) => one.said).join('、'),
  });
}

function rank(scores: Float64Array, most: number): { slot: number; score: number }[] {
  const ranked: { slot: number; score: number }[] = [];
  let bar = 0; // what a score must beat to be among the best
  for (let slot = 0; slot < scores.length; slot++) {
    const score = scores[slot] ?? 0;
    if (score <= bar) continue;
    ranked.push({ slot, score });
    ranked.sort((a, b) => b.score - a.score);
    if (ranked.length > most) ranked.pop();
    if (ranked.length === most) bar = ranked[most - 1]?.score ?? 0;
  }
  return ranked;
}

/** Parts into which phrases are dealt, one being held out at a time. */
const FOLDS = 3;

type ItemTrial = Trial & Readonly<{ isKnown: boolean }>;

/** What the model says of phrases that it has not seen: with their item, and with their item away. */
function trialsOf(items: readonly ClassifiableItem[]): ItemTrial[] {
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const isHeldOut = (_: unknown, number: number) => number % FOLDS === fold;
    const taughtWith = items.map((item) => ({
      ...item,
      phrases: item.phrases.filter((_, number) => number % FOLDS !== fold),
    }));
    const read = openItemReader(teachLinear(taughtWith), buildLexicalModel(taughtWith));
    return items.flatMap(({ phrases }, slot) =>
      phrases.filter(isHeldOut).flatMap((phrase) => {
        const { scores } = read(phrase);
        const known = trialOf(scores, slot, true);
        scores[slot] = 0;
        return [...known, ...trialOf(scores, slot, false)];
      }),
    );
  });
}

function trialOf(scores: Float64Array, slot: number, isKnown: boolean): ItemTrial[] {
  const [first, second] = rank(scores, 2);
  if (!first) return [];
  return [{ top: first.score, next: second?.score ?? 0, right: first.slot === slot, isKnown }];
}
