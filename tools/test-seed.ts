// Where property tests begin. Always at the same place, so that a change is judged by what it changed and
// not by chance; `TEST_SEED=random` (or a number) explores, and the failure names the seed to come back to.
import fc from 'fast-check';

const wanted = process.env.TEST_SEED ?? '20261101';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
