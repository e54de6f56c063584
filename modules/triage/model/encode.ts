// A model as bytes, for a file or a row: a mark, a header in JSON that people can read, and the numbers,
// packed. A damaged one is refused with the reason. Pure.
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { strideOf, type LinearModel } from './linear-model.ts';
import { BITS_MAX, BITS_MIN, READING_LENGTH_MAX } from './reading.ts';
import { LABELS_MAX } from './train.ts';

/** Not a model of ours, or not whole. The message says what is wrong. */
export class DamagedModel extends Error {}

/** A model file, packed; the shipped ones are smaller. */
export const MODEL_BYTES_MAX = 8 * 1024 * 1024;
/** And unpacked. */
const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;
/** Labels of 80 characters, and room to spare. */
const HEADER_BYTES_MAX = 256 * 1024;

const MARK = 'MBLM';
const FORMAT = 1;
/** The mark, SHA-256 of all that follows it, the length of the header. */
const [DIGEST_AT, LENGTH_AT, HEADER_AT] = [4, 36, 40];

const share = z.number().min(0).max(1).nullable();
const Header = z.object({
  format: z.literal(FORMAT),
  kind: z.string().min(1).max(80),
  version: z.string().min(1).max(80),
  labels: z.array(z.string().max(80)).min(1).max(LABELS_MAX),
  reading: z.object({
    bits: z.int().min(BITS_MIN).max(BITS_MAX),
    neighbours: z.int().min(1).max(3),
    opening: z.int().min(0),
    openingTimes: z.int().min(1).max(16),
    length: z.int().min(1).max(READING_LENGTH_MAX),
  }),
  rarityStep: z.number().positive(),
  weightStep: z.number().positive(),
  bias: z.array(z.number()),
  sharpness: z.number().positive(),
  bands: z.object({ act: share, suggest: share }),
  made: z.object({
    examples: z.int().min(0),
    seed: z.int(),
    trials: z.int().min(0),
    trialsRight: z.int().min(0),
  }),
});

/** Packs a model. Throws RangeError when it is larger than a model may be. */
export function encodeModel(model: LinearModel): Uint8Array {
  const { rarity: _, weights: __, stride: ___, bias, labels, ...rest } = model;
  const header = Buffer.from(
    JSON.stringify({ format: FORMAT, ...rest, labels: [...labels], bias: [...bias] }),
  );
  const length = Buffer.alloc(HEADER_AT - LENGTH_AT);
  length.writeUInt32LE(header.length);
  const content = [length, header, deflateRawSync(numbersOf(model), { level: 9 })];
  const digest = createHash('sha256').update(Buffer.concat(content)).digest();
  const bytes = Buffer.concat([Buffer.from(MARK), digest, ...content]);
  if (bytes.length > MODEL_BYTES_MAX)
    throw new RangeError(`a model of ${bytes.length} bytes is larger than ${MODEL_BYTES_MAX}`);
  return Uint8Array.from(bytes);
}

/** Unpacks a model. Throws DamagedModel. */
export function decodeModel(bytes: Uint8Array): LinearModel {
  if (bytes.length > MODEL_BYTES_MAX) throw new DamagedModel('larger than a model may be');
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < HEADER_AT || file.toString('latin1', 0, DIGEST_AT) !== MARK)
    throw new DamagedModel('not a model file');
  const digest = createHash('sha256').update(file.subarray(LENGTH_AT)).digest('hex');
  if (digest !== modelDigest(bytes)) throw new DamagedModel('not as it was written, or cut off');
  const bodyAt = HEADER_AT + file.readUInt32LE(LENGTH_AT);
  if (bodyAt > Math.min(file.length, HEADER_AT + HEADER_BYTES_MAX))
    throw new DamagedModel('the header is too long');
  const { format: _, bias, ...header } = headerOf(file.subarray(HEADER_AT, bodyAt));
  if (bias.length !== header.labels.length) throw new DamagedModel('not one bias per label');
  const { bits } = header.reading;
  const { rarity, weights } = unpacked(file.subarray(bodyAt), 1 << bits, header.labels.length);
  const stride = strideOf(header.labels.length);
  return { ...header, stride, rarity, weights, bias: Float32Array.from(bias) };
}

/** What the file says its SHA-256 is, hexadecimal: names one model among all. */
export function modelDigest(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(DIGEST_AT, LENGTH_AT)).toString('hex');
}

function headerOf(bytes: Buffer): z.infer<typeof Header> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new DamagedModel('the header cannot be read');
  }
  const parsed = Header.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DamagedModel(`the header is wrong: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** The rarities, and the rows of the buckets that have any, column by column: like numbers pack well. */
function numbersOf({ rarity, weights, stride, labels }: LinearModel): Uint8Array {
  const known = knownOf(rarity);
  const numbers = new Uint8Array(rarity.length + known.length * labels.length);
  numbers.set(rarity);
  for (let label = 0, at = rarity.length; label < labels.length; label++)
    for (const bucket of known) numbers[at++] = weights[bucket * stride + label] ?? 0;
  return numbers;
}

function unpacked(body: Uint8Array, size: number, labels: number) {
  const numbers = inflated(body);
  const rarity = numbers.slice(0, size);
  const known = knownOf(rarity);
  if (numbers.length !== size + known.length * labels)
    throw new DamagedModel('not as many numbers as the header says');
  const stride = strideOf(labels);
  const weights = new Int8Array(size * stride);
  for (let label = 0, from = size; label < labels; label++, from += known.length)
    for (let at = 0; at < known.length; at++)
      weights[(known[at] ?? 0) * stride + label] = numbers[from + at] ?? 0;
  return { rarity, weights };
}

function inflated(body: Uint8Array): Uint8Array {
  try {
    return new Uint8Array(inflateRawSync(body, { maxOutputLength: UNPACKED_BYTES_MAX }));
  } catch {
    throw new DamagedModel('the numbers cannot be unpacked');
  }
}

function knownOf(rarity: Uint8Array): Int32Array {
  const known = new Int32Array(rarity.length);
  let count = 0;
  for (let bucket = 0; bucket < rarity.length; bucket++)
    if (rarity[bucket] !== 0) known[count++] = bucket;
  return known.slice(0, count);
}
