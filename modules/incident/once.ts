// A verb sent again under the same `Idempotency-Key` is answered again, not done again: what was answered
// is kept in the transaction that did it. Refusals are not kept; the next attempt is decided anew.
import type { Tx } from '#platform/db/index.ts';
import { answersBefore, keepAnswers, type IdempotencyClaim } from '#platform/http/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Status } from './lifecycle.ts';

/** What a caller was told of a verb that was done. */
export type Told = Readonly<{ version: number; status: Status; proposed: boolean }>;

export type Once = Readonly<{
  /** What the claim was answered with, in this batch or before; undefined: it is to be done. */
  earlier: (claim: IdempotencyClaim, index: number) => Told | 'keyReused' | undefined;
  told: (claim: IdempotencyClaim, answer: Told) => void;
  /** @throws OvertakenError when another transaction was faster with one of the keys. */
  keep: () => Promise<void>;
}>;

/** Another commit was faster with the same key: this one is undone, and its commands tried again. */
class OvertakenError extends Error {
  /** As PostgreSQL calls it: serialization failure. */
  readonly code = '40001';
}

/** `claims` has one place for each request of the batch; call after their incidents are locked. */
export async function onceOnly(
  tx: Tx,
  claims: readonly (IdempotencyClaim | undefined)[],
  now: Instant,
): Promise<Once> {
  const before = await answersBefore(tx, claims, now);
  const given = new Map<string, Readonly<{ claim: IdempotencyClaim; body: Told }>>();
  return {
    earlier(claim, index) {
      const kept = before[index];
      if (kept) return kept.isSame ? (kept.body as Told) : 'keyReused';
      const twin = given.get(placeOf(claim));
      if (!twin) return undefined;
      return twin.claim.requestHash.equals(claim.requestHash) ? twin.body : 'keyReused';
    },
    told: (claim, body) => void given.set(placeOf(claim), { claim, body }),
    async keep() {
      if (!(await keepAnswers(tx, [...given.values()], now))) throw new OvertakenError();
    },
  };
}

const placeOf = ({ accountId, key }: IdempotencyClaim) => `${accountId}\n${key}`;
