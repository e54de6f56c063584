// A fingerprint as bytes: the numbers of pieces (2 bytes) and bands (1), the version (1), pieces, bands (4 bytes each), counts.
import type { Fingerprint } from '#modules/triage/index.ts';

/** Which bits of a count mean what; 0 is what was kept before there was a version. */
const VERSION = 1;
/** In version 0 six bits said how often a piece stands; the sixth now says that it stands in the address. */
const OLD_COUNT = 0x3f;
const COUNT = 0x1f;

export function toBytes({ tokens, counts, bands }: Fingerprint): Buffer {
  const bytes = Buffer.alloc(4 + 4 * (tokens.length + bands.length) + counts.length);
  bytes.writeUInt16LE(tokens.length, 0);
  bytes.writeUInt8(bands.length, 2);
  bytes.writeUInt8(VERSION, 3);
  let at = 4;
  for (const number of [...tokens, ...bands]) at = bytes.writeInt32LE(number, at);
  bytes.set(counts, at);
  return bytes;
}

export function fromBytes(bytes: Buffer): Fingerprint {
  const [size, bandCount, version] = [
    bytes.readUInt16LE(0),
    bytes.readUInt8(2),
    bytes.readUInt8(3),
  ];
  const numbers = (from: number, count: number) =>
    Int32Array.from({ length: count }, (_, at) => bytes.readInt32LE(4 + 4 * (from + at)));
  const counts = Uint8Array.from(bytes.subarray(4 + 4 * (size + bandCount)));
  return {
    tokens: numbers(0, size),
    bands: numbers(size, bandCount),
    counts: version === 0 ? counts.map(fromOld) : counts,
  };
}

/** The marks of subject and place are as they were; an address was not told apart. */
const fromOld = (count: number) => (count & ~OLD_COUNT) | Math.min(COUNT, count & OLD_COUNT);
