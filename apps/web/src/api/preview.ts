// What the machine would say of these words, asked before or beside a report.
import { PreviewAnswer } from '#modules/triage/contract.ts';
import { request } from './request.ts';

export const previewQuery = (countyId: number, text: string, source: string) => ({
  queryKey: ['preview', countyId, text, source],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request(PreviewAnswer, '/triage/preview', {
      method: 'POST',
      body: { countyId, text, source },
      signal,
    }),
  retry: false,
});
