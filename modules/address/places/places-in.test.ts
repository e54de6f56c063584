import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { MENTIONS_MAX, placesIn } from './places-in.ts';

// The model is read at the first question; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const told = (text: string) => placesIn(text).map(({ kind, text: words }) => `${kind}=${words}`);

describe('places mentioned in a message', () => {
  it('are found with their kind and place in the text', () => {
    const text = '你好，我住在柳市镇新光大道128号，楼下夜宵摊很吵';
    expect(told(text)).toEqual(['town=柳市镇', 'road=新光大道', 'number=128号']);
    for (const { start, end, text: words } of placesIn(text))
      expect(text.slice(start, end)).toBe(words);
  });

  it('in traditional characters and full width are given as they were written', () => {
    expect(told('請問柳市鎮新光大道１２８號的路燈')).toContain('town=柳市鎮');
  });

  it('with relation words', () => {
    expect(told('虹桥镇沙河路与飞虹路交叉口积水')).toEqual(
      expect.arrayContaining(['town=虹桥镇', 'road=沙河路', 'road=飞虹路', 'relation=交叉口']),
    );
  });

  it('are none where a text speaks of no named place', () => {
    for (const text of ['我家楼下很吵', '小区里没有路灯', '马路上全是垃圾', '', '😀\u0000'])
      expect(placesIn(text)).toEqual([]);
  });

  it('lie in order within any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 80 }),
          fc.string({
            unit: fc.constantFrom(...'柳市镇新路12号的在小区村，旁\ud83d'),
            maxLength: 80,
          }),
        ),
        (text) => {
          const mentions = placesIn(text);
          const isOrdered = mentions.every(
            ({ start, end, text: words }, at) =>
              start >= (mentions[at - 1]?.end ?? 0) && words === text.slice(start, end),
          );
          expect(isOrdered).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of 100,000 characters are found at once', () => {
    for (const unit of ['路', '柳市镇新光大道1号', '的', '村路', '往东5米']) {
      const from = process.cpuUsage();
      expect(placesIn(unit.repeat(100_000 / unit.length)).length).toBeLessThanOrEqual(MENTIONS_MAX);
      const { user, system } = process.cpuUsage(from);
      expect((user + system) / 1000).toBeLessThan(1000);
    }
  });
});
