// What is said of persons: sealed under a key of its own matter, which is itself wrapped by the master
// key. Destroying the matter's key, or the sealed row with its salt, erases for good.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

export type Keyring = Readonly<{
  /** Wraps the keys of matters. */
  masterKey: Uint8Array;
  /** Keys the blind index of phones and ID numbers. */
  blindIndexKey: Uint8Array;
}>;

/** A new key for one matter, in clear and wrapped. */
export function newMatterKey(keyring: Keyring, matter: string): { key: Buffer; wrapped: Buffer } {
  const key = randomBytes(KEY_BYTES);
  return { key, wrapped: encrypt(keyring.masterKey, key, matter) };
}

/** Throws when the master key is not the one that wrapped it. */
export function unwrapMatterKey(keyring: Keyring, wrapped: Uint8Array, matter: string): Buffer {
  return decrypt(keyring.masterKey, wrapped, matter);
}

/** Seals text; `place` (matter, entry, class) is bound to it, so a sealed row cannot be moved. */
export function seal(key: Uint8Array, text: string, place: string): Buffer {
  return encrypt(key, Buffer.from(text, 'utf8'), place);
}

export function unseal(key: Uint8Array, sealed: Uint8Array, place: string): string {
  return decrypt(key, sealed, place).toString('utf8');
}

/** For exact search by phone or ID number without keeping either in clear. */
export function blindIndex(keyring: Keyring, kind: string, value: string): Buffer {
  return createHmac('sha256', keyring.blindIndexKey).update(`${kind}\n${value}`).digest();
}

/** Digits only, without the country's 86: how a phone is compared. */
export function phoneDigits(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return digits.length === 13 && digits.startsWith('86') ? digits.slice(2) : digits;
}

// AES-256-GCM: iv | tag | ciphertext.
function encrypt(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
