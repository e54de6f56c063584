import { expect, it } from 'vitest';
import type { County } from '#modules/organization/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { chosenCounty } from './chosen-county.ts';

const county = (id: number) => ({ id, code: `33038${id}` }) as County;
const refusals = { needed: 'import.county-needed', unknown: 'import.county-unknown' };
const choose = (count: number, code?: string) =>
  chosenCounty(
    { counties: () => Promise.resolve(Array.from({ length: count }, (_, at) => county(at + 1))) },
    code,
    refusals,
  ).then(
    ({ id }) => id,
    (error: unknown) => (error instanceof Refused ? error.refusal.code : error),
  );

it.each([
  [1, undefined, 1],
  [2, undefined, refusals.needed],
  [0, undefined, refusals.needed],
  [2, '330382', 2],
  [1, '330399', refusals.unknown],
])('of %i counties %s is %s', async (count, code, expected) => {
  expect(await choose(count, code)).toBe(expected);
});
