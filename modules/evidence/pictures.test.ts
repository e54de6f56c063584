import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Refused } from '#platform/errors/index.ts';
import { derivePicture } from './pictures.ts';
import { aGif, aHeic, aJpegWithPlace, aPng, aPngBomb, aWebp } from './testing.ts';

describe('derivePicture', () => {
  test('a phone’s JPEG is served upright, without place and maker', async () => {
    const original = await aJpegWithPlace(960, 640);
    expect((await sharp(original).metadata()).exif).toBeDefined();
    const derived = await derivePicture(original, 'image/jpeg');
    expect(derived).toMatchObject({ width: 640, height: 960, servedMime: 'image/jpeg' });
    const served = await sharp(derived.served).metadata();
    expect(served).toMatchObject({ width: 640, height: 960, format: 'jpeg' });
    expect([served.exif, served.xmp, served.iptc]).toEqual([undefined, undefined, undefined]);
    expect(derived.served.includes('Maple Phone')).toBe(false);
    const thumb = await sharp(derived.thumb).metadata();
    expect([thumb.width, thumb.height, thumb.format]).toEqual([213, 320, 'webp']);
    // Turned a quarter to the right: what was left (red) is now on top.
    const { data } = await sharp(derived.served).raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(150);
    expect(data[data.length - 1]).toBeGreaterThan(150);
  });

  test('HEIC becomes JPEG, without place and maker', async () => {
    const original = aHeic();
    expect(original.includes('Maple Phone')).toBe(true);
    const derived = await derivePicture(original, 'image/heic');
    expect(derived).toMatchObject({ width: 96, height: 64, servedMime: 'image/jpeg' });
    const served = await sharp(derived.served).metadata();
    expect(served).toMatchObject({ width: 96, height: 64, format: 'jpeg' });
    expect(served.exif).toBeUndefined();
    const { data } = await sharp(derived.served).raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(150);
    expect(data[data.length - 1]).toBeGreaterThan(150);
  });

  test('PNG, WebP and GIF keep their type, a GIF its frames', async () => {
    expect((await derivePicture(await aPng(), 'image/png')).servedMime).toBe('image/png');
    const webp = await derivePicture(await aWebp(), 'image/webp');
    expect((await sharp(webp.served).metadata()).exif).toBeUndefined();
    const gif = await derivePicture(await aGif(3), 'image/gif');
    expect((await sharp(gif.served, { animated: true }).metadata()).pages).toBe(3);
  });

  test('a large picture is served at screen size', async () => {
    const original = await sharp({
      create: { width: 4000, height: 1000, channels: 3, background: '#888' },
    })
      .jpeg()
      .toBuffer();
    const derived = await derivePicture(original, 'image/jpeg');
    expect(derived.width).toBe(4000);
    expect((await sharp(derived.served).metadata()).width).toBe(2560);
  });

  test('a bomb is refused by its header, and fast', async () => {
    const bomb = await aPngBomb();
    expect(bomb.length).toBeLessThan(1000);
    await expect(derivePicture(bomb, 'image/png')).rejects.toMatchObject({
      refusal: { code: 'evidence.too-many-pixels' },
    });
  });

  test('one type dressed as another is refused', async () => {
    await expect(derivePicture(await aPng(), 'image/jpeg')).rejects.toThrow(Refused);
    await expect(derivePicture(await aPng(), 'image/heic')).rejects.toThrow(Refused);
  });

  test('mutated pictures are shown or refused, never a crash', async () => {
    const seeds = [
      ['image/jpeg', await aJpegWithPlace(64, 48)],
      ['image/png', await aPng(64, 48)],
      ['image/webp', await aWebp(64, 48)],
      ['image/gif', await aGif()],
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(1500), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        async ([mime, seed], changes) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          await derivePicture(bytes, mime).catch((error: unknown) => {
            expect(error).toBeInstanceOf(Refused);
          });
        },
      ),
      { numRuns: 120 },
    );
  }, 30_000);

  test('mutated HEIC is shown or refused, never a crash', async () => {
    const seed = aHeic();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at] = value;
          await derivePicture(bytes, 'image/heic').catch((error: unknown) => {
            expect(error).toBeInstanceOf(Refused);
          });
        },
      ),
      { numRuns: 6 },
    );
  }, 60_000);
});
