// The table behind `Idempotency-Key` (migration 0025). An account reads only its own keys.
import { kept, sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';

type Key = Readonly<{ accountId: string; key: string; requestHash: Buffer }>;
type KeptAnswer = Readonly<{ requestHash: Buffer; answer: unknown }>;

/** What is kept for any of these keys, by account and key. */
export async function storedAnswers(
  tx: Tx,
  keys: readonly Key[],
  now: Instant,
): Promise<ReadonlyMap<string, ReadonlyMap<string, KeptAnswer>>> {
  const { rows } = await kept(sql<KeptAnswer & { accountId: string; key: string }>`
    select account_id as "accountId", key, request_hash as "requestHash", answer
    from idempotency
    join unnest(${keys.map((each) => each.accountId)}::text[], ${keys.map((each) => each.key)}::text[])
      as asked (account_id, key) using (account_id, key)
    where expires_at > to_timestamp(${now} / 1000.0)`).execute(tx);
  const byAccount = Map.groupBy(rows, (row) => row.accountId);
  return new Map(
    [...byAccount].map(([account, own]) => [account, new Map(own.map((row) => [row.key, row]))]),
  );
}

/**
 * Inserts answers, taking expired keys over; returns how many went in. Two transactions with one key:
 * the second waits here until the first has committed or rolled back.
 */
export async function insertAnswers(
  tx: Tx,
  answers: readonly (Key & Readonly<{ body: string }>)[],
  expiresAt: Instant,
  now: Instant,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into idempotency as kept (account_id, key, request_hash, status, answer, expires_at)
    select account_id, key, decode(hash, 'hex'), ${STATUS_DONE}, body::jsonb,
      to_timestamp(${expiresAt} / 1000.0)
    from unnest(${answers.map((each) => each.accountId)}::text[],
      ${answers.map((each) => each.key)}::text[],
      ${answers.map((each) => each.requestHash.toString('hex'))}::text[],
      ${answers.map((each) => each.body)}::text[]) as r (account_id, key, hash, body)
    order by account_id, key
    on conflict (account_id, key) do update
      set request_hash = excluded.request_hash, status = excluded.status, answer = excluded.answer,
          expires_at = excluded.expires_at
      where kept.expires_at <= to_timestamp(${now} / 1000.0)`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
const STATUS_DONE = 200;

export async function deleteExpiredKeys(db: Db, now: Instant, limit: number): Promise<number> {
  const deleted = await sql`
    delete from idempotency where ctid = any (array(
      select ctid from idempotency where expires_at <= to_timestamp(${now} / 1000.0)
      limit ${limit}))`.execute(db);
  return Number(deleted.numAffectedRows ?? 0n);
}
