// What the import page sends and gets. Runs in the browser too.
import { z } from 'zod';
import { Mapping } from './mapping.ts';

export { Mapping };
export { REPORT_FIELDS, type ColumnRule, type ReportField } from './mapping.ts';

const RefusalTold = z.object({
  code: z.string(),
  field: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  message: z.string(),
});

export const ImportStatus = z.object({
  id: z.uuid(),
  countyId: z.number().int(),
  fileName: z.string(),
  sha256: z.string(),
  state: z.enum(['uploaded', 'running', 'finished', 'failed', 'cancelled']),
  dryRun: z.boolean(),
  read: z.number().int(),
  accepted: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.number().int(),
  /** Things worth saying of rows that were taken, or taken once. */
  warnings: z.number().int(),
  located: z.number().int(),
  classified: z.number().int(),
  /** 0 … 1 while it runs in this process. */
  share: z.number().nullable(),
  perSecond: z.number().nullable(),
  hasRejects: z.boolean(),
  problem: RefusalTold.nullable(),
  startedAt: z.number(),
  updatedAt: z.number(),
  finishedAt: z.number().nullable(),
});
export type ImportStatus = z.infer<typeof ImportStatus>;

export const ImportPreviewRow = z.object({
  row: z.number().int(),
  cells: z.record(z.string(), z.string()).nullable(),
  report: z
    .object({
      sourceKey: z.string(),
      occurredAt: z.number(),
      title: z.string(),
      text: z.string(),
      addressText: z.string().optional(),
      point: z.object({ lng: z.number(), lat: z.number() }).optional(),
      itemCode: z.string().optional(),
      channel: z.string(),
    })
    .nullable(),
  rejection: RefusalTold.nullable(),
  warnings: z.array(RefusalTold),
});

export const ImportPreview = z.object({
  id: z.uuid(),
  format: z.enum(['csv', 'jsonl', 'xlsx']),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  headers: z.array(z.string()),
  mapping: Mapping,
  rows: z.array(ImportPreviewRow),
  problems: z.array(RefusalTold),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const ImportList = z.object({ items: z.array(ImportStatus) });
export const ImportParams = z.object({ id: z.uuid() });
export const UploadImportQuery = z.object({
  countyId: z.coerce.number().int().positive().max(2_147_483_647).optional(),
});
export const PreviewImportRequest = z.strictObject({ mapping: Mapping });
export const RunImportRequest = z.strictObject({ mapping: Mapping, dryRun: z.boolean() });
