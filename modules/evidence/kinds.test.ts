import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEAD_BYTES, isRefusal, refuseByTail, sniff, TAIL_BYTES } from './kinds.ts';
import * as made from './testing.ts';

const head = (bytes: Buffer) => bytes.subarray(0, HEAD_BYTES);

async function codeOf(bytes: Buffer): Promise<string> {
  const found = await sniff(head(bytes));
  if (isRefusal(found)) return found.code;
  return refuseByTail(found, bytes.subarray(-TAIL_BYTES))?.code ?? found.mime;
}

describe('sniff', () => {
  test.each<[string, () => Buffer | Promise<Buffer>]>([
    ['image/jpeg', () => made.aJpegWithPlace()],
    ['image/png', () => made.aPng()],
    ['image/webp', () => made.aWebp()],
    ['image/gif', () => made.aGif()],
    ['image/heic', () => made.aHeic()],
    ['audio/mpeg', () => made.anMp3()],
    ['audio/mpeg', () => made.anMp3({ id3: true })],
    ['audio/mp4', () => made.aMovie({ brand: 'M4A ', video: false })],
    ['audio/amr', () => made.anAmr()],
    ['audio/wav', () => made.aWav()],
    ['audio/ogg', () => made.anOgg()],
    ['video/mp4', () => made.aMovie()],
    ['video/quicktime', () => made.aMovie({ brand: 'qt  ' })],
    ['video/3gpp', () => made.aMovie({ brand: '3gp5' })],
    ['video/webm', () => made.aWebm()],
    ['application/pdf', () => made.aPdf()],
  ])('%s', async (mime, make) => {
    expect(await codeOf(await make())).toBe(mime);
  });

  test('what is not accepted is named as people call it', async () => {
    const aBitmap = Buffer.concat([Buffer.from('BM'), Buffer.alloc(40)]);
    expect(await sniff(aBitmap)).toEqual({
      code: 'evidence.picture-not-accepted',
      params: { type: 'BMP' },
    });
  });

  test.each<[string, string, () => Buffer | Promise<Buffer>]>([
    ['nothing', 'evidence.empty', () => Buffer.alloc(0)],
    ['noise', 'evidence.unknown-type', () => Buffer.from('hello, this is text')],
    [
      'a lone MP3 sync',
      'evidence.unknown-type',
      () => Buffer.from([0xff, 0xfb, 0x90, 0x64, ...Array<number>(900).fill(7)]),
    ],
    ['HTML', 'evidence.active-content', () => Buffer.from('\n <!DOCTYPE html><p>')],
    ['HTML after a BOM', 'evidence.active-content', () => Buffer.from('\ufeff<html>')],
    [
      'HTML in UTF-16',
      'evidence.active-content',
      () => Buffer.from('\ufeff<html><script>', 'utf16le'),
    ],
    [
      'HTML behind text',
      'evidence.active-content',
      () => Buffer.from('some text <script >alert(1)'),
    ],
    [
      'SVG',
      'evidence.active-content',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    [
      'SVG with a declaration',
      'evidence.active-content',
      () => Buffer.from('<?xml version="1.0"?><svg/>'),
    ],
    ['ZIP', 'evidence.office-file', () => made.aZip()],
    [
      'old Office',
      'evidence.office-file',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
    ],
    [
      'a program',
      'evidence.type-not-accepted',
      () => Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(60)]),
    ],
    ['AVI', 'evidence.video-not-accepted', () => Buffer.from('RIFF\0\0\0\0AVI LIST')],
    ['FLAC', 'evidence.audio-not-accepted', () => Buffer.from(`fLaC${'\0'.repeat(40)}`)],
    [
      'a PNG with a ZIP behind it',
      'evidence.two-files-in-one',
      async () => Buffer.concat([await made.aPng(), made.aZip()]),
    ],
    [
      'a PDF with a ZIP behind it',
      'evidence.two-files-in-one',
      () => Buffer.concat([made.aPdf(), made.aZip()]),
    ],
    [
      'a GIF that is a page',
      'evidence.two-files-in-one',
      () => Buffer.from('GIF89a/*<script >alert(1)</script>*/'),
    ],
    [
      'a WAV that is a PDF',
      'evidence.two-files-in-one',
      () => {
        const wav = made.aWav();
        wav.write('%PDF-1.7', 60, 'latin1');
        return wav;
      },
    ],
    ['a cut PDF', 'evidence.damaged', () => made.aPdf().subarray(0, 60)],
  ])('refuses %s', async (_what, code, make) => {
    expect(await codeOf(await make())).toBe(code);
  });

  test('never throws, whatever the bytes', async () => {
    const seeds = [
      await made.aJpegWithPlace(64, 48),
      await made.aPng(),
      made.aHeic(),
      made.aMovie({ mediaBytes: 10, moovFirst: true }),
      made.anMp3({ id3: true }),
      made.aWebm(),
      made.anOgg(),
      made.aZip(),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { maxLength: 30 }),
        fc.nat(4000),
        async (seed, changes, cut) => {
          const bytes = Buffer.from(seed.subarray(0, cut));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          expect(typeof (await codeOf(bytes))).toBe('string');
        },
      ),
      { numRuns: 400 },
    );
  });
});
