// A fingerprint as bytes: the numbers of pieces and bands (2 bytes each), pieces, bands (4 bytes each), counts.
import type { Fingerprint } from '#modules/triage/index.ts';

export function toBytes({ tokens, counts, bands }: Fingerprint): Buffer {
  const bytes = Buffer.alloc(4 + 4 * (tokens.length + bands.length) + counts.length);
  bytes.writeUInt16LE(tokens.length, 0);
  bytes.writeUInt16LE(bands.length, 2);
  let at = 4;
  for (const number of [...tokens, ...bands]) at = bytes.writeInt32LE(number, at);
  bytes.set(counts, at);
  return bytes;
}

export function fromBytes(bytes: Buffer): Fingerprint {
  const [size, bandCount] = [bytes.readUInt16LE(0), bytes.readUInt16LE(2)];
  const numbers = (from: number, count: number) =>
    Int32Array.from({ length: count }, (_, at) => bytes.readInt32LE(4 + 4 * (from + at)));
  return {
    tokens: numbers(0, size),
    bands: numbers(size, bandCount),
    counts: Uint8Array.from(bytes.subarray(4 + 4 * (size + bandCount))),
  };
}
