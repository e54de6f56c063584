// Showing evidence: the served copy, the thumbnail or the sealed original, whole or a range, opened chunk
// by chunk as it is sent.
import { Failure, Refused } from '#platform/errors/index.ts';
import { BlobMissing } from './blob-store.ts';
import type { Blank, Evidence } from './evidence.ts';
import { applyBlanks } from './movie-boxes.ts';
import { openSealed, unwrapKey } from './sealing.ts';
import type { EvidenceKeeper } from './upload.ts';

/** `[start, end)` in bytes. */
export type ByteRange = Readonly<{ start: number; end: number }>;

export type Opened = Readonly<{
  mime: string;
  /** Of the whole, whatever the range. */
  totalBytes: number;
  range: ByteRange;
  stream: AsyncIterable<Buffer>;
}>;

/** The copy for people: upright, without traces of the phone. */
export function openServed(keeper: EvidenceKeeper, row: Evidence, range?: ByteRange): Opened {
  const { servedRef, servedMime, servedBytes, blanks } = row;
  if (servedRef !== null) return open(keeper, row, servedRef, servedMime, servedBytes, range);
  return open(keeper, row, row.originalRef, servedMime, row.bytes, range, blanks);
}

export function openThumb(keeper: EvidenceKeeper, row: Evidence): Opened {
  if (row.thumbRef === null || row.thumbBytes === null) throw new Refused('evidence.no-thumb');
  return open(keeper, row, row.thumbRef, 'image/webp', row.thumbBytes);
}

/** The bytes as they were handed in, with whatever the phone wrote into them: the caller records who asked. */
export function openOriginal(keeper: EvidenceKeeper, row: Evidence, range?: ByteRange): Opened {
  return open(keeper, row, row.originalRef, row.mime, row.bytes, range);
}

function open(
  { store, masterKey }: EvidenceKeeper,
  row: Evidence,
  ref: string,
  mime: string,
  totalBytes: number,
  range: ByteRange = { start: 0, end: totalBytes },
  blanks: readonly Blank[] = [],
): Opened {
  if (row.wrappedKey === null) throw new Refused('evidence.erased');
  const key = unwrapKey(masterKey, row.wrappedKey, row.id);
  const blob = (start: number, end: number) => store.get(ref, { start, end });
  async function* stream(): AsyncGenerator<Buffer> {
    let at = range.start;
    try {
      for await (const chunk of openSealed(key, blob, totalBytes, range.start, range.end)) {
        yield applyBlanks(chunk, at, blanks);
        at += chunk.length;
      }
    } catch (error) {
      throw error instanceof BlobMissing ? new Failure('evidence.blob-missing', error) : error;
    }
  }
  return { mime, totalBytes, range, stream: stream() };
}

/**
 * Reads a `Range` header for a file of `bytes` (RFC 9110 14.2): one range is served, several or other
 * units are ignored (undefined: send it whole), one outside the file is refused.
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    if (length === 0) throw new Refused('evidence.range');
    return { start: bytes - length, end: bytes };
  }
  const start = Number(first);
  const end = last === '' ? bytes : Math.min(Number(last) + 1, bytes);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= bytes) throw new Refused('evidence.range');
  return { start, end };
}
