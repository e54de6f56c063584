// What the administrators do to accounts, each within its right and its counties, never to itself.
// System: open, close, appoint, reset passwords, tokens. Security: lock, unlock, revoke, second factors.
import { randomInt } from 'node:crypto';
import { inTransaction, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { postProblem, type AccountKind, type PostRequest } from './account.ts';
import type { Actor } from './actor.ts';
import { holdsAdminRight } from './administrators.ts';
import type { AuditAction } from './audit-actions.ts';
import { audit, type AuditEntry } from './audit.ts';
import type { IdentityContext, Origin } from './context.ts';
import { POSTS_PER_ACCOUNT_MAX, TOKEN_LIFETIME_MAX_MS, TOKENS_PER_ACCOUNT_MAX } from './limits.ts';
import { hashPassword, isRightPassword } from './password.ts';
import { passwordWeakness } from './password-strength.ts';
import { PolicyChange } from './policies.ts';
import { revokeSession, revokeSessions } from './queries/sessions.ts';
import { insertToken, listTokens, revokeToken } from './queries/tokens.ts';
import { roleDefinition, type AdminRight } from './roles.ts';
import { digestOf, lockRule, newToken, refuseLocked } from './sign-in.ts';
import {
  deleteSecondFactor,
  endPost,
  endPosts,
  findAccount,
  findPasswordHash,
  forgiveAttempts,
  insertAccount,
  insertPost,
  putPassword,
  putPolicies,
  renameAccount,
  setAccountStatus,
  takeAttempt,
  type AccountWithPosts,
} from './store.ts';

/** Who asks, from where. */
export type By = Readonly<{ actor: Actor; origin: Origin }>;

/** The counties in which an actor holds an administrative right. Refuses when there are none. */
export function adminCounties(actor: Actor, right: AdminRight): readonly number[] {
  if (!holdsAdminRight(actor, right))
    throw new Refused('identity.not-allowed', undefined, { right });
  const holding = actor.posts.filter((post) => roleDefinition(post.role).admin.includes(right));
  return [...new Set(holding.map((post) => post.place.countyId))];
}

/** Opens an account; returns its id and, for a person, the password to be changed at the first sign-in. */
export async function createAccount(
  context: IdentityContext,
  wanted: Readonly<{ login: string; name: string; kind: AccountKind; countyId: number | null }>,
  by: By,
): Promise<{ id: string; initialPassword: string | null }> {
  const counties = adminCounties(by.actor, 'accounts');
  refuseBeyond(counties, wanted.countyId);
  const now = context.clock.now();
  const id = uuidv7(now);
  const initialPassword = wanted.kind === 'person' ? newInitialPassword() : null;
  const hash = initialPassword === null ? null : await hashPassword(initialPassword);
  await inTransaction(context.db, [], async (tx) => {
    await insertAccount(tx, { ...wanted, id, status: 'active', demo: false }, now);
    if (hash !== null) await putPassword(tx, id, hash, true, now);
    await auditChange(tx, by, 'identity.create-account', id, wanted.countyId, now, {
      login: wanted.login,
      kind: wanted.kind,
    });
  });
  return { id, initialPassword };
}

/** Changes a name. */
export function changeName(
  context: IdentityContext,
  accountId: string,
  name: string,
  by: By,
): Promise<void> {
  return change(context, 'accounts', accountId, by, async (tx, _found, now) => {
    await renameAccount(tx, accountId, name);
    return { action: 'identity.rename-account', now };
  });
}

/** Closes an account for good: its posts, sessions and tokens end. */
export function closeAccount(context: IdentityContext, accountId: string, by: By): Promise<void> {
  return change(context, 'accounts', accountId, by, async (tx, _found, now) => {
    await setAccountStatus(tx, accountId, 'closed');
    await endPosts(tx, accountId, now);
    await revokeSessions(tx, accountId, now);
    return { action: 'identity.close-account', now };
  });
}

/** Sets a new initial password, ends all sessions, and returns it: shown once, changed at the next sign-in. */
export async function resetPassword(
  context: IdentityContext,
  accountId: string,
  by: By,
): Promise<string> {
  const initialPassword = newInitialPassword();
  const hash = await hashPassword(initialPassword);
  await change(context, 'accounts', accountId, by, async (tx, { account }, now) => {
    if (account.kind === 'service') throw new Refused('identity.role-kind');
    await putPassword(tx, accountId, hash, true, now);
    await revokeSessions(tx, accountId, now);
    return { action: 'identity.reset-password', now };
  });
  return initialPassword;
}

/** Appoints to a post; returns its id. */
export async function appoint(
  context: IdentityContext,
  accountId: string,
  wanted: PostRequest,
  by: By,
): Promise<string> {
  const counties = adminCounties(by.actor, 'accounts');
  if (!counties.includes(wanted.place.countyId))
    throw new Refused('identity.not-allowed', 'place.countyId');
  const id = uuidv7(context.clock.now());
  await change(context, 'accounts', accountId, by, async (tx, { account, posts }, now) => {
    if (posts.length >= POSTS_PER_ACCOUNT_MAX)
      throw new Refused('identity.too-many-posts', undefined, { limit: POSTS_PER_ACCOUNT_MAX });
    const problem = postProblem(account.kind, posts, wanted);
    if (problem)
      throw 'field' in problem
        ? new Refused(problem.code, problem.field, problem.params)
        : new Refused(problem.code, 'role');
    await insertPost(tx, { ...wanted, id, accountId }, now);
    return { action: 'identity.appoint', now, details: { role: wanted.role, post: id } };
  });
  return id;
}

/** Ends a post: its rights are gone with the commit. Whoever holds no post any more is signed out. */
export function leavePost(
  context: IdentityContext,
  accountId: string,
  postId: string,
  by: By,
): Promise<void> {
  return change(context, 'accounts', accountId, by, async (tx, { posts }, now) => {
    const role = await endPost(tx, accountId, postId, now);
    if (role === undefined) throw new Refused('identity.post-not-found');
    if (posts.every((post) => post.id === postId)) await revokeSessions(tx, accountId, now);
    return { action: 'identity.leave-post', now, details: { post: postId, role } };
  });
}

/** Makes a token for a service account; it is shown once. */
export async function createToken(
  context: IdentityContext,
  accountId: string,
  wanted: Readonly<{ name: string; scopes: readonly string[]; lifetimeMs: number }>,
  by: By,
): Promise<{ id: string; token: string; expiresAt: Instant }> {
  const start = context.clock.now();
  const id = uuidv7(start);
  const token = `${TOKEN_PREFIX}${newToken().token}`;
  const expiresAt = start + Math.min(wanted.lifetimeMs, TOKEN_LIFETIME_MAX_MS);
  await change(context, 'accounts', accountId, by, async (tx, { account }, now) => {
    if (account.kind !== 'service') throw new Refused('identity.role-kind');
    if ((await listTokens(tx, accountId, now)).length >= TOKENS_PER_ACCOUNT_MAX)
      throw new Refused('identity.too-many-tokens', undefined, { limit: TOKENS_PER_ACCOUNT_MAX });
    const { name, scopes } = wanted;
    await insertToken(tx, { id, accountId, hash: digestOf(token), name, scopes, expiresAt }, now);
    return { action: 'identity.create-token', now, details: { token: id, name, scopes } };
  });
  return { id, token, expiresAt };
}

/** Says to whoever finds one in a log what it is. */
export const TOKEN_PREFIX = 'mbt_';

export function endToken(
  context: IdentityContext,
  accountId: string,
  id: string,
  by: By,
): Promise<void> {
  return change(context, 'accounts', accountId, by, async (tx, _found, now) => {
    const name = await revokeToken(tx, accountId, id, now);
    if (name === undefined) throw new Refused('identity.token-not-found');
    return { action: 'identity.revoke-token', now, details: { token: id, name } };
  });
}

/** Locks an account and ends its sessions, or unlocks it and forgives its failures. */
export function setLock(
  context: IdentityContext,
  accountId: string,
  lock: boolean,
  by: By,
): Promise<void> {
  return change(context, 'policies', accountId, by, async (tx, _found, now) => {
    await setAccountStatus(tx, accountId, lock ? 'locked' : 'active');
    if (lock) await revokeSessions(tx, accountId, now);
    else await forgiveAttempts(tx, accountId);
    return { action: lock ? 'identity.lock-account' : 'identity.unlock-account', now };
  });
}

/** Ends all sessions of an account. */
export function revokeAllSessions(
  context: IdentityContext,
  accountId: string,
  by: By,
): Promise<void> {
  return change(context, 'policies', accountId, by, async (tx, _found, now) => {
    const ended = await revokeSessions(tx, accountId, now);
    return { action: 'identity.revoke-sessions', now, details: { ended } };
  });
}

/** Takes away a second factor (a lost phone): it is set up anew at the next sign-in. */
export function resetSecondFactor(
  context: IdentityContext,
  accountId: string,
  by: By,
): Promise<void> {
  return change(context, 'policies', accountId, by, async (tx, _found, now) => {
    await deleteSecondFactor(tx, accountId);
    await revokeSessions(tx, accountId, now);
    return { action: 'identity.reset-second-factor', now };
  });
}

/** Changes policies; those not named stay. They hold for the whole installation. */
export async function changePolicies(
  context: IdentityContext,
  values: PolicyChange,
  by: By,
): Promise<void> {
  adminCounties(by.actor, 'policies');
  const now = context.clock.now();
  const set = PolicyChange.parse(values);
  await inTransaction(context.db, [], async (tx) => {
    await putPolicies(tx, set, by.actor.id, now);
    await auditChange(tx, by, 'identity.change-policies', undefined, null, now, auditable(set));
  });
  context.policies.forget();
}

function auditable(set: PolicyChange): AuditEntry['details'] {
  return Object.fromEntries(
    Object.entries(set).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** Ends one of one's own sessions. */
export async function endOwnSession(
  context: IdentityContext,
  sessionId: string,
  by: By,
): Promise<void> {
  const now = context.clock.now();
  await inTransaction(context.db, [], async (tx) => {
    const ended = await revokeSession(tx, by.actor.id, Buffer.from(sessionId, 'hex'), now);
    if (!ended) throw new Refused('identity.session-not-found');
    await auditChange(tx, by, 'identity.revoke-session', by.actor.id, null, now);
  });
  context.sessionEnded(sessionId);
}

/** Changes one's own password, which ends all other sessions. */
export async function changePassword(
  context: IdentityContext,
  given: Readonly<{ current: string; next: string; sessionId: string }>,
  by: By,
): Promise<void> {
  const { db, clock } = context;
  const accountId = by.actor.id;
  const now = clock.now();
  const [found, currentHash] = [
    await findAccount(db, accountId, now),
    await findPasswordHash(db, accountId),
  ];
  const policies = await context.policies.now();
  refuseLocked(await takeAttempt(db, accountId, lockRule(policies), now), now);
  if (!found || !(await isRightPassword(currentHash, given.current)))
    throw new Refused('identity.wrong-credentials', 'current');
  await forgiveAttempts(db, accountId);
  const { login, name } = found.account;
  const weakness =
    given.next === given.current
      ? { reason: '不能与原密码相同', reasonEn: 'it is the old one' }
      : passwordWeakness(given.next, { login, name, minLength: policies.passwordMinLength });
  if (weakness) throw new Refused('identity.weak-password', 'next', weakness);
  const hash = await hashPassword(given.next);
  await inTransaction(db, [], async (tx) => {
    await putPassword(tx, accountId, hash, false, now);
    await revokeSessions(tx, accountId, now, Buffer.from(given.sessionId, 'hex'));
    await auditChange(tx, by, 'identity.change-password', accountId, found.account.countyId, now);
  });
  context.rightsChanged(accountId);
}

type Changed = Readonly<{ action: AuditAction; now: Instant; details?: AuditEntry['details'] }>;

/** The frame of every change to someone else's account: right, reach, lock, work, audit, forget. */
async function change(
  context: IdentityContext,
  right: AdminRight,
  accountId: string,
  by: By,
  work: (tx: Tx, found: AccountWithPosts, now: Instant) => Promise<Changed>,
): Promise<void> {
  const counties = adminCounties(by.actor, right);
  if (accountId === by.actor.id) throw new Refused('identity.own-account');
  await inTransaction(context.db, [], async (tx) => {
    const now = context.clock.now();
    const found = await findAccount(tx, accountId, now, 'lock');
    if (!found) throw new Refused('identity.account-not-found');
    refuseBeyond(counties, found.account.countyId);
    if (found.account.status === 'closed') throw new Refused('identity.account-closed');
    const { action, details } = await work(tx, found, now);
    await auditChange(tx, by, action, accountId, found.account.countyId, now, details);
  });
  context.rightsChanged(accountId);
}

/** Accounts of other counties do not exist for an administrator; those of the city need several counties. */
function refuseBeyond(counties: readonly number[], countyId: number | null): void {
  const isWithin = countyId === null ? counties.length > 1 : counties.includes(countyId);
  if (!isWithin) throw new Refused('identity.account-not-found');
}

function auditChange(
  tx: Tx,
  { actor, origin }: By,
  action: AuditAction,
  accountId: string | undefined,
  countyId: number | null,
  now: Instant,
  details: AuditEntry['details'] = {},
): Promise<void> {
  const entry: AuditEntry = {
    action,
    actorId: actor.id,
    ...(accountId === undefined ? {} : { subjectKind: 'account', subjectId: accountId }),
    ...(countyId === null ? {} : { countyId }),
    success: true,
    ip: origin.ip,
    requestId: origin.requestId,
    details,
  };
  return audit(tx, entry, now);
}

const INITIAL_PASSWORD_CHARACTERS = 16;
/** No character that is mistaken for another when it is read aloud or from paper. */
const INITIAL_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

function newInitialPassword(): string {
  return Array.from(
    { length: INITIAL_PASSWORD_CHARACTERS },
    () => INITIAL_ALPHABET[randomInt(INITIAL_ALPHABET.length)],
  ).join('');
}
