import { expect, it } from 'vitest';
import type { County } from '#modules/organization/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { chosenCounty } from './chosen-county.ts';

const county = (id: number) => ({ id, code: `33038${id}`, nameZh: `${id}县` }) as County;
const [needed, unknown] = ['command.county-needed', 'command.county-unknown'];
const choose = (count: number, code?: string) =>
  chosenCounty(
    { counties: () => Promise.resolve(Array.from({ length: count }, (_, at) => county(at + 1))) },
    code,
  ).then(
    ({ id }) => id,
    (error: unknown) => (error instanceof Refused ? error.refusal.code : error),
  );

it.each([
  [1, undefined, 1],
  [2, undefined, needed],
  [0, undefined, needed],
  [2, '330382', 2],
  [1, '330399', unknown],
])('of %i counties %s is %s', async (count, code, expected) => {
  expect(await choose(count, code)).toBe(expected);
});

it('names those there are', async () => {
  const counties = () => Promise.resolve([county(1), county(2)]);
  await expect(chosenCounty({ counties }, 'x')).rejects.toMatchObject({
    refusal: { params: { code: 'x', counties: '330381 1县、330382 2县' } },
  });
});
