import { describe, expect, it } from 'vitest';
import { readJudged } from './match.ts';

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
