// `Idempotency-Key`: a mutation that is sent again is answered again, not done again.
// Answers are kept inside the mutation's own transaction, so that the work and what is remembered of it
// are committed together or not at all; a twin that arrives meanwhile waits for that commit.
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Db, Tx } from '#platform/db/index.ts';
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

/** Deletes a bounded number of expired keys; returns how many. Run by a job until it returns 0. */
export function sweepIdempotencyKeys(db: Db, now: Instant): Promise<number> {
  return deleteExpiredKeys(db, now, IDEMPOTENCY_SWEEP_ROWS);
}
