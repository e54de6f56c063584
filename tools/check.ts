// `npm run check`: the fast part of `npm test`, for before every commit.
import { CHECK_STEPS } from './check-steps.ts';
import { runSteps, textOf } from './steps.ts';

const tally = await runSteps(CHECK_STEPS);
console.log(textOf(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;
