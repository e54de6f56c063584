import { describe, expect, it } from 'vitest';
import { listSigns } from './list-signs.ts';
import { readForMatching } from './reading.ts';

const OWN = [5, 7];
const asked = readForMatching('新光大道1号');
const signsOf = (candidates: readonly string[], exact: readonly number[]) =>
  listSigns(
    asked,
    candidates.map(readForMatching),
    candidates.map(() => OWN),
    exact.map((chance) => [1 - chance, 0, chance]),
  );

describe('the signs of a list', () => {
  it('begin with those of the pair, the place and how many there are', () => {
    const rows = signsOf(['新光大道1号', '新光大道2号', '双雁路'], [0.5, 0.25, 0]);
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      [...OWN, 0, 3, 0],
      [...OWN, 1, 3, 0],
      [...OWN, 2, 3, 1],
    ]);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });

  it('tell how likely none before, and none of the others, is exact', () => {
    const rows = signsOf(['甲路', '乙路', '丙路'], [0.5, 0.25, 0]);
    // After own signs (2), place (3) and the standing of three chances (27).
    expect(rows.map((row) => row.slice(32, 34))).toEqual([
      [1, 0.75],
      [0.5, 0.5],
      [0.375, 0.375],
    ]);
  });

  it('tell what is thought of the candidates that resemble one', () => {
    const [first, , third] = signsOf(['甲乙路', '甲乙路', '丙丁街'], [0.2, 0.6, 0]);
    // How alike the others are, how alike the likest is, then their chances.
    expect(first?.slice(34, 39)).toEqual([0.5, 1, 0.4, 0, 0.6]);
    expect(third?.slice(34, 39)).toEqual([0, 0, -1, -1, -1]);
  });

  it('are as many for a candidate that stands alone', () => {
    const [alone] = signsOf(['甲路'], [0.5]);
    expect(alone?.length).toBe(signsOf(['甲路', '乙路'], [0.5, 0.5])[0]?.length);
    expect(alone?.every(Number.isFinite)).toBe(true);
  });
});
