// A field of words counts when it is nearly full, and not before.
import { expect, test } from 'vitest';
import { counted } from './full.ts';

test('counts from nine tenths of the limit on', () => {
  expect(counted('字'.repeat(1799), 2000)).toEqual({ maxLength: 2000, showCount: false });
  expect(counted('字'.repeat(1800), 2000)).toEqual({ maxLength: 2000, showCount: true });
});
