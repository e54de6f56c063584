// What a file is, by its content alone: its name and what the client calls it are never asked.
// Accepts four kinds, and says plainly why anything else is refused. Pure, never throws.
import type { FileTypeResult } from 'file-type';
import type { Refusal } from '#platform/errors/index.ts';
import type { EvidenceKind } from './evidence.ts';
import type { EvidenceRefusal } from './refusals.ts';

export type Sniffed = Readonly<{ kind: EvidenceKind; mime: string }>;
type Refuse = Refusal & Readonly<{ code: EvidenceRefusal }>;

/** How much of the beginning decides; ID3 tags and `ftyp` boxes of phones fit well within. */
export const HEAD_BYTES = 64 * 1024;
/** A ZIP names its table in its last 22 bytes plus a comment of at most 65,535. */
export const TAIL_BYTES = 22 + 65_535;
/** No browser looks for markup beyond this (WHATWG MIME sniffing reads 1,445 bytes). */
const MARKUP_WINDOW = 1445;
/** PDF readers accept the header anywhere in the first 1,024 bytes; so would an attacker. */
const PDF_WINDOW = 1024;
const PDF_END_WINDOW = 2048;

const ACCEPTED: Readonly<Record<string, Sniffed>> = {
  'image/jpeg': { kind: 'image', mime: 'image/jpeg' },
  'image/png': { kind: 'image', mime: 'image/png' },
  'image/apng': { kind: 'image', mime: 'image/png' },
  'image/webp': { kind: 'image', mime: 'image/webp' },
  'image/gif': { kind: 'image', mime: 'image/gif' },
  'image/heic': { kind: 'image', mime: 'image/heic' },
  'image/heic-sequence': { kind: 'image', mime: 'image/heic' },
  'image/heif': { kind: 'image', mime: 'image/heif' },
  'image/heif-sequence': { kind: 'image', mime: 'image/heif' },
  'audio/mpeg': { kind: 'audio', mime: 'audio/mpeg' },
  'audio/mp4': { kind: 'audio', mime: 'audio/mp4' },
  'audio/x-m4a': { kind: 'audio', mime: 'audio/mp4' },
  'audio/amr': { kind: 'audio', mime: 'audio/amr' },
  'audio/wav': { kind: 'audio', mime: 'audio/wav' },
  'audio/ogg': { kind: 'audio', mime: 'audio/ogg' },
  'video/mp4': { kind: 'video', mime: 'video/mp4' },
  'video/x-m4v': { kind: 'video', mime: 'video/mp4' },
  'video/quicktime': { kind: 'video', mime: 'video/quicktime' },
  'video/webm': { kind: 'video', mime: 'video/webm' },
  'video/3gpp': { kind: 'video', mime: 'video/3gpp' },
  'application/pdf': { kind: 'document', mime: 'application/pdf' },
};

/** Decides by the first bytes (up to `HEAD_BYTES`) of a file. */
export async function sniff(head: Uint8Array): Promise<Sniffed | Refuse> {
  if (head.length === 0) return { code: 'evidence.empty' };
  if (startsLikeMarkup(head)) return { code: 'evidence.active-content' };
  const found = await detect(head);
  if (found === undefined) {
    if (holdsMarkup(head)) return { code: 'evidence.active-content' };
    return { code: 'evidence.unknown-type' };
  }
  const { mime } = found;
  if (isOfficeOrArchive(mime)) return { code: 'evidence.office-file' };
  if (mime === 'application/xml') return { code: 'evidence.active-content' };
  const accepted = ACCEPTED[mime.split(';')[0] ?? ''];
  if (!accepted) return notAccepted(found);
  if (accepted.mime === 'audio/mpeg' && !isMp3(head)) return { code: 'evidence.unknown-type' };
  if (holdsMarkup(head)) return { code: 'evidence.two-files-in-one', params: { type: 'HTML' } };
  if (accepted.kind !== 'document' && ascii(head, 0, PDF_WINDOW).includes('%PDF-'))
    return { code: 'evidence.two-files-in-one', params: { type: 'PDF' } };
  return accepted;
}

/** Looks at the last bytes (up to `TAIL_BYTES`) for what a whole file must, or must not, end with. */
export function refuseByTail(sniffed: Sniffed, tail: Uint8Array): Refuse | undefined {
  if (endsAsZip(tail)) return { code: 'evidence.two-files-in-one', params: { type: 'ZIP' } };
  if (
    sniffed.mime === 'application/pdf' &&
    !ascii(tail, Math.max(0, tail.length - PDF_END_WINDOW), tail.length).includes('%%EOF')
  )
    return { code: 'evidence.damaged' };
  return undefined;
}

