import { expect, it } from 'vitest';
import { patience, patienceAtFirst } from './patience.ts';

it('waits while there is pressure, but not for ever', () => {
  let now = 0;
  const waits = patience(1000, () => now);
  const at = (ms: number, isPressed: boolean) => {
    now = ms;
    return waits(isPressed);
  };
  expect(at(0, false)).toBe(false);
  expect([at(100, true), at(1099, true), at(1100, true)]).toEqual([true, true, false]);
  // One round was done; the next waits as long again.
  expect([at(1200, true), at(2199, true), at(2200, true)]).toEqual([true, true, false]);
  expect([at(2300, true), at(2400, false), at(3000, true), at(3999, true)]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

it('waits at first, and no more once the pressure has lasted', () => {
  let now = 0;
  const waits = patienceAtFirst(1000, () => now);
  const at = (ms: number, isPressed: boolean) => {
    now = ms;
    return waits(isPressed);
  };
  expect([at(0, false), at(100, true), at(1099, true), at(1100, true)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  // It goes on beside it until it is over; the next is waited for again.
  expect([at(9000, true), at(9100, false), at(9200, true), at(10_199, true)]).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
