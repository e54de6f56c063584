// Time-based codes (RFC 6238) and recovery codes. Secrets are sealed under a key of their own, recovery
// codes are kept as keyed digests only.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Instant } from '#platform/time/index.ts';
import { RECOVERY_CODES, TOTP_STEP_MS, TOTP_WINDOW_STEPS } from './limits.ts';

export type SecondFactorKeys = Readonly<{ seal: Buffer; recovery: Buffer }>;

/** The keys that a second factor needs, derived from the installation's master key (32 bytes). */
export function secondFactorKeys(masterKey: Uint8Array): SecondFactorKeys {
  return {
    seal: derived(masterKey, 'maplebridge/identity/second-factor'),
    recovery: derived(masterKey, 'maplebridge/identity/recovery-code'),
  };
}

/** A key for one purpose, from the master key. */
export function derived(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', purpose, 32));
}

/** 160 bits, as RFC 4226 recommends. */
export function newTotpSecret(): Buffer {
  return randomBytes(20);
}

/** What an authenticator app takes in, as a link (for a QR code) and as text to be typed. */
export function totpInvitation(secret: Buffer, login: string): { uri: string; secret: string } {
  const totp = totpOf(secret, login);
  return { uri: totp.toString(), secret: totp.secret.base32 };
}

/** The step to which a code belongs, when it is right at `now` within the window; undefined otherwise. */
export function totpStep(secret: Buffer, code: string, now: Instant): number | undefined {
  const delta = totpOf(secret, '').validate({
    token: code,
    timestamp: now,
    window: TOTP_WINDOW_STEPS,
  });
  return delta === null ? undefined : Math.floor(now / TOTP_STEP_MS) + delta;
}

/** The code of an instant: for tests and stories, which have no phone. */
export function totpCode(secretBase32: string, now: Instant): string {
  return new TOTP({ secret: Secret.fromBase32(secretBase32) }).generate({ timestamp: now });
}

function totpOf(secret: Buffer, login: string): TOTP {
  const bytes = new Uint8Array(secret).buffer;
  return new TOTP({ issuer: 'Maplebridge', label: login, secret: new Secret({ buffer: bytes }) });
}

/** Seals a secret for the database: nonce (12), tag (16), cipher text. The account binds it to its row. */
export function seal(key: Buffer, accountId: string, secret: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(accountId));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Opens what `seal` made; throws when it was tampered with or the key is another. */
export function unseal(key: Buffer, accountId: string, sealed: Buffer): Buffer {
  const opener = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(accountId))
    .setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([opener.update(sealed.subarray(28)), opener.final()]);
}

/** Letters and digits that are not mistaken for one another on paper. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Fresh recovery codes `xxxxx-xxxxx`, shown once. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = Array.from(randomBytes(10), (byte) => ALPHABET[byte & 31]).join('');
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });
}

/** What is stored of a recovery code. */
export function recoveryDigest(key: Buffer, accountId: string, code: string): Buffer {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '');
  return createHmac('sha256', key).update(`${accountId}:${plain}`).digest();
}
