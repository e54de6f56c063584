import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onScale } from '../model/bands.ts';
import { encodeModel } from '../model/encode.ts';
import { DEFAULT_TRIAGE_POLICY as POLICY, stanceOf } from '../policy.ts';
import { SOME_ITEMS } from '../testing.ts';
import { openModel, teachCounty, verdictOf } from './learner.ts';
import type { Decided } from './history.ts';

/** Local words for things of the catalogue. */
const LOCAL: Readonly<Record<string, string>> = {
  '0601001': '弄堂里乌漆墨黑',
  '0301001': '隔壁人家相骂',
  '0204003': '马路当中一个洞盖头没了',
};
const history = Object.entries(LOCAL).flatMap(([itemCode, said]): Decided[] =>
  Array.from({ length: 80 }, (_, at) => ({
    ...{ at, text: `${said}，${['东', '西', '南', '北'][at % 4]}门第 ${at} 号`, itemCode },
    guessed: at % 3 === 0 ? '0503002' : itemCode,
  })),
);
const taught = teachCounty(SOME_ITEMS, history, 3, POLICY);
const opened = openModel(encodeModel(taught), 'county/1 v7', SOME_ITEMS, POLICY);

describe('a model of a county', () => {
  test('knows the county’s own words, and still those of the catalogue', () => {
    for (const [code, said] of Object.entries(LOCAL))
      expect(opened.classify(`听说${said}啊`)[0]).toMatchObject({ code });
    expect(opened.classify('有人乱挂条幅')[0]?.code).toBe('0503002');
    expect(opened.classify('隔壁人家相骂')[0]?.reasons).toEqual([
      { code: 'triage.words-of-item', params: { words: expect.stringContaining('相骂') } },
    ]);
  });

  test('is the same from the same history and seed, and keeps no words of it', () => {
    const bytes = encodeModel(taught);
    expect(encodeModel(teachCounty(SOME_ITEMS, history, 3, POLICY))).toEqual(bytes);
    const text = Buffer.from(bytes).toString('utf8');
    for (const said of Object.values(LOCAL)) expect(text).not.toContain(said.slice(0, 2));
  });

  test('doubts what is unlike anything that was reported', () => {
    expect(taught.bands.act).toBeGreaterThanOrEqual(POLICY.thresholds.act);
    expect(verdictOf(opened, POLICY)(history[0]?.text ?? '').band).toBe('act');
    const judge = verdictOf(opened, POLICY);
    for (const text of ['今天天气不错', '股票涨了', 'hello world', '请问图书馆几点开门', '咚咚响'])
      expect([text, judge(text).band]).not.toEqual([text, 'act']);
  });

  test('passes over items that the catalogue in force has not', () => {
    const fewer = SOME_ITEMS.filter((item) => item.code !== '0301001');
    const without = openModel(encodeModel(taught), 'x', fewer, POLICY);
    const codes = without.classify('隔壁人家相骂').map(({ code }) => code);
    expect(codes).not.toContain('0301001');
  });

  test('answers anything within a time that any text may take', () => {
    const judge = verdictOf(opened, POLICY);
    for (const text of ['', '\u0000\u0007', '🙂🙂', 'ok', '　 ', 'に', '\ud800'])
      expect(['act', 'suggest', 'ask']).toContain(judge(text).band);
    expect(judge('')).toEqual({ code: null, band: 'ask' });
    const began = process.cpuUsage();
    judge('隔壁人家相骂'.repeat(20_000));
    expect(process.cpuUsage(began).user).toBeLessThan(1_000_000);
  });
});

describe('confidence on the scale of the policy', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const bands = fc
    .tuple(share, share, fc.boolean(), fc.boolean())
    .map(([a, b, acts, suggests]) => ({
      act: acts ? Math.max(a, b) : null,
      suggest: suggests || acts ? Math.min(a, b) : null,
    }));

  test('reaches a band exactly where the model’s own begins, and never one that it has not shown', () => {
    fc.assert(
      fc.property(share, bands, (confidence, own) => {
        const scaled = onScale(confidence, own, POLICY.thresholds);
        expect(scaled).toBeGreaterThanOrEqual(0);
        expect(scaled).toBeLessThanOrEqual(1);
        const acts = own.act !== null && confidence >= own.act;
        const suggests = own.suggest !== null && confidence >= own.suggest;
        expect(stanceOf(scaled, POLICY)).toBe(acts ? 'act' : suggests ? 'suggest' : 'ask');
      }),
    );
  });

  test('keeps the order', () => {
    fc.assert(
      fc.property(share, share, bands, (a, b, own) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(onScale(low, own, POLICY.thresholds)).toBeLessThanOrEqual(
          onScale(high, own, POLICY.thresholds),
        );
      }),
    );
  });
});
