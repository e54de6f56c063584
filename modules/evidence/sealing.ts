// How originals and copies lie in the store: encrypted in chunks, so that any range can be read and a
// cut, swapped or changed chunk is noticed. One random key per piece of evidence, wrapped by the master
// key; to erase the evidence is to destroy that key.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Plain bytes per chunk: small enough to seek in a clip, large enough that tags cost 0.03 %. */
export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MAGIC = Buffer.from('MBE1');
/** Every blob begins with the magic and its salt. */
export const HEADER_BYTES = MAGIC.length + SALT_BYTES;

export type DataKey = Buffer & { readonly dataKey?: never };

/** The stored bytes do not open under this key: changed, cut, or not ours. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export function newDataKey(): DataKey {
  return randomBytes(KEY_BYTES);
}

/** Wraps a data key for the row of evidence `id`; another row's wrapped key does not open under it. */
export function wrapKey(masterKey: Uint8Array, key: DataKey, id: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', masterKey, nonce).setAAD(Buffer.from(id));
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** The opposite of `wrapKey`; throws SealBroken. */
export function unwrapKey(masterKey: Uint8Array, wrapped: Uint8Array, id: string): DataKey {
  const bytes = Buffer.from(wrapped);
  if (bytes.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw new SealBroken('wrapped key');
  try {
    const decipher = createDecipheriv('aes-256-gcm', masterKey, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(id))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    const key = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([key, decipher.final()]);
  } catch {
    throw new SealBroken('wrapped key');
  }
}

/** Seals a stream of plain bytes into one blob: header, then chunks, the last one marked as last. */
export async function* seal(
  key: DataKey,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const salt = randomBytes(SALT_BYTES);
  const blobKey = deriveBlobKey(key, salt);
  yield Buffer.concat([MAGIC, salt]);
  let index = 0;
  let pending: Uint8Array[] = [];
  let size = 0;
  for await (const piece of plain) {
    pending.push(piece);
    size += piece.length;
    if (size <= CHUNK_BYTES) continue;
    const joined = Buffer.concat(pending);
    let at = 0;
    // Strictly more than a chunk must remain: the last chunk, even a full one, is sealed at the end.
    for (; joined.length - at > CHUNK_BYTES; at += CHUNK_BYTES)
      yield sealChunk(blobKey, index++, false, joined.subarray(at, at + CHUNK_BYTES));
    pending = [joined.subarray(at)];
    size = joined.length - at;
  }
  yield sealChunk(blobKey, index, true, Buffer.concat(pending));
}

/** Bytes of the blob that hold `plainBytes` bytes. */
export function sealedSize(plainBytes: number): number {
  return HEADER_BYTES + plainBytes + chunkCount(plainBytes) * TAG_BYTES;
}

/** Reads `[start, end)` of a blob; the store's `get` with the reference filled in. */
export type ReadBlob = (start: number, end: number) => Promise<AsyncIterable<Uint8Array>>;

/**
 * Opens `[start, end)` of the plain bytes, chunk by chunk. `plainBytes` is the whole plain length as the
 * row says. Throws SealBroken before any byte of a bad chunk is let out.
 */
export async function* openSealed(
  key: DataKey,
  read: ReadBlob,
  plainBytes: number,
  start = 0,
  end = plainBytes,
): AsyncGenerator<Buffer, void, undefined> {
  if (start >= end && plainBytes > 0) return;
  const header = await collect(await read(0, HEADER_BYTES));
  if (header.length !== HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
    throw new SealBroken('header');
  const blobKey = deriveBlobKey(key, header.subarray(MAGIC.length));
  const chunks = chunkCount(plainBytes);
  const first = Math.floor(start / CHUNK_BYTES);
  const afterLast = Math.max(first + 1, Math.ceil(end / CHUNK_BYTES));
  const from = HEADER_BYTES + first * SEALED_CHUNK_BYTES;
  const to = Math.min(HEADER_BYTES + afterLast * SEALED_CHUNK_BYTES, sealedSize(plainBytes));
  let index = first;
  for await (const sealed of inPieces(await read(from, to), SEALED_CHUNK_BYTES)) {
    const plain = openChunk(blobKey, index, index === chunks - 1, sealed);
    const at = index * CHUNK_BYTES;
    const wanted = plain.subarray(Math.max(0, start - at), Math.max(0, end - at));
    index += 1;
    if (wanted.length > 0) yield wanted;
  }
  if (index !== afterLast) throw new SealBroken('cut');
}

function chunkCount(plainBytes: number): number {
  return Math.max(1, Math.ceil(plainBytes / CHUNK_BYTES));
}

function sealChunk(blobKey: Buffer, index: number, isLast: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', blobKey, nonceOf(index, isLast));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(blobKey: Buffer, index: number, isLast: boolean, sealed: Buffer): Buffer {
  if (sealed.length < TAG_BYTES) throw new SealBroken('cut');
  try {
    const decipher = createDecipheriv('aes-256-gcm', blobKey, nonceOf(index, isLast));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
    decipher.final();
    return plain;
  } catch {
    throw new SealBroken(`chunk ${index}`);
  }
}

/** The STREAM construction (Hoang et al., 2015): a counter and a mark on the last chunk, never repeated. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Original, served copy and thumbnail share the data key but never a cipher key: counters start anew. */
function deriveBlobKey(key: DataKey, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, 'maplebridge evidence blob', KEY_BYTES));
}

async function* inPieces(stream: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const piece of stream) {
    pending = pending.length === 0 ? Buffer.from(piece) : Buffer.concat([pending, piece]);
    let at = 0;
    for (; pending.length - at >= size; at += size) yield pending.subarray(at, at + size);
    pending = pending.subarray(at);
  }
  if (pending.length > 0) yield pending;
}

export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
