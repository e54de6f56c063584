// Which item of the catalogue is it? A lexical model made from the catalogue's own names, keywords and
// phrases: it needs no training data, and gives as reasons the words that it saw. Pure.
//
// How far the best item is to be believed is learnt when the model is built: phrases are held out, and
// so are whole items, whose phrases then belong to nothing that the model knows.
import { calibrate, confidenceOf, type Calibration, type Trial } from './calibration.ts';
import { CANDIDATES_MAX, type ItemCandidate } from './contract.ts';
import {
  buildLexicalModel,
  type ClassifiableItem,
  type LexicalModel,
  type Spoken,
} from './lexical-model.ts';
import { because, type Reason } from './reasons.ts';

export const CLASSIFY_RULE = 'lexical/1';

export type { ClassifiableItem };

export type Classifier = Readonly<{
  size: number;
  calibration: Calibration;
  /** The rule that its guesses name, where that is not CLASSIFY_RULE. */
  rule?: string;
  /** The likeliest items, best first; empty when nothing speaks for any. */
  classify(text: string): readonly ItemCandidate[];
}>;

/** Builds the classifier of one catalogue version: about 0.2 s for 114 items. */
export function buildClassifier(items: readonly ClassifiableItem[]): Classifier {
  const calibration = calibrate(trialsOf(items));
  const model = buildLexicalModel(items);
  return {
    size: items.length,
    calibration,
    classify: (text) => candidatesOf(items, model, calibration, text),
  };
}

function candidatesOf(
  items: readonly ClassifiableItem[],
  model: LexicalModel,
  calibration: Calibration,
  text: string,
): ItemCandidate[] {
  const { scores, spokenFor } = model.read(text);
  const ranked = rank(scores, CANDIDATES_MAX);
  const [first, second] = ranked;
  if (!first) return [];
  const confidence = confidenceOf(calibration, first.score, second?.score ?? 0);
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

function reasonOf(spoken: readonly Spoken[]): Reason {
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

/** Parts into which phrases and items are dealt, one being held out at a time. */
const FOLDS = 5;

/** What the model says of phrases that it has not seen, and of items that it does not know. */
function trialsOf(items: readonly ClassifiableItem[]): Trial[] {
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const isHeldOut = (_: unknown, number: number) => number % FOLDS === fold;
    const isKept = (_: unknown, number: number) => number % FOLDS !== fold;
    const unseen = items.map((item) => ({ ...item, phrases: item.phrases.filter(isHeldOut) }));
    const without = items.map((item) => ({ ...item, phrases: item.phrases.filter(isKept) }));
    return [...tryOut(without, unseen), ...tryOut(items.filter(isKept), items.filter(isHeldOut))];
  });
}

function tryOut(known: readonly ClassifiableItem[], asked: readonly ClassifiableItem[]): Trial[] {
  const model = buildLexicalModel(known);
  return asked.flatMap(({ code, phrases }) =>
    phrases.flatMap((phrase) => {
      const [first, second] = rank(model.read(phrase).scores, 2);
      if (!first) return [];
      const right = known[first.slot]?.code === code;
      return { top: first.score, next: second?.score ?? 0, right };
    }),
  );
}
