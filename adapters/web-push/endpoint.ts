// May this push address be called? Browsers say where they are pushed to, so anybody who is signed in may
// say anything: only https on the public internet is taken (as of the webhook).
import dns from 'node:dns/promises';
import net from 'node:net';
import { inTime } from '#platform/time/index.ts';
import { isPublicAddress } from '../outgoing/public-address.ts';

/** Names are found in milliseconds, or a government network does not find them at all. */
const LOOKUP_TIMEOUT_MS = 3_000;

/**
 * `unreachable` where its name is not found. What it is found at is looked at again at every sending, because
 * names move. `isInside`: the operator says that the push service stands in the house's own network.
 */
export async function mayBeCalled(
  endpoint: URL,
  isInside: boolean,
): Promise<'yes' | 'forbidden' | 'unreachable'> {
  if (isInside) return 'yes';
  const host = endpoint.hostname.replace(/^\[|\]$/g, '');
  const hasLogin = endpoint.username !== '' || endpoint.password !== '';
  if (endpoint.protocol !== 'https:' || endpoint.port !== '' || hasLogin) return 'forbidden';
  if (net.isIP(host) !== 0) return isPublicAddress(host) ? 'yes' : 'forbidden';
  const lookup = dns.lookup(host, { all: true }).catch(() => undefined);
  const found = await inTime(LOOKUP_TIMEOUT_MS, lookup);
  if (found === undefined || found.length === 0) return 'unreachable';
  return found.every(({ address }) => isPublicAddress(address)) ? 'yes' : 'forbidden';
}
