// The fast part of the tests: format, types, import directions, pure tests. Each is a rule that fails;
// what is not here is not a rule.
import type { Step } from './steps.ts';

/** What was well formed and has not changed since is not looked at again. */
const CACHE = 'node_modules/.cache/prettier/checked';

export const CHECK_STEPS: readonly Step[] = [
  {
    name: 'format',
    command: [
      'prettier',
      '--check',
      '--log-level=warn',
      '--cache',
      `--cache-location=${CACHE}`,
      '.',
    ],
  },
  { name: 'types', command: ['tsc', '-p', '.', '--noEmit'] },
  { name: 'directions', command: ['node', 'tools/directions.ts'] },
  {
    name: 'pure tests',
    command: ['vitest', 'run', '--project', 'pure', '--passWithNoTests'],
    countsTests: true,
  },
];
