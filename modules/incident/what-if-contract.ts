// What is asked and answered of 推演 (what if), as the browser and the server say it to each other. Pure.
import { z } from 'zod';
import { Level } from '#modules/catalog/contract.ts';
import type { Role } from '#modules/identity/contract.ts';

/** Who asks over what they see, and is told which matters would differ. */
export const WHAT_IF_LEADERS: readonly Role[] = ['countyCommander', 'deputyDirector'];

/** Changes of limits in one question. */
export const LIMIT_CHANGES_MAX = 200;
/** Matters lived in one question of the page: half a minute of one processor. */
export const WHAT_IF_MATTERS_MAX = 5_000;
/** Matters told that would differ; the counts are of all. */
export const DIFFERING_MAX = 200;

export const ITEM_LIMITS = ['sign', 'contact', 'arrive', 'handle', 'feedback'] as const;
export const POLICY_LIMITS = ['acknowledge', 'verify', 'accept', 'dispatch', 'check', 'followUp', 'reply'] as const; // prettier-ignore

/** Limits of the catalogue, longer or shorter by a share of themselves: 0.5 is half. */
export const LimitChange = z.strictObject({
  /** Codes or beginnings of codes; without them every item. */
  items: z
    .array(z.string().regex(/^(\d{2}|\d{4}|\d{7})$/))
    .max(LIMIT_CHANGES_MAX)
    .optional(),
  /** Levels of the items, or of the matter where the limit goes by level; without them every one. */
  levels: z.array(Level).max(4).optional(),
  limits: z.array(z.enum([...ITEM_LIMITS, ...POLICY_LIMITS])).min(1),
  share: z.number().min(0.01).max(100),
});
export type LimitChange = z.infer<typeof LimitChange>;

const Id = z.coerce.number().int().positive().max(2_147_483_647);
const Instant = z.number().int().min(0).max(8_640_000_000_000_000);

export const WhatIfQuery = z.object({ countyId: Id });
export const WhatIfRequest = z.object({
  countyId: Id,
  /** Matters reported from here up to, not including, `to`. */
  from: Instant,
  to: Instant,
  limits: z.array(LimitChange).min(1).max(20),
});
export type WhatIfRequest = z.infer<typeof WhatIfRequest>;

const Changes = z.object({
  matters: z.number().int(),
  lateThen: z.number().int(),
  lateNow: z.number().int(),
  ringsThen: z.number().int(),
  ringsNow: z.number().int(),
});
export type WhatIfChanges = z.infer<typeof Changes>;

export const DifferingMatter = z.object({
  id: z.string(),
  number: z.string(),
  itemCode: z.string().nullable(),
  unitId: z.number().int().nullable(),
  lateThen: z.boolean(),
  lateNow: z.boolean(),
  ringsThen: z.number().int(),
  ringsNow: z.number().int(),
});
export type DifferingMatter = z.infer<typeof DifferingMatter>;

export const WhatIfAnswer = Changes.extend({
  becameLate: z.number().int(),
  becameInTime: z.number().int(),
  /** Matters that would differ in any way. */
  changed: z.number().int(),
  /** Not what the record says even under its own rules: the measure of the engine. */
  unlikeRecord: z.number().int(),
  /** There were more matters than are lived in one question. */
  cut: z.boolean(),
  byItem: z.array(Changes.extend({ key: z.string().nullable() })),
  byUnit: z.array(Changes.extend({ key: z.number().int().nullable() })),
  /** Empty for who sees numbers only. */
  differing: z.array(DifferingMatter),
});
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>;

export const WhatIfRun = z.object({
  askedAt: z.number(),
  from: z.number(),
  to: z.number(),
  limits: z.array(LimitChange),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  step: z.enum(['read', 'own', 'other']),
  /** Matters read or lived in this step. */
  matters: z.number().int(),
  answer: WhatIfAnswer.nullable(),
});
export type WhatIfRun = z.infer<typeof WhatIfRun>;

export const WhatIfState = z.object({
  /** The asker's own newest question; forgotten after a while. */
  run: WhatIfRun.nullable(),
  /** Somebody else's question is being answered: one at a time in a county. */
  isBusy: z.boolean(),
  /** Whether the asker is told which matters would differ. */
  namesMatters: z.boolean(),
});
export type WhatIfState = z.infer<typeof WhatIfState>;
