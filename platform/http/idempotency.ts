// `Idempotency-Key`: a mutation that is sent again is answered again, not done again.
// Answers are kept inside the mutation's own transaction, so that the work and what is remembered of it
// are committed together or not at all; a twin that arrives meanwhile waits for that commit.
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { inTransaction, type CountyReach, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  IDEMPOTENCY_KEY_MAX_CHARACTERS,
  IDEMPOTENCY_SWEEP_ROWS,
  IDEMPOTENCY_TTL_MS,
} from './limits.ts';
import { deleteExpiredKeys, insertAnswers, storedAnswers } from './store.ts';

/** A key as one account sent it, with the digest of what it was sent for. */
export type IdempotencyClaim = Readonly<{ accountId: string; key: string; requestHash: Buffer }>;

/** The claim in a request's `Idempotency-Key` header; undefined without one. */
export function idempotencyKeyOf(
  request: FastifyRequest,
  accountId: string,
): IdempotencyClaim | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key.length > IDEMPOTENCY_KEY_MAX_CHARACTERS || !VISIBLE.test(key))
    throw new Refused('http.invalid-idempotency-key');
  const requestHash = createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(JSON.stringify(request.body ?? null))
    .digest();
  return { accountId, key, requestHash };
}
const VISIBLE = /^[\x21-\x7e]+$/;

/** What was answered before to these keys; the answers are in the order of the claims. */
export async function answersBefore(
  tx: Tx,
  claims: readonly (IdempotencyClaim | undefined)[],
  now: Instant,
): Promise<readonly (Readonly<{ isSame: boolean; body: unknown }> | undefined)[]> {
  const asked = claims.filter((claim) => claim !== undefined);
  if (asked.length === 0) return claims.map(() => undefined);
  const kept = await storedAnswers(tx, asked, now);
  return claims.map((claim) => {
    const found = claim && kept.get(claim.accountId)?.get(claim.key);
    return found && { isSame: found.requestHash.equals(claim.requestHash), body: found.answer };
  });
}

/**
 * Remembers answers with the work that they tell of. False when another transaction was
 * faster with one of the keys: this one has to be rolled back and tried again.
 */
export async function keepAnswers(
  tx: Tx,
  answers: readonly Readonly<{ claim: IdempotencyClaim; body: unknown }>[],
  now: Instant,
): Promise<boolean> {
  if (answers.length === 0) return true;
  const rows = answers.map(({ claim, body }) => ({ ...claim, body: JSON.stringify(body) }));
  return (await insertAnswers(tx, rows, now + IDEMPOTENCY_TTL_MS, now)) === rows.length;
}

/** The claim of a request whose body was read as a stream: the SHA-256 of its bytes (hex) stands for it. */
export function claimOfBytes(claim: IdempotencyClaim, sha256: string): IdempotencyClaim {
  const requestHash = createHash('sha256').update(claim.requestHash).update(sha256).digest();
  return { ...claim, requestHash };
}

/** What a mutation answered, and whether it was done for an earlier request. */
export type DoneOnce<T> = Readonly<{ body: T; isRepeated: boolean }>;

/**
 * Does `work` in a transaction and keeps what it answers (JSON, no personal data: it lies open for a day), or
 * answers as before. Without a claim it is simply done. A twin that was faster is answered for, whatever kept
 * this one from being done. @throws Refused('http.idempotency-key-reused').
 */
export async function doOnce<T>(
  db: Db,
  reach: CountyReach,
  claim: IdempotencyClaim | undefined,
  now: Instant,
  work: (tx: Tx) => Promise<T>,
): Promise<DoneOnce<T>> {
  const before = await doneBefore<T>(db, claim, now);
  if (before) return before;
  try {
    return await inTransaction(db, reach, async (tx) => {
      const body = await work(tx);
      if (claim && !(await keepAnswers(tx, [{ claim, body }], now))) throw new OvertakenError();
      return { body, isRepeated: false };
    });
  } catch (error) {
    const twin = await doneBefore<T>(db, claim, now);
    if (twin) return twin;
    throw error;
  }
}

/** What this claim was answered with. @throws Refused('http.idempotency-key-reused') for another request. */
export async function doneBefore<T>(
  db: Db,
  claim: IdempotencyClaim | undefined,
  now: Instant,
): Promise<DoneOnce<T> | undefined> {
  if (!claim) return undefined;
  const [found] = await inTransaction(db, [], (tx) => answersBefore(tx, [claim], now));
  if (!found) return undefined;
  if (!found.isSame) throw new Refused('http.idempotency-key-reused');
  return { body: found.body as T, isRepeated: true };
}

/** Another commit was faster with the same key. */
class OvertakenError extends Error {}

/** Deletes a bounded number of expired keys; returns how many. Run by a job until it returns 0. */
export function sweepIdempotencyKeys(db: Db, now: Instant): Promise<number> {
  return deleteExpiredKeys(db, now, IDEMPOTENCY_SWEEP_ROWS);
}
