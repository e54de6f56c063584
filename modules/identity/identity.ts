// Puts identity together: one per process, given to the hooks and routes.
import type { Db } from '#platform/db/index.ts';
import { DAY, MINUTE, type Clock, type Instant } from '#platform/time/index.ts';
import { actorFrom } from './account.ts';
import { auditQueue } from './audit.ts';
import { policyReader, unknownLogins, type IdentityContext } from './context.ts';
import { LAST_SEEN_EVERY_MS } from './limits.ts';
import type { OutsideLoginSettings } from './outside-login.ts';
import type { Policies } from './policies.ts';
import { findSessionProof, findTokenProof, touchSession, type Proof } from './queries/sessions.ts';
import { touchToken } from './queries/tokens.ts';
import { derived, secondFactorKeys } from './second-factor.ts';
import { sessionCache, type Remembered } from './session-cache.ts';
import { TOKEN_PREFIX } from './administration.ts';
import { digestOf } from './sign-in.ts';

export type IdentityOptions = Readonly<{
  db: Db;
  clock: Clock;
  /** 32 random bytes of the installation, kept outside the database. */
  masterKey: Uint8Array;
  /** `off` spares demo accounts the second factor; never others. */
  secondFactor: 'required' | 'off';
  /** Sign-in through another house's OpenID provider; off when absent. */
  outsideLogin?: OutsideLoginSettings;
  /** Hears of audit entries that could not be written yet. */
  onAuditFailure: (error: unknown) => void;
}>;

export type Identity = IdentityContext &
  Readonly<{
    outsideLogin: OutsideLoginSettings | undefined;
    /** Key of the cookie that carries a sign-in to the other house and back. */
    outsideLoginKey: Buffer;
    /** Hears the id of an account whose rights changed, or of a session that ended. */
    onRevoked(listener: (accountOrSessionId: string) => void): void;
    /** Writes what is still to be audited. Call after the server has closed. */
    close(): Promise<void>;
  }>;

export function createIdentity(options: IdentityOptions): Identity {
  const { db, clock } = options;
  const listeners: ((id: string) => void)[] = [];
  const policies = policyReader(db);
  const queue = auditQueue(db, clock, options.onAuditFailure);
  const cache = sessionCache(
    (key) => remember(db, key, clock.now(), policies),
    () => clock.now(),
  );
  return {
    db,
    clock,
    keys: secondFactorKeys(options.masterKey),
    secondFactor: options.secondFactor,
    policies,
    unknownLogins: unknownLogins(),
    auditQueue: queue,
    cache,
    rightsChanged(accountId) {
      cache.forgetAccount(accountId);
      for (const listener of listeners) listener(accountId);
    },
    sessionEnded(sessionId) {
      cache.forgetSession(sessionId);
      for (const listener of listeners) listener(sessionId);
    },
    outsideLogin: options.outsideLogin,
    outsideLoginKey: derived(options.masterKey, 'maplebridge/identity/outside-login'),
    onRevoked: (listener) => void listeners.push(listener),
    close: () => queue.drain(),
  };
}

/** What a token in a cookie or header is worth at `now`. */
async function remember(
  db: Db,
  token: string,
  now: Instant,
  policies: IdentityContext['policies'],
): Promise<Remembered | undefined> {
  const id = digestOf(token);
  const isService = token.startsWith(TOKEN_PREFIX);
  const proof = isService ? await findTokenProof(db, id, now) : await findSessionProof(db, id, now);
  if (!proof) return undefined;
  const inForce = await policies.now();
  const idleEndsAt = proof.lastSeenAt + inForce.sessionIdleMinutes * MINUTE;
  if (!isService && idleEndsAt <= now) return undefined;
  if (now - proof.lastSeenAt >= LAST_SEEN_EVERY_MS)
    await (isService ? touchToken(db, id, now) : touchSession(db, id, now));
  return remembered(proof, id.toString('hex'), inForce, now);
}

function remembered(proof: Proof, sessionId: string, policies: Policies, now: Instant): Remembered {
  const { principal, expiresAt, scopes } = proof;
  const idleEndsAt = scopes === null ? now + policies.sessionIdleMinutes * MINUTE : expiresAt;
  const maxAgeMs = policies.passwordMaxAgeDays * DAY;
  const isOld =
    maxAgeMs > 0 &&
    principal.passwordChangedAt !== null &&
    now - principal.passwordChangedAt > maxAgeMs &&
    !principal.account.demo;
  return {
    endsAt: Math.min(expiresAt, idleEndsAt),
    signedIn: {
      actor: actorFrom(principal),
      account: principal.account,
      posts: principal.posts,
      sessionId,
      expiresAt,
      scopes,
      mustChangePassword: principal.mustChangePassword || isOld,
    },
  };
}
