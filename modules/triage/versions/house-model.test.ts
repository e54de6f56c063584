// The figures on the card are those that can be measured.
import { expect, test } from 'vitest';
import { shippedCatalog } from '#modules/catalog/index.ts';
import { buildClassifier, CLASSIFY_RULE } from '../classify.ts';
import { DEFAULT_TRIAGE_POLICY } from '../policy.ts';
import { houseModelCard } from './house-model.ts';
import { verdictOf } from './learner.ts';
import { measure, type Asked, type Verdict } from './measure.ts';

const FOLDS = 5;

test('a card is shown for the rule that it was written for, and for no other', () => {
  expect(houseModelCard('lexical/0')).toBeNull();
});

test.runIf(houseModelCard(CLASSIFY_RULE))(
  'the card tells what the model of the house does on held-out phrases',
  () => {
    const { items } = shippedCatalog();
    const asked: Asked[] = [];
    const verdicts: Verdict[] = [];
    for (let fold = 0; fold < FOLDS; fold++) {
      const isHeldOut = (_: string, number: number) => number % FOLDS === fold;
      const taught = items.map((item) => ({
        ...item,
        phrases: item.phrases.filter((_, number) => number % FOLDS !== fold),
      }));
      const judge = verdictOf(buildClassifier(taught), DEFAULT_TRIAGE_POLICY);
      for (const { code: itemCode, phrases } of items)
        for (const text of phrases.filter(isHeldOut)) {
          asked.push({ text, itemCode });
          verdicts.push(judge(text));
        }
    }
    let at = 0;
    const { score } = measure(() => verdicts[at++] ?? { code: null, band: 'ask' }, asked);
    const card = houseModelCard(CLASSIFY_RULE);
    expect(card).toContain(`${score.reports} phrases`);
    expect(card).toContain(`accuracy ${score.accuracy.toFixed(3)}`);
    expect(card).toContain(`macro-F1 ${score.macroF1.toFixed(3)}`);
    expect(card).toContain(`acts on ${score.acted.toFixed(3)}`);
    expect(card).toContain(`suggests on ${score.suggested.toFixed(3)}`);
    expect(card).toContain(`(${score.actedRight?.toFixed(3)} right)`);
  },
  120_000,
);
