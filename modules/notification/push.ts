// What a browser gives so that it can be pushed to. Also runs in the browser. Pure.
import { z } from 'zod';
import { ENDPOINT_MAX_CHARACTERS } from './limits.ts';

/** P-256 point, uncompressed, and 16 random bytes (RFC 8291), in base64url. */
const POINT = /^B[\w-]{86}$/;
const AUTH = /^[\w-]{22}$/;

/** Where and with which keys a message is pushed to one browser. */
export const PushTarget = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(ENDPOINT_MAX_CHARACTERS),
  p256dh: z.string().regex(POINT),
  auth: z.string().regex(AUTH),
});
export type PushTarget = z.infer<typeof PushTarget>;

/** Reads `Outgoing.to` of a push; undefined when it is none. */
export function pushTarget(text: string): PushTarget | undefined {
  try {
    return PushTarget.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
