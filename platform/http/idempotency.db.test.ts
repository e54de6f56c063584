import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import {
  claimIdempotencyKey,
  keepAnswer,
  sweepIdempotencyKeys,
  type Answer,
  type IdempotencyClaim,
} from './idempotency.ts';

const NOW = Date.UTC(2026, 10, 21);
const { db } = await testDatabase();

const claimOf = (key: string, body = 'a'): IdempotencyClaim => ({
  accountId: 'someone',
  key,
  requestHash: createHash('sha256').update(body).digest(),
});

let worked = 0;
/** A mutation as a route would do it. */
function mutate(pool: Db, claim: IdempotencyClaim, now = NOW): Promise<Answer> {
  return inTransaction(pool, [], async (tx) => {
    const earlier = await claimIdempotencyKey(tx, claim, now);
    if (earlier) return earlier;
    await sql`select pg_sleep(0.02)`.execute(tx);
    worked += 1;
    const answer = { status: 201, body: { serial: worked } };
    await keepAnswer(tx, claim, answer);
    return answer;
  });
}

test('the same request is answered again, not done again, even at the same time', async () => {
  const before = worked;
  const answers = await Promise.all(Array.from({ length: 5 }, () => mutate(db, claimOf('k1'))));
  expect(worked).toBe(before + 1);
  for (const answer of answers) expect(answer).toEqual({ status: 201, body: { serial: worked } });
});

test('the same key for another request is refused', async () => {
  await mutate(db, claimOf('k2'));
  await expect(mutate(db, claimOf('k2', 'b'))).rejects.toThrow('http.idempotency-key-reused');
});

test('another account has its own keys', async () => {
  const first = await mutate(db, claimOf('k3'));
  const second = await mutate(db, { ...claimOf('k3'), accountId: 'other' });
  expect(second).not.toEqual(first);
});

test('work that failed keeps no answer', async () => {
  const failing = inTransaction(db, [], async (tx) => {
    await claimIdempotencyKey(tx, claimOf('k4'), NOW);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  const before = worked;
  await mutate(db, claimOf('k4'));
  expect(worked).toBe(before + 1);
});

test('a key is forgotten after a day', async () => {
  const first = await mutate(db, claimOf('k5'));
  expect(await mutate(db, claimOf('k5', 'b'), NOW + DAY)).not.toEqual(first);
  expect(await sweepIdempotencyKeys(db, NOW)).toBe(0);
  expect(await sweepIdempotencyKeys(db, NOW + 3 * DAY)).toBeGreaterThan(0);
  expect(await sweepIdempotencyKeys(db, NOW + 3 * DAY)).toBe(0);
});
