import { describe, expect, it } from 'vitest';
import { DEFAULT_TRIAGE_POLICY, printOfReport, type Matter } from '#modules/triage/index.ts';
import { openQuestions, type DuplicateQuestion } from './triage-beside.ts';

const { duplicates: policy } = DEFAULT_TRIAGE_POLICY;
const matter: Matter = {
  print: printOfReport('新光大道路灯不亮'),
  at: 0,
  reporter: null,
  point: null,
  ...{ itemCode: null, villageId: null, gridId: null },
};
const found = [{ id: 'a', score: 0.9, reasons: [] }];

describe('questions to the process of triage', () => {
  it('are each answered by their own answer', async () => {
    const sent: [number, DuplicateQuestion][] = [];
    const { ask, answer } = openQuestions((question, asked) => void sent.push([question, asked]));
    const [one, other] = [ask(1, matter, policy), ask(2, matter, policy)];
    const [first, second] = sent.map(([question]) => question);
    answer(second ?? 0, []);
    answer(first ?? 0, found);
    expect(await Promise.all([one, other])).toEqual([found, []]);
    expect(sent[1]?.[1].countyId).toBe(2);
  });

  it('wait no longer than whoever types, and a late answer is none', async () => {
    const { ask, answer } = openQuestions(() => {});
    const began = performance.now();
    expect(await ask(1, matter, policy)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(() => answer(1, found)).not.toThrow();
  });

  it('are bounded', async () => {
    let sent = 0;
    const { ask } = openQuestions(() => void sent++);
    const all = await Promise.all(Array.from({ length: 200 }, () => ask(1, matter, policy)));
    expect([sent < 200, all.every((answer) => answer === undefined)]).toEqual([true, true]);
  });
});
