// The page of limits is what the code says.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { limitsIn, LIMITS_PAGE, limitsPage, namedLimits } from './limits.ts';

test('docs/limits.md is up to date (npm run limits)', () => {
  expect(existsSync(LIMITS_PAGE) && readFileSync(LIMITS_PAGE, 'utf8')).toBe(
    limitsPage(namedLimits()),
  );
});

test('a limit is found with its value and its reason', () => {
  const text = `
/** Rows of one page: a screen shows
 *  fifty. */
export const PAGE_MAX = 2 * 100;
const WAIT_TIMEOUT_MS = 5_000; // a breath
// Speaks of something else.

const OTHER_MAX = 1;
const NEXT_MAX = 2;
const COLOUR = 'red';
`;
  expect(limitsIn('a.ts', text).map(({ name, value, reason }) => [name, value, reason])).toEqual([
    ['PAGE_MAX', '2 * 100', 'Rows of one page: a screen shows fifty.'],
    ['WAIT_TIMEOUT_MS', '5_000', 'a breath'],
    ['OTHER_MAX', '1', ''],
    ['NEXT_MAX', '2', ''],
  ]);
  expect(limitsIn('x/limits.ts', text)).toHaveLength(5);
});
