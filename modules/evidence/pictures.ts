// From the original picture to what people look at: upright, without the traces of the phone (EXIF, place,
// maker notes, trailing data), of a size for screens; and a thumbnail. Re-encoding is what makes a
// hostile picture harmless. Bombs are refused by their header, before anything is decoded.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Sharp } from 'sharp';
import { Refused } from '#platform/errors/index.ts';
import { MAX_PIXELS, SERVED_EDGE_PIXELS, THUMB_EDGE_PIXELS } from './evidence.ts';

export type DerivedPicture = Readonly<{
  /** Of the original, as seen upright. */
  width: number;
  height: number;
  served: Buffer;
  servedMime: string;
  /** WebP. */
  thumb: Buffer;
}>;

/** Quality 82 is where people stop seeing the difference; the original is kept anyway. */
const JPEG_QUALITY = 82;
const THUMB_QUALITY = 72;
/** A 50 MP HEIC takes about 6 s on one slow core. */
const HEIC_TIMEOUT_MS = 30_000;
/** Enough for a JPEG of `SERVED_EDGE_PIXELS` squared at full entropy. */
const HEIC_OUTPUT_MAX_BYTES = 16 * 1024 * 1024;

/** libvips is loaded with the first picture: a start, perhaps after a crash, need not wait for it. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  // Evidence is seen once or twice: libvips' cache would only hold memory. One thread per picture
  // leaves the other cores to requests.
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

/** Derives what is served from an original of type `mime`. Throws Refused for bombs and damage. */
export async function derivePicture(original: Buffer, mime: string): Promise<DerivedPicture> {
  if (mime === 'image/heic' || mime === 'image/heif') return deriveHeic(original);
  const sharp = await loadSharp();
  const header = await undamaged(() =>
    sharp(original, { failOn: 'error', limitInputPixels: false }).metadata(),
  );
  const { width, height } = header.autoOrient;
  if (`image/${header.format}` !== mime || !(width > 0) || !(height > 0))
    throw new Refused('evidence.damaged');
  refuseBomb(width, height);
  const frames = header.pages ?? 1;
  // Of an animation too large to decode as a whole, people see the first frame.
  const animated = frames > 1 && width * height * frames <= MAX_PIXELS;
  const open = (all: boolean): Sharp =>
    sharp(original, {
      failOn: 'error',
      limitInputPixels: MAX_PIXELS,
      sequentialRead: true,
      animated: all,
    }).autoOrient();
  return undamaged(async () => ({
    width,
    height,
    ...(await serve(open(animated), mime)),
    thumb: await thumbOf(open(false)),
  }));
}

async function serve(picture: Sharp, mime: string) {
  const fitted = picture.resize({
    width: SERVED_EDGE_PIXELS,
    height: SERVED_EDGE_PIXELS,
    fit: 'inside',
    withoutEnlargement: true,
  });
  switch (mime) {
    case 'image/png':
      return { served: await fitted.png().toBuffer(), servedMime: mime };
    case 'image/webp':
      return { served: await fitted.webp({ quality: JPEG_QUALITY }).toBuffer(), servedMime: mime };
    case 'image/gif':
      return { served: await fitted.gif().toBuffer(), servedMime: mime };
    default:
      return {
        served: await fitted.jpeg({ quality: JPEG_QUALITY, mozjpeg: false }).toBuffer(),
        servedMime: 'image/jpeg',
      };
  }
}

function thumbOf(picture: Sharp): Promise<Buffer> {
  return picture
    .resize({
      width: THUMB_EDGE_PIXELS,
      height: THUMB_EDGE_PIXELS,
      fit: 'inside',
      withoutEnlargement: true,
    })
    .webp({ quality: THUMB_QUALITY })
    .toBuffer();
}

async function deriveHeic(original: Buffer): Promise<DerivedPicture> {
  const answer = await decodeHeic(original);
  const [width, height] = [answer.readUInt32BE(0), answer.readUInt32BE(4)];
  refuseBomb(width, height);
  const served = answer.subarray(8);
  const sharp = await loadSharp();
  return undamaged(async () => ({
    width,
    height,
    served,
    servedMime: 'image/jpeg',
    thumb: await thumbOf(sharp(served)),
  }));
}

function refuseBomb(width: number, height: number): void {
  if (width * height > MAX_PIXELS)
    throw new Refused('evidence.too-many-pixels', 'file', { limit: MAX_PIXELS / 1_000_000 });
}

/** What the decoders throw is about the file, never about us. */
async function undamaged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('evidence.damaged', 'file');
  }
}

/**
 * HEIC is decoded by WebAssembly, whose memory never shrinks, from files that may be hostile: a process
 * of its own with an empty environment takes the memory with it and may be ended at any time.
 */
function decodeHeic(original: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('heic-child.ts', import.meta.url))],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
        env: {},
      },
    );
    const pieces: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), HEIC_TIMEOUT_MS);
    child.stdin.on('error', () => {}); // it ended before reading all: told by its exit
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > HEIC_OUTPUT_MAX_BYTES) child.kill('SIGKILL');
      else pieces.push(piece);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0 && size > 8) resolve(Buffer.concat(pieces));
      else if (code === TOO_MANY_PIXELS) {
        reject(new Refused('evidence.too-many-pixels', 'file', { limit: MAX_PIXELS / 1_000_000 }));
      } else reject(new Refused('evidence.damaged', 'file'));
    });
    child.stdin.end(original);
  });
}

/** Exit code of heic-child.ts. */
const TOO_MANY_PIXELS = 3;
