// The tokens of service clients.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { TOKENS_PER_ACCOUNT_MAX } from '../limits.ts';
import { timestamp } from '../rows.ts';

type AnyDb = Db | Tx;

export type TokenListItem = Readonly<{
  id: string;
  name: string;
  scopes: readonly string[];
  createdAt: Instant;
  expiresAt: Instant;
  /** Known to the minute; null: never. */
  lastUsedAt: Instant | null;
}>;

export async function insertToken(
  tx: AnyDb,
  token: Omit<TokenListItem, 'createdAt' | 'lastUsedAt'> &
    Readonly<{ accountId: string; hash: Buffer }>,
  now: Instant,
): Promise<void> {
  await sql`insert into access_token (id, account_id, hash, name, scopes, created_at, expires_at)
    values (${token.id}, ${token.accountId}, ${token.hash}, ${token.name}, ${[...token.scopes]},
      ${timestamp(now)}, ${timestamp(token.expiresAt)})`.execute(tx);
}

/** The valid tokens of an account, latest first. */
export async function listTokens(
  db: AnyDb,
  accountId: string,
  now: Instant,
): Promise<TokenListItem[]> {
  const { rows } = await sql<TokenListItem>`
    select id, name, scopes, created_at as "createdAt", expires_at as "expiresAt",
      last_used_at as "lastUsedAt" from access_token
    where account_id = ${accountId} and revoked_at is null and expires_at > ${timestamp(now)}
    order by id desc limit ${TOKENS_PER_ACCOUNT_MAX}`.execute(db);
  return rows;
}

export async function touchToken(db: AnyDb, hash: Buffer, now: Instant): Promise<void> {
  await sql`update access_token set last_used_at = ${timestamp(now)} where hash = ${hash}`.execute(
    db,
  );
}

/** The name of the token that was revoked; undefined when there is no such valid one. */
export async function revokeToken(
  tx: AnyDb,
  accountId: string,
  id: string,
  now: Instant,
): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    update access_token set revoked_at = ${timestamp(now)}
    where id = ${id} and account_id = ${accountId} and revoked_at is null returning name`.execute(
    tx,
  );
  return rows[0]?.name;
}
