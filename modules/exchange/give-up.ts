// 缺号放弃: numbers that never came and never will are given up, by a person and for a reason.
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { GiveUpReason, Range } from './contract.ts';
import { moveMarks, lockPeer, missingIn, type PeerKey } from './store.ts';

/**
 * Gives up what is missing within a range; how many numbers that were. What waited behind the gap is applied
 * by the next round.
 */
export async function giveUp(
  tx: Tx,
  peer: PeerKey,
  [from, to]: Range,
  reason: GiveUpReason,
  now: Instant,
): Promise<number> {
  const before = await lockPeer(tx, peer);
  const gaps = (await missingIn(tx, peer)).flatMap(([low, high]): Range[] => {
    const gap: Range = [Math.max(low, from), Math.min(high, to)];
    return gap[0] <= gap[1] ? [gap] : [];
  });
  if (gaps.length === 0) return 0;
  const at = sql`to_timestamp(${now} / 1000.0)`;
  const { numAffectedRows } = await sql`
    insert into exchange_in (county_id, system, seq, key, kind, digest, sent_at, received_at, state, done_at,
      problem)
    select ${peer.countyId}, ${peer.system}, seq, 'given-up', 'unknown', ''::bytea, ${at}, ${at}, 'givenUp',
      ${at}, ${`exchange.given-up.${reason}`}
    from unnest(${gaps.map(([low]) => low)}::bigint[], ${gaps.map(([, high]) => high)}::bigint[])
      as gap (low, high) cross join lateral generate_series(gap.low, gap.high) as seq
    on conflict do nothing`.execute(tx);
  await moveMarks(tx, peer, before, Math.max(...gaps.map(([, high]) => high)));
  return Number(numAffectedRows ?? 0n);
}

/** Takes a number back that had been given up: the message has come after all. */
export async function takeBack(tx: Tx, { countyId, system }: PeerKey, seq: number): Promise<void> {
  await sql`delete from exchange_in where county_id = ${countyId} and system = ${system} and seq = ${seq}
    and state = 'givenUp'`.execute(tx);
}
