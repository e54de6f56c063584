// The short form of `npm run crash`: each kind of kill once. How fast it is back is measured there, on a
// quiet machine; here counts only that nothing is lost, doubled or broken.
import { expect, test } from 'vitest';
import { crash } from './crash.ts';

const TIMEOUT_MS = 300_000;

test(
  'killed at random instants under load, nothing acknowledged is lost or doubled',
  async () => {
    const { rounds, acknowledged, rungs, ...after } = await crash({ rounds: 3, quick: true });
    expect(rounds).toBe(3);
    expect(acknowledged).toBeGreaterThan(20);
    expect(rungs).toBeGreaterThan(0);
    expect(after).toMatchObject({ lost: 0, doubled: 0, brokenTraces: 0, wrong: 0, findings: [] });
  },
  TIMEOUT_MS,
);
