// Somebody who mistypes an option is told how the command is used, not where its code stands.
import { expect, test } from 'vitest';
import { readOptions } from './command-options.ts';

const USAGE = 'npm run simulate -- [--seeds N]';
const read = (...args: string[]) =>
  readOptions(USAGE, { seeds: { type: 'string', default: '3' } }, args);

test('gives the values, says how it is used, and names a wrong option', () => {
  expect(read('--seeds', '7')).toEqual({ values: { seeds: '7' } });
  expect(read()).toEqual({ values: { seeds: '3' } });
  expect(read('--help')).toEqual({ tell: `用法 usage: ${USAGE}`, exitCode: 0 });
  for (const args of [['--bogus'], ['--seeds'], ['left over']]) {
    const told = read(...args);
    expect(told, args.join(' ')).toMatchObject({ exitCode: 2 });
    expect('tell' in told && told.tell).toMatch(
      /^参数有误 wrong options: .*\n用法 usage: npm run simulate/,
    );
  }
});
