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

it('waits at first, and no more until the work is done, whether or not the pressure eases meanwhile', () => {
  let now = 0;
  const patient = patienceAtFirst(1000, () => now);
  const at = (ms: number, isPressed: boolean) => {
    now = ms;
    return patient.waits(isPressed);
  };
  expect([at(0, false), at(100, true), at(600, false)]).toEqual([false, true, false]);
  expect([at(1099, true), at(1100, true), at(9000, true)]).toEqual([true, false, false]);
  expect([at(9100, false), at(9200, true)]).toEqual([false, false]);
  patient.done();
  expect([at(9300, true), at(10_299, true), at(10_300, true)]).toEqual([true, true, false]);
});
