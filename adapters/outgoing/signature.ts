// How our own calls are signed: HMAC-SHA256 over time and body, so that a gateway knows who calls and that
// nobody changed or replayed it.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older or newer calls than this are replays or a wrong clock. */
export const SIGNATURE_MAX_AGE_MS = 5 * 60_000;

export function signature(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** The headers of one signed call. */
export function signedHeaders(
  secret: string,
  body: string,
  key: string,
  now: number,
): Record<string, string> {
  const timestamp = String(now);
  return {
    'content-type': 'application/json; charset=utf-8',
    'idempotency-key': key,
    'x-maplebridge-timestamp': timestamp,
    'x-maplebridge-signature': signature(secret, timestamp, body),
  };
}

/** What the receiving side does; also an example for whoever writes one. */
export function isSigned(
  secret: string,
  headers: Readonly<Record<string, unknown>>,
  body: string,
  now: number,
): boolean {
  const timestamp = headers['x-maplebridge-timestamp'];
  const given = headers['x-maplebridge-signature'];
  if (typeof timestamp !== 'string' || typeof given !== 'string') return false;
  if (!(Math.abs(now - Number(timestamp)) <= SIGNATURE_MAX_AGE_MS)) return false;
  const wanted = Buffer.from(signature(secret, timestamp, body));
  const got = Buffer.from(given);
  return wanted.length === got.length && timingSafeEqual(wanted, got);
}
