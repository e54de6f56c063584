// SQL of identity's write model: accounts, credentials, posts, second factors. Sessions and tokens are
// in queries/ beside their reading, and so is the audit log.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Account, AccountKind, AccountStatus, HeldPost, PostRequest } from './account.ts';
import { postFrom, postsJson, timestamp, type PostRow } from './rows.ts';

type AnyDb = Db | Tx;

export async function insertAccount(tx: AnyDb, account: Account, now: Instant): Promise<void> {
  const inserted = await sql`
    insert into account (id, login, name, kind, status, county_id, demo, created_at)
    values (${account.id}, ${account.login}, ${account.name}, ${account.kind}, ${account.status},
      ${account.countyId}, ${account.demo}, ${timestamp(now)})
    on conflict (login) do nothing returning id`.execute(tx);
  if (inserted.rows.length === 0) throw new Refused('identity.login-taken', 'login');
}

export type AccountWithPosts = Readonly<{ account: Account; posts: readonly HeldPost[] }>;

type AccountRow = Account & { posts: PostRow[] };

/** An account with the posts it holds at `now`; `lock` keeps it from changing until the commit. */
export async function findAccount(
  db: AnyDb,
  id: string,
  now: Instant,
  lock: 'lock' | 'read' = 'read',
): Promise<AccountWithPosts | undefined> {
  const { rows } = await sql<AccountRow>`
    select id, login, name, kind, status, county_id as "countyId", demo,
      ${postsJson(sql.ref('a.id'), now)} as posts
    from account as a where id = ${id} ${lock === 'lock' ? sql`for update` : sql``}`.execute(db);
  const row = rows[0];
  if (!row) return undefined;
  const { posts, ...account } = row;
  return { account, posts: posts.map(postFrom) };
}

export async function setAccountStatus(
  tx: AnyDb,
  id: string,
  status: AccountStatus,
): Promise<void> {
  await sql`update account set status = ${status} where id = ${id}`.execute(tx);
}

export async function renameAccount(tx: AnyDb, id: string, name: string): Promise<void> {
  await sql`update account set name = ${name} where id = ${id}`.execute(tx);
}

export async function putPassword(
  tx: AnyDb,
  accountId: string,
  passwordHash: string,
  mustChange: boolean,
  now: Instant,
): Promise<void> {
  await sql`
    insert into credential (account_id, password_hash, changed_at, must_change)
    values (${accountId}, ${passwordHash}, ${timestamp(now)}, ${mustChange})
    on conflict (account_id) do update set password_hash = excluded.password_hash,
      changed_at = excluded.changed_at, must_change = excluded.must_change,
      failed_count = 0, locked_until = null`.execute(tx);
}

export type Login = Readonly<{
  accountId: string;
  login: string;
  status: AccountStatus;
  countyId: number | null;
  demo: boolean;
  passwordHash: string;
}>;

export async function findLogin(db: AnyDb, login: string): Promise<Login | undefined> {
  const { rows } = await sql<Login>`
    select a.id as "accountId", a.login, a.status, a.county_id as "countyId", a.demo,
      c.password_hash as "passwordHash"
    from account as a join credential as c on c.account_id = a.id
    where a.login = ${login} and a.kind = 'person'`.execute(db);
  return rows[0];
}

export async function findPasswordHash(db: AnyDb, accountId: string): Promise<string | undefined> {
  const { rows } = await sql<{ passwordHash: string }>`
    select password_hash as "passwordHash" from credential where account_id = ${accountId}`.execute(
    db,
  );
  return rows[0]?.passwordHash;
}

/**
 * Counts an attempt before it is made, so that guesses made at the same time are all counted. Returns
 * until when the account is locked, or undefined when the attempt may be made.
 */
