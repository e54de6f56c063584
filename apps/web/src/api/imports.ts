// The import desk: upload a file, look at it through a mapping, try, run, follow.
import { queryOptions } from '@tanstack/react-query';
import { ImportList, ImportPreview, ImportStatus, type Mapping } from '#modules/intake/contract.ts';
import type { z } from 'zod';
import { SECOND } from '#platform/time/index.ts';
import { request } from './request.ts';

export type ImportMapping = z.infer<typeof Mapping>;

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => request(ImportList, '/imports', { signal }),
});

/** Asked again every second while it runs. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => request(ImportStatus, `/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? SECOND : false),
  });

export function uploadImport(file: File, countyId: number) {
  const body = new FormData();
  body.append('file', file, file.name);
  return request(ImportPreview, '/imports', { method: 'POST', query: { countyId }, body });
}

export function previewImport(id: string, mapping: ImportMapping) {
  return request(ImportPreview, `/imports/${id}/preview`, { method: 'POST', body: { mapping } });
}

export function runImport(id: string, mapping: ImportMapping, dryRun: boolean) {
  return request(ImportStatus, `/imports/${id}/run`, { method: 'POST', body: { mapping, dryRun } });
}

export function cancelImport(id: string) {
  return request(ImportStatus, `/imports/${id}/cancel`, { method: 'POST' });
}
