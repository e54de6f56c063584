import { describe, expect, it, vi } from 'vitest';
// The model is read at the first question; a busy machine takes its time.
import { orderOf, readJudged } from './match.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('judged pairs', () => {
  it('are read from lines of three columns and from lines of JSON', () => {
    const json = JSON.stringify({
      query: '甲路1号',
      candidate: [
        { text: '甲路1号', label: '完全匹配' },
        { text: '乙路', label: '不匹配' },
        { text: '丙路', label: '谁知道' },
      ],
    });
    expect(readJudged(`甲\t乙\t1\r\na\tb\tlabel\n\n${json}\n{"query":\n`)).toEqual([
      { query: '甲', candidate: '乙', label: 1 },
      { query: '甲路1号', candidate: '甲路1号', label: 2 },
      { query: '甲路1号', candidate: '乙路', label: 0 },
    ]);
  });
});

describe('the order of lists', () => {
  const lists = Array.from({ length: 40 }, (_, number) => {
    const query = `柳市镇新光大道${number + 1}号清远小区`;
    return [query, '柳市镇双雁路', '东风村3组'].map((candidate) => ({
      query,
      candidate,
      label: 0,
    }));
  });

  it('is that of a search where the first looks exact far more often than the last', () => {
    expect(orderOf(lists)).toBe('search');
    expect(orderOf(lists.map((list) => list.toReversed()))).toBe('none');
    expect(orderOf(lists.map((list, at) => (at % 2 ? list : list.toReversed())))).toBe('none');
  });

  it('is taken for that of a search where few lists tell', () => {
    expect(orderOf(lists.slice(0, 5).map((list) => list.toReversed()))).toBe('search');
  });
});
