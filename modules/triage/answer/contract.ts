// What the check of an answer found, as it is shown. The browser uses these schemas too.
import { z } from 'zod';

/** What is asked for: a time, a reason, an amount … `matter` where nothing is asked in so many words. */
export const DEMAND_KINDS = [
  'when',
  'why',
  'howMuch',
  'who',
  'where',
  'how',
  'whether',
  'act',
  'matter',
] as const;
export type DemandKind = (typeof DEMAND_KINDS)[number];

/** Demands of one message that are looked at; more would not be read. */
export const DEMANDS_MAX = 20;
/** Words named beside one finding. */
export const NAMED_MAX = 8;

export const CheckedDemand = z.object({
  /** In the words of the message. */
  text: z.string(),
  kind: z.enum(DEMAND_KINDS),
  /** `partly`: it is spoken of, but what was asked for (a time, a reason, an amount) is not there. */
  state: z.enum(['answered', 'partly', 'open']),
  /** The sentence of the answer that takes it up; null where none does. */
  by: z.string().nullable(),
  /** Words that both of them say. */
  shared: z.array(z.string()).max(NAMED_MAX),
});
export type CheckedDemand = z.infer<typeof CheckedDemand>;

/** What makes an answer concrete. */
export const SUBSTANCE_KINDS = [
  'done',
  'by',
  'date',
  'basis',
  'number',
  'reason',
  'plan',
  'contact',
] as const;
export type SubstanceKind = (typeof SUBSTANCE_KINDS)[number];

export const AnswerFlag = z.object({
  code: z.string().max(80),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type AnswerFlag = z.infer<typeof AnswerFlag>;

const share = z.number().min(0).max(1);

export const AnswerCheck = z.object({
  demands: z.array(CheckedDemand).max(DEMANDS_MAX),
  /** Share of the demands that are taken up; what is spoken of without the thing asked for counts half. */
  complete: share,
  /** How far it speaks of the same matter, place and object. */
  relevant: share,
  /** How much of it is said in things that can be looked up, and in which words. */
  concrete: share,
  substance: z.array(z.object({ kind: z.enum(SUBSTANCE_KINDS), words: z.string() })),
  /** 空话: sentences that tell of forwarding and attention and of nothing else. */
  empty: z.array(z.string()).max(NAMED_MAX),
  manners: z.object({
    addressed: z.boolean(),
    thanked: z.boolean(),
    scolding: z.array(z.string()).max(NAMED_MAX),
  }),
  /** In working days of the county, beside what was allowed; null while it is not said when. */
  time: z
    .object({ workDays: z.number(), limit: z.number().nullable(), late: z.boolean() })
    .nullable(),
  /** What a checker should look at before closing; empty where nothing stands out. */
  flags: z.array(AnswerFlag),
});
export type AnswerCheck = z.infer<typeof AnswerCheck>;

/** The words of an answer while it is being written; without them, the one on record is looked at. */
export const AnswerCheckRequest = z.strictObject({
  answer: z
    .string()
    .max(2000)
    .regex(/^[^\u0000]*$/)
    .optional(),
});

export const AnswerCheckResult = z.object({
  /** Null where nothing is answered yet, or the words were erased. */
  check: AnswerCheck.nullable(),
});
export type AnswerCheckResult = z.infer<typeof AnswerCheckResult>;
