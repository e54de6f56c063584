// `npm test`: the check, then the tests that need a real database, a server and a browser. The last
// line is the sum of all.
import { CHECK_STEPS } from './check-steps.ts';
import { findChrome } from './chrome.mjs';
import { runSteps, textOf, type Step } from './steps.ts';

/** Runs the test files whose name has this middle part. */
const testsNamed = (name: string, part: string, ...options: string[]): Step => ({
  name,
  command: [
    'vitest',
    'run',
    '--project',
    'database',
    '--passWithNoTests',
    `.${part}.test.ts`,
    ...options,
  ],
  countsTests: true,
});

const tally = await runSteps([
  ...CHECK_STEPS,
  testsNamed('database', 'db'),
  testsNamed('http', 'http'),
  // A story takes the whole machine; where that stalls for a minute it is told once more from its beginning.
  testsNamed('browser', 'browser', '--retry=1'),
]);
if (findChrome() === undefined)
  console.log(
    '浏览器测试已跳过：本机没有 Chrome。 Browser tests were skipped: no Chrome on this machine.',
  );
console.log(textOf(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;
