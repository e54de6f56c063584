import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWordMatcher, isSingle, queryTokens, redact, searchTokens } from './index.ts';

describe('buildWordMatcher', () => {
  it('finds what a search word by word finds', () => {
    const letters = fc.string({ unit: fc.constantFrom('柳', '市', '镇', '村'), maxLength: 12 });
    fc.assert(
      fc.property(fc.uniqueArray(letters, { maxLength: 12 }), letters, (words, text) => {
        const expected = words.flatMap((word, number) =>
          word === ''
            ? []
            : [...text].flatMap((_, start) =>
                text.startsWith(word, start) ? [`${number}@${start}`] : [],
              ),
        );
        const found = buildWordMatcher(words).findAll(text);
        expect(found.map((hit) => `${hit.word}@${hit.start}`).sort()).toEqual(expected.sort());
        for (const hit of found) expect(text.slice(hit.start, hit.end)).toBe(words[hit.word]);
      }),
    );
  });

  it('prefers the longest word from the left', () => {
    const matcher = buildWordMatcher(['柳市', '柳市镇', '镇东', '东风']);
    const found = matcher.findLongest('柳市镇东风社区').map((hit) => matcher.words[hit.word]);
    expect(found).toEqual(['柳市镇', '东风']);
  });
});

describe('redact', () => {
  it.each([
    ['请联系13812345678谢谢', '请联系138******78谢谢'],
    ['电话138-1234-5678。', '电话138-****-**78。'],
    ['+86 13812345678', '+86 *********78'],
    ['１３８１２３４５６７８', '１３８******７８'],
    ['0577-62881234', '057*-******34'],
    ['办公室电话：62881234', '办公室电话：628***34'],
    ['身份证330382199001011234', '身份证******************'],
    ['身份证33038219900101123X。', '身份证******************。'],
    ['卡号 6222 0212 3456 7890 128', '卡号 **** **** **** **** ***'],
    ['票号 6222 0212 3456 7890 129', '票号 6222 0212 3456 7890 129'], // wrong check digit: no card
    ['卡号6222021234567890123', '卡号*******************'],
    ['400-800-8888', '400-***-**88'],
  ])('%s', (text, expected) => expect(redact(text)).toBe(expected));

  it('leaves days, amounts, house numbers and record numbers alone', () => {
    for (const text of [
      '2020/1/6 12:09:38 至 2020-01-07',
      '编号330382-20261121-000123',
      '柳市镇新光大道128号3幢2单元501室，押金3500000元',
    ])
      expect(redact(text)).toBe(text);
  });

  it('masks plates only when asked', () => {
    expect(redact('浙C12345乱停')).toBe('浙C12345乱停');
    expect(redact('浙C12345乱停', { plates: true })).toBe('浙C****5乱停');
  });

  it('keeps every place of a text without numbers and never grows it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(redact(text, { plates: true })).toHaveLength(text.length);
        if (!/[\d\uFF10-\uFF19]/.test(text)) expect(redact(text)).toBe(text);
      }),
    );
  });
});

describe('search tokens', () => {
  it('are characters, bigrams, words and short numbers', () => {
    expect(searchTokens('KTV门口吵架 12号').sort()).toEqual(
      ['12', '号', 'ktv', '门', '门口', '口', '口吵', '吵', '吵架', '架'].sort(),
    );
  });

  it('may leave out single characters that begin a bigram', () => {
    expect(searchTokens('KTV门口吵架 12号', 'last').sort()).toEqual(
      ['12', '号', 'ktv', '门口', '口吵', '吵架', '架'].sort(),
    );
  });

  it('never hold a telephone, ID or card number, nor a piece of one', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    const phone = fc
      .array(digit, { minLength: 8, maxLength: 8 })
      .map((rest) => `139${rest.join('')}`);
    const around = fc.constantFrom('', '电话', ' ', '：', 'x', '我的号码是');
    fc.assert(
      fc.property(phone, around, around, (number, before, after) => {
        for (const shown of [
          number,
          `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`,
        ])
          for (const token of searchTokens(`${before}${shown}${after}`))
            expect(token).not.toMatch(/\d{3}/);
      }),
    );
    expect(searchTokens('身份证330382199001011234').join()).not.toMatch(/\d/);
  });

  it('answer every query that is a part of the text', () => {
    const text = '柳市镇新光大道KTV门口有人吵架';
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), (a, b) => {
        const part = text.slice(Math.min(a, b), Math.max(a, b)).replace(/[A-Z]/g, '');
        const tokens = new Set(searchTokens(text.replace(/[A-Z]/g, '')));
        const few = searchTokens(text.replace(/[A-Z]/g, ''), 'last');
        for (const token of queryTokens(part)) {
          expect(tokens.has(token)).toBe(true);
          expect(
            few.some((each) => (isSingle(token) ? each.startsWith(token) : each === token)),
          ).toBe(true);
        }
      }),
    );
  });
});
