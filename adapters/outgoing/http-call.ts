// One HTTP call to an outside party: bounded in time and size, no redirects, and where the address was not
// fixed by the operator's own network, never to a private address.
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Answers of gateways are a few hundred bytes. */
export const ANSWER_MAX_BYTES = 64 * 1024;

export type HttpCall = Readonly<{
  url: URL;
  method: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  signal: AbortSignal;
  /** False: only public addresses, looked up once and used as looked up (no rebinding). */
  mayBePrivate: boolean;
}>;

export type HttpAnswer = Readonly<{ status: number; text: string }>;

/** The address may not be called: it is private, or a scheme that is not HTTP. */
export class AddressForbidden extends Error {
  constructor(host: string) {
    super(`may not be called: ${host}`);
    this.name = 'AddressForbidden';
  }
}

/** Throws what the network throws, and AddressForbidden. */
export function httpCall(call: HttpCall): Promise<HttpAnswer> {
  const { url, method, headers = {}, body, signal, mayBePrivate } = call;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new AddressForbidden(host);
  if (!mayBePrivate && net.isIP(host) !== 0 && !isPublicAddress(host))
    throw new AddressForbidden(host);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(
      url,
      {
        method,
        signal,
        // A connection of its own: a kept one may be closed by the other side just as it is used.
        agent: false,
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        ...(mayBePrivate ? {} : { lookup: publicLookup }),
      },
      (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on('data', (part: Buffer) => {
          size += part.length;
          if (size <= ANSWER_MAX_BYTES) parts.push(part);
          else request.destroy(new Error('answer too long'));
        });
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const publicLookup: net.LookupFunction = (host, options, done) => {
  dns.lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    // One private address among public ones is an attack or a mistake; both are refused.
    if (addresses.some(({ address }) => !isPublicAddress(address)))
      return done(new AddressForbidden(host) as NodeJS.ErrnoException, []);
    const [first] = addresses;
    if (options.all) return done(null, addresses);
    return done(null, first?.address ?? '', first?.family ?? 4);
  });
};
