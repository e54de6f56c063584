// A model of a county's own: how it is taught, and how stored weights are made to answer. Pure.
import type { Classifier } from '../classify.ts';
import { CANDIDATES_MAX, type ItemCandidate } from '../contract.ts';
import type { ClassifiableItem } from '../lexical-model.ts';
import { below, onScale } from '../model/bands.ts';
import { decodeModel } from '../model/encode.ts';
import { itemTeaching } from '../model/items.ts';
import { classifyWith } from '../model/answer.ts';
import type { LinearModel } from '../model/linear-model.ts';
import { eachStretch } from '../model/reading.ts';
import { trainLinear, type Example } from '../model/train.ts';
import type { TriagePolicy } from '../policy.ts';
import { because } from '../reasons.ts';
import { sentencesFor } from '../sentences.ts';
import type { Decided } from './history.ts';
import type { Verdict } from './measure.ts';

/** Named in every guess, with the number of the version. */
export const METHOD = 'county/1';

/** What a person corrected tells more than what a person only agreed with. */
const CORRECTION_WEIGHT = 3;
const AGREED_WEIGHT = 1;

/**
 * Teaches a model of the catalogue's items with the catalogue's words and what persons decided. Its bands begin where
 * its trials show that they may, and never below those of the policy: trials speak of what people have reported so
 * far, and a text unlike all of it has to be doubted for itself.
 */
export function teachCounty(
  items: readonly ClassifiableItem[],
  history: readonly Decided[],
  seed: number,
  { thresholds }: TriagePolicy,
): LinearModel {
  const teaching = itemTeaching({ items, sentences: sentencesFor(items), version: METHOD, seed });
  const model = trainLinear({
    ...teaching,
    examples: [
      // The catalogue teaches what nobody has reported yet; how sure it may be is shown by real reports alone.
      ...teaching.examples.map((example) => ({ ...example, isWeak: true })),
      ...history.map(exampleOf),
    ],
  });
  const { act, suggest } = model.bands;
  return {
    ...model,
    bands: {
      act: act === null ? null : Math.max(act, thresholds.act),
      suggest: suggest === null ? null : Math.max(suggest, thresholds.suggest),
    },
  };
}

function exampleOf({ text, itemCode, guessed }: Decided): Example {
  const isCorrection = guessed !== null && guessed !== itemCode;
  return {
    text,
    label: itemCode,
    weight: isCorrection ? CORRECTION_WEIGHT : AGREED_WEIGHT,
    // The same words said twice are held out together.
    group: text,
  };
}

/**
 * A stored model as the classifier of a county; items that the catalogue in force lacks are passed over. Throws
 * DamagedModel. Its confidence is told on the scale of the policy: where its own trials let it act it reaches
 * `thresholds.act`, and so on; everything that looks at a confidence then means the same.
 */
export function openModel(
  weights: Uint8Array,
  rule: string,
  items: readonly ClassifiableItem[],
  policy: TriagePolicy,
): Classifier & Readonly<{ model: LinearModel }> {
  const model = decodeModel(weights);
  const known = new Set(items.map((item) => item.code));
  return {
    size: model.labels.length,
    rule,
    model,
    classify(text) {
      const isNew = shareMet(model, text) < ACTS_WHEN_MET;
      return classifyWith(model, text, CANDIDATES_MAX).flatMap((answer): ItemCandidate[] => {
        if (!known.has(answer.label)) return [];
        const words = answer.reasons.map(({ said }) => said).join('、');
        const confidence = onScale(answer.confidence, model.bands, policy.thresholds);
        return [
          {
            code: answer.label,
            confidence: isNew ? Math.min(confidence, below(policy.thresholds.act)) : confidence,
            reasons: [
              ...(words === '' ? [] : [because('triage.words-of-item', { words })]),
              ...(isNew ? [because('triage.mostly-new')] : []),
            ],
          },
        ];
      });
    },
  };
}

/**
 * It acts only when it has met at least this share of the neighbouring characters of a text: what it was not taught
 * it does not know that it does not know. Held-out reports of a county keep far above it, foreign topics below.
 */
const ACTS_WHEN_MET = 0.5;

/** Share of the text's neighbouring characters that the training met. */
function shareMet({ reading, rarity }: LinearModel, text: string): number {
  let [met, all] = [0, 0];
  eachStretch(text, reading, (bucket, start, end) => {
    if (end - start < 2) return;
    all += 1;
    met += Number(rarity[bucket] !== 0);
  });
  return all === 0 ? 0 : met / all;
}

/** What a classifier would have done, for measuring it. */
export function verdictOf(
  classifier: Pick<Classifier, 'classify'>,
  { thresholds }: TriagePolicy,
): (text: string) => Verdict {
  return (text) => {
    const [best] = classifier.classify(text);
    if (!best) return { code: null, band: 'ask' };
    const { code, confidence } = best;
    const band =
      confidence >= thresholds.act ? 'act' : confidence >= thresholds.suggest ? 'suggest' : 'ask';
    return { code, band };
  };
}
