// The standing work of the exchange: read along, send, pick up, apply; compare standings; forget in time.
import { inTransaction } from '#platform/db/index.ts';
import { startLoop, type Job, type Loop } from '#platform/jobs/index.ts';
import type { ExchangeDeps } from './deps.ts';
import { applyStored, takeMessage } from './inbox.ts';
import { NONCE_KEPT_MS } from './signing.ts';
import { POLL_MS, SWEEP_EVERY_MS, SWEEP_MAX, TEXT_KEPT_MS } from './limits.ts';
import { sendDue, takeReceipt } from './outbox.ts';
import type { Inbound, Peer } from './peer.ts';
import { tellNext } from './reactions.ts';
import { reconcile, takeStanding } from './standing.ts';
import { deleteNonces, eraseTexts, setPeerProblem } from './store.ts';

/** Where a road brings what it picks up for a system. */
export function inboundOf(deps: ExchangeDeps, peer: Peer): Inbound {
  return {
    message: (raw) => takeMessage(deps, peer, raw),
    receipt: (receipt) => takeReceipt(deps, peer, receipt),
    standing: (theirs) => takeStanding(deps, peer, theirs),
  };
}

/** One round with one system; how much there was to do. Another process at the same round only repeats. */
export async function peerRound(deps: ExchangeDeps, peer: Peer): Promise<number> {
  const picked = await peer.transport.poll(inboundOf(deps, peer)).catch(async (error: unknown) => {
    deps.onFailure(error, `exchange ${peer.system} poll`);
    await inTransaction(deps.db, [peer.countyId], (tx) =>
      setPeerProblem(tx, peer, 'exchange.road-closed'),
    );
    return 0;
  });
  const applied = await applyStored(deps, peer);
  const sent = await sendDue(deps, peer);
  return picked + applied + sent;
}

/** One round of everything, for a clock that stands still; how much there was to do. */
export async function exchangeRound(deps: ExchangeDeps): Promise<number> {
  let done = await tellNext(deps);
  for (const peer of deps.peers) done += await peerRound(deps, peer);
  return done;
}

/** Reads along and works for each system in a loop of its own: one that is away delays no other. */
export function startExchange(
  deps: ExchangeDeps,
  onError: (error: unknown, name: string) => void,
): Loop & { wakeSenders: () => void } {
  const loop = (name: string, round: () => Promise<number>) =>
    startLoop({
      name,
      sleepMaxMs: POLL_MS,
      onError,
      round: async () => ((await round()) > 0 ? 0 : POLL_MS),
    });
  const senders = deps.peers.map((peer) =>
    loop(`exchange-${peer.system}`, () => peerRound(deps, peer)),
  );
  const news = deps.peers.length > 0 ? loop('exchange-news', () => tellNext(deps)) : undefined;
  return {
    wake: () => news?.wake(),
    wakeSenders: () => senders.forEach((each) => each.wake()),
    stop: async () => {
      await Promise.all([news, ...senders].map((each) => each?.stop()));
    },
  };
}

/** What runs by the hour: comparing standings with each system, and forgetting what is kept no longer. */
export function exchangeJobs(deps: ExchangeDeps): Job[] {
  const { db, clock } = deps;
  return [
    ...deps.peers.map((peer): Job => ({
      name: `exchange-reconcile-${peer.countyId}-${peer.system}`,
      everyMs: peer.reconcileEveryMs,
      run: async () => {
        await reconcile(deps, peer).catch((error: unknown) =>
          deps.onFailure(error, `exchange ${peer.system} reconcile`),
        );
      },
    })),
    {
      name: 'exchange-sweep',
      everyMs: SWEEP_EVERY_MS,
      run: async () => {
        const now = clock.now();
        const nonces = await deleteNonces(db, now - NONCE_KEPT_MS, SWEEP_MAX);
        const texts = await inTransaction(db, 'all', (tx) =>
          eraseTexts(tx, now - TEXT_KEPT_MS, SWEEP_MAX),
        );
        return nonces >= SWEEP_MAX || texts >= SWEEP_MAX;
      },
    },
  ];
}
