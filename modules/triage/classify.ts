// Which item of the catalogue is it? A lexical model made from the catalogue's own names, keywords and phrases, and a
// linear model taught with the same and with sentences as citizens say them (sentences.ts), which also knows what speaks
// against an item and what belongs to none. Both give as reasons the words that they saw. Pure.
//
// How far the best item is to be believed is told by its lead over the next. From which lead on the machine may suggest
// or act is set from texts that it had not seen, most of them real messages: `npm run evaluate -- items-fit`.
import { setImmediate as breath } from 'node:timers/promises';
import { CANDIDATES_MAX, type ItemCandidate } from './contract.ts';
import {
  buildLexicalModel,
  buildLexicalModelGently,
  type ClassifiableItem,
  type LexicalModel,
  type Spoken,
} from './lexical-model.ts';
import { judgeOf } from './model/answer.ts';
import { onScale, type Bands } from './model/bands.ts';
import { trainItemModel } from './model/items.ts';
import type { LinearModel } from './model/linear-model.ts';
import { wordsFor } from './model/words.ts';
import { DEFAULT_TRIAGE_POLICY } from './policy.ts';
import { because, type Reason } from './reasons.ts';
import { NO_ITEM, sentencesFor, type Sentence } from './sentences.ts';

export const CLASSIFY_RULE = 'lexical-linear/2';

export type { ClassifiableItem };

export type Classifier = Readonly<{
  size: number;
  /** The rule that its guesses name, where that is not CLASSIFY_RULE. */
  rule?: string;
  /** The likeliest items, best first; empty when nothing speaks for any. */
  classify(text: string): readonly ItemCandidate[];
}>;

/** What a classifier has learnt of its items: plain numbers, which can go from one process to another. */
export type TaughtClassifier = Readonly<{
  /** Null for no items at all. */
  linear: LinearModel | null;
}>;

/** Says nothing of any text: while what was learnt is not there yet. */
export const SILENT_CLASSIFIER: Classifier = { size: 0, classify: () => [] };

/** Builds the classifier of one catalogue version: half a processor second for 114 items. */
export function buildClassifier(items: readonly ClassifiableItem[]): Classifier {
  return openClassifier(items, teachClassifier(items));
}

/** Learns from the items; this is what takes the time. */
export function teachClassifier(
  items: readonly ClassifiableItem[],
  sentences: readonly Sentence[] = sentencesFor(items),
): TaughtClassifier {
  if (items.length === 0) return { linear: null };
  const linear = trainItemModel({ ...TEACHING, items, sentences, others: [NO_ITEM] });
  return { linear: { ...linear, sharpness: LINEAR_SHARPNESS } };
}

/** A classifier from what was learnt of the same items: 40 to 70 ms. */
export function openClassifier(
  items: readonly ClassifiableItem[],
  { linear }: TaughtClassifier,
  lexical: LexicalModel = buildLexicalModel(items),
  sure: (text: string, lead: number) => number = confidenceOf,
): Classifier {
  const read = openItemReader(linear, lexical);
  return { size: items.length, classify: (text) => candidatesOf(items, read, sure, text) };
}

/** Characters of a short text: it touches few weights, and these give great leads by chance. */
export const SHORT = 60;

/**
 * The leads over the next item from which the machine may suggest and act: where, of texts that it had not seen, more
 * than 75 % and 98 % were right, with something to spare (`npm run evaluate -- items-fit`): of sentences and phrases held
 * out, and of messages.
 */
const BANDS: Readonly<{ short: Bands; long: Bands }> = {
  short: { act: 0.8, suggest: 0.3 },
  long: { act: 0.6, suggest: 0.15 },
};
/** Without any lead the best item is right once in four or five times. */
const UNSURE = 0.2;
/** Nothing said by a machine is certain. */
const CONFIDENCE_MAX = 0.97;

