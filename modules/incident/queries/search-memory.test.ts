import { expect, test } from 'vitest';
import { forget, remember, REMEMBERED_MAX, remembered } from './search-memory.ts';

test('the latest searches are remembered, and no more', () => {
  const step = { days: 2, hits: 3, found: 3 };
  for (let at = 0; at < REMEMBERED_MAX; at++) remember(`c1 ${at}`, step);
  remember('c1 0', { ...step, hits: 9 });
  remember('c1 one more', step);
  expect(remembered('c1 0')?.hits).toBe(9);
  expect(remembered('c1 1')).toBeUndefined();
  expect(remembered('c1 2')).toEqual(step);
  forget('c1 2');
  expect(remembered('c1 2')).toBeUndefined();
});
