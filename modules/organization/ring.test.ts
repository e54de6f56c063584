import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeRings, encodeRings, ringToDegrees } from './ring.ts';

const ring = fc
  .array(fc.tuple(fc.integer({ min: -180e6, max: 180e6 }), fc.integer({ min: -90e6, max: 90e6 })), {
    maxLength: 40,
  })
  .map((pairs) => Int32Array.from(pairs.flat()));

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(fc.array(ring, { maxLength: 5 }), (rings) => {
      expect(decodeRings(encodeRings(rings))).toEqual(rings);
    }),
  );
});

it('refuses bytes that are cut off', () => {
  const bytes = encodeRings([Int32Array.of(1, 2, 3, 4)]);
  expect(() => decodeRings(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
});

it('closes a ring in degrees', () => {
  expect(ringToDegrees(Int32Array.of(1_000_000, 2, 3, 4, 5, 6))).toEqual([
    [1, 0.000002],
    [0.000003, 0.000004],
    [0.000005, 0.000006],
    [1, 0.000002],
  ]);
});