export async function takeAttempt(
  db: AnyDb,
  accountId: string,
  rule: Readonly<{ failures: number; lockMs: number }>,
  now: Instant,
): Promise<{ lockedUntil: Instant | undefined }> {
  const taken = await sql`
    update credential set
      failed_count = case when locked_until is null then failed_count + 1 else 1 end,
      locked_until = case when locked_until is null and failed_count + 1 >= ${rule.failures}
        then ${timestamp(now + rule.lockMs)} end
    where account_id = ${accountId} and (locked_until is null or locked_until <= ${timestamp(now)})
    returning failed_count`.execute(db);
  if (taken.rows.length > 0) return { lockedUntil: undefined };
  const { rows } = await sql<{ lockedUntil: Instant | null }>`
    select locked_until as "lockedUntil" from credential where account_id = ${accountId}`.execute(
    db,
  );
  return { lockedUntil: rows[0]?.lockedUntil ?? now };
}

/** The attempt was right but the sign-in is not complete: it alone is taken back. */
export async function giveBackAttempt(db: AnyDb, accountId: string): Promise<void> {
  await sql`update credential set failed_count = greatest(failed_count - 1, 0), locked_until = null
    where account_id = ${accountId}`.execute(db);
}

/** A complete sign-in, or an administrator, forgives all failures. */
export async function forgiveAttempts(db: AnyDb, accountId: string): Promise<void> {
  await sql`update credential set failed_count = 0, locked_until = null
    where account_id = ${accountId} and (failed_count > 0 or locked_until is not null)`.execute(db);
}

export async function insertPost(
  tx: AnyDb,
  post: PostRequest & Readonly<{ id: string; accountId: string }>,
  startsAt: Instant,
): Promise<void> {
  const { place } = post;
  await sql`
    insert into post (id, account_id, county_id, role, unit_id, town_id, village_id, grid_ids, line, starts_at)
    values (${post.id}, ${post.accountId}, ${place.countyId}, ${post.role}, ${post.unitId},
      ${place.townId ?? null}, ${place.villageId ?? null}, ${place.gridIds ? [...place.gridIds] : null},
      ${post.line}, ${timestamp(startsAt)})`.execute(tx);
}

/** Ends a post that is held; its role, or undefined when there is none such. */
export async function endPost(
  tx: AnyDb,
  accountId: string,
  postId: string,
  now: Instant,
): Promise<string | undefined> {
  const { rows } = await sql<{ role: string }>`
    update post set ends_at = greatest(${timestamp(now)}, starts_at)
    where id = ${postId} and account_id = ${accountId} and ends_at is null returning role`.execute(
    tx,
  );
  return rows[0]?.role;
}

/** Ends all posts of an account. */
export async function endPosts(tx: AnyDb, accountId: string, now: Instant): Promise<void> {
  await sql`update post set ends_at = greatest(${timestamp(now)}, starts_at)
    where account_id = ${accountId} and ends_at is null`.execute(tx);
}

export type SecondFactor = Readonly<{
  sealedSecret: Buffer;
  confirmedAt: Instant | null;
  lastStep: number;
}>;

export async function findSecondFactor(
  db: AnyDb,
  accountId: string,
): Promise<SecondFactor | undefined> {
  const { rows } = await sql<SecondFactor>`
    select sealed_secret as "sealedSecret", confirmed_at as "confirmedAt", last_step as "lastStep"
    from second_factor where account_id = ${accountId}`.execute(db);
  return rows[0];
}

/** Offers a secret; one that was offered before and not yet confirmed is kept, so that a reload shows the same. */
export async function offerSecondFactor(
  db: AnyDb,
  accountId: string,
  sealed: Buffer,
): Promise<SecondFactor> {
  await sql`insert into second_factor (account_id, sealed_secret) values (${accountId}, ${sealed})
    on conflict (account_id) do nothing`.execute(db);
  const factor = await findSecondFactor(db, accountId);
  if (!factor) throw new Error('an offered second factor vanished');
  return factor;
}

/** Uses up a step; false when it, or a later one, was used before. */
export async function useStep(db: AnyDb, accountId: string, step: number): Promise<boolean> {
  const used = await sql`update second_factor set last_step = ${step}
    where account_id = ${accountId} and last_step < ${step} returning account_id`.execute(db);
  return used.rows.length > 0;
}

export async function confirmSecondFactor(
  db: AnyDb,
  accountId: string,
  recoveryHashes: readonly Buffer[],
  now: Instant,
): Promise<void> {
  await sql`update second_factor set confirmed_at = ${timestamp(now)},
      recovery_hashes = ${[...recoveryHashes]}::bytea[]
    where account_id = ${accountId} and confirmed_at is null`.execute(db);
}

