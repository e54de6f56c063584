// The little of ZIP that a workbook needs: its table of contents, and entries inflated as they are read,
// each with a limit on what it may expand to. Throws Refused on anything out of order.
import { createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';
import { Refused } from '#platform/errors/index.ts';
import type { ByteSource } from './byte-source.ts';

export type ZipEntry = Readonly<{
  name: string;
  method: number;
  packedBytes: number;
  localAt: number;
}>;

/** A workbook of a hundred sheets with pictures has a few hundred. */
const MAX_ENTRIES = 4_000;
const END_BYTES = 22;
const END_WINDOW = END_BYTES + 65_535;
const MAX_CONTENTS_BYTES = 4 * 1024 * 1024;

const broken = () => new Refused('import.broken-xlsx', 'file');

/** Reads the table of contents. */
export async function zipEntries(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const tail = await source.read(Math.max(0, source.size - END_WINDOW), source.size);
  const end = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end < 0 || end + END_BYTES > tail.length) throw broken();
  const [count, size, at] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  // ZIP64 (0xffffffff) is for files far beyond our limits.
  if (count > MAX_ENTRIES || size > MAX_CONTENTS_BYTES || at + size > source.size) throw broken();
  const contents = await source.read(at, at + size);
  const entries = new Map<string, ZipEntry>();
  let position = 0;
  for (let index = 0; index < count; index += 1) {
    if (position + 46 > contents.length || contents.readUInt32LE(position) !== 0x02014b50)
      throw broken();
    const nameBytes = contents.readUInt16LE(position + 28);
    const more = contents.readUInt16LE(position + 30) + contents.readUInt16LE(position + 32);
    const name = contents.toString('utf8', position + 46, position + 46 + nameBytes);
    const isEncrypted = (contents.readUInt16LE(position + 8) & 1) === 1;
    if (isEncrypted) throw broken();
    entries.set(name.replace(/^\//, ''), {
      name,
      method: contents.readUInt16LE(position + 10),
      packedBytes: contents.readUInt32LE(position + 20),
      localAt: contents.readUInt32LE(position + 42),
    });
    position += 46 + nameBytes + more;
  }
  return entries;
}

/** Inflates an entry; refuses as soon as it expands beyond `maxBytes`. */
export async function* readEntry(
  source: ByteSource,
  entry: ZipEntry,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  const local = await source.read(entry.localAt, entry.localAt + 30);
  if (local.length < 30 || local.readUInt32LE(0) !== 0x04034b50) throw broken();
  const start = entry.localAt + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const end = start + entry.packedBytes;
  if (end > source.size) throw broken();
  let expanded = 0;
  for await (const piece of unpacked(source.stream(start, end), entry.method)) {
    expanded += piece.length;
    if (expanded > maxBytes) throw new Refused('import.xlsx-bomb', 'file');
    yield piece;
  }
}

async function* unpacked(packed: AsyncIterable<Buffer>, method: number): AsyncGenerator<Buffer> {
  if (method === 0) return yield* packed;
  if (method !== 8) throw broken();
  const input = Readable.from(packed);
  const inflate = createInflateRaw();
  input.on('error', (error) => inflate.destroy(error));
  input.pipe(inflate);
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof Error && 'code' in error && /^Z_/.test(String(error.code))
      ? broken()
      : error;
  } finally {
    input.destroy();
    inflate.destroy();
  }
}
