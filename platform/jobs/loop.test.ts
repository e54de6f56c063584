import { describe, expect, it } from 'vitest';
import { startLoop } from './loop.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a loop', () => {
  it('is woken at once when it has rested', async () => {
    const rounds: number[] = [];
    const loop = startLoop({
      name: 'test',
      sleepMaxMs: 60_000,
      apartMs: 20,
      onError: () => {},
      round: async () => {
        rounds.push(performance.now());
        return 60_000;
      },
    });
    await pause(60);
    const woken = performance.now();
    loop.wake();
    await pause(15);
    await loop.stop();
    expect(rounds).toHaveLength(2);
    expect((rounds[1] ?? Infinity) - woken).toBeLessThan(15);
  });

  it('does many wakes in one round, and none is lost', async () => {
    let asked = 0;
    let done = 0;
    let rounds = 0;
    const loop = startLoop({
      name: 'test',
      sleepMaxMs: 60_000,
      apartMs: 50,
      onError: () => {},
      round: async () => {
        rounds += 1;
        done = asked;
        return 60_000;
      },
    });
    const until = performance.now() + 300;
    while (performance.now() < until) {
      asked += 1;
      loop.wake();
      await pause(1);
    }
    await pause(100);
    await loop.stop();
    expect(done).toBe(asked);
    expect(rounds).toBeLessThanOrEqual(9);
  });

  it('stops while it rests', async () => {
    const loop = startLoop({
      name: 'test',
      sleepMaxMs: 60_000,
      apartMs: 60_000,
      onError: () => {},
      round: async () => 0,
    });
    await pause(5);
    const began = performance.now();
    await loop.stop();
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
