// The pair of keys by which browsers and push services know this house (VAPID, RFC 8292). Pure.
import { createECDH, hkdfSync } from 'node:crypto';

/** Both in base64url: a P-256 point and its scalar. */
export type VapidKeys = Readonly<{ publicKey: string; privateKey: string }>;

const SCALAR_BYTES = 32;

/**
 * The pair that belongs to an installation's master key: kept, shared by its processes and backed up with it,
 * and never lost alone. Browsers subscribe for one pair; with another they would have to be switched on again.
 */
export function vapidKeys(masterKey: Uint8Array): VapidKeys {
  // A scalar beyond the order of the curve, one in 2^32, is passed over.
  for (let nth = 0; ; nth++) {
    const info = `maplebridge/notification/web-push/${nth}`;
    const scalar = Buffer.from(hkdfSync('sha256', masterKey, '', info, SCALAR_BYTES));
    const curve = createECDH('prime256v1');
    try {
      curve.setPrivateKey(scalar);
    } catch {
      continue;
    }
    return {
      publicKey: curve.getPublicKey('base64url'),
      privateKey: scalar.toString('base64url'),
    };
  }
}
