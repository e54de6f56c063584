// The table behind `Idempotency-Key` (migration 0025). An account reads only its own keys.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';

type Key = Readonly<{ accountId: string; key: string; requestHash: Buffer }>;
export type KeptAnswer = Readonly<{ requestHash: Buffer; status: number; answer: unknown }>;

/**
 * Inserts the key, or returns what was kept for it. An expired key is taken over. Two transactions
 * with one key: the second waits here until the first has committed or rolled back.
 */
export async function claimKey(
  tx: Tx,
  { accountId, key, requestHash }: Key,
  expiresAt: Instant,
  now: Instant,
): Promise<KeptAnswer | undefined> {
  const claimed = await sql`
    insert into idempotency as kept (account_id, key, request_hash, status, answer, expires_at)
    values (${accountId}, ${key}, ${requestHash}, 0, null, to_timestamp(${expiresAt} / 1000.0))
    on conflict (account_id, key) do update
      set request_hash = excluded.request_hash, status = 0, answer = null,
          expires_at = excluded.expires_at
      where kept.expires_at <= to_timestamp(${now} / 1000.0)
    returning key`.execute(tx);
  if (claimed.rows.length > 0) return undefined;
  const kept = await sql<KeptAnswer>`
    select request_hash as "requestHash", status, answer from idempotency
    where account_id = ${accountId} and key = ${key}`.execute(tx);
  const row = kept.rows[0];
  if (!row) throw new Error('a claimed idempotency key vanished');
  return row;
}

export async function storeAnswer(
  tx: Tx,
  { accountId, key }: Key,
  status: number,
  answerJson: string,
): Promise<void> {
  await sql`
    update idempotency set status = ${status}, answer = ${answerJson}::jsonb
    where account_id = ${accountId} and key = ${key}`.execute(tx);
}

export async function deleteExpiredKeys(db: Db, now: Instant, limit: number): Promise<number> {
  const deleted = await sql`
    delete from idempotency where ctid = any (array(
      select ctid from idempotency where expires_at <= to_timestamp(${now} / 1000.0)
      limit ${limit}))`.execute(db);
  return Number(deleted.numAffectedRows ?? 0n);
}
