// `npm test`: the check, then the tests that need a real database, a server and a browser. The last
// line is the sum of all.
import { CHECK_STEPS } from './check-steps.ts';
import { findChrome } from './chrome.mjs';
import { runSteps, textOf, type Step } from './steps.ts';

/** Runs the test files whose name has this middle part. */
const testsNamed = (name: string, part: string): Step => ({
  name,
  command: ['vitest', 'run', '--project', 'database', '--passWithNoTests', `.${part}.test.ts`],
  countsTests: true,
});

const tally = await runSteps([
  ...CHECK_STEPS,
  testsNamed('database', 'db'),
  testsNamed('http', 'http'),
  testsNamed('browser', 'browser'),
]);
if (findChrome() === undefined)
  console.log(
    '浏览器测试已跳过：本机没有 Chrome。 Browser tests were skipped: no Chrome on this machine.',
  );
console.log(textOf(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;
