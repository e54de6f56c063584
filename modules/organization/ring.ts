// How an outline is kept: rings of whole micro-degrees (about 11 cm), CGCS2000 (EPSG:4490).
// Whole numbers, because neighbours must share their vertices exactly and tests must be exact. Pure.

export const MICRO_DEGREES = 1_000_000;

/** Flat `[lng, lat, lng, lat, …]` in micro-degrees; the first vertex is not repeated at the end. */
export type Ring = Int32Array;

const BYTES = 4;

/** The bytes of an outline: for each ring the number of its vertices, then the pairs; int32, little-endian. */
export function encodeRings(rings: readonly Ring[]): Buffer {
  const buffer = Buffer.allocUnsafe(
    rings.reduce((size, ring) => size + BYTES * (1 + ring.length), 0),
  );
  let at = 0;
  for (const ring of rings) {
    at = buffer.writeInt32LE(ring.length / 2, at);
    for (const value of ring) at = buffer.writeInt32LE(value, at);
  }
  return buffer;
}

/** Reads what `encodeRings` wrote. Throws on bytes that are cut off. */
export function decodeRings(buffer: Buffer): Ring[] {
  const rings: Ring[] = [];
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  let at = 0;
  while (at < buffer.byteLength) {
    const ring = new Int32Array(view.getInt32(at, true) * 2);
    at += BYTES;
    for (let i = 0; i < ring.length; i++, at += BYTES) ring[i] = view.getInt32(at, true);
    rings.push(ring);
  }
  return rings;
}

/** A closed ring in degrees, as GeoJSON wants it. */
export function ringToDegrees(ring: Ring): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i < ring.length; i += 2)
    points.push([(ring[i] ?? 0) / MICRO_DEGREES, (ring[i + 1] ?? 0) / MICRO_DEGREES]);
  const first = points[0];
  return first ? [...points, first] : points;
}
