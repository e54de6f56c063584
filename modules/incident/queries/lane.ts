// Pages and searches go to the database in their turn, as many at a time as there are cores. More at once only
// share those cores, and take them from whoever hands out the answers: all become as slow as the last one.
// What may take long (counting, exports) does not stand in this queue, or a page would wait behind it.
import { availableParallelism } from 'node:os';

/** One that reads from the disk does not hold up all others. */
const AT_ONCE = Math.max(2, availableParallelism());
/** Whoever has waited so long goes past those in front, which are slower than any page should be. */
const WAIT_MAX_MS = 500;

let inside = 0;
const waiting = new Set<() => void>();

/** Answers a question that takes some milliseconds when its turn comes. */
export async function inTurn<T>(question: () => Promise<T>): Promise<T> {
  if (inside >= AT_ONCE) await turn();
  inside += 1;
  try {
    return await question();
  } finally {
    inside -= 1;
    const [next] = waiting;
    if (inside < AT_ONCE) next?.();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    const enter = () => {
      clearTimeout(late);
      waiting.delete(enter);
      resolve();
    };
    const late = setTimeout(enter, WAIT_MAX_MS);
    waiting.add(enter);
  });
}
