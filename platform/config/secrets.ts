// The secrets of an installation: made at random by the first start, kept in one file that only its
// owner may read. Losing them loses what is sealed with them, so they belong into the backup.
import {
  createPrivateKey,
  generateKeyPairSync,
  createHash,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Refused } from '#platform/errors/index.ts';

export type Secrets = Readonly<{
  /** Wraps the key of every matter's personal data (32 bytes). */
  masterKey: Buffer;
  /** Keys the blind index of phones and ID numbers (32 bytes). */
  blindIndexKey: Buffer;
  /** Signs session cookies and other short-lived tokens (32 bytes). */
  sessionKey: Buffer;
  /** Signs the hourly roots of the record (Ed25519). */
  sealKey: KeyObject;
  /** Tells two installations' keys apart without telling the keys: 16 hex digits of the master key's digest. */
  fingerprint: string;
}>;

const KEY_BYTES = 32;
const key = z.base64().transform((text) => Buffer.from(text, 'base64'));
const SecretsFile = z.object({
  masterKey: key.refine((bytes) => bytes.length === KEY_BYTES),
  blindIndexKey: key.refine((bytes) => bytes.length === KEY_BYTES),
  sessionKey: key.refine((bytes) => bytes.length === KEY_BYTES),
  /** PKCS #8, DER. */
  sealKey: key,
});

export const SECRETS_FILE = 'secrets.json';

/**
 * Reads the secrets of a data folder, making them if there are none. `masterKeyFile` (32 bytes, raw or
 * as hex or base64) takes the place of the folder's own master key.
 * Throws `Refused('config.secrets-unreadable' | 'config.master-key-unreadable')`.
 */
export function readSecrets(dataDir: string, masterKeyFile?: string): Secrets {
  const file = path.join(dataDir, SECRETS_FILE);
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  makeIfMissing(file);
  const kept = readFile(file);
  const masterKey = masterKeyFile === undefined ? kept.masterKey : readMasterKey(masterKeyFile);
  return {
    masterKey,
    blindIndexKey: kept.blindIndexKey,
    sessionKey: kept.sessionKey,
    sealKey: createPrivateKey({ key: kept.sealKey, format: 'der', type: 'pkcs8' }),
    fingerprint: createHash('sha256').update(masterKey).digest('hex').slice(0, 16),
  };
}

function readFile(file: string): z.output<typeof SecretsFile> {
  try {
    const kept = SecretsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    chmodSync(file, 0o600);
    return kept;
  } catch {
    throw new Refused('config.secrets-unreadable', undefined, { file });
  }
}

/** Two processes may start at once: whoever links the file first has made it, the other one reads it. */
function makeIfMissing(file: string): void {
  const base64 = (bytes: Buffer): string => bytes.toString('base64');
  const made = {
    masterKey: base64(randomBytes(KEY_BYTES)),
    blindIndexKey: base64(randomBytes(KEY_BYTES)),
    sessionKey: base64(randomBytes(KEY_BYTES)),
    sealKey: base64(
      generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }),
    ),
  };
  const draft = `${file}.${process.pid}`;
  try {
    if (exists(file)) return;
    writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flush: true });
    linkSync(draft, file);
  } catch (error) {
    if (!exists(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function exists(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function readMasterKey(file: string): Buffer {
  try {
    const bytes = readFileSync(file);
    if (bytes.length === KEY_BYTES) return bytes;
    const text = bytes.toString('utf8').trim();
    const decoded = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
    if (decoded.length === KEY_BYTES) return decoded;
  } catch {
    // told below
  }
  throw new Refused('config.master-key-unreadable', undefined, { file });
}
