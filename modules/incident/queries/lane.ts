// Pages and searches go to the database in their turn, one more at a time than there are cores: while the server
// reads an answer, the database has one for each of them (ADR 23). More at once only share those cores, and take them
// from whoever hands out the answers: all become as slow as the last one.
// What may take long (counting, exports) does not stand in this queue, or a page would wait behind it.
import { availableParallelism } from 'node:os';
import { gate } from '#platform/jobs/index.ts';

/** One that reads from the disk does not hold up all others. */
const AT_ONCE = availableParallelism() + 1;
/** Whoever has waited so long goes past those in front, which are slower than any page should be. */
const WAIT_MAX_MS = 500;

/** Far more than requests are let in at all (`REQUESTS_IN_FLIGHT_MAX`). */
const WAITING_MAX = 10_000;

const lane = gate(AT_ONCE, WAITING_MAX, WAIT_MAX_MS);

/** Answers a question that takes some milliseconds when its turn comes. */
export function inTurn<T>(question: () => Promise<T>): Promise<T> {
  return lane.through(question, () => new Error('more wait for a page than are let in'));
}
