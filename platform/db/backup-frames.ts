// The shape of a backup file, inside gzip: frames of one header line and counted bytes,
// `<kind> <byte length> <name as JSON>\n<bytes>\n`, so that it streams both ways and a cut is noticed.
// Kinds: see FrameKind. Knows nothing of databases.
import { Refused } from '#platform/errors/index.ts';

export type FrameKind =
  /** What the file is: format, time, migrations, tables, partitions (JSON). */
  | 'manifest'
  /** The installation's secrets, as the file of that name. */
  | 'secrets'
  /** The following `data` frames are rows of this table, in PostgreSQL's COPY text form. */
  | 'table'
  /** The following `data` frames are this file, relative to the evidence folder. */
  | 'file'
  | 'data'
  /** Closes a table or file: rows, bytes, sha256 of its data (JSON). */
  | 'sum'
  /** The last frame; a file without it was broken off. */
  | 'end';

export type Frame = Readonly<{ kind: FrameKind; name: string; bytes: Buffer }>;

const KINDS: readonly string[] = ['manifest', 'secrets', 'table', 'file', 'data', 'sum', 'end'];
/** COPY and file streams hand out pieces well below this; a longer one means a damaged file. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;
const HEADER_BYTES_MAX = 4_096;

/** One frame as it lies in the file. */
export function* frameOf(
  kind: FrameKind,
  name: string,
  bytes: Uint8Array | string = '',
): Generator<Uint8Array> {
  const body = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  yield Buffer.from(`${kind} ${body.byteLength} ${JSON.stringify(name)}\n`);
  yield body;
  yield Buffer.from('\n');
}

/** Reads frames from pieces of any size. Throws `Refused('backup.damaged')` at the first oddity. */
export async function* readFrames(pieces: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer[] = [];
  let length = 0;
  let header: { kind: FrameKind; name: string; length: number } | undefined;
  for await (const piece of pieces) {
    held.push(piece);
    length += piece.length;
    // Joined only when a whole frame is there, so that a large one is not copied over and over.
    if (header && length < header.length + 1) continue;
    let buffer = Buffer.concat(held);
    for (;;) {
      if (!header) {
        const end = buffer.indexOf(10);
        if (end > HEADER_BYTES_MAX || (end < 0 && buffer.length > HEADER_BYTES_MAX))
          throw damaged();
        if (end < 0) break;
        header = parseHeader(buffer.subarray(0, end).toString('utf8'));
        buffer = buffer.subarray(end + 1);
      }
      if (buffer.length < header.length + 1) break;
      if (buffer[header.length] !== 10) throw damaged();
      yield { kind: header.kind, name: header.name, bytes: buffer.subarray(0, header.length) };
      buffer = buffer.subarray(header.length + 1);
      header = undefined;
    }
    held = buffer.length > 0 ? [buffer] : [];
    length = buffer.length;
  }
  if (header || length > 0) throw damaged();
}

function parseHeader(line: string): { kind: FrameKind; name: string; length: number } {
  const [, kind = '', digits = '', quoted = ''] = /^([a-z]+) (\d{1,9}) (".*")$/.exec(line) ?? [];
  const length = Number(digits);
  if (!isKind(kind) || length > FRAME_BYTES_MAX) throw damaged();
  return { kind, length, name: parseName(quoted) };
}

function isKind(text: string): text is FrameKind {
  return KINDS.includes(text);
}

function parseName(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw damaged();
  }
}

export function damaged(): Refused {
  return new Refused('backup.damaged');
}
