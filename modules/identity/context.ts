// What the operations of identity share: the database, the clock, keys, policies, and what is told to
// the rest of the process when rights change.
import type { Db } from '#platform/db/index.ts';
import type { Clock } from '#platform/time/index.ts';
import type { AuditQueue } from './audit.ts';
import { POLICY_CACHE_MS, UNKNOWN_LOGINS_MAX } from './limits.ts';
import { policiesFrom, type Policies } from './policies.ts';
import type { SecondFactorKeys } from './second-factor.ts';
import type { SessionCache } from './session-cache.ts';
import { readPolicies } from './store.ts';

export type IdentityContext = Readonly<{
  db: Db;
  clock: Clock;
  keys: SecondFactorKeys;
  /** `off` spares demo accounts the second factor; all others are asked for it. */
  secondFactor: 'required' | 'off';
  policies: PolicyReader;
  unknownLogins: UnknownLogins;
  auditQueue: AuditQueue;
  cache: SessionCache;
  /** Forgets what is cached and tells listeners (open streams) that rights of an account have changed. */
  rightsChanged(accountId: string): void;
  sessionEnded(sessionId: string): void;
}>;

/** Where a request came from, for sessions and the audit log. */
export type Origin = Readonly<{ ip: string; userAgent: string; requestId: string }>;

export type PolicyReader = Readonly<{ now(): Promise<Policies>; forget(): void }>;

/** The policies in force, read again every POLICY_CACHE_MS. */
export function policyReader(
  db: Db,
  elapsed: () => number = () => performance.now(),
): PolicyReader {
  let known: { policies: Policies; readAt: number } | undefined;
  return {
    async now() {
      if (!known || elapsed() - known.readAt > POLICY_CACHE_MS)
        known = { policies: policiesFrom(await readPolicies(db)), readAt: elapsed() };
      return known.policies;
    },
    forget() {
      known = undefined;
    },
  };
}

export type UnknownLogins = Readonly<{
  /** Counts a try; until when the login counts as locked, if it does. */
  tried(login: string, rule: { failures: number; lockMs: number }, now: number): number | undefined;
}>;

/** Counts tries of logins that do not exist like those that do: a lock tells nothing about who is there. */
export function unknownLogins(): UnknownLogins {
  const tries = new Map<string, { count: number; lockedUntil: number }>();
  return {
    tried(login, rule, now) {
      const earlier = tries.get(login) ?? { count: 0, lockedUntil: 0 };
      if (earlier.lockedUntil > now) return earlier.lockedUntil;
      const count = earlier.lockedUntil === 0 ? earlier.count + 1 : 1;
      const lockedUntil = count >= rule.failures ? now + rule.lockMs : 0;
      tries.delete(login);
      tries.set(login, { count, lockedUntil });
      if (tries.size > UNKNOWN_LOGINS_MAX) tries.delete(tries.keys().next().value ?? login);
      return undefined;
    },
  };
}
