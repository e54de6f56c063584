// The unbreakable record: canonical bytes, a hash chain, and commitments to what lies sealed elsewhere.
import { hash as digest } from 'node:crypto';
import { canonicalJson } from './canonical.ts';
import { freshBytes } from './vault.ts';

/** Hash of the chain: SHA-256, or SM3 where the domestic suite is required (GM/T 0004). */
export type HashAlgorithm = 'sha256' | 'sm3';

/** The bytes that are hashed, as text: RFC 8785, so that any implementation makes the same ones. */
export function canonicalText(value: unknown): string {
  const text = canonicalJson(value);
  if (text === undefined) throw new Error('a fact must be JSON');
  return text;
}

/** The hash of one entry: over the hash of the entry before it (none for the first) and its own text. */
export function chainHash(
  previous: Uint8Array | null,
  text: string,
  algorithm: HashAlgorithm = 'sha256',
): Buffer {
  const from = previous?.length ?? 0;
  // No character takes more than three bytes for each of its units.
  const most = from + 3 * text.length;
  const bytes = most <= scratch.length ? scratch : Buffer.allocUnsafe(most);
  if (previous) bytes.set(previous);
  const to = from + bytes.write(text, from, 'utf8');
  // As characters it is handed over a third faster than as memory of its own.
  return Buffer.from(digest(algorithm, bytes.subarray(0, to), 'binary'), 'binary');
}

/** Where an entry and the hash before it lie side by side while they are hashed; longer than most. */
const scratch = Buffer.alloc(8192);

export const SALT_BYTES = 16;

/** A commitment that reveals nothing without the salt and can be checked with it. Hex. */
export function commitment(salt: Uint8Array, text: string): string {
  return digest('sha256', Buffer.concat([salt, Buffer.from(text, 'utf8')]), 'hex');
}

export function freshSalt(): Buffer {
  return freshBytes(SALT_BYTES);
}

/** Root of a binary Merkle tree over leaves in their order; an odd leaf moves up as it is. */
export function merkleRoot(
  leaves: readonly Uint8Array[],
  algorithm: HashAlgorithm = 'sha256',
): Buffer {
  let row: Uint8Array[] = leaves.map((leaf) =>
    digest(algorithm, Buffer.concat([LEAF, leaf]), 'buffer'),
  );
  if (row.length === 0) return digest(algorithm, LEAF, 'buffer');
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) {
      const left = row[i] as Uint8Array;
      const right = row[i + 1];
      above.push(right ? digest(algorithm, Buffer.concat([NODE, left, right]), 'buffer') : left);
    }
    row = above;
  }
  return Buffer.from(row[0] as Uint8Array);
}
// Leaves and nodes are hashed apart, so that a node cannot pass for a leaf (RFC 6962 §2.1).
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/**
 * The same root, leaf by leaf: keeps one hash per level of the tree, so that any number of leaves can be
 * streamed through it.
 */
export function merkleAccumulator(algorithm: HashAlgorithm = 'sha256'): {
  add: (leaf: Uint8Array) => void;
  root: () => Buffer;
} {
  const peaks: { height: number; hash: Buffer }[] = [];
  const node = (left: Uint8Array, right: Uint8Array) =>
    digest(algorithm, Buffer.concat([NODE, left, right]), 'buffer');
  return {
    add(leaf) {
      let hash = digest(algorithm, Buffer.concat([LEAF, leaf]), 'buffer');
      let height = 0;
      while (peaks.at(-1)?.height === height) {
        hash = node((peaks.pop() as { hash: Buffer }).hash, hash);
        height += 1;
      }
      peaks.push({ height, hash });
    },
    root() {
      const last = peaks.at(-1);
      if (!last) return digest(algorithm, LEAF, 'buffer');
      return peaks.slice(0, -1).reduceRight((right, { hash }) => node(hash, right), last.hash);
    },
  };
}
