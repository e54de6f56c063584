// What triage found out, as it is stored and shown. The browser uses these schemas too.
import { z } from 'zod';
import { TriagePolicy } from './policy.ts';

export { TRIAGE_REASONS } from './reasons.ts';
export { ANSWER_FLAGS } from './answer/words.ts';
export { AnswerCheckResult, type AnswerCheck } from './answer/contract.ts';
export * from './plates/contract.ts';
export * from './versions/contract.ts';
export { DEFAULT_TRIAGE_POLICY, stanceOf, TriagePolicy, type Stance } from './policy.ts';

/** Reasons of one guess; more would not be read. */
export const REASONS_MAX = 30;
/** Alternatives shown beside a guess. */
export const CANDIDATES_MAX = 5;

export const Reason = z.object({
  code: z.string().max(80),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const confidence = z.number().min(0).max(1);
const guess = <T extends z.ZodType>(value: T) =>
  z.object({
    value,
    confidence,
    reasons: z.array(Reason).max(REASONS_MAX),
    /** The rule and its version. */
    rule: z.string().max(80),
  });

/** Ids of the tree of places and the point in micro-degrees (CGCS2000); null where unknown. */
export const GuessedPlace = z.object({
  townId: z.int().nullable(),
  villageId: z.int().nullable(),
  gridId: z.int().nullable(),
  lng6: z.int().nullable(),
  lat6: z.int().nullable(),
});
export type GuessedPlace = z.infer<typeof GuessedPlace>;

export const PlaceCandidate = z.object({ place: GuessedPlace, name: z.string(), confidence });
export type PlaceCandidate = z.infer<typeof PlaceCandidate>;

export const PlaceGuess = guess(GuessedPlace).extend({
  candidates: z.array(PlaceCandidate).max(CANDIDATES_MAX),
});
export type PlaceGuess = z.infer<typeof PlaceGuess>;

export const ItemCandidate = z.object({
  code: z.string(),
  confidence,
  reasons: z.array(Reason).max(REASONS_MAX),
});
export type ItemCandidate = z.infer<typeof ItemCandidate>;

export const ItemGuess = guess(z.string()).extend({
  candidates: z.array(ItemCandidate).max(CANDIDATES_MAX),
});
export type ItemGuess = z.infer<typeof ItemGuess>;

const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export const LevelGuess = guess(level);
export type LevelGuess = z.infer<typeof LevelGuess>;

export const DuplicateFound = z.object({
  id: z.string(),
  score: confidence,
  reasons: z.array(Reason).max(REASONS_MAX),
});
export type DuplicateFound = z.infer<typeof DuplicateFound>;

export const RouteGuess = guess(
  z.object({
    lead: z.int().nullable(),
    co: z.array(z.int()).max(12),
    version: z.int(),
    row: z.int(),
  }),
);
export type RouteGuess = z.infer<typeof RouteGuess>;

export const TriageResult = z.object({
  place: PlaceGuess,
  /** Absent when no item can be named at all. */
  item: ItemGuess.optional(),
  level: LevelGuess.optional(),
  duplicates: z.array(DuplicateFound).max(20),
  route: RouteGuess.optional(),
  /** The command room that receives it. */
  room: guess(z.int()).optional(),
});
export type TriageResult = z.infer<typeof TriageResult>;

/** A report that is still being typed. */
export const PreviewRequest = z.strictObject({
  countyId: z.int().positive().max(2_147_483_647).optional(),
  text: z
    .string()
    .trim()
    .min(1)
    .max(5000)
    .regex(/^[^\u0000]*$/),
  source: z.string().max(40).optional(),
  itemCode: z
    .string()
    .regex(/^\d{7}$/)
    .optional(),
  point: z
    .object({
      lng6: z.int().min(-180_000_000).max(180_000_000),
      lat6: z.int().min(-90_000_000).max(90_000_000),
    })
    .optional(),
});

export const PreviewAnswer = z.object({
  /** From which confidence a guess of this county stands, and from which it is proposed. */
  thresholds: TriagePolicy.shape.thresholds,
  place: PlaceGuess,
  item: ItemGuess.optional(),
  level: LevelGuess.optional(),
  route: RouteGuess.optional(),
  /** Whether known matters could be compared in time. */
  isCompared: z.boolean(),
  duplicates: z.array(DuplicateFound.extend({ number: z.string(), title: z.string() })),
});
