import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { normaliseAddress, NORMALISED_LENGTH_MAX } from './normalise.ts';
import { chineseNumber } from './numerals.ts';

// The model is read at the first question; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

describe('an address written in one way', () => {
  it.each([
    ['柳市镇　新光大道１２８号', '柳市镇新光大道128号'],
    ['樂清市柳市鎮新光大道一百二十八號', '乐清市柳市镇新光大道128号'],
    ['清远小区三号楼二单元五〇一室', '清远小区3幢2单元501室'],
    ['清远小区3栋2单元501房', '清远小区3幢2单元501室'],
    ['清远小区3-2-501', '清远小区3幢2单元501室'],
    ['清远小区3#楼十二层', '清远小区3幢12楼'],
    ['伯乐路128-130号', '伯乐路128-130号'],
    ['二七路三里村12号', '二七路三里村12号'],
    ['晨曦路与双雁路交汇处向东五十米', '晨曦路与双雁路交叉口往东50米'],
    ['人民医院斜对面边上', '人民医院对面旁'],
    ['b座 a 区', 'B座A区'],
  ])('%s → %s', (text, written) => {
    expect(normaliseAddress(text)).toBe(written);
  });

  it('stays as it is when said again', () => {
    const words =
      '浙樂東三十百二〇５8-—#號号楼栋座层室房单元弄向往北面边旁边对面交汇处米mF 　()Ａa';
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: fc.constantFrom(...words), maxLength: 40 }),
          fc.string({ unit: 'binary', maxLength: 60 }),
        ),
        (text) => {
          const once = normaliseAddress(text);
          expect(normaliseAddress(once)).toBe(once);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('of 100,000 characters is written at once', () => {
    for (const unit of ['一', '1-', '東面', ' ', '百十', '😀']) {
      const from = process.cpuUsage();
      expect(normaliseAddress(unit.repeat(100_000)).length).toBeLessThanOrEqual(
        NORMALISED_LENGTH_MAX * 2,
      );
      const { user, system } = process.cpuUsage(from);
      expect((user + system) / 1000).toBeLessThan(200);
    }
  });
});

describe('a number in Chinese', () => {
  it.each([
    ['十', '10'],
    ['二十一', '21'],
    ['一百零五', '105'],
    ['三百二十', '320'],
    ['五〇一', '501'],
    ['十百', undefined],
    ['', undefined],
  ])('%s is %s', (words, number) => {
    expect(chineseNumber(words)).toBe(number);
  });
});
