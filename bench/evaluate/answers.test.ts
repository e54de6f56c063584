import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateAnswers } from './answers.ts';
import { MisusedCommand } from './options.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'maplebridge-answers-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const fileOf = (name: string, lines: readonly string[]) => {
  const file = path.join(dir, name);
  writeFileSync(file, lines.join('\n'));
  return ['--messages', file];
};

/** Sixty matters of their own: a lamp, a cover, a drain … in sixty streets, every third one passed on. */
const THINGS = ['路灯', '井盖', '下水道', '电梯', '公交站', '垃圾箱'];
const STREETS = ['柳青', '伯乐', '清远', '双雁', '良港', '旭阳', '建设', '晨曦', '宁康', '千帆'];
const rows = STREETS.flatMap((street, at) =>
  THINGS.map((thing, turn) => {
    const isPassedOn = (at + turn) % 3 === 0;
    return JSON.stringify({
      id: `${at}-${turn}`,
      subject: `${street}路${thing}损坏`,
      detail: `${street}路${thing}坏了,请问什么时候能修好?`,
      reply: isPassedOn
        ? '您反映的问题已转交相关部门处理。'
        : `经查,${street}路${thing}因老化损坏,维修单位已于11月3日更换。`,
      explainable: isPassedOn ? '0' : '1',
    });
  }),
);

describe('evaluation of the check of answers', () => {
  it('tells own answers from strangers and passed-on ones from real ones', () => {
    const figures = evaluateAnswers(fileOf('good.jsonl', rows));
    expect(figures.answers).toBe(60);
    // A third of them says nothing, to anybody.
    expect(figures.ownOrStranger.relevant).toBeGreaterThan(0.65);
    expect(figures.labels?.aucConcrete).toBe(1);
    expect(figures.labels?.agreementLearnt).toBe(1);
  });

  it('does without labels, and refuses what is no file of messages', () => {
    const bare = rows.map((row) => row.replace(/,"explainable":"\d"/, ''));
    expect(evaluateAnswers(fileOf('bare.jsonl', bare)).labels).toBeNull();
    for (const lines of [['{}'], ['no json'], ['']])
      expect(() => evaluateAnswers(fileOf('bad.jsonl', lines))).toThrow(MisusedCommand);
    expect(() => evaluateAnswers([])).toThrow(MisusedCommand);
  });
});