/** How far to believe an item with that lead; the lead is below zero when something outside the catalogue is likelier. */
function confidenceOf(text: string, lead: number): number {
  if (lead <= 0) return UNSURE * (1 + lead);
  const { thresholds } = DEFAULT_TRIAGE_POLICY;
  const confidence = onScale(lead, text.length < SHORT ? BANDS.short : BANDS.long, thresholds);
  if (confidence >= thresholds.suggest) return Math.min(CONFIDENCE_MAX, confidence);
  return UNSURE + confidence * (1 - UNSURE / thresholds.suggest);
}

/** What a text says for each item, in their order; holds until the next text is read. */
type ItemReader = (text: string) => Readonly<{
  /** Shares of all that is said; they sum to one with what belongs to no item. */
  scores: Float64Array;
  /** The share of what belongs to no item. */
  outside: number;
  /** What in the text speaks for the item in that slot, the strongest first. */
  spokenFor(slot: number): readonly Pick<Spoken, 'said' | 'isWord'>[];
}>;

/** The words' part in the mixture: of 0 to 0.5 all are near in what they find; the more, the shyer it is to act. */
const LEXICAL_SHARE = 0.3;
/** Less than this is no candidate. */
const SHARE_MIN = 0.002;
/** How far the linear model's evidence is spread; the confidence comes from the lead, not from this. */
const LINEAR_SHARPNESS = 10;
/** The opening of a letter says its matter; of the rest enough is read to hear what it is not. */
const TEACHING = {
  version: CLASSIFY_RULE,
  seed: 1,
  folds: 0,
  rounds: 4,
  strength: 1,
  reading: { bits: 14, neighbours: 3, opening: 25, openingTimes: 3, length: 200 },
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

function openItemReader(linear: LinearModel | null, lexical: LexicalModel): ItemReader {
  const chancesOf = linear === null ? () => undefined : judgeOf(linear).chances;
  return (text) => {
    const { scores, spokenFor } = lexical.read(text);
    const chances = chancesOf(text);
    mix(scores, chances);
    return {
      scores,
      outside: (1 - LEXICAL_SHARE) * (chances?.[scores.length] ?? 0),
      spokenFor(slot) {
        const spoken = spokenFor(slot);
        if (spoken.length > 0 || linear === null) return spoken;
        return wordsFor(linear, slot, text).map(({ said }) => ({ said, isWord: false }));
      },
    };
  };
}

/** Mixes the chances into the shares that the words give each item, in place. */
function mix(scores: Float64Array, chances: Float64Array | undefined): void {
  const total = scores.reduce((sum, score) => sum + score, 0) || 1;
  for (let slot = 0; slot < scores.length; slot++) {
    const mixed =
      (LEXICAL_SHARE * (scores[slot] ?? 0)) / total + (1 - LEXICAL_SHARE) * (chances?.[slot] ?? 0);
    scores[slot] = mixed < SHARE_MIN ? 0 : mixed;
  }
}

/** An alternative that would be shown at 0 % helps nobody. */
const SHOWN_MIN = 0.005;

function candidatesOf(
  items: readonly ClassifiableItem[],
  read: ItemReader,
  sure: (text: string, lead: number) => number,
  text: string,
): ItemCandidate[] {
  const { scores, outside, spokenFor } = read(text);
  const ranked = rank(scores, CANDIDATES_MAX);
  const [first, second] = ranked;
  if (!first) return [];
  const lead = first.score - Math.max(outside, second?.score ?? 0);
  const confidence = sure(text, lead);
  const total = ranked.reduce((sum, { score }) => sum + score, 0);
  const runnerUp = second && second.score > first.score * 0.8 ? items[second.slot] : undefined;
  return ranked.flatMap(({ slot, score }, place) => {
    const item = items[slot];
    if (!item) return [];
    // An alternative is never likelier than the best, however doubtful that is.
    const own =
      place === 0
        ? confidence
        : Math.min(confidence * (score / first.score), (1 - confidence) * (score / total));
    if (place > 0 && own < SHOWN_MIN) return [];
    const reasons = [reasonOf(spokenFor(slot))];
    if (place === 0 && outside > score) reasons.unshift(because('triage.none-fits'));
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
