// 对账: both sides tell how far they are; each sends again what the other lacks.
import { inTransaction } from '#platform/db/index.ts';
import type { Tx } from '#platform/db/index.ts';
import { CONTRACT_VERSION, type Range, type Standing } from './contract.ts';
import type { ExchangeDeps } from './deps.ts';
import { AHEAD_MAX, SEND_AGAIN_MAX } from './limits.ts';
import type { Peer } from './peer.ts';
import { lockPeer, missingIn, noteStanding, readPeer, sendAgain } from './store.ts';

/** How far we are with one system. */
export async function ourStanding(deps: ExchangeDeps, peer: Peer): Promise<Standing> {
  return inTransaction(deps.db, [peer.countyId], (tx) => standingIn(tx, deps, peer));
}

async function standingIn(tx: Tx, deps: ExchangeDeps, peer: Peer): Promise<Standing> {
  const row = await readPeer(tx, peer);
  return {
    contract: CONTRACT_VERSION,
    system: peer.system,
    of: 'house',
    at: new Date(deps.clock.now()).toISOString(),
    sent: row.outSeq,
    received: { highest: row.inHighest, missing: await missingIn(tx, peer) },
  };
}

/** Takes note of the other side's standing and queues again what it lacks; answers with ours. */
export async function takeStanding(
  deps: ExchangeDeps,
  peer: Peer,
  theirs: Standing,
): Promise<Standing> {
  const now = deps.clock.now();
  const { ours, again } = await inTransaction(deps.db, [peer.countyId], async (tx) => {
    const before = await lockPeer(tx, peer);
    // A number far beyond what has come is a mistake there; it must not open a gap of millions here.
    const told = Math.min(theirs.sent, before.inHighest + AHEAD_MAX);
    await noteStanding(tx, peer, told, now);
    const lacking: Range[] = [
      ...theirs.received.missing,
      ...(theirs.received.highest < before.outSeq
        ? [[theirs.received.highest + 1, before.outSeq] as Range]
        : []),
    ];
    const again = await sendAgain(tx, peer, lacking, now, SEND_AGAIN_MAX);
    return { ours: await standingIn(tx, deps, peer), again };
  });
  if (again > 0) deps.onQueued();
  return ours;
}

/** Tells ours and takes theirs, where the road brings it at once. */
export async function reconcile(deps: ExchangeDeps, peer: Peer): Promise<void> {
  const theirs = await peer.transport.reconcile(await ourStanding(deps, peer));
  if (theirs) await takeStanding(deps, peer, theirs);
}
