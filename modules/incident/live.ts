// What has just happened, told to whoever has the page open: the feed read once for all streams, each
// stream filtered by the reader's own scope.
import { covers, scopeOf, type Actor } from '#modules/identity/index.ts';
import type { Db } from '#platform/db/index.ts';
import { startLoop } from '#platform/jobs/index.ts';
import type { LiveChange } from './contract.ts';
import { FEED_READ_MAX, feedEnd, readFeed, type FeedEntry } from './feed.ts';

export type LiveHub = Readonly<{
  /** The relay has moved something. */
  wake: () => void;
  /** Hears every entry from now on; returns how to stop hearing. */
  listen: (hear: (entries: readonly FeedEntry[]) => void) => () => void;
  position: () => number;
  stop: () => Promise<void>;
}>;

/** Another process's relay is noticed at least this often. */
const POLL_MS = 1000;

export async function startLiveHub(
  db: Db,
  onError: (error: unknown, name: string) => void,
): Promise<LiveHub> {
  const listeners = new Set<(entries: readonly FeedEntry[]) => void>();
  let position = await feedEnd(db);
  const loop = startLoop({
    name: 'live',
    sleepMaxMs: POLL_MS,
    onError,
    round: async () => {
      // Nobody listens: what happens meanwhile is read by whoever comes, from the pages themselves.
      if (listeners.size === 0) {
        const end = await feedEnd(db);
        // Somebody who came while it was asked hears what may lie before that end.
        if (listeners.size === 0) {
          position = end;
          return POLL_MS;
        }
      }
      const entries = await readFeed(db, position);
      const last = entries.at(-1);
      if (!last) return POLL_MS;
      position = last.position;
      for (const hear of listeners) hear(entries);
      return entries.length === FEED_READ_MAX ? 0 : POLL_MS;
    },
  });
  return {
    wake: loop.wake,
    listen(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    position: () => position,
    stop: loop.stop,
  };
}

/** The entries that this person may know of. */
export function changesFor(actor: Actor, entries: readonly FeedEntry[]): LiveChange[] {
  const scope = scopeOf(actor);
  return entries
    .filter((entry) => covers(scope, entry.subject))
    .map(({ position, countyId, incidentId, version, type, status }) => ({
      position,
      countyId,
      incidentId,
      version,
      type,
      status,
    }));
}
