// What was read of number plates, as it is shown and confirmed. The browser uses these schemas too.
import { z } from 'zod';

/** Why two readers do not agree; their words are PLATE_REASON_TEXTS. */
export const PlateReason = z.enum([
  'no-plate-found',
  'one-reader-only',
  'readers-differ',
  'reader-unsure',
  'not-readable',
  'no-picture',
]);
export type PlateReason = z.infer<typeof PlateReason>;

/** A plate as a person writes it: province, letter, and what follows (GA 36-2018). */
export const PlateText = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^\p{Script=Han}[A-Z][A-Z0-9]{4,5}[A-Z0-9\p{Script=Han}]$/u);

export const PlateView = z.object({
  evidenceId: z.uuid(),
  outcome: z.enum(['reading', 'read', 'nothing', 'failed']),
  /** Both readers say it, surely: only such a plate may lead to a message to a person. */
  agreed: z.boolean(),
  /** Of the less sure reader where both agree, of both together otherwise; null when nothing was read. */
  confidence: z.number().min(0).max(1).nullable(),
  /** Masked, unless it was asked for with a reason. */
  plate: z.string().nullable(),
  reasons: z.array(PlateReason),
  confirmed: z.object({ plate: z.string().nullable(), by: z.string(), at: z.number() }).nullable(),
});
export type PlateView = z.infer<typeof PlateView>;

export const PlatesAnswer = z.object({
  /** Whether a plate matters in this matter. */
  matters: z.boolean(),
  /** Whether this installation can read plates at all. */
  isReaderThere: z.boolean(),
  mayReveal: z.boolean(),
  plates: z.array(PlateView),
});
export type PlatesAnswer = z.infer<typeof PlatesAnswer>;

export const RevealPlates = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(2)
    .max(200)
    .regex(/^[^\u0000]*$/),
});
export const ConfirmPlate = z.strictObject({ plate: PlateText });
