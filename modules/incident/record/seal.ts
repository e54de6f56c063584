// 封存: every hour all heads of a county under one signed root, chained to the one before, so that a cut
// tail or a vanished incident shows to whoever kept a seal. Streamed: a million incidents take seconds.
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { canonicalText, merkleAccumulator } from '#platform/facts/index.ts';
import { HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import {
  headsPage,
  insertSeal,
  LEAF_BYTES,
  newestSeal,
  type StoredSeal,
} from '../queries/seals.ts';

/**
 * An hour is sealed this long after it ended: no commit that began in it can still be under way, and
 * every process has learned of the seal before (`sealedUntil`) long ago.
 */
export const SEAL_GRACE = 2 * MINUTE;
/** Heads read at once: their hashing keeps everything else waiting for a few milliseconds. */
const HEADS_PER_PAGE = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Seals the last hour that has ended unless it is sealed already. Returns the new seal, if any. */
export async function sealCounty(
  db: Db,
  sealKey: KeyObject,
  countyId: number,
  now: Instant,
): Promise<StoredSeal | null> {
  const hour = Math.floor((now - SEAL_GRACE) / HOUR) * HOUR;
  const before = await inTransaction(db, [countyId], (tx) => newestSeal(tx, countyId));
  // Also when the machine's clock was set back: an hour is never sealed twice.
  if (before && before.hour >= hour) return null;
  const { root, heads } = await rootAt(db, countyId, hour);
  const publicKey = rawPublicKey(sealKey);
  const previous = before ? sealDigest(before) : null;
  const statement = statementOf({ countyId, hour, heads, root, previous, publicKey });
  const signature = sign(null, Buffer.from(statement), sealKey);
  const seal = { countyId, hour, heads, root, previous, statement, signature, publicKey };
  const written = await inTransaction(db, [countyId], (tx) => insertSeal(tx, seal));
  return written ? seal : null;
}

/** Root over all heads of a county as they stood at `hour`, and how many there were. */
export async function rootAt(
  db: Db,
  countyId: number,
  hour: Instant,
): Promise<{ root: Buffer; heads: number }> {
  const tree = merkleAccumulator();
  let heads = 0;
  let after = FIRST_ID;
  for (;;) {
    // A transaction per page: what is older than `hour` does not change any more.
    const page = await inTransaction(db, [countyId], (tx: Tx) =>
      headsPage(tx, countyId, hour, after, HEADS_PER_PAGE),
    );
    for (let at = 0; at < page.leaves.length; at += LEAF_BYTES) {
      tree.add(page.leaves.subarray(at, at + LEAF_BYTES));
      heads += 1;
    }
    if (page.lastId === null) return { root: tree.root(), heads };
    after = page.lastId;
  }
}

type Statement = Pick<
  StoredSeal,
  'countyId' | 'hour' | 'heads' | 'root' | 'previous' | 'publicKey'
>;

/** What is signed: canonical JSON, so that an auditor can check it without this program. */
function statementOf(seal: Statement): string {
  return canonicalText({
    about: 'maplebridge county seal v1',
    countyId: seal.countyId,
    hour: new Date(seal.hour).toISOString(),
    heads: seal.heads,
    root: seal.root.toString('hex'),
    previous: seal.previous?.toString('hex') ?? null,
    publicKey: seal.publicKey.toString('hex'),
  });
}

/** What the next seal names as its predecessor. */
export function sealDigest(seal: Pick<StoredSeal, 'statement' | 'signature'>): Buffer {
  return createHash('sha256').update(seal.statement).update(seal.signature).digest();
}

/** Why a seal is not what it was when it was signed; null when it is. */
export function sealFault(seal: StoredSeal, before: StoredSeal | null): string | null {
  if (statementOf(seal) !== seal.statement) return 'seal-changed';
  const signed = verify(
    null,
    Buffer.from(seal.statement),
    publicKeyOf(seal.publicKey),
    seal.signature,
  );
  if (!signed) return 'seal-signature';
  const expected = before ? sealDigest(before).toString('hex') : undefined;
  return expected === seal.previous?.toString('hex') ? null : 'seal-chain';
}

/** DER of an Ed25519 public key is this prefix and 32 raw bytes (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function rawPublicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, raw]),
    format: 'der',
    type: 'spki',
  });
}

/** The hour up to which a county is sealed: nothing new may be dated before it. */
export async function sealedUntil(db: Db, countyId: number): Promise<Instant> {
  return inTransaction(db, [countyId], async (tx) => (await newestSeal(tx, countyId))?.hour ?? 0);
}
