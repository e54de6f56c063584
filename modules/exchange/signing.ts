// Proof of who sent what: HMAC-SHA-256 under a secret of both sides. A request is signed over its method,
// path, time, a number used once and the digest of its body; a file over its name, size and digest.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { MINUTE, type Instant } from '#platform/time/index.ts';

/** Secrets both sides know; several while they are being changed. */
export type Keys = Readonly<{
  /** The one to sign with. */
  signWith: string;
  secrets: ReadonlyMap<string, Buffer>;
}>;

/** The clocks of two houses differ; a request older than this is not believed. */
export const CLOCK_DIFFERENCE_MAX_MS = 5 * MINUTE;
/** A number used once is remembered for as long as its time would still be believed, on both sides. */
export const NONCE_KEPT_MS = 2 * CLOCK_DIFFERENCE_MAX_MS;
/** Below this a secret could be tried out. */
export const SECRET_BYTES_MIN = 32;
const NONCE_BYTES = 16;
const SCHEME = 'MB1-HMAC-SHA256';

export const SIGNATURE_HEADER = 'x-exchange-signature';

export type Signature = Readonly<{ keyId: string; at: Instant; nonce: string; mac: string }>;
export type SignedRequest = Readonly<{ method: string; path: string; body: string | Uint8Array }>;

export type SignatureFault = 'unsigned' | 'unknown-key' | 'wrong' | 'too-old';

/** SHA-256 in hex. */
export function digestOf(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

/** The line that is signed for a request; each part on its own line. */
function requestLine({ method, path, body }: SignedRequest, at: Instant, nonce: string): string {
  return [SCHEME, method.toUpperCase(), path, String(at), nonce, digestOf(body)].join('\n');
}

/** The value of the header `x-exchange-signature`. */
export function signRequest(keys: Keys, request: SignedRequest, now: Instant): string {
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  return headerOf(keys, now, nonce, requestLine(request, now, nonce));
}

/** An answer is signed over its status, the number used once of its request, and its body. */
export function signAnswer(
  keys: Keys,
  answer: Readonly<{ status: number; nonce: string; body: string }>,
  now: Instant,
): string {
  return headerOf(keys, now, answer.nonce, answerLine(answer, now));
}

function answerLine(
  { status, nonce, body }: Readonly<{ status: number; nonce: string; body: string }>,
  at: Instant,
): string {
  return [SCHEME, String(status), String(at), nonce, digestOf(body)].join('\n');
}

function headerOf(keys: Keys, at: Instant, nonce: string, line: string): string {
  return `${SCHEME} key=${keys.signWith}, time=${at}, nonce=${nonce}, mac=${macOf(secretOf(keys), line)}`;
}

const HEADER =
  /^MB1-HMAC-SHA256 key=([\w.-]{1,40}), time=(\d{1,16}), nonce=([0-9a-f]{16,64}), mac=([0-9a-f]{64})$/;

/** The parts of a signature header; null when it has not that form. */
export function readSignature(header: string | undefined): Signature | null {
  const parts = header === undefined ? null : HEADER.exec(header);
  if (!parts) return null;
  const [, keyId = '', at = '', nonce = '', mac = ''] = parts;
  return { keyId, at: Number(at), nonce, mac };
}

/** What is wrong with a request's signature; null when it proves who sent it. The nonce is the caller's to keep. */
export function requestFault(
  keys: Keys,
  header: string | undefined,
  request: SignedRequest,
  now: Instant,
): SignatureFault | null {
  const signature = readSignature(header);
  if (!signature) return 'unsigned';
  return faultOf(keys, signature, requestLine(request, signature.at, signature.nonce), now);
}

/** The same for an answer to the request with that nonce. */
export function answerFault(
  keys: Keys,
  header: string | undefined,
  answer: Readonly<{ status: number; nonce: string; body: string }>,
  now: Instant,
): SignatureFault | null {
  const signature = readSignature(header);
  if (!signature || signature.nonce !== answer.nonce) return 'unsigned';
  return faultOf(keys, signature, answerLine(answer, signature.at), now);
}

/** What a manifest says of its file; the signature covers all of it. */
export type FileStatement = Readonly<{
  file: string;
  sha256: string;
  bytes: number;
  count: number;
  at: Instant;
}>;

function fileLine({ file, sha256, bytes, count, at }: FileStatement): string {
  return [SCHEME, 'FILE', file, String(at), String(bytes), String(count), sha256].join('\n');
}

/** Signs a file's statement; hex. */
export function signFile(keys: Keys, statement: FileStatement): { keyId: string; mac: string } {
  return { keyId: keys.signWith, mac: macOf(secretOf(keys), fileLine(statement)) };
}

/** Files travel for hours across a boundary: their age is limited by whoever reads them, not by the signature. */
export function fileFault(
  keys: Keys,
  statement: FileStatement,
  { keyId, mac }: Readonly<{ keyId: string; mac: string }>,
): SignatureFault | null {
  const secret = keys.secrets.get(keyId);
  if (!secret) return 'unknown-key';
  return isSame(macOf(secret, fileLine(statement)), mac) ? null : 'wrong';
}

function faultOf(
  keys: Keys,
  { keyId, at, mac }: Signature,
  line: string,
  now: Instant,
): SignatureFault | null {
  const secret = keys.secrets.get(keyId);
  if (!secret) return 'unknown-key';
  if (!isSame(macOf(secret, line), mac)) return 'wrong';
  return Math.abs(now - at) > CLOCK_DIFFERENCE_MAX_MS ? 'too-old' : null;
}

function secretOf(keys: Keys): Buffer {
  const secret = keys.secrets.get(keys.signWith);
  if (!secret) throw new Error(`no secret with the id ${keys.signWith}`);
  return secret;
}

function macOf(secret: Buffer, line: string): string {
  return createHmac('sha256', secret).update(line).digest('hex');
}

/** In a time that tells nothing about where they differ. */
function isSame(expected: string, given: string): boolean {
  return (
    expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given))
  );
}
