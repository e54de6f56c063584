import { describe, expect, it, vi } from 'vitest';
import { hashDivisionNames } from './division-names.ts';
import { learnParser, meanLearnt, type LearnOptions, type ParseExample } from './learn.ts';
import { hashOfName, NAMED, readLexicon, writeLexicon } from './lexicon.ts';
import { readModel, writeModel } from './model.ts';
import { buildPieceParser } from './parser.ts';

// The model is read at the first question; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const OPTIONS: LearnOptions = {
  epochs: 3,
  warmUp: 1,
  rate: 0.1,
  pull: 1e-4,
  leftOut: 0.2,
  metAtLeast: 1,
  seed: 7,
};
const lexicon = readLexicon(
  writeLexicon(
    hashDivisionNames({ provinces: [], cities: [], districts: ['乐清市'], towns: ['柳市镇'] }),
  ),
);

/** 甲乙路 12 号: a road (7) and its number (9), after a town (5) now and then. */
const examples = Array.from('甲乙丙丁戊己庚辛', (one, at): ParseExample => {
  const road = [one, '甲乙丙丁戊己庚辛'[(at * 3 + 1) % 8] ?? '', '路'];
  const town = at % 2 === 0 ? ['柳', '市', '镇'] : [];
  const from = town.length;
  return {
    words: [...town, ...road, `${at + 10}`, '号'],
    parts: [
      ...(from > 0 ? [{ from: 0, to: 3, kind: 5 }] : []),
      { from, to: from + 3, kind: 7 },
      { from: from + 3, to: from + 5, kind: 9 },
    ],
  };
});

describe('a parser that is taught', () => {
  it('reads what it never saw, and is the same for the same seed', () => {
    const bytes = writeModel(learnParser(examples, lexicon, OPTIONS));
    const again = writeModel(learnParser(examples, lexicon, OPTIONS));
    expect(Buffer.compare(again, bytes)).toBe(0);
    const parse = buildPieceParser(readModel(bytes), lexicon);
    expect(parse(['柳', '市', '镇', '丁', '乙', '路', '77', '号'])).toEqual([
      { from: 0, to: 3, kind: 5 },
      { from: 3, to: 6, kind: 7 },
      { from: 6, to: 8, kind: 9 },
    ]);
    expect(parse([])).toEqual([]);
    const many = parse(Array.from({ length: 500 }, () => '甲'));
    expect(many.reduce((sum, part) => sum + part.to - part.from, 0)).toBe(500);
  });

  it('averaged with itself stays as it is, and small weights are left out', () => {
    const learnt = learnParser(examples, lexicon, { ...OPTIONS, epochs: 2 });
    const [once, twice] = [
      writeModel(meanLearnt([learnt])),
      writeModel(meanLearnt([learnt, learnt])),
    ];
    expect(Buffer.compare(twice, once)).toBe(0);
    expect(once.length).toBeLessThan(writeModel(learnt).length);
  });

  it('refuses bytes that are no model', () => {
    expect(() => readModel(new Uint8Array(16))).toThrow(/no address model/);
  });
});

describe('the lexicon of division names', () => {
  it('knows names with and without their suffix, and nothing else', () => {
    expect(lexicon.bitsOf(hashOfName('乐清市'))).toBe(NAMED.district);
    expect(lexicon.bitsOf(hashOfName('乐清'))).toBe(NAMED.districtShort);
    expect(lexicon.bitsOf(hashOfName('柳市'))).toBe(NAMED.townShort);
    expect(lexicon.bitsOf(hashOfName('清乐'))).toBe(0);
  });
});
