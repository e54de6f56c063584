// Divides a cell among several: by weights alone (villages, grids), or around known places (towns).
// The result covers the cell exactly. Pure.
import type { Random } from '#platform/chance/index.ts';
import { cutLoop, type Cut } from './cut.ts';
import type { Loop, Mesh } from './mesh.ts';

/** How borders look and how hard good ones are sought. */
export type Style = Readonly<Pick<Cut, 'grain' | 'shortness' | 'directions' | 'offsets'>>;

/** A known place that a part must contain, and its share; micro-degrees. */
export type Seed = Readonly<{ x: number; y: number; weight: number }>;

/** One part for each weight, with areas roughly in their proportion. */
export function divideByWeights(
  mesh: Mesh,
  loop: Loop,
  weights: readonly number[],
  random: Random,
  style: Style,
): Loop[] {
  const fresh = mesh.refreshed(loop);
  if (weights.length <= 1) return [fresh];
  const half = halfOf(weights);
  const [one, other] = [weights.slice(0, half), weights.slice(half)];
  const wished = sum(one) / sum(weights);
  const leeway = Math.min(wished, 1 - wished);
  const [left, right] = cutLoop(mesh, fresh, random, {
    ...style,
    score: (area) => Math.abs(area - wished) / leeway,
  });
  return [
    ...divideByWeights(mesh, left, one, random, style),
    ...divideByWeights(mesh, right, other, random, style),
  ];
}

/** Where to break a list so that both sides weigh about the same; neither is empty. */
function halfOf(weights: readonly number[]): number {
  const wished = sum(weights) / 2;
  let passed = 0;
  for (const [i, weight] of weights.entries()) {
    passed += weight;
    if (passed >= wished)
      return Math.min(Math.max(1, i + (passed - wished < weight / 2 ? 1 : 0)), weights.length - 1);
  }
  return weights.length - 1;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

/** One part for each seed, containing it, with areas roughly in the proportion of their weights. */
export function divideBySeeds(
  mesh: Mesh,
  loop: Loop,
  seeds: readonly Seed[],
  random: Random,
  style: Style,
): Loop[] {
  const parts = new Array<Loop>(seeds.length);
  const divide = (cell: Loop, members: readonly number[]): void => {
    const fresh = mesh.refreshed(cell);
    const [only] = members;
    if (only !== undefined && members.length === 1) {
      parts[only] = fresh;
      return;
    }
    const total = sum(members.map((i) => seeds[i]?.weight ?? 0));
    const isMember = (i: number, isLeft: (x: number, y: number) => boolean) => {
      const seed = seeds[i];
      return seed !== undefined && isLeft(seed.x, seed.y);
    };
    const [left, right] = cutLoop(mesh, fresh, random, {
      ...style,
      score: (area, isLeft) => {
        const inside = members.filter((i) => isMember(i, isLeft));
        if (inside.length === 0 || inside.length === members.length) return Infinity;
        const share = sum(inside.map((i) => seeds[i]?.weight ?? 0)) / total;
        return Math.abs(area - share) / Math.min(share, 1 - share);
      },
    });
    const groups: [number[], number[]] = [[], []];
    for (const i of members) {
      const seed = seeds[i];
      if (seed) groups[contains(mesh, left, seed) ? 0 : 1].push(i);
    }
    divide(left, groups[0]);
    divide(right, groups[1]);
  };
  divide(
    loop,
    seeds.map((_, i) => i),
  );
  return parts;
}

function contains(mesh: Mesh, loop: Loop, { x, y }: Seed): boolean {
  let inside = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i++) {
    const [a, b] = [loop[i] ?? 0, loop[j] ?? 0];
    const [ax, ay, bx, by] = [mesh.x[a] ?? 0, mesh.y[a] ?? 0, mesh.x[b] ?? 0, mesh.y[b] ?? 0];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
