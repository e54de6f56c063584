import { describe, expect, it } from 'vitest';
import { learnNet } from './learn-net.ts';
import { askNet, levelled, readNet, writeNet } from './net.ts';
import { chancesOf } from './trees.ts';

/** Two signs that tell nothing each, and everything together; a third that tells nothing at all. */
const rows = Array.from({ length: 1600 }, (_, row) => [row % 2, ((row >> 1) % 2) * 40, row % 7]);
const labels = rows.map(([one = 0, other = 0]) => (one === other / 40 ? 1 : 0));
const net = learnNet(rows, labels, 2, 3);

describe('a small net', () => {
  it('learns what two signs say together only', () => {
    const chances = (row: number[]) => chancesOf(askNet(net, levelled(net, row)))[1] ?? 0;
    expect(Math.min(chances([0, 0, 3]), chances([1, 40, 3]))).toBeGreaterThan(0.8);
    expect(Math.max(chances([0, 40, 3]), chances([1, 0, 3]))).toBeLessThan(0.2);
  });

  it('is the same for the same seed, and answers alike once kept and read', () => {
    const bytes = writeNet(net);
    expect(Buffer.compare(bytes, writeNet(learnNet(rows, labels, 2, 3)))).toBe(0);
    expect(Buffer.compare(bytes, writeNet(learnNet(rows, labels, 2, 4)))).not.toBe(0);
    const { net: read, end } = readNet(Buffer.concat([Buffer.alloc(3), bytes]), 3);
    expect(end).toBe(3 + bytes.length);
    const given = levelled(net, [1, 0, 5]);
    expect(askNet(read, levelled(read, [1, 0, 5]))).toEqual(askNet(net, given));
  });

  it('brings signs to a like spread, and strange values to its ends', () => {
    const at = (value: number) => levelled(net, [0, value, 0])[1] ?? Number.NaN;
    expect(at(40)).toBeGreaterThan(at(20));
    expect(at(20)).toBeCloseTo((at(0) + at(40)) / 2, 6);
    expect([at(1e30), at(-1e30), at(Number.NaN)]).toEqual([at(40), at(0), at(0)]);
  });
});
