// From a county's history to a stored candidate: the last weeks are held out, the rest is learnt, and what was in
// force and what was learnt are measured on the very same held-out reports.
import { createHash } from 'node:crypto';
import type { PerformDeps } from '#modules/incident/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { Classifier } from '../classify.ts';
import type { ClassifiableItem } from '../lexical-model.ts';
import { encodeModel } from '../model/encode.ts';
import type { TriagePolicy } from '../policy.ts';
import { ITEM_SCORES_MAX, type VersionScores } from './contract.ts';
import { readHistory, type Decided } from './history.ts';
import { METHOD, openModel, teachCounty, verdictOf } from './learner.ts';
import { itemScores, measure } from './measure.ts';
import { insertVersion } from './store.ts';
import type { ModelVersion } from './version.ts';

/** Fewer decided reports than this teach less than the catalogue's own phrases. */
export const LEARNT_MIN = 200;
/** On fewer held-out reports a difference between two models is chance. */
export const HELD_OUT_MIN = 50;
export const HELD_OUT_WEEKS = 4;
export const HELD_OUT_WEEKS_MAX = 52;

export type TrainDeps = Readonly<{
  db: Db;
  keyring: PerformDeps['keyring'];
  items: readonly ClassifiableItem[];
  policy: TriagePolicy;
  /** What is in force: the version (null: the model of the house), its classifier, and until when it learnt. */
  inForce: Readonly<{
    version: number | null;
    classifier: Pick<Classifier, 'classify'>;
    learntUntil: Instant | null;
  }>;
}>;

export type TrainOptions = Readonly<{
  countyId: number;
  weeks: number;
  seed: number;
  by: string;
  now: Instant;
  /** Measures and tells, and stores nothing. */
  isDry: boolean;
}>;

export type TrainStep =
  | Readonly<{ step: 'reading'; reports: number }>
  | Readonly<{ step: 'learning'; reports: number; corrections: number }>
  | Readonly<{ step: 'measuring'; reports: number }>;

export type Trained = Readonly<
  Pick<ModelVersion, 'thresholds' | 'examples' | 'corrections' | 'scores' | 'digest'> & {
    /** Null: tried only. */
    version: number | null;
    /** False when the same history had given the same model before. */
    isNew: boolean;
    bytes: number;
    isCut: boolean;
  }
>;

/** How much there is, when it is too little to learn from. */
export type TooLittle = Readonly<{ tooLittle: true; learnt: number; heldOut: number }>;

export async function trainVersion(
  deps: TrainDeps,
  options: TrainOptions,
  tell: (step: TrainStep) => void = () => {},
): Promise<Trained | TooLittle> {
  const { countyId, weeks, seed } = options;
  const { decided, isCut } = await readHistory(deps, countyId, (reports) =>
    tell({ step: 'reading', reports }),
  );
  const known = new Set(deps.items.map((item) => item.code));
  const usable = decided.filter(({ itemCode }) => known.has(itemCode));
  const parts = splitByWeeks(usable, weeks);
  if (!parts || parts.learnt.length < LEARNT_MIN || parts.heldOut.length < HELD_OUT_MIN)
    return {
      tooLittle: true,
      learnt: parts?.learnt.length ?? 0,
      heldOut: parts?.heldOut.length ?? 0,
    };
  const { learnt, heldOut, from, heldOutFrom, to } = parts;
  const corrections = learnt.filter(isCorrection).length;
  tell({ step: 'learning', reports: learnt.length, corrections });
  const model = teachCounty(deps.items, learnt, seed, deps.policy);
  const weights = encodeModel(model);
  tell({ step: 'measuring', reports: heldOut.length });
  const opened = openModel(weights, METHOD, deps.items, deps.policy);
  const before = measure(verdictOf(deps.inForce.classifier, deps.policy), heldOut);
  const after = measure(verdictOf(opened, deps.policy), heldOut);
  const { learntUntil, version: beforeVersion } = deps.inForce;
  const scores: VersionScores = {
    beforeVersion,
    before: before.score,
    after: after.score,
    seenByBefore: heldOut.filter(({ at }) => learntUntil !== null && at < learntUntil).length,
    items: itemScores(heldOut, before, after, countByItem(learnt), ITEM_SCORES_MAX),
  };
  const digest = createHash('sha256').update(weights).digest('hex');
  const told = {
    thresholds: model.bands,
    ...{ examples: learnt.length, corrections, scores, digest, bytes: weights.length, isCut },
  };
  if (options.isDry) return { ...told, version: null, isNew: false };
  const stored = await inTransaction(deps.db, [countyId], (tx) =>
    insertVersion(tx, {
      ...{ countyId, weights, digest, method: METHOD, seed, labels: model.labels },
      ...{ thresholds: model.bands, scores, examples: learnt.length, corrections },
      ...{ examplesFrom: from, heldOutFrom, examplesTo: to },
      ...{ trainedBy: options.by, trainedAt: options.now },
    }),
  );
  return { ...told, ...stored };
}

export type Parts = Readonly<{
  learnt: readonly Decided[];
  heldOut: readonly Decided[];
  from: Instant;
  heldOutFrom: Instant;
  to: Instant;
}>;

/** The last weeks before the newest report are held out; undefined when there is no report. */
export function splitByWeeks(decided: readonly Decided[], weeks: number): Parts | undefined {
  // By the time of the report: an import brings old ones late.
  const inOrder = [...decided].sort((a, b) => a.at - b.at);
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  if (!first || !last) return undefined;
  const heldOutFrom = Math.max(first.at, last.at - weeks * 7 * DAY);
  return {
    learnt: inOrder.filter(({ at }) => at < heldOutFrom),
    heldOut: inOrder.filter(({ at }) => at >= heldOutFrom),
    from: first.at,
    heldOutFrom,
    to: last.at,
  };
}

const isCorrection = ({ guessed, itemCode }: Decided) => guessed !== null && guessed !== itemCode;

function countByItem(decided: readonly Decided[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { itemCode } of decided) counts.set(itemCode, (counts.get(itemCode) ?? 0) + 1);
  return counts;
}
