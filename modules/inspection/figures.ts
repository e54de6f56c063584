// The figures of spot checks: of units and kinds of matter, never of a person. Pure.
import type { SPOT_CHECK_REASONS } from '#modules/incident/contract.ts';
import { REASONS_TOLD } from './limits.ts';

type Reason = (typeof SPOT_CHECK_REASONS)[number];

/** One drawn matter; `passed` null: not looked at yet. */
export type Counted = Readonly<{
  unitId: number | null;
  itemClass: string | null;
  passed: boolean | null;
  reasons: readonly Reason[];
}>;

export type Figures = Readonly<{
  drawn: number;
  checked: number;
  failed: number;
  failedShare: number | null;
  reasons: { reason: Reason; count: number }[];
}>;

/** Counts, the share of failures among those checked, and the commonest reasons. */
export function figuresOf(matters: readonly Counted[]): Figures {
  const checked = matters.filter(({ passed }) => passed !== null);
  const failed = checked.filter(({ passed }) => passed === false);
  const reasons = Map.groupBy(
    failed.flatMap((matter) => matter.reasons),
    (reason) => reason,
  );
  return {
    drawn: matters.length,
    checked: checked.length,
    failed: failed.length,
    failedShare: checked.length ? failed.length / checked.length : null,
    reasons: [...reasons]
      .map(([reason, times]) => ({ reason, count: times.length }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
      .slice(0, REASONS_TOLD),
  };
}

/** The same for each group, those with most drawn first: an order of work, no ranking. */
export function figuresBy<K>(
  matters: readonly Counted[],
  keyOf: (matter: Counted) => K,
): readonly (readonly [K, Figures])[] {
  return [...Map.groupBy(matters, keyOf)]
    .map(([key, own]) => [key, figuresOf(own)] as const)
    .sort(([a, one], [b, other]) => other.drawn - one.drawn || (String(a) < String(b) ? -1 : 1));
}
