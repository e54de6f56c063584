// Coordinates of the house: longitude and latitude in CGCS2000 (EPSG:4490), degrees. What comes in
// as GCJ-02, BD-09 or WGS-84 is converted once, in an adapter; the brand keeps the kinds apart.

declare const system: unique symbol;

export type CoordinateSystem = 'cgcs2000' | 'wgs84' | 'gcj02' | 'bd09';

/** Longitude and latitude in degrees, in the named system. */
export type Coordinates<S extends CoordinateSystem> = Readonly<{ lng: number; lat: number }> & {
  readonly [system]?: S;
};

/** A point as the platform stores it. */
export type Point = Coordinates<'cgcs2000'>;

/** Whole micro-degrees per degree: about 0.1 m, and small enough for exact integer geometry. */
export const MICRO = 1_000_000;

/** Longitude and latitude in whole micro-degrees (CGCS2000), as stored in the database. */
export type MicroPoint = Readonly<{ lng6: number; lat6: number }>;

/**
 * A finite pair within the globe's range. (0, 0), which broken devices send, is not a place here,
 * nor is anything else that rounds to it.
 */
export function isValidPoint(value: Readonly<{ lng: number; lat: number }>): boolean {
  const { lng, lat } = value;
  return (
    Number.isFinite(lng) &&
    Number.isFinite(lat) &&
    Math.abs(lng) <= 180 &&
    Math.abs(lat) <= 90 &&
    !(Math.abs(lng) < 1e-4 && Math.abs(lat) < 1e-4)
  );
}

/** Says that a pair of degrees already is CGCS2000; undefined when it is no place on earth. */
export function pointOf(lng: number, lat: number): Point | undefined {
  const point: Point = { lng, lat };
  return isValidPoint(point) ? point : undefined;
}

export function toMicro(point: Point): MicroPoint {
  return { lng6: Math.round(point.lng * MICRO), lat6: Math.round(point.lat * MICRO) };
}

export function fromMicro(micro: MicroPoint): Point {
  return { lng: micro.lng6 / MICRO, lat: micro.lat6 / MICRO };
}

/** Converts degrees of any of the four systems to CGCS2000. */
export function toPoint(from: CoordinateSystem, lng: number, lat: number): Point {
  switch (from) {
    case 'cgcs2000':
      return { lng, lat };
    case 'wgs84':
      return wgs84ToPoint({ lng, lat });
    case 'gcj02':
      return gcj02ToPoint({ lng, lat });
    case 'bd09':
      return bd09ToPoint({ lng, lat });
  }
}

/**
 * WGS-84 and CGCS2000 differ by plate motion only (some centimetres, up to decimetres, since 2000),
 * which is under the accuracy of a phone and of our grid: the numbers are taken as they are.
 */
export function wgs84ToPoint(wgs84: Coordinates<'wgs84'>): Point {
  return { lng: wgs84.lng, lat: wgs84.lat };
}

/** GCJ-02 (AMap, Tencent) to CGCS2000, to better than 0.1 m by fixed-point iteration. */
export function gcj02ToPoint(gcj02: Coordinates<'gcj02'>): Point {
  if (isOutsideChina(gcj02.lng, gcj02.lat)) return { lng: gcj02.lng, lat: gcj02.lat };
  let { lng, lat } = gcj02;
  for (let round = 0; round < GCJ_ROUNDS; round++) {
    const shift = gcjShift(lng, lat);
    lng = gcj02.lng - shift.lng;
    lat = gcj02.lat - shift.lat;
  }
  return { lng, lat };
}

/** CGCS2000 to GCJ-02, for links into maps that want it. */
export function pointToGcj02(point: Point): Coordinates<'gcj02'> {
  if (isOutsideChina(point.lng, point.lat)) return { lng: point.lng, lat: point.lat };
  const shift = gcjShift(point.lng, point.lat);
  return { lng: point.lng + shift.lng, lat: point.lat + shift.lat };
}

/** BD-09 (Baidu) to CGCS2000: to better than 1 m (the published inverse is itself rounded). */
export function bd09ToPoint(bd09: Coordinates<'bd09'>): Point {
  const x = bd09.lng - BD_LNG;
  const y = bd09.lat - BD_LAT;
  const radius = Math.hypot(x, y) - 0.00002 * Math.sin(y * BD_PI);
  const angle = Math.atan2(y, x) - 0.000003 * Math.cos(x * BD_PI);
  return gcj02ToPoint({ lng: radius * Math.cos(angle), lat: radius * Math.sin(angle) });
}

/** CGCS2000 to BD-09. */
export function pointToBd09(point: Point): Coordinates<'bd09'> {
  const { lng: x, lat: y } = pointToGcj02(point);
  const radius = Math.hypot(x, y) + 0.00002 * Math.sin(y * BD_PI);
  const angle = Math.atan2(y, x) + 0.000003 * Math.cos(x * BD_PI);
  return { lng: radius * Math.cos(angle) + BD_LNG, lat: radius * Math.sin(angle) + BD_LAT };
}

const EARTH_RADIUS_METERS = 6_371_008.8;

/** Distance over the sphere, in metres (haversine; within 0.6 % of the ellipsoid). */
export function distanceMeters(a: Point, b: Point): number {
  const toRadians = Math.PI / 180;
  const halfLat = ((b.lat - a.lat) * toRadians) / 2;
  const halfLng = ((b.lng - a.lng) * toRadians) / 2;
  const h =
    Math.sin(halfLat) ** 2 +
    Math.cos(a.lat * toRadians) * Math.cos(b.lat * toRadians) * Math.sin(halfLng) ** 2;
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(h)));
}

// The widely published approximation of GCJ-02, on the Krasovsky 1940 ellipsoid.
const GCJ_ROUNDS = 5;
const KRASOVSKY_AXIS = 6_378_245;
const KRASOVSKY_ECCENTRICITY = 0.006_693_421_622_965_943;
const BD_PI = (Math.PI * 3000) / 180;
const BD_LNG = 0.0065;
const BD_LAT = 0.006;

/** GCJ-02 leaves coordinates outside this box as they are. */
function isOutsideChina(lng: number, lat: number): boolean {
  return lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271;
}

function gcjShift(lng: number, lat: number): { lng: number; lat: number } {
  const x = lng - 105;
  const y = lat - 35;
  const { sin, cos, sqrt, abs, PI } = Math;
  const wave = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * (2 / 3);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    wave +
    (20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * (2 / 3) +
    (160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * (2 / 3);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    wave +
    (20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * (2 / 3) +
    (150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * (2 / 3);
  const radians = (lat * PI) / 180;
  const magic = 1 - KRASOVSKY_ECCENTRICITY * sin(radians) ** 2;
  const meridian = (KRASOVSKY_AXIS * (1 - KRASOVSKY_ECCENTRICITY)) / (magic * sqrt(magic));
  const parallel = (KRASOVSKY_AXIS / sqrt(magic)) * cos(radians);
  return {
    lng: (east * 180) / (parallel * PI),
    lat: (north * 180) / (meridian * PI),
  };
}