export function isRefusal(answer: Sniffed | Refuse): answer is Refuse {
  return 'code' in answer;
}

/** Told as people call it (BMP 图片) and with what to send instead; a MIME type says nothing to them. */
function notAccepted({ mime, ext }: FileTypeResult): Refuse {
  const params = { type: ext.toUpperCase() };
  switch (mime.split('/')[0]) {
    case 'image':
      return { code: 'evidence.picture-not-accepted', params };
    case 'audio':
      return { code: 'evidence.audio-not-accepted', params };
    case 'video':
      return { code: 'evidence.video-not-accepted', params };
    default:
      return { code: 'evidence.type-not-accepted', params };
  }
}

async function detect(head: Uint8Array): Promise<FileTypeResult | undefined> {
  // Loaded with the first upload: a start need not wait for it.
  const { fileTypeFromBuffer } = await import('file-type');
  try {
    return await fileTypeFromBuffer(head);
  } catch {
    return undefined; // a header that contradicts itself
  }
}

function isOfficeOrArchive(mime: string): boolean {
  return (
    /officedocument|opendocument|ms-(excel|word|powerpoint|outlook)|x-cfb|rtf|apple\.(key|num|pag)/.test(
      mime,
    ) || /(zip|x-tar|rar|gzip|bzip2|7z|x-xz|java-archive|zstd|lz)/.test(mime)
  );
}

const MARKUP = /<(script|html|head|body|svg|iframe|!doctype html|\?php|\?xml-stylesheet)[\s>/]/i;

function holdsMarkup(head: Uint8Array): boolean {
  return MARKUP.test(ascii(head, 0, MARKUP_WINDOW));
}

function startsLikeMarkup(head: Uint8Array): boolean {
  // UTF-16 markup shows as every other byte zero; dropping the zeros is enough to see it.
  const text = ascii(head, 0, MARKUP_WINDOW)
    .replace(/^[\xef\xbb\xbf\xfe\xff]+|\0/g, '')
    .trimStart();
  return /^<(\?xml|!|[a-z])/i.test(text);
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    start,
    end,
  );
}

/** Two bytes look like an MP3 by chance once in a few hundred files: asks for two frames in a row. */
function isMp3(head: Uint8Array): boolean {
  let at = 0;
  if (ascii(head, 0, 3) === 'ID3') {
    const size = [6, 7, 8, 9].reduce((sum, index) => (sum << 7) | ((head[index] ?? 0) & 0x7f), 0);
    at = 10 + size;
    if (at + 4 > head.length) return true; // the tag holds a cover picture larger than our window
    while (head[at] === 0 && at + 4 < head.length) at += 1; // padding
  }
  const length = mp3FrameBytes(head, at);
  if (length === undefined) return false;
  return at + length + 4 > head.length || mp3FrameBytes(head, at + length) !== undefined;
}

const MP3_KBPS_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MP3_KBPS_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const MP3_HZ_V1 = [44_100, 48_000, 32_000];

/** Length of the layer III frame whose header is at `at` (ISO 11172-3, 13818-3), if one is. */
function mp3FrameBytes(bytes: Uint8Array, at: number): number | undefined {
  const [sync, version, rates] = [bytes[at], bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
  if (sync !== 0xff || (version & 0xe0) !== 0xe0 || ((version >> 1) & 3) !== 1) return undefined;
  const id = (version >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const kbps = (id === 3 ? MP3_KBPS_V1 : MP3_KBPS_V2)[rates >> 4];
  const hz = MP3_HZ_V1[(rates >> 2) & 3];
  if (id === 1 || !kbps || !hz) return undefined;
  const rate = id === 3 ? hz : id === 2 ? hz / 2 : hz / 4;
  return Math.floor(((id === 3 ? 144 : 72) * kbps * 1000) / rate) + ((rates >> 1) & 1);
}

/** True when the tail holds the closing record of a ZIP whose table really stands where it says. */
function endsAsZip(tail: Uint8Array): boolean {
  const view = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = view.lastIndexOf('PK\x05\x06', undefined, 'latin1'); at >= 0;) {
    if (at + 22 <= view.length) {
      const table = at - view.readUInt32LE(at + 12);
      const empty = view.readUInt16LE(at + 10) === 0;
      if (empty || table < 0 || view.toString('latin1', table, table + 4) === 'PK\x01\x02')
        return true;
    }
    if (at === 0) break;
    at = view.lastIndexOf('PK\x05\x06', at - 1, 'latin1');
  }
  return false;
}
