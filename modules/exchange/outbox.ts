// Messages go out: sent in their order, again with growing pauses until the other side has answered.
import { inTransaction } from '#platform/db/index.ts';
import { Failure } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { CONTRACT_VERSION, type Envelope, type Receipt } from './contract.ts';
import type { ExchangeDeps } from './deps.ts';
import { RECEIPT_WAIT_MS, SEND_ROUND_MAX } from './limits.ts';
import { pauseAfter } from './pause.ts';
import type { Peer } from './peer.ts';
import { markReceipt, markSent, outDue, setPeerProblem, type OutRow, type Sent } from './store.ts';

/** Sends what is due to one system; how many were handed over. Stops at the first that cannot go. */
export async function sendDue(deps: ExchangeDeps, peer: Peer): Promise<number> {
  const now = deps.clock.now();
  const county = [peer.countyId];
  const rows = await inTransaction(deps.db, county, (tx) => outDue(tx, peer, now, SEND_ROUND_MAX));
  let handedOver = 0;
  for (const row of rows) {
    const sent = await sendOne(deps, peer, row, now);
    await inTransaction(deps.db, county, async (tx) => {
      await markSent(tx, peer, row.seq, sent, now);
      await setPeerProblem(tx, peer, sent.state === 'waiting' ? sent.problem : null);
    });
    if (sent.state === 'waiting') break;
    handedOver += 1;
  }
  return handedOver;
}

async function sendOne(deps: ExchangeDeps, peer: Peer, row: OutRow, now: Instant): Promise<Sent> {
  if (!row.sealed) return { state: 'refused', nextAt: null, problem: 'exchange.body-erased' };
  try {
    const receipt = await peer.transport.send(envelopeOf(deps, peer, row, row.sealed));
    if (!receipt) return { state: 'sent', nextAt: now + RECEIPT_WAIT_MS, problem: null };
    return receipt.result === 'refused'
      ? { state: 'refused', nextAt: null, problem: receipt.code ?? 'refused' }
      : { state: 'taken', nextAt: null, problem: null };
  } catch (error) {
    // Whatever goes wrong on a road to another house must not hold up this one's own work.
    deps.onFailure(error, `exchange ${peer.system} out ${row.seq}`);
    const problem = error instanceof Failure ? error.code : 'exchange.send-failed';
    return { state: 'waiting', nextAt: now + pauseAfter(row.attempts), problem };
  }
}

function envelopeOf(deps: ExchangeDeps, peer: Peer, row: OutRow, sealed: Buffer): Envelope {
  const { countyId, system } = peer;
  const place = { countyId, system, direction: 'out', seq: row.seq } as const;
  return {
    contract: CONTRACT_VERSION,
    system,
    direction: 'out',
    seq: row.seq,
    key: row.key,
    at: new Date(row.madeAt).toISOString(),
    message: JSON.parse(deps.seal.open(place, sealed)) as unknown,
  };
}

/** A receipt that came by itself, for a message of ours. */
export async function takeReceipt(deps: ExchangeDeps, peer: Peer, receipt: Receipt): Promise<void> {
  if (receipt.system !== peer.system || receipt.direction !== 'out') return;
  const { seq, key, result, code } = receipt;
  const refused = result === 'refused' ? (code ?? 'refused') : null;
  await inTransaction(deps.db, [peer.countyId], (tx) =>
    markReceipt(tx, peer, { seq, key, refused }, deps.clock.now()),
  );
}
