// The API of a county's own models of triage; the browser uses these schemas too.
import { z } from 'zod';
import type { Role } from '#modules/identity/contract.ts';

/** 候选 → 试运行 → 启用 → 停用. */
export const STATES = ['candidate', 'shadow', 'inForce', 'retired'] as const;
export type State = (typeof STATES)[number];

export const CHANGE_NAMES = ['watch', 'switchOn', 'retire', 'rollBack'] as const;
export type Change = (typeof CHANGE_NAMES)[number];

/** Who reads the versions: leaders, those who check, and those who look after the rules. */
export const MODEL_READERS: readonly Role[] = [
  ...(['countyDuty', 'countyCommander', 'supervisor', 'cityCentre'] as const),
  ...(['deputyDirector', 'townLeader'] as const),
  ...(['modelAnalyst', 'processAdmin', 'sysAdmin', 'auditor'] as const),
];

/** Versions shown, newest first. */
export const VERSIONS_SHOWN_MAX = 50;
/** Changes shown of one county, newest first. */
export const CHANGES_SHOWN_MAX = 50;
/** Items with figures of their own; a catalogue has some hundred. */
export const ITEM_SCORES_MAX = 300;
/** Shadow answers that the figures are made of: the newest. */
export const SHADOW_COUNTED_MAX = 2000;
/** Matters among which overruled guesses are counted: the newest; the page waits for them. */
export const FILED_COUNTED_MAX = 2000;
/** Kinds of correction that are listed, the commonest first. */
export const CONFUSIONS_MAX = 10;
/** Characters; a sentence or two, and the audit log keeps it. */
export const REASON_MAX = 200;

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const instant = z.int();
const version = z.int().positive().max(2_147_483_647);

/** From which confidence on a model acts, and suggests; null: its trials do not show that it may. */
export const Thresholds = z.object({ act: share.nullable(), suggest: share.nullable() });
export type Thresholds = z.infer<typeof Thresholds>;

/** How well a model did on reports whose item a person decided. */
export const Score = z.object({
  reports: count,
  accuracy: share,
  /** Mean over the items that occur. */
  macroF1: share,
  /** Share on which it would have acted, proposed, or asked. */
  acted: share,
  suggested: share,
  /** Of those acted on, the share that was right; null when it acted on none. */
  actedRight: share.nullable(),
});
export type Score = z.infer<typeof Score>;

export const ItemScore = z.object({
  code: z.string(),
  /** Examples learnt from, without phrases of the catalogue, and reports held out. */
  learnt: count,
  heldOut: count,
  /** F1 of before and after; null when neither a person nor the model named the item. */
  before: share.nullable(),
  after: share.nullable(),
});
export type ItemScore = z.infer<typeof ItemScore>;

export const VersionScores = z.object({
  /** What was in force when it was trained; null: the model of the house. */
  beforeVersion: version.nullable(),
  before: Score,
  after: Score,
  /** Held-out reports that the version before had learnt from: its score there is flattered. */
  seenByBefore: count,
  items: z.array(ItemScore).max(ITEM_SCORES_MAX),
});
export type VersionScores = z.infer<typeof VersionScores>;

/** What a version in shadow said beside what was said. */
export const ShadowFigures = z.object({
  reports: count,
  agreed: count,
  /** Decided by a person since: how often each was right, and what each would have acted on. */
  decided: count,
  right: count,
  otherRight: count,
  acted: count,
  actedDecided: count,
  actedRight: count,
});
export type ShadowFigures = z.infer<typeof ShadowFigures>;

export const VersionItem = z.object({
  version,
  state: z.enum(STATES),
  stateSince: instant,
  /** What may be done to it now by whoever may change versions. */
  changes: z.array(z.enum(CHANGE_NAMES)),
  weightsBytes: count,
  digest: z.string(),
  method: z.string(),
  seed: z.int(),
  labels: count,
  thresholds: Thresholds,
  scores: VersionScores,
  examplesFrom: instant,
  heldOutFrom: instant,
  examplesTo: instant,
  examples: count,
  corrections: count,
  trainedBy: z.string(),
  trainedAt: instant,
  versionBefore: version.nullable(),
  /** Null when it was never in shadow, or its answers are no longer kept. */
  shadow: ShadowFigures.nullable(),
});
export type VersionItem = z.infer<typeof VersionItem>;

export const ChangeItem = z.object({
  id: z.uuid(),
  version,
  change: z.enum(CHANGE_NAMES),
  reason: z.string(),
  by: z.string(),
  byName: z.string(),
  at: instant,
});
export type ChangeItem = z.infer<typeof ChangeItem>;

/** Guesses of triage that a person overruled since what is in force was switched on. */
export const Corrections = z.object({
  /** Null: since the beginning. */
  since: instant.nullable(),
  /** Matters that triage guessed and a person filed; of the newest. */
  decided: count,
  overruled: count,
  /** Older ones were not counted. */
  isCut: z.boolean(),
  confusions: z
    .array(z.object({ guessed: z.string(), filed: z.string(), count }))
    .max(CONFUSIONS_MAX),
});
export type Corrections = z.infer<typeof Corrections>;

/** The model that ships with the house. */
export const BaseModel = z.object({
  rule: z.string(),
  labels: count,
  thresholds: Thresholds,
  isInForce: z.boolean(),
  /** The model card, in Markdown; null when there is none. */
  card: z.string().nullable(),
});
export type BaseModel = z.infer<typeof BaseModel>;

const countyId = z.coerce.number().int().positive().max(2_147_483_647);
export const ModelsQuery = z.object({ countyId });
export const ModelsAnswer = z.object({
  base: BaseModel,
  versions: z.array(VersionItem).max(VERSIONS_SHOWN_MAX),
  changes: z.array(ChangeItem).max(CHANGES_SHOWN_MAX),
  corrections: Corrections,
  /** Whether the asker may change versions. */
  mayChange: z.boolean(),
});
export type ModelsAnswer = z.infer<typeof ModelsAnswer>;

export const ChangeParams = z.object({
  version: z.coerce.number().int().positive().max(2_147_483_647),
});
export const ChangeRequest = z.strictObject({
  countyId: z.int().positive().max(2_147_483_647),
  change: z.enum(CHANGE_NAMES),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(REASON_MAX)
    .regex(/^[^\u0000]*$/),
});
export const ChangeAnswer = z.object({
  version,
  state: z.enum(STATES),
  /** What judges now; null: the model of the house. */
  inForce: version.nullable(),
});
export type ChangeAnswer = z.infer<typeof ChangeAnswer>;
