// Who a request speaks for. The hooks of http-identity.ts find it out once, before any handler runs.
import type { FastifyRequest } from 'fastify';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Account, HeldPost } from './account.ts';
import type { Actor } from './actor.ts';
import { holdsAdminRight } from './administrators.ts';
import type { AdminRight } from './roles.ts';

/** How a request proved who it speaks for. */
export type SignedIn = Readonly<{
  actor: Actor;
  account: Account;
  posts: readonly HeldPost[];
  /** Id of the session, or of the token of a service client. */
  sessionId: string;
  expiresAt: Instant;
  /** What the token of a service client may do; null for a person's session. */
  scopes: readonly string[] | null;
  /** The password is due: nothing but changing it is allowed. */
  mustChangePassword: boolean;
}>;

declare module 'fastify' {
  interface FastifyRequest {
    signedIn: SignedIn | null;
  }
  interface FastifyContextConfig {
    /** Open to those whose password has to be changed first. */
    beforePasswordChange?: boolean;
  }
}

/** The person or service client a request speaks for; refuses with `identity.not-signed-in`. */
export function actorOf(request: FastifyRequest): Actor {
  return signedInOf(request).actor;
}

/** The same, with the session. */
export function signedInOf(request: FastifyRequest): SignedIn {
  const { signedIn } = request;
  if (!signedIn) throw new Refused('identity.not-signed-in');
  if (signedIn.mustChangePassword && !request.routeOptions.config.beforePasswordChange)
    throw new Refused('identity.password-change-due');
  return signedIn;
}

/** The actor when there is one: for routes that also serve the public. */
export function findActor(request: FastifyRequest): Actor | undefined {
  return request.signedIn ? signedInOf(request).actor : undefined;
}

/** A person may; a service client only with a token for this scope, e.g. `intake:write`. */
export function requireScope(request: FastifyRequest, scope: string): void {
  const { scopes } = signedInOf(request);
  if (scopes && !scopes.includes(scope))
    throw new Refused('identity.token-scope', undefined, { scope });
}

/**
 * Refuses with `identity.not-allowed` unless a post of the actor carries the right; with a county, a post in
 * that county: a right does not reach beyond the county of the post that gives it.
 */
export function requireAdmin(actor: Actor, right: AdminRight, countyId?: number): void {
  const posts = actor.posts.filter(
    ({ place }) => countyId === undefined || place.countyId === countyId,
  );
  if (!holdsAdminRight({ ...actor, posts }, right))
    throw new Refused('identity.not-allowed', undefined, { right });
}
