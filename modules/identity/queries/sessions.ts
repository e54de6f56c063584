// Sessions and tokens: the rows that prove who asks. Only digests of what the client holds are stored.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Account, Principal } from '../account.ts';
import { SESSIONS_PER_ACCOUNT_MAX } from '../limits.ts';
import { postFrom, postsJson, timestamp, type PostRow } from '../rows.ts';

type AnyDb = Db | Tx;

export type ClientAddress = Readonly<{ ip: string; userAgent: string }>;

export type NewSession = Readonly<{
  id: Buffer;
  accountId: string;
  state: 'pending' | 'open';
  factors: 1 | 2;
  expiresAt: Instant;
  client: ClientAddress;
}>;

export async function insertSession(tx: AnyDb, session: NewSession, now: Instant): Promise<void> {
  await sql`
    insert into session (id, account_id, state, factors, created_at, last_seen_at, expires_at, ip, user_agent)
    values (${session.id}, ${session.accountId}, ${session.state}, ${session.factors}, ${timestamp(now)},
      ${timestamp(now)}, ${timestamp(session.expiresAt)}, ${session.client.ip},
      ${session.client.userAgent})`.execute(tx);
}

/** Revokes the sessions unused for longest beyond the bound; returns their ids. */
export async function revokeSurplusSessions(
  tx: AnyDb,
  accountId: string,
  now: Instant,
): Promise<Buffer[]> {
  const { rows } = await sql<{ id: Buffer }>`
    update session set revoked_at = ${timestamp(now)} where id in (
      select id from session where account_id = ${accountId} and revoked_at is null
      order by last_seen_at desc, id offset ${SESSIONS_PER_ACCOUNT_MAX})
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** A session that waits for its second factor. */
export async function findPendingSession(
  db: AnyDb,
  id: Buffer,
  now: Instant,
): Promise<{ accountId: string } | undefined> {
  const { rows } = await sql<{ accountId: string }>`
    select account_id as "accountId" from session where id = ${id} and state = 'pending'
      and revoked_at is null and expires_at > ${timestamp(now)}`.execute(db);
  return rows[0];
}

export async function deleteSession(tx: AnyDb, id: Buffer): Promise<boolean> {
  const deleted = await sql`delete from session where id = ${id} returning id`.execute(tx);
  return deleted.rows.length > 0;
}

type PrincipalRow = Account & {
  expiresAt: Instant;
  lastSeenAt: Instant;
  mustChange: boolean | null;
  changedAt: Instant | null;
  scopes: string[] | null;
  posts: PostRow[];
};

export type Proof = Readonly<{
  principal: Principal;
  expiresAt: Instant;
  lastSeenAt: Instant;
  /** What a token may do; null for a session, which may do all its account may. */
  scopes: readonly string[] | null;
}>;

/** What an open session proves at `now`; undefined when it is unknown, ended, revoked, or its account not active. */
export async function findSessionProof(
  db: AnyDb,
  id: Buffer,
  now: Instant,
): Promise<Proof | undefined> {
  const { rows } = await sql<PrincipalRow>`
    select a.id, a.login, a.name, a.kind, a.status, a.county_id as "countyId", a.demo,
      s.expires_at as "expiresAt", s.last_seen_at as "lastSeenAt", c.must_change as "mustChange",
      c.changed_at as "changedAt", null as scopes, ${postsJson(sql.ref('a.id'), now)} as posts
    from session as s join account as a on a.id = s.account_id
      left join credential as c on c.account_id = a.id
    where s.id = ${id} and s.state = 'open' and s.revoked_at is null
      and s.expires_at > ${timestamp(now)} and a.status = 'active'`.execute(db);
  return rows[0] && proofFrom(rows[0]);
}

/** What the token of a service client proves; undefined as above. */
export async function findTokenProof(
  db: AnyDb,
  hash: Buffer,
  now: Instant,
): Promise<Proof | undefined> {
  const { rows } = await sql<PrincipalRow>`
    select a.id, a.login, a.name, a.kind, a.status, a.county_id as "countyId", a.demo,
      t.expires_at as "expiresAt", coalesce(t.last_used_at, 'epoch') as "lastSeenAt", null as "mustChange",
      null as "changedAt", t.scopes, ${postsJson(sql.ref('a.id'), now)} as posts
    from access_token as t join account as a on a.id = t.account_id
    where t.hash = ${hash} and t.revoked_at is null and t.expires_at > ${timestamp(now)}
      and a.status = 'active'`.execute(db);
  return rows[0] && proofFrom(rows[0]);
}

function proofFrom(row: PrincipalRow): Proof {
  const { expiresAt, lastSeenAt, mustChange, changedAt, scopes, posts, ...account } = row;
  const principal = {
    account,
    posts: posts.map(postFrom),
    mustChangePassword: mustChange ?? false,
    passwordChangedAt: changedAt,
  };
  return { principal, expiresAt, lastSeenAt, scopes };
}

export async function touchSession(db: AnyDb, id: Buffer, now: Instant): Promise<void> {
  await sql`update session set last_seen_at = ${timestamp(now)} where id = ${id}
    and last_seen_at < ${timestamp(now)}`.execute(db);
}

/** Revokes one session of an account; false when there is none such. */
export async function revokeSession(
  tx: AnyDb,
  accountId: string,
  id: Buffer,
  now: Instant,
): Promise<boolean> {
  const revoked = await sql`update session set revoked_at = ${timestamp(now)}
    where id = ${id} and account_id = ${accountId} and revoked_at is null returning id`.execute(tx);
  return revoked.rows.length > 0;
}

/** Revokes all sessions of an account, but for one when it is named; returns how many. */
export async function revokeSessions(
  tx: AnyDb,
  accountId: string,
  now: Instant,
  except?: Buffer,
): Promise<number> {
  const revoked = await sql`update session set revoked_at = ${timestamp(now)}
    where account_id = ${accountId} and revoked_at is null
      and (${except ?? null}::bytea is null or id <> ${except ?? null}::bytea)`.execute(tx);
  return Number(revoked.numAffectedRows ?? 0n);
}

export type SessionListItem = Readonly<{
  id: string;
  createdAt: Instant;
  lastSeenAt: Instant;
  expiresAt: Instant;
  ip: string;
  userAgent: string;
  factors: number;
}>;

/** The open sessions of an account, latest first; there are never more than SESSIONS_PER_ACCOUNT_MAX. */
export async function listSessions(
  db: AnyDb,
  accountId: string,
  now: Instant,
): Promise<SessionListItem[]> {
  const { rows } = await sql<SessionListItem>`
    select encode(id, 'hex') as id, created_at as "createdAt", last_seen_at as "lastSeenAt",
      expires_at as "expiresAt", ip, user_agent as "userAgent", factors
    from session where account_id = ${accountId} and state = 'open' and revoked_at is null
      and expires_at > ${timestamp(now)}
    order by last_seen_at desc limit ${SESSIONS_PER_ACCOUNT_MAX}`.execute(db);
  return rows;
}

/** Deletes a bounded number of sessions that ended before `before`. */
export async function deleteEndedSessions(
  db: AnyDb,
  before: Instant,
  limit: number,
): Promise<number> {
  const deleted = await sql`delete from session where id = any (array(
    select id from session where expires_at < ${timestamp(before)} limit ${limit}))`.execute(db);
  return Number(deleted.numAffectedRows ?? 0n);
}
