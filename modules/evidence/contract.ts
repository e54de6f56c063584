// What the API takes and gives about evidence.
import { z } from 'zod';
import { EVIDENCE_CLASSES } from './evidence.ts';

export const EvidenceKind = z.enum(['image', 'audio', 'video', 'document']);
export type EvidenceKind = z.infer<typeof EvidenceKind>;

/** What people see of a piece of evidence; the bytes are at `/evidence/{id}` and `/evidence/{id}/thumb`. */
export const EvidenceSummary = z.object({
  id: z.uuid(),
  kind: EvidenceKind,
  class: z.enum(EVIDENCE_CLASSES),
  mime: z.string().describe('Of the original, by its content'),
  bytes: z.number().int(),
  sha256: z.string().describe('Of the original, hexadecimal'),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  durationMs: z.number().nullable(),
  hasThumb: z.boolean(),
  uploadedAt: z.number().describe('Milliseconds since 1970-01-01T00:00:00Z'),
  erased: z.boolean(),
});
export type EvidenceSummary = z.infer<typeof EvidenceSummary>;

export const UploadQuery = z.object({
  countyId: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .optional()
    .describe('Needed only by those who hold posts in several counties'),
  class: z.enum(EVIDENCE_CLASSES).default('attachment'),
});

export const EvidenceParams = z.object({ id: z.uuid() });
