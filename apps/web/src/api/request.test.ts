// Which failures are worth asking again.
import { expect, test } from 'vitest';
import { mayPass, ProblemError, waitAskedMs } from './request.ts';

const problem = (status: number, retryAfterSeconds?: number) =>
  new ProblemError(status, { code: 'x', message: 'x' }, retryAfterSeconds);

test('no answer, a server in trouble and a busy one may pass; a refusal does not', () => {
  expect([0, 429, 500, 503].map((status) => mayPass(problem(status)))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([400, 401, 403, 404, 409, 422].some((status) => mayPass(problem(status)))).toBe(false);
  expect(mayPass(new TypeError('a bug of the page is not known to be for ever'))).toBe(true);
});

test('as long as the server asks for is waited', () => {
  expect([waitAskedMs(problem(429, 3)), waitAskedMs(problem(503)), waitAskedMs('x')]).toEqual([
    3000, 0, 0,
  ]);
});
