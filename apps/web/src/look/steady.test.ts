// What keeps its place while a hand is near.
import { describe, expect, test } from 'vitest';
import { steadyOrder } from './steady.ts';

describe('rows under a hand', () => {
  test('stay where they are; new ones join at the end; gone ones wait', () => {
    expect(steadyOrder(['a', 'b'], ['new', 'b'], true)).toEqual(['a', 'b', 'new']);
    expect(steadyOrder(['a', 'b'], ['new', 'b'], false)).toEqual(['new', 'b']);
  });
});
