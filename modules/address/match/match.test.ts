import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { matchAddresses, matchCandidates } from './match.ts';
import { scoreMatches, teachMatcher, type JudgedPair } from './teach.ts';
import { readMatchModel, writeMatchModel } from './match-model.ts';

// The model is read at the first question; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const codesOf = (a: string, b: string) =>
  matchAddresses(a, b).reasons.map(({ code, params }) => `${code} ${params['slot'] ?? ''}`);

describe('two addresses', () => {
  it('written differently are the same place', () => {
    expect(matchAddresses('柳市镇新光大道１２８号3栋', '柳市镇新光大道128号3幢').label).toBe(
      'exact',
    );
  });

  it('of other towns and roads are not', () => {
    const { label, reasons } = matchAddresses(
      '温州市乐清市柳市镇新光大道128号',
      '杭州市西湖区文三西路55号杭州银行',
    );
    expect(label).toBe('no');
    expect(reasons.some((reason) => reason.code === 'address.differ')).toBe(true);
  });

  it('have reasons: what agrees, differs, is missing, is only beside', () => {
    const codes = codesOf('柳市镇新光大道128号清远小区3幢', '柳市镇新光大道130号清远小区附近');
    expect(codes).toEqual(
      expect.arrayContaining([
        'address.agree 道路',
        'address.differ 门牌号',
        'address.missing 楼栋',
        'address.beside 方位',
      ]),
    );
  });
});

describe('candidates', () => {
  const candidates = ['柳市镇新光大道130号', '柳市镇新光大道128号', '双雁路7号'];

  it('in no order are judged as if each stood alone', () => {
    const query = '柳市镇新光大道128号';
    const alone = candidates.map((candidate) => matchAddresses(query, candidate));
    expect(matchCandidates(query, candidates, 'none')).toEqual(alone);
    expect(matchCandidates(query, candidates)).not.toEqual(alone);
  });
});

describe('strange texts', () => {
  it('have an answer whose chances make one', () => {
    const strange = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'柳市镇路1号😀\u0000()'), maxLength: 40 }),
    );
    fc.assert(
      fc.property(strange, fc.array(strange, { maxLength: 4 }), (query, candidates) => {
        const answers = matchCandidates(query, candidates);
        const isSound = answers.every(
          ({ chances }) => Math.abs(chances.reduce((sum, one) => sum + one, 0) - 1) < 1e-6,
        );
        expect([answers.length, isSound]).toEqual([candidates.length, true]);
      }),
      { numRuns: 30 },
    );
    expect(matchAddresses('', '').label).toBe('no');
  });

  it('of 100,000 characters are answered at once', () => {
    const from = process.cpuUsage();
    matchAddresses('路'.repeat(100_000), '1号'.repeat(50_000));
    const { user, system } = process.cpuUsage(from);
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});

describe('a matcher that is taught', () => {
  const roads = ['新光大道', '双雁路', '人民路', '伯乐路', '飞虹路', '沙河路'];
  const pairs = roads.flatMap((road): JudgedPair[] =>
    [1, 2, 3, 4, 5].flatMap((number) => [
      { query: `${road}${number}号`, candidate: `${road}${number}号`, label: 2 },
      { query: `${road}${number}号`, candidate: `${road}${number + 7}号`, label: 1 },
      { query: `${road}${number}号`, candidate: `东风村${number + 3}组`, label: 0 },
    ]),
  );
  const options = {
    rounds: 8,
    depth: 3,
    rate: 0.3,
    rowShare: 0.8,
    signShare: 0.6,
    leafMin: 0.5,
    pull: 1,
    folds: 3,
    pair: { forests: 1, nets: 1 },
    list: { forests: 1, nets: 1 },
    seed: 5,
  };

  it('learns from judged pairs and is the same for the same seed', () => {
    const { model, heldOut } = teachMatcher(pairs, options);
    expect(heldOut.pair.macroF1).toBeGreaterThan(0.9);
    const bytes = writeMatchModel(model);
    expect(Buffer.compare(bytes, writeMatchModel(teachMatcher(pairs, options).model))).toBe(0);
    expect(Buffer.compare(bytes, writeMatchModel(readMatchModel(bytes)))).toBe(0);
    expect(() => readMatchModel(new Uint8Array(9))).toThrow(/no match model/);
  });

  it('weighs a candidate by its place among the others, which a pair alone does not show', () => {
    const lists = roads.flatMap((road) =>
      [1, 2, 3, 4, 5].flatMap((number) =>
        [2, 1, 0].map((label): JudgedPair => {
          const address = `${road}${number}号`;
          return { query: address, candidate: address, label };
        }),
      ),
    );
    const { heldOut } = teachMatcher(lists, options);
    expect(heldOut.pair.accuracy).toBeLessThan(0.5);
    expect(heldOut.list.ofFolds.every((macroF1) => macroF1 > 0.9)).toBe(true);
  });

  it('is scored by the mean of the F1 of each answer', () => {
    // By hand: F1 of 0 is 2/3, of 1 is 2/3, of 2 is 1.
    const { accuracy, macroF1, confusion } = scoreMatches([0, 0, 1, 2], [0, 1, 1, 2]);
    expect([accuracy, macroF1]).toEqual([0.75, 0.7778]);
    expect(confusion[0]).toEqual([1, 1, 0]);
  });
});
