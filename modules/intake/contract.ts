// What intake takes and gives.
import { z } from 'zod';
import { ReportInput, ReportResult } from '#modules/incident/contract.ts';

export { ReportInput, ReportResult };
export { sourcesOf } from './sources.ts';
export * from './import/contract.ts';

/** Reports of one request from another system. */
export const REPORT_BATCH_MAX = 200;

export const ReportBatch = z.strictObject({
  reports: z.array(ReportInput).min(1).max(REPORT_BATCH_MAX),
});
export const ReportBatchResult = z.object({
  results: z.array(
    z.union([
      z.object({ ok: z.literal(true), report: ReportResult }),
      z.object({
        ok: z.literal(false),
        problem: z.object({ code: z.string(), field: z.string().optional() }),
      }),
    ]),
  ),
});
