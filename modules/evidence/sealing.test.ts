import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHUNK_BYTES,
  collect,
  newDataKey,
  openSealed,
  seal,
  SealBroken,
  sealedSize,
  unwrapKey,
  wrapKey,
  type ReadBlob,
} from './sealing.ts';

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const reader =
  (blob: Buffer): ReadBlob =>
  async (start, end) =>
    pieces(blob.subarray(start, end), 10_000);

const key = newDataKey();

describe('sealing', () => {
  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_000])(
    'opens to what was sealed: %d bytes',
    async (size) => {
      const plain = randomBytes(size);
      const blob = await collect(seal(key, pieces(plain, 7777)));
      expect(blob.length).toBe(sealedSize(size));
      expect(await collect(openSealed(key, reader(blob), size))).toEqual(plain);
    },
  );

  test('any range opens to exactly that range', async () => {
    const plain = randomBytes(3 * CHUNK_BYTES + 100);
    const blob = await collect(seal(key, pieces(plain, 50_000)));
    await fc.assert(
      fc.asyncProperty(fc.nat(plain.length), fc.nat(plain.length), async (a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        const opened = await collect(openSealed(key, reader(blob), plain.length, start, end));
        expect(opened.equals(plain.subarray(start, end))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('a changed, cut, swapped or foreign blob does not open', async () => {
    const plain = randomBytes(2 * CHUNK_BYTES);
    const blob = await collect(seal(key, pieces(plain, 50_000)));
    const changed = Buffer.from(blob);
    changed[5000] = (changed[5000] ?? 0) ^ 1;
    const chunk = CHUNK_BYTES + 16;
    const swapped = Buffer.concat([
      blob.subarray(0, 20),
      blob.subarray(20 + chunk),
      blob.subarray(20, 20 + chunk),
    ]);
    const open = (bytes: Buffer, size = plain.length, with_ = key) =>
      collect(openSealed(with_, reader(bytes), size));
    await expect(open(changed)).rejects.toThrow(SealBroken);
    await expect(open(swapped)).rejects.toThrow(SealBroken);
    await expect(open(blob.subarray(0, 20 + chunk))).rejects.toThrow(SealBroken);
    await expect(open(blob.subarray(0, 20 + chunk), CHUNK_BYTES)).rejects.toThrow(SealBroken);
    await expect(open(blob, plain.length, newDataKey())).rejects.toThrow(SealBroken);
  });

  test('a wrapped key opens only under its master key and its row', () => {
    const master = randomBytes(32);
    const wrapped = wrapKey(master, key, 'row-1');
    expect(unwrapKey(master, wrapped, 'row-1').equals(key)).toBe(true);
    expect(() => unwrapKey(master, wrapped, 'row-2')).toThrow(SealBroken);
    expect(() => unwrapKey(randomBytes(32), wrapped, 'row-1')).toThrow(SealBroken);
    expect(() => unwrapKey(master, wrapped.subarray(1), 'row-1')).toThrow(SealBroken);
  });
});
