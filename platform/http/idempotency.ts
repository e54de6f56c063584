// `Idempotency-Key`: a mutation that is sent again is answered again, not done again.
// The key is claimed inside the mutation's own transaction, so that the work and the remembered
// answer are committed together or not at all; a twin that arrives meanwhile waits for that commit.
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Db, Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  IDEMPOTENCY_KEY_MAX_CHARACTERS,
  IDEMPOTENCY_SWEEP_ROWS,
  IDEMPOTENCY_TTL_MS,
  IDEMPOTENT_ANSWER_MAX_BYTES,
} from './limits.ts';
import { claimKey, deleteExpiredKeys, insertAnswers, storeAnswer, storedAnswers } from './store.ts';

/** A key as one account sent it, with the digest of what it was sent for. */
export type IdempotencyClaim = Readonly<{ accountId: string; key: string; requestHash: Buffer }>;

/** What was answered the first time. */
export type Answer = Readonly<{ status: number; body: unknown }>;

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

/**
 * Claims a key for the running transaction. Undefined: go on, then `keepAnswer` before the commit.
 * An answer: the work was done before, send this. The same key for another request is refused.
 */
export async function claimIdempotencyKey(
  tx: Tx,
  claim: IdempotencyClaim,
  now: Instant,
): Promise<Answer | undefined> {
  const earlier = await claimKey(tx, claim, now + IDEMPOTENCY_TTL_MS, now);
  if (!earlier) return undefined;
  if (!earlier.requestHash.equals(claim.requestHash))
    throw new Refused('http.idempotency-key-reused');
  return { status: earlier.status, body: earlier.answer };
}

/** Remembers the answer of the work done in this transaction. */
export async function keepAnswer(tx: Tx, claim: IdempotencyClaim, answer: Answer): Promise<void> {
  const text = JSON.stringify(answer.body ?? null);
  if (Buffer.byteLength(text) > IDEMPOTENT_ANSWER_MAX_BYTES)
    throw new Error(`answer of ${text.length} characters is too long to be kept`);
  await storeAnswer(tx, claim, answer.status, text);
}

/** For batches: what was answered before to these keys; the answers are in the order of the claims. */
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
 * For batches: remembers answers with the work that they tell of. False when another transaction was
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

/** Deletes a bounded number of expired keys; returns how many. Run by a job until it returns 0. */
export function sweepIdempotencyKeys(db: Db, now: Instant): Promise<number> {
  return deleteExpiredKeys(db, now, IDEMPOTENCY_SWEEP_ROWS);
}
