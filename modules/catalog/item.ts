// The nouns of the catalogue (事项目录): what kinds of matter there are, how urgent each one is, who
// leads and within which limits. The catalogue is versioned data; an incident pins its version.
// Pure: these schemas run in the browser too.
import { z } from 'zod';

const UNITS = ['minute', 'hour', 'workHour', 'workDay'] as const;

/** About two years in each unit: longer than any statutory limit, and twice it stays on a calendar. */
export const BUDGET_MAX: Readonly<Record<(typeof UNITS)[number], number>> = {
  minute: 1_000_000,
  hour: 17_520,
  workHour: 4_000,
  workDay: 500,
};

/**
 * How long something may take (时限). `minute` and `hour` run on the wall clock; `workHour` and
 * `workDay` run only in work time (工作时, 工作日) of the county's calendar.
 */
export const Budget = z
  .strictObject({ amount: z.number().positive(), unit: z.enum(UNITS) })
  .refine(({ amount, unit }) => amount <= BUDGET_MAX[unit], { path: ['amount'] });
export type Budget = z.infer<typeof Budget>;

/** A text in the two languages that every screen speaks. */
export const Bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export type Bilingual = z.infer<typeof Bilingual>;

/** 1 特急 red, 2 紧急 orange, 3 较急 yellow, 4 一般 blue: how we handle it, not the statutory warning. */
export const Level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Level = z.infer<typeof Level>;

export const LEVEL_NAMES = {
  1: { zh: '特急', en: 'Critical' },
  2: { zh: '紧急', en: 'Urgent' },
  3: { zh: '较急', en: 'Raised' },
  4: { zh: '一般', en: 'Routine' },
} as const satisfies Record<Level, Bilingual>;

/** A named part of the handling (围护, then 更换); every stage counts from dispatch. */
export const Stage = z.strictObject({ name: Bilingual, within: Budget });
export type Stage = z.infer<typeof Stage>;

/** The limits of one item; null means that no such clock runs for it. */
export const Limits = z.strictObject({
  /** From dispatch to 签收. */
  sign: Budget.nullable(),
  /** From the moment our side receives the order to the call to the person (1312). */
  contact: Budget.nullable(),
  /** From the same moment to being on the spot. */
  arrive: Budget.nullable(),
  /** From dispatch to 申请办结; null where whoever gives the order sets it (督办件). */
  handle: Budget.nullable(),
  /** From the team's being done to the preliminary result (1312). */
  feedback: Budget.nullable(),
});
export type Limits = z.infer<typeof Limits>;

/** Words in the report that raise (negative: lower) the level, with the reason a person is shown. */
export const LevelRule = z.strictObject({
  words: z.array(z.string().min(1)).min(1).max(30),
  raise: z.number().int().min(-2).max(3),
  reason: Bilingual,
  /** Only what has happened counts, not what nearly did or is feared; otherwise these are signs of danger, too. */
  happened: z.boolean().optional(),
});
export type LevelRule = z.infer<typeof LevelRule>;

/** Photographs and papers that resolving this item needs; nothing is asked for where it is not needed. */
export const Evidence = z.enum(['photoBefore', 'photoAfter', 'document', 'agreement', 'opinion']);
export type Evidence = z.infer<typeof Evidence>;

export const ItemCode = z.string().regex(/^\d{7}$/);

export const CatalogItem = z.strictObject({
  /** Seven digits: 2 major + 2 sub + 3 item. Additions of a county take an item number ≥ 900. */
  code: ItemCode,
  name: Bilingual,
  /** Matter code of GB/T 47678.5-2026, where one exists. */
  stdCode: z.string().nullable(),
  level: Level,
  limits: Limits,
  /** Parts of the handling, in order; the last one ends with `limits.handle`. */
  stages: z.array(Stage).max(6),
  /** Lines (条) that may lead, most likely first; a unit that serves the place on that line is chosen. */
  leads: z
    .array(z.string().regex(/^[a-z][a-z-]*$/))
    .min(1)
    .max(4),
  /** The leads as the printed catalogue names them. */
  leadText: Bilingual,
  /** Where the level and the limits come from. */
  basis: z.string(),
  standardRef: z.string().nullable(),
  /** Need-to-know: masked in every list and export, seen by members only. */
  restricted: z.boolean(),
  /** A grid worker may settle it on the spot (自行处置). */
  selfHandle: z.boolean(),
  /** An expert identifies it before it is handled (行业鉴定). */
  expertReview: z.boolean(),
  isDispute: z.boolean(),
  is1312: z.boolean(),
  followUpRequired: z.boolean(),
  requiredEvidence: z.array(Evidence).max(5),
  /** The unit may return the order within this time; silence is acceptance. */
  returnWindow: Budget,
  levelRules: z.array(LevelRule).max(10),
  /** Lexical words that speak for this item; they feed the classifier and the search of the form. */
  keywords: z.array(z.string().min(1)).max(60),
  /** How people typically say it. */
  phrases: z.array(z.string().min(1)).max(20),
});
export type CatalogItem = z.infer<typeof CatalogItem>;

export const CatalogGroup = z.strictObject({
  code: z.string().regex(/^\d{2}(\d{2})?$/),
  name: Bilingual,
});
/** A major (大类, two digits) or a sub (小类, four digits). */
export type CatalogGroup = z.infer<typeof CatalogGroup>;
