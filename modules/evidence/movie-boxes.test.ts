import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyBlanks, readMovie } from './movie-boxes.ts';
import { aMovie, box, MOVIE_PLACE } from './testing.ts';

const read = (file: Buffer) =>
  readMovie(async (start, end) => file.subarray(start, end), file.length);

describe('readMovie', () => {
  test.each([true, false])('length, size, tracks; index first: %s', async (moovFirst) => {
    expect(await read(aMovie({ moovFirst }))).toMatchObject({
      durationMs: 8000,
      width: 1920,
      height: 1080,
      hasVideo: true,
    });
  });

  test('a clip held upright is as tall as it is seen', async () => {
    expect(await read(aMovie({ turned: true }))).toMatchObject({ width: 1080, height: 1920 });
  });

  test('a recording in a video wrapper is sound', async () => {
    expect(await read(aMovie({ video: false }))).toMatchObject({ hasVideo: false, width: null });
  });

  test('blanking takes the place away and leaves every other byte and offset', async () => {
    const file = aMovie({ mediaBytes: 1000 });
    const movie = await read(file);
    const served = Buffer.concat(
      [0, 300, 900].map((at, index, starts) =>
        applyBlanks(file.subarray(at, starts[index + 1]), at, movie?.blanks ?? []),
      ),
    );
    expect(file.includes(MOVIE_PLACE)).toBe(true);
    expect(served.includes(MOVIE_PLACE)).toBe(false);
    expect(served.length).toBe(file.length);
    const place = file.indexOf('udta');
    expect(served.subarray(0, place)).toEqual(file.subarray(0, place));
    expect(await read(served)).toMatchObject({ durationMs: 8000, blanks: [] });
  });

  test('a box with a 64-bit size keeps its size', async () => {
    const large = Buffer.alloc(40);
    large.writeUInt32BE(1, 0);
    large.write('uuid', 4, 'latin1');
    large.writeBigUInt64BE(40n, 8);
    large.write('secret', 20, 'latin1');
    const file = Buffer.concat([aMovie({ mediaBytes: 10 }), large]);
    const served = applyBlanks(file, 0, (await read(file))?.blanks ?? []);
    expect(served.includes('secret')).toBe(false);
    expect(await read(served)).toMatchObject({ hasVideo: true, blanks: [] });
  });

  test.each<[string, Buffer]>([
    ['cut before its index', aMovie().subarray(0, 2000)],
    ['without tracks', box('moov', box('mvhd', Buffer.alloc(100)))],
    ['with two indexes', Buffer.concat([aMovie({ mediaBytes: 10 }), aMovie({ mediaBytes: 10 })])],
    ['of a thousand tiny boxes', Buffer.concat(Array.from({ length: 5000 }, () => box('free')))],
  ])('refuses a file %s', async (_what, file) => {
    expect(await read(file)).toBeUndefined();
  });

  test('never throws on mutated files, and blanks stay inside', async () => {
    const seed = aMovie({ mediaBytes: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        fc.nat(seed.length),
        async (changes, cut) => {
          const file = Buffer.from(seed.subarray(cut % 5 === 0 ? cut : 0));
          for (const [at, value] of changes) if (at < file.length) file[at] = value;
          for (const blank of (await read(file))?.blanks ?? []) {
            expect(blank.start).toBeLessThanOrEqual(blank.end);
            expect(blank.end).toBeLessThanOrEqual(file.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
