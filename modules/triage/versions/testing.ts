// A stored version for tests: weights that are none, and scores that somebody could have measured.
import type { Db } from '#platform/db/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import { createHash } from 'node:crypto';
import type { Score } from './contract.ts';
import { insertVersion, type NewVersion } from './store.ts';

const SCORE: Score = {
  ...{ reports: 400, accuracy: 0.8, macroF1: 0.7, acted: 0.5, suggested: 0.3, actedRight: 0.97 },
};

export function aVersion(overrides: Partial<NewVersion> = {}, mark = 'one'): NewVersion {
  const weights = overrides.weights ?? Buffer.from(`weights of ${mark}`);
  const now: Instant = overrides.trainedAt ?? Date.UTC(2026, 10, 18);
  return {
    countyId: 1,
    weights,
    digest: createHash('sha256').update(weights).digest('hex'),
    method: 'test/1',
    seed: 1,
    labels: ['0401001', '0301001'],
    thresholds: { act: 0.8, suggest: 0.45 },
    scores: {
      beforeVersion: null,
      before: SCORE,
      after: { ...SCORE, accuracy: 0.9, macroF1: 0.85 },
      seenByBefore: 0,
      items: [{ code: '0401001', learnt: 5, heldOut: 40, before: 0.5, after: 0.9 }],
    },
    examplesFrom: now - 200 * DAY,
    heldOutFrom: now - 28 * DAY,
    examplesTo: now,
    examples: 3000,
    corrections: 250,
    trainedBy: 'system:train',
    trainedAt: now,
    ...overrides,
  };
}

/** Stores it and gives its number. */
export async function storedVersion(
  db: Db,
  mark: string,
  overrides: Partial<NewVersion> = {},
): Promise<number> {
  const model = aVersion(overrides, mark);
  const { version } = await inTransaction(db, [model.countyId], (tx) => insertVersion(tx, model));
  return version;
}
