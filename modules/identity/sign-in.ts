// Sign-in: password, then the second factor where the role asks for it, then a session. Every way in and
// every failure is audited; attempts are counted before they are made.
import { createHash, randomBytes } from 'node:crypto';
import { inTransaction } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import { needsSecondFactor } from './account.ts';
import { audit, type AuditDetail } from './audit.ts';
import type { IdentityContext, Origin } from './context.ts';
import { PENDING_SESSION_MS } from './limits.ts';
import { isRightPassword } from './password.ts';
import type { Policies } from './policies.ts';
import {
  deleteSession,
  findPendingSession,
  insertSession,
  revokeSession,
  revokeSurplusSessions,
} from './queries/sessions.ts';
import type { SignedIn } from './request.ts';
import {
  newRecoveryCodes,
  newTotpSecret,
  recoveryDigest,
  seal,
  totpInvitation,
  totpStep,
  unseal,
} from './second-factor.ts';
import {
  confirmSecondFactor,
  findAccount,
  findLogin,
  findSecondFactor,
  forgiveAttempts,
  giveBackAttempt,
  offerSecondFactor,
  takeAttempt,
  useRecoveryCode,
  useStep,
  type AccountWithPosts,
} from './store.ts';

/** What a client is to keep (in a cookie) and what comes next. */
export type SignInStep = Readonly<
  | { state: 'open'; token: string; expiresAt: Instant; recoveryCodes?: readonly string[] }
  | { state: 'pending'; token: string; expiresAt: Instant }
>;

/** What someone in the middle of a sign-in is asked for. */
export type PendingStep = Readonly<
  { state: 'secondFactor' } | { state: 'enrol'; uri: string; secret: string }
>;

/** First step. Refuses with `identity.wrong-credentials`, `.locked`, `.account-locked` or `.busy`. */
export async function signIn(
  context: IdentityContext,
  given: Readonly<{ login: string; password: string }>,
  origin: Origin,
): Promise<SignInStep> {
  const { db, clock } = context;
  const now = clock.now();
  const rule = lockRule(await context.policies.now());
  const login = given.login.normalize('NFKC').trim().toLowerCase();
  const found = await findLogin(db, login);
  const lockedUntil = found
    ? (await takeAttempt(db, found.accountId, rule, now)).lockedUntil
    : context.unknownLogins.tried(login, rule, now);
  if (lockedUntil !== undefined) {
    await auditSignIn(context, origin, found?.accountId, false, { reason: 'locked' });
    refuseLocked({ lockedUntil }, now);
  }
  const isRight = await isRightPassword(found?.passwordHash, given.password);
  if (!found || !isRight || found.status === 'closed') {
    await auditSignIn(context, origin, found?.accountId, false, { reason: 'password' });
    throw new Refused('identity.wrong-credentials');
  }
  await giveBackAttempt(db, found.accountId);
  return openOrAskMore(context, found.accountId, origin, { factors: 1, by: 'password' });
}

/** After any first proof (password, outside login): opens a session, or a pending one for the second factor. */
export async function openOrAskMore(
  context: IdentityContext,
  accountId: string,
  origin: Origin,
  proof: Readonly<{ factors: 1 | 2; by: string }>,
): Promise<SignInStep> {
  const { db, clock } = context;
  const now = clock.now();
  const found = await findAccount(db, accountId, now);
  if (!found || found.account.status === 'closed') throw new Refused('identity.wrong-credentials');
  if (found.account.status === 'locked') {
    await auditSignIn(context, origin, accountId, false, { reason: 'account-locked' });
    throw new Refused('identity.account-locked');
  }
  if (proof.factors === 2 || !(await asksSecondFactor(context, found)))
    return openSession(context, found, origin, proof);
  const { id, token } = newToken();
  const expiresAt = now + PENDING_SESSION_MS;
  await insertSession(
    db,
    { id, accountId, state: 'pending', factors: 1, expiresAt, client: clientOf(origin) },
    now,
  );
  return { state: 'pending', token, expiresAt };
}

/** What is asked of the holder of a pending token: a code, or first to set up an authenticator. */
export async function pendingStep(context: IdentityContext, token: string): Promise<PendingStep> {
  const { db, clock, keys } = context;
  const { accountId } = await pendingSession(context, token);
  const found = await findAccount(db, accountId, clock.now());
  if (!found) throw new Refused('identity.no-pending-sign-in');
  const factor =
    (await findSecondFactor(db, accountId)) ??
    (await offerSecondFactor(db, accountId, seal(keys.seal, accountId, newTotpSecret())));
  if (factor.confirmedAt !== null) return { state: 'secondFactor' };
  const secret = unseal(keys.seal, accountId, factor.sealedSecret);
  return { state: 'enrol', ...totpInvitation(secret, found.account.login) };
}

