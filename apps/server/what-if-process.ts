// One what-if in a process of its own: living a record twice takes half a minute of a processor, and whoever waits
// for an answer of the server would wait for that. See what-if-beside.ts.
import os from 'node:os';
import { openDatabase } from '#platform/db/index.ts';
import { systemClock } from '#platform/time/index.ts';
import { referenceStore } from './reference.ts';
import { seenBy } from './what-if-rights.ts';
import type { FromWhatIf, ToWhatIf } from './what-if-beside.ts';
import { countyWhatIf } from './what-if.ts';
import { WhatIfFile } from './what-if-rules.ts';

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

os.setPriority(NICENESS);
tell({ kind: 'ready' });

async function answer({ url, question }: ToWhatIf & { kind: 'ask' }): Promise<void> {
  const { countyId, from, to, limits, limit, sight } = question;
  const db = openDatabase({ url, poolMax: POOL_MAX, applicationName: 'what-if' });
  let shownAt = 0;
  try {
    const told = await countyWhatIf(
      { db, reference: referenceStore(db), clock: systemClock },
      {
        ...{ countyId, from, to, limit, seen: seenBy(sight), signal: stop.signal },
        rules: WhatIfFile.parse({ limits }),
        onProgress(step, matters) {
          if (performance.now() - shownAt < SHOW_EVERY_MS) return;
          shownAt = performance.now();
          tell({ kind: 'progress', step, matters });
        },
      },
    );
    tell({ kind: 'told', answer: told });
  } catch (error) {
    tell({ kind: 'failed', why: error instanceof Error ? error.message : '' });
  } finally {
    await db.destroy();
    process.disconnect();
  }
}
