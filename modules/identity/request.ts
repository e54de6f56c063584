// Who a request speaks for. The hooks of http-identity.ts find it out once, before any handler runs.
import type { FastifyRequest } from 'fastify';
import { Refused } from '#platform/errors/index.ts';
import type { Actor } from './actor.ts';
import { holdsAdminRight } from './administrators.ts';
import type { AdminRight } from './roles.ts';

/** How a request proved who it speaks for. */
export type SignedIn = Readonly<{
  actor: Actor;
  /** Id of the session, or of the token of a service client. */
  sessionId: string;
  by: 'session' | 'token';
}>;

declare module 'fastify' {
  interface FastifyRequest {
    signedIn: SignedIn | null;
  }
}

/** The person or service client a request speaks for; refuses with `identity.not-signed-in`. */
export function actorOf(request: FastifyRequest): Actor {
  return signedInOf(request).actor;
}

/** The same, with the session. */
export function signedInOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new Refused('identity.not-signed-in');
  return request.signedIn;
}

/** The actor when there is one: for routes that also serve the public. */
export function findActor(request: FastifyRequest): Actor | undefined {
  return request.signedIn?.actor;
}

/** Refuses with `identity.not-allowed` unless a post of the actor carries the right. */
export function requireAdmin(actor: Actor, right: AdminRight): void {
  if (!holdsAdminRight(actor, right))
    throw new Refused('identity.not-allowed', undefined, { right });
}