/** Second step: a code of the authenticator, or a recovery code. The first right code confirms the enrolment. */
export async function signInWithCode(
  context: IdentityContext,
  token: string,
  code: string,
  origin: Origin,
): Promise<SignInStep> {
  const { db, clock, keys } = context;
  const now = clock.now();
  const { accountId } = await pendingSession(context, token);
  const { lockedUntil } = await takeAttempt(
    db,
    accountId,
    lockRule(await context.policies.now()),
    now,
  );
  if (lockedUntil !== undefined) {
    await auditSignIn(context, origin, accountId, false, { reason: 'locked' });
    refuseLocked({ lockedUntil }, now);
  }
  const factor = await findSecondFactor(db, accountId);
  const by = factor && (await provenBy(context, accountId, factor.sealedSecret, code, now));
  if (!factor || !by || (by === 'recovery-code' && factor.confirmedAt === null)) {
    await auditSignIn(context, origin, accountId, false, { reason: 'code' });
    throw new Refused('identity.wrong-code', 'code');
  }
  const found = await findAccount(db, accountId, now);
  if (!found || !(await deleteSession(db, digestOf(token))))
    throw new Refused('identity.no-pending-sign-in');
  const recoveryCodes = factor.confirmedAt === null ? newRecoveryCodes() : undefined;
  if (recoveryCodes) {
    const digests = recoveryCodes.map((each) => recoveryDigest(keys.recovery, accountId, each));
    await confirmSecondFactor(db, accountId, digests, now);
  }
  const opened = await openSession(context, found, origin, { factors: 2, by });
  return recoveryCodes ? { ...opened, recoveryCodes } : opened;
}

async function provenBy(
  { db, keys }: IdentityContext,
  accountId: string,
  sealed: Buffer,
  code: string,
  now: Instant,
): Promise<'totp' | 'recovery-code' | undefined> {
  if (/^\d{6}$/.test(code)) {
    const step = totpStep(unseal(keys.seal, accountId, sealed), code, now);
    return step !== undefined && (await useStep(db, accountId, step)) ? 'totp' : undefined;
  }
  const digest = recoveryDigest(keys.recovery, accountId, code);
  return (await useRecoveryCode(db, accountId, digest)) ? 'recovery-code' : undefined;
}

async function openSession(
  context: IdentityContext,
  { account }: AccountWithPosts,
  origin: Origin,
  proof: Readonly<{ factors: 1 | 2; by: string }>,
): Promise<Extract<SignInStep, { state: 'open' }>> {
  const now = context.clock.now();
  const { sessionHours } = await context.policies.now();
  const { id, token } = newToken();
  const expiresAt = now + sessionHours * HOUR;
  const session = { id, accountId: account.id, expiresAt, client: clientOf(origin) };
  const surplus = await inTransaction(context.db, [], async (tx) => {
    await insertSession(tx, { ...session, state: 'open', factors: proof.factors }, now);
    await forgiveAttempts(tx, account.id);
    await audit(
      tx,
      {
        action: 'identity.sign-in',
        actorId: account.id,
        ...(account.countyId === null ? {} : { countyId: account.countyId }),
        success: true,
        ip: origin.ip,
        requestId: origin.requestId,
        details: { by: proof.by, factors: proof.factors },
      },
      now,
    );
    return revokeSurplusSessions(tx, account.id, now);
  });
  for (const ended of surplus) context.sessionEnded(ended.toString('hex'));
  return { state: 'open', token, expiresAt };
}

/** Ends the session a request came with. */
export async function signOut(
  context: IdentityContext,
  { account, sessionId }: SignedIn,
  origin: Origin,
): Promise<void> {
  const now = context.clock.now();
  await inTransaction(context.db, [], async (tx) => {
    await revokeSession(tx, account.id, Buffer.from(sessionId, 'hex'), now);
    const { ip, requestId } = origin;
    await audit(
      tx,
      {
        action: 'identity.sign-out',
        actorId: account.id,
        ...(account.countyId === null ? {} : { countyId: account.countyId }),
        success: true,
        ip,
        requestId,
      },
      now,
    );
  });
  context.sessionEnded(sessionId);
}

/** A token is 256 random bits; only its digest is stored. */
export function newToken(): { id: Buffer; token: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, id: digestOf(token) };
}

export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

async function pendingSession(
  context: IdentityContext,
  token: string,
): Promise<{ accountId: string }> {
  const pending = await findPendingSession(context.db, digestOf(token), context.clock.now());
  if (!pending) throw new Refused('identity.no-pending-sign-in');
  return pending;
}

async function asksSecondFactor(
  context: IdentityContext,
  { account, posts }: AccountWithPosts,
): Promise<boolean> {
  if (account.demo && context.secondFactor === 'off') return false;
  const { secondFactorFor } = await context.policies.now();
  if (needsSecondFactor(posts, secondFactorFor === 'everyone')) return true;
  const factor = await findSecondFactor(context.db, account.id);
  return factor !== undefined && factor.confirmedAt !== null;
}

/** Refuses with `identity.locked` while a lock holds. */
export function refuseLocked(attempt: { lockedUntil: Instant | undefined }, now: Instant): void {
  if (attempt.lockedUntil === undefined) return;
  const minutes = Math.max(1, Math.ceil((attempt.lockedUntil - now) / MINUTE));
  throw new Refused('identity.locked', undefined, { minutes });
}

export function lockRule(policies: Policies): { failures: number; lockMs: number } {
  return { failures: policies.lockoutFailures, lockMs: policies.lockoutMinutes * MINUTE };
}

const USER_AGENT_KEPT_CHARACTERS = 200;

function clientOf({ ip, userAgent }: Origin): { ip: string; userAgent: string } {
  return { ip, userAgent: userAgent.slice(0, USER_AGENT_KEPT_CHARACTERS) };
}

/** A failed sign-in; the login that was typed is not kept when nobody has it (it may be a password). */
async function auditSignIn(
  context: IdentityContext,
  { ip, requestId }: Origin,
  accountId: string | undefined,
  success: boolean,
  details: Record<string, AuditDetail>,
): Promise<void> {
  await context.auditQueue.add({
    action: 'identity.sign-in',
    actorId: accountId ?? 'unknown',
    success,
    ip,
    requestId,
    details,
  });
}
