// What a call came to, in the few words that the delivery log knows.
import type { Sent } from '#modules/notification/index.ts';
import { AddressForbidden, httpCall, type HttpAnswer, type HttpCall } from './http-call.ts';

/** Reasons as they are kept; the log tells them in words. A short code of the other side may follow. */
export type Reason =
  | 'gateway.unreachable'
  | 'gateway.timeout'
  | 'gateway.busy'
  | 'gateway.rejected'
  | 'gateway.credentials'
  | 'gateway.receiver'
  | 'gateway.answer-unreadable'
  | 'gateway.forbidden'
  /** No encrypted connection, or with a certificate that nobody vouches for. */
  | 'gateway.insecure';

export const transient = (reason: Reason, code?: string | number): Sent => ({
  ok: false,
  kind: 'transient',
  reason: told(reason, code),
});
export const permanent = (reason: Reason, code?: string | number): Sent => ({
  ok: false,
  kind: 'permanent',
  reason: told(reason, code),
});

/** It may have been taken and may not; only a side that recognises keys is ever asked again. */
export const unknown = (reason: Reason, code?: string | number): Sent => ({
  ok: false,
  kind: 'unknown',
  reason: told(reason, code),
});

/** Codes only: what else the other side says may hold the number that was called. */
const CODE = /^(?!\d{7,})[\w.-]{1,40}$/;

function told(reason: Reason, code: string | number | undefined): string {
  return code !== undefined && CODE.test(String(code)) ? `${reason} ${code}` : reason;
}

/** Calls, and hands on the answer; what the network does becomes a reason. */
export async function called(
  call: HttpCall,
  answered: (answer: HttpAnswer) => Sent | Promise<Sent>,
): Promise<Sent> {
  let answer: HttpAnswer;
  try {
    answer = await httpCall(call);
  } catch (error) {
    if (error instanceof AddressForbidden || isForbidden(error))
      return permanent('gateway.forbidden');
    return transient(call.signal.aborted ? 'gateway.timeout' : 'gateway.unreachable');
  }
  return answered(answer);
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof AddressForbidden;
}

/** Statuses by which HTTP itself says how it went; undefined: it was taken, read the body. */
export function refusedBy(status: number): Sent | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return permanent('gateway.credentials', status);
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return transient('gateway.busy', status);
  return permanent('gateway.rejected', status);
}

/** An object of the answer; undefined when it is none. */
export function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
