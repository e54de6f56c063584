import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateClassify } from './classify.ts';
import { figuresOf } from './figures.ts';
import { MisusedCommand } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'classify-'));
function fileOf(lines: readonly string[]): string {
  const path = join(folder, `${lines.length}.jsonl`);
  writeFileSync(path, lines.join('\n'));
  return path;
}
const MESSAGES = [
  {
    subject: '幼儿园乱收费',
    detail: '孩子上的幼儿园学费又涨了，老师还办补习班',
    label: '教育文体',
  },
  { subject: null, text: '化工厂排放废气，河水污染发臭，环保局不管', label: '环境保护' },
  { text: '公司拖欠农民工工资，没有缴纳社保', label: '劳动和社会保障', other: 1 },
  { subject: '医院误诊', detail: '医生手术失误，病人住院一个月', label: '卫生计生' },
  { subject: '出租车拒载', detail: '的士司机不打表，公交车班次又少', label: '交通运输' },
];

describe('the evaluation of classes', () => {
  it('reads both forms of a message and gives the named figures', () => {
    const figures = evaluateClassify([
      '--test',
      fileOf(MESSAGES.map((one) => JSON.stringify(one))),
    ]);
    expect(figures).toMatchObject({ texts: 5, accuracy: 1, macroF1: 1, coverageAt98: 1 });
    expect(figures.textsPerSecondPerCore).toBeGreaterThan(1000);
    expect(Object.keys(figures.perClass)).toHaveLength(5);
  });

  it('answers something sane to anything', () => {
    const strange = ['', '🙂'.repeat(300), '路'.repeat(100_000), 'qwerty \u0007 ошибка', '的了是'];
    const lines = strange.map((text) => JSON.stringify({ text, label: '城乡建设' }));
    const { accuracy } = evaluateClassify(['--test', fileOf(lines)]);
    expect(accuracy).toBeLessThanOrEqual(0.8);
  });

  it('says which line it cannot read', () => {
    const asked = (lines: string[]) => () => evaluateClassify(['--test', fileOf(lines)]);
    expect(asked([])).toThrow(MisusedCommand);
    expect(asked(['{"text":"路灯","label":"城乡建设"}', '{'])).toThrow(/:2：不是 JSON/);
    expect(asked(['{"text":"路灯"}'])).toThrow(/:1：缺少/);
  });
});

describe('figures', () => {
  it('are those of the books', () => {
    const judged = [
      ['a', 'a', 0.9],
      ['a', 'a', 0.8],
      ['a', 'b', 0.4],
      ['b', 'b', 0.7],
    ].map(([label, guess, confidence]) => ({ label, guess, confidence })) as Parameters<
      typeof figuresOf
    >[0];
    const figures = figuresOf(judged);
    expect(figures).toMatchObject({ accuracy: 0.75, macroF1: 0.7333, coverageAt98: 0.75 });
    expect(figures.perClass['b']).toEqual({ texts: 1, precision: 0.5, recall: 1, f1: 0.6667 });
  });
});
