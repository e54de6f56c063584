// One what-if in a process of its own: living a record twice takes half a minute of a processor, and whoever waits
// for an answer of the server would wait for that. See what-if-beside.ts.
import { openDatabase } from '#platform/db/index.ts';
import { systemClock } from '#platform/time/index.ts';
import { referenceStore } from './reference.ts';
import { standBehind } from './stand-behind.ts';
import type { FromWhatIf, ToWhatIf } from './what-if-beside.ts';
import { whatIfHere } from './what-if-here.ts';

/** Reading is one question after the other. */
const POOL_MAX = 2;
/** Behind everything that somebody waits for. */
const NICENESS = 15;
const SHOW_EVERY_MS = 500;

const tell = (message: FromWhatIf) => process.send?.(message);
const stop = new AbortController();
process.on('message', (message: ToWhatIf) => {
  if (message.kind === 'stop') stop.abort();
  else void answer(message);
});
// Nobody waits for it any more.
process.on('disconnect', () => process.exit());

standBehind(NICENESS);
tell({ kind: 'ready' });

async function answer({ url, question }: ToWhatIf & { kind: 'ask' }): Promise<void> {
  const db = openDatabase({ url, poolMax: POOL_MAX, applicationName: 'what-if' });
  let shownAt = -Infinity;
  try {
    const run = whatIfHere({ db, reference: referenceStore(db), clock: systemClock });
    const told = await run(question, {
      signal: stop.signal,
      onProgress(step, matters) {
        if (performance.now() - shownAt < SHOW_EVERY_MS) return;
        shownAt = performance.now();
        tell({ kind: 'progress', step, matters });
      },
    });
    tell({ kind: 'told', answer: told });
  } catch (error) {
    tell({ kind: 'failed', why: error instanceof Error ? error.message : '' });
  } finally {
    await db.destroy();
    process.disconnect();
  }
}
