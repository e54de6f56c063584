// What the API says about a row. Pure.
import type { EvidenceSummary } from './contract.ts';
import type { Evidence } from './evidence.ts';

export function summaryOf(row: Evidence): EvidenceSummary {
  const { id, kind, mime, bytes, sha256, width, height, durationMs, uploadedAt } = row;
  return {
    id,
    kind,
    class: row.class,
    mime,
    bytes,
    sha256,
    width,
    height,
    durationMs,
    hasThumb: row.thumbRef !== null,
    uploadedAt,
    erased: row.erasedAt !== null,
  };
}
