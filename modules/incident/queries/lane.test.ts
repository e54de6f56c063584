import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTurn } from './lane.ts';

/** Questions that are answered when somebody says so; the second one fails. */
function heldQuestions(count: number) {
  const begun: number[] = [];
  const answers: (() => void)[] = [];
  const held = (at: number) =>
    new Promise<number>((resolve, reject) => {
      begun.push(at);
      answers[at] = () => (at === 1 ? reject(new Error('no')) : resolve(at));
    });
  const all = Array.from({ length: count }, (_, at) => inTurn(() => held(at)).catch(() => -1));
  return { begun, answers, all };
}

test('a few go at once, the others in their order, and a failure makes room like an answer', async () => {
  const { begun, answers, all } = heldQuestions(40);
  await sleep(0);
  const atOnce = begun.length;
  expect(atOnce).toBeLessThan(40);
  for (let at = 0; at < 40; at++) {
    answers[at]?.();
    await sleep(0);
    expect(begun.length).toBe(Math.min(40, atOnce + at + 1));
  }
  expect(begun).toEqual(Array.from({ length: 40 }, (_, at) => at));
  expect(await Promise.all(all)).toContain(-1);
});

test('who has waited too long goes past those who are too slow', async () => {
  const { begun, answers, all } = heldQuestions(40);
  await sleep(700);
  expect(begun.length).toBe(40);
  for (const answer of answers) answer();
  await Promise.all(all);
  expect(await inTurn(async () => 'next')).toBe('next');
});
