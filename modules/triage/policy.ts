// The numbers of triage, as data: a county may publish its own.
import { z } from 'zod';
import { SUGGEST_FROM, SUGGESTED_MAX } from './alike/suggested.ts';

const share = z.number().min(0).max(1);

export const TriagePolicy = z.object({
  /** Named in every guess, so that it can be told later by which rule it was made. */
  version: z.string().min(1).max(40),
  /** At or above `act` the machine's guess stands; from `suggest` on it is proposed; below, a person is asked. */
  thresholds: z.object({ act: share, suggest: share }),
  duplicates: z.object({
    /** 并案: defaults 3(c) row 7 (≤ 50 m, 24 h, same item). */
    radiusMeters: z.number().positive().max(5000),
    withinHours: z
      .number()
      .positive()
      .max(24 * 90),
    /** Below this likelihood a pair is not shown; set for nineteen of twenty to be right (alike/suggested.ts). */
    showFrom: share,
    /** Shown at most: a clerk reads no more. */
    most: z.number().int().min(1).max(20),
  }),
});
export type TriagePolicy = z.infer<typeof TriagePolicy>;

export const DEFAULT_TRIAGE_POLICY: TriagePolicy = {
  version: 'triage-1',
  thresholds: { act: 0.8, suggest: 0.45 },
  duplicates: {
    radiusMeters: 50,
    withinHours: 24,
    showFrom: SUGGEST_FROM,
    most: SUGGESTED_MAX,
  },
};

/** What is done with a guess: high confidence acts, middle suggests, low asks. */
export type Stance = 'act' | 'suggest' | 'ask';

export function stanceOf(confidence: number, policy: Pick<TriagePolicy, 'thresholds'>): Stance {
  if (confidence >= policy.thresholds.act) return 'act';
  return confidence >= policy.thresholds.suggest ? 'suggest' : 'ask';
}
