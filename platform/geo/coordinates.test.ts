import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bd09ToPoint,
  distanceMeters,
  fromMicro,
  gcj02ToPoint,
  isValidPoint,
  pointToBd09,
  pointToGcj02,
  toMicro,
  toPoint,
  type Point,
} from './coordinates.ts';

const inChina = fc.record({
  lng: fc.double({ min: 75, max: 134, noNaN: true }),
  lat: fc.double({ min: 4, max: 53, noNaN: true }),
});

describe('conversion', () => {
  it('agrees with the published value for Tiananmen (WGS-84 116.404, 39.915)', () => {
    // Reference of the widely used coordtransform package.
    const tiananmen: Point = { lng: 116.404, lat: 39.915 };
    const gcj02 = pointToGcj02(tiananmen);
    expect(gcj02.lng).toBeCloseTo(116.41024449916938, 9);
    expect(gcj02.lat).toBeCloseTo(39.91640428150164, 9);
  });

  it('comes back from GCJ-02 within 0.1 m and from BD-09 within 1 m', () => {
    fc.assert(
      fc.property(inChina, (point) => {
        expect(distanceMeters(gcj02ToPoint(pointToGcj02(point)), point)).toBeLessThan(0.1);
        expect(distanceMeters(bd09ToPoint(pointToBd09(point)), point)).toBeLessThan(1);
      }),
    );
  });

  it('moves a point in China by some hundred metres, and nothing outside it', () => {
    const yueqing: Point = { lng: 120.96, lat: 28.12 };
    const moved = distanceMeters(yueqing, toPoint('gcj02', yueqing.lng, yueqing.lat));
    expect(moved).toBeGreaterThan(100);
    expect(moved).toBeLessThan(1000);
    const baltimore = { lng: -76.61, lat: 39.29 };
    expect(toPoint('gcj02', baltimore.lng, baltimore.lat)).toEqual(baltimore);
  });
});

describe('points', () => {
  it('refuses what is no place', () => {
    for (const [lng, lat] of [
      [0, 0],
      [181, 0],
      [12, 91],
      [Number.NaN, 3],
      [Infinity, 3],
    ] as const)
      expect(isValidPoint({ lng, lat })).toBe(false);
    expect(isValidPoint({ lng: 120.96, lat: 28.12 })).toBe(true);
  });

  it('keeps micro-degrees exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -180_000_000, max: 180_000_000 }),
        fc.integer({ min: -90_000_000, max: 90_000_000 }),
        (lng6, lat6) => {
          expect(toMicro(fromMicro({ lng6, lat6 }))).toEqual({ lng6, lat6 });
        },
      ),
    );
  });

  it('measures one degree of latitude as 111.2 km', () => {
    const distance = distanceMeters({ lng: 121, lat: 28 }, { lng: 121, lat: 29 });
    expect(distance).toBeCloseTo(111_195, -1);
  });
});
