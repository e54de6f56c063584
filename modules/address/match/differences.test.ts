import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  DIFFERENCES_BYTES,
  differencesOf,
  learnDifferences,
  readDifferences,
  weighDifferences,
  writeDifferences,
} from './differences.ts';
import { readForMatching } from './reading.ts';
import { seededRandom } from '#platform/chance/index.ts';

// The parser is read at the first question; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const found = (a: string, b: string) => differencesOf(readForMatching(a), readForMatching(b));

describe('words of difference', () => {
  it('are each told once, and none of a number that is only another', () => {
    const one = found('新光大道1号清远小区', '新光大道7号清远小区售楼处');
    expect(new Set(one).size).toBe(one.length);
    expect([...one].sort()).toEqual(
      [...found('新光大道1号清远小区', '新光大道8号清远小区售楼处')].sort(),
    );
  });

  it('teach what a word means beside addresses never seen', () => {
    const roads = ['新光大道', '双雁路', '人民路', '伯乐路', '飞虹路', '沙河路'];
    const rows = roads.flatMap((road) => [
      { row: found(`${road}1号`, `${road}1号停车场`), label: 1 },
      { row: found(`${road}1号`, `${road}1号`), label: 2 },
      { row: found(`${road}1号`, '东风村3组'), label: 0 },
    ]);
    const learnt = learnDifferences(
      rows.map(({ row }) => row),
      rows.map(({ label }) => label),
      seededRandom(3),
    );
    const kept = writeDifferences(learnt);
    expect(kept.length).toBe(DIFFERENCES_BYTES);
    const [no = 1, partial = 0, exact = 1] = weighDifferences(
      readDifferences(Buffer.concat([Buffer.alloc(5), kept]), 5),
      found('千帆路9号', '千帆路9号停车场'),
    );
    expect(partial).toBeGreaterThan(Math.max(no, exact));
  });

  it('are found in any two texts, of any length, at once', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(found(a, b).length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
    const from = process.cpuUsage();
    found('路'.repeat(100_000), '1号'.repeat(50_000));
    const { user, system } = process.cpuUsage(from);
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});
