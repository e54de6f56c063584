// A county's own model of triage, version by version: what one is, its states, and which change leads where.
// Pure. Without a version in force the model of the house judges.
import type { Instant } from '#platform/time/index.ts';
import type { Change, State, Thresholds, VersionScores } from './contract.ts';

/** A version without its weights. */
export type ModelVersion = Readonly<{
  countyId: number;
  version: number;
  state: State;
  stateSince: Instant;
  /** False when the weights of an old version were forgotten: it can be looked at, no more. */
  hasWeights: boolean;
  weightsBytes: number;
  /** SHA-256 of the weights, hexadecimal. */
  digest: string;
  /** The way of learning and its version. */
  method: string;
  seed: number;
  /** Items that it can name. */
  labels: readonly string[];
  thresholds: Thresholds;
  scores: VersionScores;
  examplesFrom: Instant;
  heldOutFrom: Instant;
  examplesTo: Instant;
  /** Learnt from, without those held out; of them guesses that a person overruled. */
  examples: number;
  corrections: number;
  trainedBy: string;
  trainedAt: Instant;
  /** What was in force before it; null: the model of the house. */
  versionBefore: number | null;
}>;

/** Versions whose weights are kept, beside those that judge or could be rolled back to. */
export const WEIGHTS_KEPT = 12;
/** Weights of one version; the constraint triage_model_weights_size says so, too. */
export const WEIGHTS_MAX_BYTES = 8 * 1024 * 1024;

/** From which states a change leads, and to which. A roll-back leads to the version before. */
export const CHANGES = {
  watch: { from: ['candidate', 'retired'], to: 'shadow' },
  switchOn: { from: ['shadow'], to: 'inForce' },
  retire: { from: ['candidate', 'shadow'], to: 'retired' },
  rollBack: { from: ['inForce'], to: 'retired' },
} as const satisfies Record<Change, { from: readonly State[]; to: State }>;

export function changesOf({ state, hasWeights }: Pick<ModelVersion, 'state' | 'hasWeights'>) {
  return (Object.keys(CHANGES) as Change[]).filter(
    (change) =>
      (CHANGES[change].from as readonly State[]).includes(state) &&
      (hasWeights || change === 'retire'),
  );
}

/** One row that moves, or is told anew what was before it. */
export type Move = Readonly<{ version: number; to?: State; versionBefore?: number | null }>;

/**
 * What a change does to the versions of a county, in the order in which it has to be written (nothing is in
 * force twice, not even for a moment). `same`: it was done already.
 */
export function movesOf(
  versions: readonly Pick<ModelVersion, 'version' | 'state' | 'hasWeights' | 'versionBefore'>[],
  version: number,
  change: Change,
): readonly Move[] | 'same' | 'unknown' | 'not-now' {
  const one = versions.find((each) => each.version === version);
  if (!one) return 'unknown';
  if (change !== 'rollBack' && one.state === CHANGES[change].to) return 'same';
  if (!changesOf(one).includes(change)) return 'not-now';
  const ended = (state: State): Move[] =>
    versions
      .filter((each) => each.state === state && each.version !== version)
      .map((each) => ({ version: each.version, to: 'retired' }));
  switch (change) {
    case 'watch':
      return [...ended('shadow'), { version, to: 'shadow' }];
    case 'retire':
      return [{ version, to: 'retired' }];
    case 'switchOn': {
      const before = versions.find((each) => each.state === 'inForce')?.version ?? null;
      // Whoever would have gone back to it goes one further: rolling back ends at the model of the house.
      const passed = versions
        .filter((each) => each.versionBefore === version)
        .map((each) => ({ version: each.version, versionBefore: one.versionBefore }));
      return [...ended('inForce'), ...passed, { version, to: 'inForce', versionBefore: before }];
    }
    case 'rollBack': {
      const before = versions.find((each) => each.version === one.versionBefore);
      if (one.versionBefore !== null && !before?.hasWeights) return 'not-now';
      // If the version before is on trial at the moment, it goes into force all the same.
      return [
        { version, to: 'retired' },
        ...(before ? [{ version: before.version, to: 'inForce' as const }] : []),
      ];
    }
  }
}
