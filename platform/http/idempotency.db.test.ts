import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { inTransaction } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import {
  answersBefore,
  claimOfBytes,
  doneBefore,
  doOnce,
  keepAnswers,
  sweepIdempotencyKeys,
  type IdempotencyClaim,
} from './idempotency.ts';

const NOW = Date.UTC(2026, 10, 21);
const { db } = await testDatabase();

const claimOf = (key: string, request = 'a', accountId = 'someone'): IdempotencyClaim => ({
  accountId,
  key,
  requestHash: createHash('sha256').update(request).digest(),
});
const keep = (claim: IdempotencyClaim, body: unknown, now = NOW) =>
  inTransaction(db, [], (tx) => keepAnswers(tx, [{ claim, body }], now));
const before = (claims: readonly (IdempotencyClaim | undefined)[], now = NOW) =>
  inTransaction(db, [], (tx) => answersBefore(tx, claims, now));

test('an answer is found again by its account and key, in the order of the claims', async () => {
  expect(await keep(claimOf('k1'), { serial: 1 })).toBe(true);
  const claims = [claimOf('k1', 'a', 'other'), undefined, claimOf('k1'), claimOf('k1', 'b')];
  expect(await before(claims)).toEqual([
    undefined,
    undefined,
    { isSame: true, body: { serial: 1 } },
    { isSame: false, body: { serial: 1 } },
  ]);
});

test('of two at the same time one is kept, and the other told so', async () => {
  const twins = await Promise.all([keep(claimOf('k2'), 1), keep(claimOf('k2'), 2)]);
  expect(twins.toSorted()).toEqual([false, true]);
  expect(await before([claimOf('k2')])).toEqual([{ isSame: true, body: twins[0] ? 1 : 2 }]);
});

test('work that failed keeps no answer', async () => {
  const failing = inTransaction(db, [], async (tx) => {
    await keepAnswers(tx, [{ claim: claimOf('k3'), body: 1 }], NOW);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await before([claimOf('k3')])).toEqual([undefined]);
});

test('doOnce does it once, answers twins alike, and refuses another request', async () => {
  let done = 0;
  const work = () => Promise.resolve({ serial: ++done });
  const ask = (request = 'a') => doOnce(db, [], claimOf('k5', request), NOW, work);
  const twins = await Promise.all([ask(), ask()]);
  expect(twins.map(({ isRepeated }) => isRepeated).toSorted()).toEqual([false, true]);
  expect(new Set(twins.map(({ body }) => body.serial)).size).toBe(1);
  expect(await ask()).toEqual({ body: twins[0]?.body, isRepeated: true });
  await expect(ask('b')).rejects.toMatchObject({
    refusal: { code: 'http.idempotency-key-reused' },
  });
  expect((await doOnce(db, [], undefined, NOW, work)).isRepeated).toBe(false);
});

test('doOnce keeps nothing of what failed, and digests tell bodies apart', async () => {
  const claim = claimOf('k6');
  const failing = doOnce(db, [], claim, NOW, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  const one = claimOfBytes(claim, 'aa');
  expect((await doOnce(db, [], one, NOW, async () => 1)).isRepeated).toBe(false);
  expect((await doOnce(db, [], claimOfBytes(claim, 'aa'), NOW, async () => 2)).body).toBe(1);
  await expect(doneBefore(db, claimOfBytes(claim, 'bb'), NOW)).rejects.toThrow();
});

test('a key is forgotten after a day', async () => {
  await keep(claimOf('k4'), 1);
  expect(await before([claimOf('k4')], NOW + DAY)).toEqual([undefined]);
  expect(await keep(claimOf('k4', 'b'), 2, NOW + DAY)).toBe(true);
  expect(await sweepIdempotencyKeys(db, NOW)).toBe(0);
  expect(await sweepIdempotencyKeys(db, NOW + 3 * DAY)).toBeGreaterThan(0);
  expect(await sweepIdempotencyKeys(db, NOW + 3 * DAY)).toBe(0);
});
