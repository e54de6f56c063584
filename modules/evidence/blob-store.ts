// Where sealed bytes lie: one interface, two places (a folder, an S3-compatible service). A store knows
// nothing of keys or kinds; what it holds is unreadable to whoever holds it.

/** A blob's name: `1/2f/018f…-original`; letters, digits, `-` and `/` only. */
export type BlobRef = string;

/** `[start, end)` of a blob's bytes. */
export type BlobRange = Readonly<{ start: number; end: number }>;

export interface BlobStore {
  /** Writes a blob whole or not at all; durable when it resolves. Returns its bytes. */
  put(ref: BlobRef, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** Reads a blob or a range of it (a range past the end is cut short). Throws BlobMissing. */
  get(ref: BlobRef, range?: BlobRange): Promise<AsyncIterable<Uint8Array>>;
  /** Forgets a blob; one that is not there is already forgotten. */
  delete(ref: BlobRef): Promise<void>;
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
}

const REF = /^[0-9a-z-]+(\/[0-9a-z-]+)*$/;

/** Guards against a reference that would climb out of the store. */
export function assertRef(ref: BlobRef): void {
  if (ref.length > 200 || !REF.test(ref)) throw new Error(`not a blob reference: ${ref}`);
}

/** Fans out over 256 folders per county by the last two (random) characters of a UUIDv7. */
export function blobRef(
  countyId: number,
  id: string,
  part: 'original' | 'served' | 'thumb',
): BlobRef {
  return `${countyId}/${id.slice(-2)}/${id}-${part}`;
}
