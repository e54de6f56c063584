// The bytes of a file to import: from disk, or from memory in tests. Counts what has been read.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Refused } from '#platform/errors/index.ts';
import { MAX_FILE_BYTES } from './report.ts';

export interface ByteSource {
  readonly size: number;
  /** How far a reader has come, in bytes: for progress. */
  readonly bytesRead: number;
  /** `[start, end)`; shorter at the end of the file. */
  read(start: number, end: number): Promise<Buffer>;
  stream(start?: number, end?: number): AsyncIterable<Buffer>;
}

/** Opens a file; refuses one that is missing, empty or too large. */
export async function fileSource(path: string): Promise<ByteSource> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new Refused('import.file-missing', 'file', { file: path });
  checkSize(found.size);
  let bytesRead = 0;
  return {
    size: found.size,
    get bytesRead() {
      return bytesRead;
    },
    async read(start, end) {
      const length = Math.max(0, Math.min(end, found.size) - start);
      const file = await open(path, 'r');
      try {
        const { buffer, bytesRead: got } = await file.read(Buffer.alloc(length), 0, length, start);
        return buffer.subarray(0, got);
      } finally {
        await file.close();
      }
    },
    async *stream(start = 0, end = found.size) {
      if (start >= end) return;
      const pieces = createReadStream(path, { start, end: end - 1, highWaterMark: 256 * 1024 });
      bytesRead = start;
      for await (const piece of pieces as AsyncIterable<Buffer>) {
        bytesRead += piece.length;
        yield piece;
      }
    },
  };
}

export function bufferSource(bytes: Buffer, pieceBytes = 64 * 1024): ByteSource {
  checkSize(bytes.length);
  return {
    size: bytes.length,
    bytesRead: 0,
    read: async (start, end) => bytes.subarray(start, end),
    async *stream(start = 0, end = bytes.length) {
      for (let at = start; at < end; at += pieceBytes)
        yield bytes.subarray(at, Math.min(at + pieceBytes, end));
    },
  };
}

function checkSize(size: number): void {
  if (size === 0) throw new Refused('import.empty', 'file');
  if (size > MAX_FILE_BYTES)
    throw new Refused('import.too-large', 'file', { limit: MAX_FILE_BYTES / 1024 / 1024 });
}
