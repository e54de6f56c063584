import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GRAMMAR_START, PLATE_KINDS, ROWS, grammarStep, isGivenOut, isWhole, parsePlate, type GrammarState } from './grammar.ts'; // prettier-ignore

const UNITS = [...'浙皖粤ZAO0I1D·警港使7a ２', '🚗', '\u0000', '\u202e', '\ud800'];

describe('what a plate can say', () => {
  test.each([
    ['皖A07F55', 'ordinary'],
    ['浙CD12345', 'newEnergy'],
    ['浙C12345F', 'newEnergy'],
    ['浙C1234警', 'police'],
    ['浙C1234学', 'learner'],
    ['浙C1234挂', 'trailer'],
    ['沪A0023领', 'consulate'],
    ['使014578', 'embassy'],
    ['224578使', 'embassy'],
    ['粤ZF023港', 'hongKongMacao'],
    ['粤ZF023澳', 'hongKongMacao'],
  ])('%s is of the kind %s', (text, kind) => {
    expect(parsePlate(text)).toEqual({ plate: text, kind });
  });

  test.each([
    ['浙c·0699p', '浙C0699P'],
    ['浙Ｃ－０６９９Ｐ', '浙C0699P'],
    [' 皖A 15O1I ', '皖A15011'],
  ])('%s is written %s', (text, plate) => {
    expect(parsePlate(text)?.plate).toBe(plate);
  });

  test.each([
    ['', 'nothing'],
    ['皖A07F5', 'too short'],
    ['皖A07F555', 'eight signs that are no new energy plate'],
    ['皖AABC12', 'three letters among five'],
    ['皖I07F55', 'I as the office letter'],
    ['日A07F55', 'no province'],
    ['浙C1234港', '港 outside 粤Z'],
    ['😀'.repeat(7), 'emoji'],
    ['皖A\u0000\u202e7F55', 'control characters'],
  ])('%j is none', (text) => {
    expect(parsePlate(text)).toBeUndefined();
  });

  test('a very long text is none, at once', () => {
    const before = performance.now();
    expect(parsePlate('皖'.repeat(100_000))).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  test('any text gets an answer, and a plate found is found again in its own spelling', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...UNITS), maxLength: 12 }), (text) => {
        const parsed = parsePlate(text);
        if (parsed) expect(parsePlate(parsed.plate)).toEqual(parsed);
      }),
    );
  });

  test('every row of every kind is reached step by step, and nothing shorter is whole', () => {
    const plates = fc
      .constantFrom(...ROWS)
      .chain(({ kind, places }) =>
        fc.tuple(fc.constant(kind), fc.tuple(...places.map((each) => fc.constantFrom(...each)))),
      )
      .filter(([kind, characters]) => isGivenOut(kind, characters));
    fc.assert(
      fc.property(plates, ([kind, characters]) => {
        let state: GrammarState | undefined = GRAMMAR_START;
        for (const character of characters) {
          if (state.length < 7) expect(isWhole(state)).toBe(false);
          state = grammarStep(state, character);
          if (!state) throw new Error(`${characters.join('')} stops at ${character}`);
        }
        expect(isWhole(state)).toBe(true);
        expect(parsePlate(characters.join(''))?.kind).toBe(kind);
      }),
    );
  });

  test('each kind has its Chinese name', () => {
    expect(Object.values(PLATE_KINDS).map(({ zh }) => zh)).toEqual(['普通', '新能源', '警', '学', '挂', '使', '领', '港澳']); // prettier-ignore
  });
});