/** Takes a recovery code out; false when there is none such. */
export async function useRecoveryCode(
  db: AnyDb,
  accountId: string,
  digest: Buffer,
): Promise<boolean> {
  const used = await sql`update second_factor
    set recovery_hashes = array_remove(recovery_hashes, ${digest}::bytea)
    where account_id = ${accountId} and ${digest}::bytea = any (recovery_hashes)
    returning account_id`.execute(db);
  return used.rows.length > 0;
}

export async function deleteSecondFactor(db: AnyDb, accountId: string): Promise<void> {
  await sql`delete from second_factor where account_id = ${accountId}`.execute(db);
}

export async function readPolicies(db: AnyDb): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ key: string; value: unknown }>`
    select key, value from policy`.execute(db);
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

export async function putPolicies(
  tx: AnyDb,
  values: Readonly<Record<string, unknown>>,
  changedBy: string,
  now: Instant,
): Promise<void> {
  await sql`
    insert into policy (key, value, changed_at, changed_by)
    select key, value, ${timestamp(now)}, ${changedBy}::uuid
    from jsonb_each(${JSON.stringify(values)}::jsonb)
    on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at,
      changed_by = excluded.changed_by`.execute(tx);
}

export async function findOutsideLogin(
  db: AnyDb,
  issuer: string,
  subject: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ accountId: string }>`
    select account_id as "accountId" from outside_login
    where issuer = ${issuer} and subject = ${subject}`.execute(db);
  return rows[0]?.accountId;
}

export async function linkOutsideLogin(
  db: AnyDb,
  link: Readonly<{ issuer: string; subject: string; accountId: string }>,
  now: Instant,
): Promise<void> {
  await sql`insert into outside_login (issuer, subject, account_id, linked_at)
    values (${link.issuer}, ${link.subject}, ${link.accountId}, ${timestamp(now)})
    on conflict (issuer, subject) do nothing`.execute(db);
}

/** Whether any demo account can sign in: such a server must not listen beyond 127.0.0.1. */
export async function hasDemoAccounts(db: AnyDb): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from account where demo and status = 'active') as found`.execute(db);
  return rows[0]?.found ?? false;
}

export type SeededAccount = Readonly<{
  id: string;
  login: string;
  name: string;
  kind: AccountKind;
  countyId: number | null;
  posts: readonly (PostRequest & Readonly<{ id: string }>)[];
}>;

/**
 * Inserts many demo accounts with one password hash in one statement each; logins that exist are left
 * as they are. Returns how many were new.
 */
export async function insertDemoAccounts(
  tx: AnyDb,
  accounts: readonly SeededAccount[],
  passwordHash: string,
  now: Instant,
): Promise<number> {
  const posts = accounts.flatMap(({ id: accountId, posts: held }) =>
    held.map(({ place, ...post }) => ({ ...post, ...place, accountId })),
  );
  const inserted = await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb)
        as a(id uuid, login text, name text, kind text, "countyId" int)),
    opened as (
      insert into account (id, login, name, kind, status, county_id, demo, created_at)
      select id, login, name, kind, 'active', "countyId", true, ${timestamp(now)} from given
      on conflict (login) do nothing returning id, kind),
    proven as (
      insert into credential (account_id, password_hash, changed_at, must_change)
      select id, ${passwordHash}, ${timestamp(now)}, false from opened where kind = 'person'),
    appointed as (
      insert into post (id, account_id, county_id, role, unit_id, town_id, village_id, grid_ids, line,
        starts_at)
      select p.id, p."accountId", p."countyId", p.role, p."unitId", p."townId", p."villageId",
        p."gridIds", p.line, ${timestamp(now)}
      from jsonb_to_recordset(${JSON.stringify(posts)}::jsonb) as p(id uuid, "accountId" uuid,
        "countyId" int, role text, "unitId" int, "townId" int, "villageId" int, "gridIds" int[], line text)
      where p."accountId" in (select id from opened))
    select id from opened`.execute(tx);
  return inserted.rows.length;
}
