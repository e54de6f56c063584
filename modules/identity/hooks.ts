// The hooks that find out, before any handler, who a request speaks for; and the cookies that say so.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '#platform/errors/index.ts';
import { TOKEN_PREFIX } from './administration.ts';
import type { AuditEntry } from './audit.ts';
import type { Origin } from './context.ts';
import type { Identity } from './identity.ts';
import type { SignedIn } from './request.ts';

export const SESSION_COOKIE = 'mb_session';
const SESSION_IN_COOKIES = /(?:^|;\s*)mb_session=([\w-]{43})(?:;|$)/;
const BEARER = new RegExp(`^Bearer (${TOKEN_PREFIX}[\\w-]{43})$`);

/** Makes `actorOf(request)` answer on every route of the server, and ends streams whose right has ended. */
export function installIdentity(app: FastifyInstance, identity: Identity): void {
  app.decorateRequest('signedIn', null);
  app.addHook('onRequest', (request, _reply, done) => {
    const token = tokenOf(request);
    if (token === undefined) return done();
    const proof = identity.cache.get(token);
    if (!(proof instanceof Promise)) {
      request.signedIn = proof ?? null;
      return done();
    }
    proof.then(
      (signedIn) => {
        request.signedIn = signedIn ?? null;
        done();
      },
      (error: Error) => done(error),
    );
  });
  identity.onRevoked((id) => void app.eventStreams.end(id));
}

/** A bearer token wins over a cookie: no browser sends one by itself. */
function tokenOf({ headers }: FastifyRequest): string | undefined {
  if (headers.authorization !== undefined) return BEARER.exec(headers.authorization)?.[1];
  return headers.cookie === undefined ? undefined : SESSION_IN_COOKIES.exec(headers.cookie)?.[1];
}

/**
 * Records refusals for the audit log; given to `createHttpServer` as `onRefusal`. Recorded are refusals
 * for want of a right, and refused changes by somebody known; mistyped input is not.
 */
export function auditRefusal(identity: Identity) {
  return (request: FastifyRequest, refusal: Refusal, status: number): Promise<void> | undefined => {
    const { signedIn } = request;
    const isRightMissing = status === 403;
    const isRefusedChange =
      request.method !== 'GET' && (status === 404 || status === 409 || status === 422);
    if (!signedIn || !(isRightMissing || isRefusedChange)) return undefined;
    return identity.auditQueue.add({
      ...auditedRequest(request, signedIn),
      action: 'http.refused',
      success: false,
      details: { code: refusal.code, route: `${request.method} ${request.routeOptions.url ?? ''}` },
    });
  };
}

/** The part of an audit entry that a request knows: who, from where, in which county. */
export function auditedRequest(
  request: FastifyRequest,
  { account }: SignedIn,
): Pick<AuditEntry, 'actorId' | 'countyId' | 'ip' | 'requestId'> {
  return {
    actorId: account.id,
    ...(account.countyId === null ? {} : { countyId: account.countyId }),
    ip: request.ip,
    requestId: request.id,
  };
}

export function originOf(request: FastifyRequest): Origin {
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? '', requestId: request.id };
}

type CookieName = typeof SESSION_COOKIE | 'mb_pending' | 'mb_outside';

/** Sets one of our cookies: out of reach of scripts, and only ever sent by our own pages. */
export function giveCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  name: CookieName,
  value: string,
  lifetimeMs: number,
): void {
  void reply.setCookie(name, value, {
    path: '/',
    httpOnly: true,
    secure: request.protocol === 'https',
    // The way back from another house is a cross-site navigation: its cookie has to come along.
    sameSite: name === 'mb_outside' ? 'lax' : 'strict',
    maxAge: Math.max(0, Math.floor(lifetimeMs / 1000)),
  });
}

export function takeCookie(reply: FastifyReply, name: CookieName): void {
  void reply.clearCookie(name, { path: '/' });
}
