// The box structure of MP4, MOV, 3GP and M4A (ISO/IEC 14496-12): what it holds, how long it plays,
// and where the phone wrote its place and owner. Reads a few kilobytes by range, never the media. Never
// throws on damaged input.
import type { Blank } from './evidence.ts';

/** Reads `[start, end)` of the file; shorter at its end. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>;

export type Movie = Readonly<{
  durationMs: number | null;
  width: number | null;
  height: number | null;
  hasVideo: boolean;
  /** Metadata boxes (`udta`, `meta`, `uuid`, timed-metadata tracks): place, owner, device. */
  blanks: readonly Blank[];
}>;

type Box = Readonly<{ type: string; start: number; body: number; end: number }>;

/** A file of fragments has two boxes every second or so: half an hour, but no bomb of 8-byte boxes. */
const MAX_TOP_BOXES = 4_000;
/** The index of an hour of video at 60 frames a second is below 4 MiB. */
const MAX_MOOV_BYTES = 16 * 1024 * 1024;
const MAX_INNER_BOXES = 4_000;
/** Phones write three or four. */
const MAX_BLANKS = 100;

/** Reads the structure; undefined when it is no playable movie or sound (no `moov`, no track). */
export async function readMovie(read: ReadRange, bytes: number): Promise<Movie | undefined> {
  const blanks: Blank[] = [];
  let moov: Box | undefined;
  let at = 0;
  for (let count = 0; at + 8 <= bytes; count += 1) {
    if (count === MAX_TOP_BOXES) return undefined;
    const box = boxAt(await read(at, Math.min(at + 16, bytes)), at, bytes);
    if (!box) return undefined;
    if (box.type === 'moov') {
      if (moov) return undefined; // two indexes: which one a player takes is anybody's guess
      moov = box;
    }
    if (isPrivate(box.type)) blanks.push(...blanksOf(box));
    at = box.end;
  }
  if (!moov || moov.end - moov.start > MAX_MOOV_BYTES) return undefined;
  return readMoov(await read(moov.body, moov.end), moov.body, blanks);
}

function readMoov(bytes: Uint8Array, offset: number, blanks: Blank[]): Movie | undefined {
  const inner = view(bytes);
  let durationMs: number | null = null;
  let [width, height]: [number | null, number | null] = [null, null];
  let [tracks, hasVideo] = [0, false];
  for (const box of children(inner, 0, inner.length)) {
    if (box.type === 'mvhd') durationMs = mvhdDuration(inner, box);
    else if (isPrivate(box.type)) blanks.push(...blanksOf(box, offset));
    else if (box.type === 'trak') {
      const track = readTrack(inner, box);
      if (track.handler === 'meta' || track.handler === 'camm') {
        blanks.push(...blanksOf(box, offset));
        continue;
      }
      tracks += 1;
      blanks.push(...track.blanks.flatMap((blank) => blanksOf(blank, offset)));
      if (track.handler === 'vide') {
        hasVideo = true;
        [width, height] = [width ?? track.width, height ?? track.height];
      }
    }
  }
  if (tracks === 0 || blanks.length > MAX_BLANKS) return undefined;
  return { durationMs, width, height, hasVideo, blanks };
}

type Track = { handler: string; width: number | null; height: number | null; blanks: Box[] };

function readTrack(inner: Buffer, trak: Box): Track {
  const track: Track = { handler: '', width: null, height: null, blanks: [] };
  for (const box of children(inner, trak.body, trak.end)) {
    if (isPrivate(box.type)) track.blanks.push(box);
    else if (box.type === 'tkhd' && box.end - box.body >= 84) {
      // Width and height are the last two fields, 16.16 fixed point; the matrix says a quarter turn.
      const [w, h] = [
        inner.readUInt32BE(box.end - 8) >>> 16,
        inner.readUInt32BE(box.end - 4) >>> 16,
      ];
      const turned = inner.readInt32BE(box.end - 44) === 0 && inner.readInt32BE(box.end - 40) !== 0;
      if (w > 0 && h > 0) [track.width, track.height] = turned ? [h, w] : [w, h];
    } else if (box.type === 'mdia') {
      for (const part of children(inner, box.body, box.end)) {
        if (part.type === 'hdlr' && part.end - part.body >= 12)
          track.handler = inner.toString('latin1', part.body + 8, part.body + 12);
      }
    }
  }
  return track;
}

function mvhdDuration(inner: Buffer, box: Box): number | null {
  const long = inner[box.body] === 1;
  if (box.end - box.body < (long ? 32 : 20)) return null;
  const scale = inner.readUInt32BE(box.body + (long ? 20 : 12));
  const units = long
    ? Number(inner.readBigUInt64BE(box.body + 24))
    : inner.readUInt32BE(box.body + 16);
  const milliseconds = Math.round((units / scale) * 1000);
  // Zero or "all ones" means unknown (fragmented recordings); a week is beyond any clip.
  return scale > 0 && milliseconds > 0 && milliseconds < 604_800_000 ? milliseconds : null;
}

function isPrivate(type: string): boolean {
  return type === 'udta' || type === 'meta' || type === 'uuid';
}

/** Blanks from the type field on, so that the box becomes `free` and every offset stays. */
function blanksOf(box: Box, offset = 0): Blank[] {
  const [type, body, end] = [offset + box.start + 4, offset + box.body, offset + box.end];
  // A 64-bit size stands between type and body and must stay.
  if (box.body - box.start === 16)
    return [
      { start: type, end: type + 4 },
      { start: body, end },
    ];
  return [{ start: type, end }];
}

function* children(inner: Buffer, from: number, to: number): Generator<Box> {
  let at = from;
  for (let count = 0; at + 8 <= to && count < MAX_INNER_BOXES; count += 1) {
    const box = boxAt(inner.subarray(at, at + 16), at, to);
    if (!box) return;
    yield box;
    at = box.end;
  }
}

/** The box whose header is `header`, standing at `at` inside a space that ends at `limit`. */
function boxAt(header: Uint8Array, at: number, limit: number): Box | undefined {
  const bytes = view(header);
  if (bytes.length < 8) return undefined;
  const size = bytes.readUInt32BE(0);
  const type = bytes.toString('latin1', 4, 8);
  const large = size === 1;
  if (large && bytes.length < 16) return undefined;
  const body = at + (large ? 16 : 8);
  const end = size === 0 ? limit : at + (large ? Number(bytes.readBigUInt64BE(8)) : size);
  return end < body || end > limit ? undefined : { type, start: at, body, end };
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Applies the blanks that touch `chunk`, which stands at `at` in the file. Returns a changed copy. */
export function applyBlanks(chunk: Buffer, at: number, blanks: readonly Blank[]): Buffer {
  const end = at + chunk.length;
  const touching = blanks.filter((blank) => blank.start < end && blank.end > at);
  if (touching.length === 0) return chunk;
  const changed = Buffer.from(chunk);
  for (const { start, end: stop } of touching) {
    for (let index = Math.max(start, at); index < Math.min(stop, end); index += 1)
      changed[index - at] = FREE[index - start] ?? 0;
  }
  return changed;
}
const FREE = Buffer.from('free');
