// How well does a model do on reports whose item a person decided? Figures for people, of two models on the very
// same reports. Pure.
import type { ItemScore, Score } from './contract.ts';

/** What a model says of one text: an item, and what it would have done with it. */
export type Verdict = Readonly<{ code: string | null; band: 'act' | 'suggest' | 'ask' }>;
export type Judging = (text: string) => Verdict;

export type Asked = Readonly<{ text: string; itemCode: string }>;

/** Answers of one model to all reports, in their order. */
export type Answers = Readonly<{ verdicts: readonly Verdict[]; score: Score }>;

export function measure(judge: Judging, reports: readonly Asked[]): Answers {
  const verdicts = reports.map(({ text }) => judge(text));
  const isRight = (at: number) => verdicts[at]?.code === reports[at]?.itemCode;
  const inBand = (band: Verdict['band']) =>
    [...verdicts.keys()].filter((at) => verdicts[at]?.band === band);
  const acted = inBand('act');
  const share = (part: number, all: number) => (all === 0 ? 0 : round(part / all));
  const f1s = [...f1ByItem(verdicts, reports)]
    .filter(([code]) => reports.some(({ itemCode }) => itemCode === code))
    .map(([, f1]) => f1);
  return {
    verdicts,
    score: {
      reports: reports.length,
      accuracy: share([...verdicts.keys()].filter(isRight).length, reports.length),
      macroF1: share(
        f1s.reduce((sum, f1) => sum + f1, 0),
        f1s.length,
      ),
      acted: share(acted.length, reports.length),
      suggested: share(inBand('suggest').length, reports.length),
      actedRight: acted.length === 0 ? null : share(acted.filter(isRight).length, acted.length),
    },
  };
}

/** Item by item, those with the most held-out reports first. `learnt` counts the examples of each. */
export function itemScores(
  reports: readonly Asked[],
  before: Answers,
  after: Answers,
  learnt: ReadonlyMap<string, number>,
  most: number,
): ItemScore[] {
  const [f1Before, f1After] = [before, after].map(({ verdicts }) => f1ByItem(verdicts, reports));
  const heldOut = new Map<string, number>();
  for (const { itemCode } of reports) heldOut.set(itemCode, (heldOut.get(itemCode) ?? 0) + 1);
  return [...new Set([...heldOut.keys(), ...learnt.keys()])]
    .map((code) => ({
      code,
      learnt: learnt.get(code) ?? 0,
      heldOut: heldOut.get(code) ?? 0,
      before: f1Before?.get(code) ?? null,
      after: f1After?.get(code) ?? null,
    }))
    .sort((a, b) => b.heldOut - a.heldOut || b.learnt - a.learnt || (a.code < b.code ? -1 : 1))
    .slice(0, most);
}

/** F1 of every item that a person or the model named. */
function f1ByItem(verdicts: readonly Verdict[], reports: readonly Asked[]): Map<string, number> {
  const counts = new Map<string, { named: number; was: number; both: number }>();
  const of = (code: string) => {
    const known = counts.get(code) ?? { named: 0, was: 0, both: 0 };
    counts.set(code, known);
    return known;
  };
  verdicts.forEach(({ code }, at) => {
    const was = reports[at]?.itemCode ?? '';
    of(was).was += 1;
    if (code === null) return;
    of(code).named += 1;
    if (code === was) of(code).both += 1;
  });
  return new Map(
    [...counts].map(([code, { named, was, both }]) => [code, round((2 * both) / (named + was))]),
  );
}

/** Four digits: more is chance. */
const round = (share: number) => Math.round(share * 10_000) / 10_000;
