// Reads along the feed and puts what outside systems have to be told into their outboxes: the messages,
// their numbers and how far the feed was read are one commit.
import {
  feedEnd,
  moveReader,
  readAside,
  readerPosition,
  readFeed,
  readSteadily,
  type FeedEntry,
} from '#modules/incident/index.ts';
import { inTransaction, sql, type Tx } from '#platform/db/index.ts';
import type { ExchangeDeps } from './deps.ts';
import { FEED_ROUND_MAX } from './limits.ts';
import { tellerIn } from './news.ts';
import { ordersOf } from './store.ts';

const READER = 'exchange';
/** One reader at a time, whichever process it is in. */
const READER_LOCK = 7_031_085;

/** Facts that begin something with an outside system; all others concern only orders that are known. */
const BEGINNINGS: readonly FeedEntry['type'][] = [
  'incident.handedOver',
  'incident.reinforceAsked',
  'incident.called',
  'incident.joined',
];

/**
 * Where the reader stands before its first round. A new one begins with what happens from now on; that of a
 * house which no longer has outside systems lets everything pass, so that it does not hold the feed's past.
 */
export async function beginReading(deps: Pick<ExchangeDeps, 'db' | 'peers'>): Promise<void> {
  const position = await readerPosition(deps.db, READER);
  const reads = deps.peers.length > 0;
  if ((position === 0) === reads) await moveReader(deps.db, READER, await feedEnd(deps.db));
}

/** Reads the next facts; how many were read. */
export async function tellNext(deps: ExchangeDeps): Promise<number> {
  if (deps.peers.length === 0) return 0;
  const [db, reader, now] = [deps.db, READER, deps.clock.now()];
  const round = (most: number) => tellSome(deps, most);
  const read = await readSteadily({ db, reader, most: FEED_ROUND_MAX, now, round });
  return read > 0 ? read : readAside({ db, reader, now }, (entry, done) => tellAgain(deps, entry, done)); // prettier-ignore
}

const countiesOf = ({ peers }: ExchangeDeps) => [...new Set(peers.map(({ countyId }) => countyId))];

/** What was set aside and is asked for again. */
async function tellAgain(
  deps: ExchangeDeps,
  entry: FeedEntry,
  done: (tx: Tx) => Promise<void>,
): Promise<void> {
  const counties = countiesOf(deps);
  const told = await inTransaction(deps.db, [...counties, entry.countyId], async (tx) => {
    const count = await tell(tx, deps, counties, [entry]);
    await done(tx);
    return count;
  });
  if (told > 0) deps.onQueued();
}

async function tellSome(deps: ExchangeDeps, most: number): Promise<number> {
  const counties = countiesOf(deps);
  const { read, told } = await inTransaction(deps.db, counties, async (tx) => {
    if (!(await mine(tx))) return { read: 0, told: 0 };
    const position = await readerPosition(tx, READER);
    const entries = await readFeed(tx, position, most);
    const last = entries.at(-1);
    if (!last) return { read: 0, told: 0 };
    const told = await tell(tx, deps, counties, entries);
    await moveReader(tx, READER, last.position);
    return { read: entries.length, told };
  });
  if (told > 0) deps.onQueued();
  return read;
}

async function mine(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ ok: boolean }>`
    select pg_try_advisory_xact_lock(${READER_LOCK}) as ok`.execute(tx);
  return rows[0]?.ok ?? false;
}

async function tell(
  tx: Tx,
  deps: ExchangeDeps,
  counties: readonly number[],
  entries: readonly FeedEntry[],
): Promise<number> {
  // In the order of the feed: what was merged is followed from then on.
  const teller = tellerIn(tx, deps, deps.clock.now());
  let told = 0;
  for (const countyId of counties) {
    const here = entries.filter((entry) => entry.countyId === countyId);
    if (here.length === 0) continue;
    const ids = [...new Set(here.map(({ incidentId }) => incidentId))];
    const known = new Set(
      (await ordersOf(tx, countyId, ids)).flatMap(({ incidentId, follows }) =>
        follows === null ? [incidentId] : [incidentId, follows],
      ),
    );
    for (const { incidentId, version, type } of here)
      if (known.has(incidentId) || BEGINNINGS.includes(type)) {
        // From its beginning on, also what follows in this round is its news.
        known.add(incidentId);
        told += await teller(countyId, incidentId, version);
      }
  }
  return told;
}
