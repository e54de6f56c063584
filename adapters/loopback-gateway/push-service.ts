// The gateway's push service, and the browsers that it delivers to: checks the house's signature against
// the key that the browser was subscribed with, and opens what was encrypted for it. Written from the RFCs
// and nothing of the sender's library, so that the two check each other.
import {
  createDecipheriv,
  createECDH,
  hkdfSync,
  randomBytes,
  randomUUID,
  type ECDH,
} from 'node:crypto';
import { jwtVerify, importJWK } from 'jose';
import type { PushTarget } from '#modules/notification/index.ts';

/** RFC 8292, 2: a signature may live for a day. */
const SIGNATURE_MAX_SECONDS = 24 * 3600;
const POINT_BYTES = 65;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
/** Salt, record size and length of the key's name (RFC 8188, 2.1). */
const HEAD_BYTES = SALT_BYTES + 5;

type Browser = Readonly<{ curve: ECDH; auth: Buffer; houseKey: string }>;

export type PushAnswer = Readonly<{ status: number; payload?: Readonly<Record<string, unknown>> }>;

export type PushService = Readonly<{
  /** A new browser that is subscribed for the house with this public key. */
  subscribe: (houseKey: string) => PushTarget;
  /** The browser was switched off: its address is gone. */
  unsubscribe: (target: PushTarget) => void;
  /** Takes one push to `/push/{id}`. */
  take: (
    id: string,
    headers: Readonly<Record<string, unknown>>,
    body: Buffer,
  ) => Promise<PushAnswer>;
}>;

/** `origin` is where the service listens, e.g. `http://127.0.0.1:4000`. */
export function pushService(origin: () => string): PushService {
  const browsers = new Map<string, Browser>();
  const idOf = ({ endpoint }: PushTarget): string => endpoint.split('/').at(-1) ?? '';
  return {
    subscribe(houseKey) {
      const curve = createECDH('prime256v1');
      const p256dh = curve.generateKeys('base64url');
      const auth = randomBytes(KEY_BYTES);
      const id = randomUUID();
      browsers.set(id, { curve, auth, houseKey });
      return { endpoint: `${origin()}/push/${id}`, p256dh, auth: auth.toString('base64url') };
    },
    unsubscribe: (target) => void browsers.delete(idOf(target)),
    async take(id, headers, body) {
      const browser = browsers.get(id);
      if (!browser) return { status: 410 };
      if (headers['content-encoding'] !== 'aes128gcm') return { status: 415 };
      if (!/^\d+$/.test(String(headers['ttl']))) return { status: 400 };
      if (!/^[\w-]{1,32}$/.test(String(headers['topic']))) return { status: 400 };
      if (!(await isSignedBy(browser.houseKey, String(headers['authorization']), origin())))
        return { status: 403 };
      const payload = opened(browser, body);
      return payload ? { status: 201, payload } : { status: 400 };
    },
  };
}

/** `vapid t=…, k=…`: a token for this service, signed by the key that the browser knows. */
async function isSignedBy(houseKey: string, header: string, origin: string): Promise<boolean> {
  const { t = '', k = '' } = /^vapid t=(?<t>[\w.-]+), ?k=(?<k>[\w-]+)$/i.exec(header)?.groups ?? {};
  if (k !== houseKey) return false;
  const point = Buffer.from(k, 'base64url');
  if (point.length !== POINT_BYTES) return false;
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256' },
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  try {
    const { payload } = await jwtVerify(t, await importJWK(jwk, 'ES256'), {
      audience: origin,
      algorithms: ['ES256'],
      requiredClaims: ['exp', 'sub'],
    });
    const livesFor = (payload.exp ?? Infinity) - Date.now() / 1000;
    return livesFor <= SIGNATURE_MAX_SECONDS && /^(mailto|https):/.test(payload.sub ?? '');
  } catch {
    return false;
  }
}

/** Opens one record of RFC 8188 with the keys of RFC 8291, 3.4; undefined when it is not for this browser. */
function opened(
  { curve, auth }: Browser,
  body: Buffer,
): Readonly<Record<string, unknown>> | undefined {
  try {
    const salt = body.subarray(0, SALT_BYTES);
    const nameBytes = body.readUInt8(HEAD_BYTES - 1);
    const theirs = body.subarray(HEAD_BYTES, HEAD_BYTES + nameBytes);
    const sealed = body.subarray(HEAD_BYTES + nameBytes);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), curve.getPublicKey(), theirs]);
    const secret = hkdfSync('sha256', curve.computeSecret(theirs), auth, info, 32);
    const derive = (what: string, bytes: number): Buffer =>
      Buffer.from(hkdfSync('sha256', Buffer.from(secret), salt, `${what}\0`, bytes));
    const decipher = createDecipheriv(
      'aes-128-gcm',
      derive('Content-Encoding: aes128gcm', KEY_BYTES),
      derive('Content-Encoding: nonce', NONCE_BYTES),
    );
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = Buffer.concat([
      decipher.update(sealed.subarray(0, -TAG_BYTES)),
      decipher.final(),
    ]);
    // The last record ends with 2 and any number of zeros.
    const end = plain.lastIndexOf(2);
    if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) return undefined;
    return JSON.parse(plain.subarray(0, end).toString('utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
