// Brings a database to the shape that this version expects: forward only, each file once, in its own
// transaction. It also makes the application role and refuses a database that could not serve.
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { Refused } from '#platform/errors/index.ts';
import { APP_ROLE } from './index.ts';

export type Migration = Readonly<{ name: string; sha256: string; text: string }>;

const OLDEST_MAJOR = 15;
/** One migrator at a time per database; any fixed number that nobody else uses. */
const ADVISORY_LOCK = 330_382_001;
const CONNECT_TIMEOUT_MS = 10_000;
const MIGRATIONS_FOLDER = path.resolve(import.meta.dirname, '../../migrations');

/** The migrations of this version in their order. */
export async function readMigrations(folder = MIGRATIONS_FOLDER): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[\w-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folder, name), 'utf8');
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/**
 * Applies what is missing, as the owner that `url` names. Several processes may call it at once.
 * Throws `Refused('database.…')` for a database that cannot serve or does not fit this version.
 */
export async function migrate(
  url: string,
  migrations?: readonly Migration[],
): Promise<{ applied: string[] }> {
  const wanted = migrations ?? (await readMigrations());
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'maplebridge-migrate',
  });
  try {
    await client.connect();
  } catch (error) {
    throw new Refused('database.unreachable', undefined, { reason: messageOf(error) });
  }
  try {
    await client.query(`set time zone 'UTC'; set statement_timeout = 0`);
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await refuseUnfit(client);
    await makeAppRole(client);
    return { applied: await applyMissing(client, wanted) };
  } finally {
    await client.end(); // gives the lock back too
  }
}

/** What a database lacks is said before anything is written to it. */
async function refuseUnfit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string; ctype: string }>(
    `select current_setting('server_version_num')::int as version, datctype as ctype,
       pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()`,
  );
  const { version = 0, encoding = '', ctype = '' } = rows[0] ?? {};
  const major = Math.floor(version / 10_000);
  if (major < OLDEST_MAJOR)
    throw new Refused('database.too-old', undefined, { found: major, needed: OLDEST_MAJOR });
  if (encoding !== 'UTF8') throw new Refused('database.not-utf8', undefined, { found: encoding });
  await orLacksRight(
    client,
    'create extension if not exists pg_trgm',
    'create extension pg_trgm; create extension btree_gin; create extension intarray;',
  );
  const trigrams = await client.query<{ kept: boolean }>(
    `select cardinality(show_trgm('枫桥')) > 0 as kept`,
  );
  if (trigrams.rows[0]?.kept !== true)
    throw new Refused('database.drops-chinese', undefined, { found: ctype });
}

/** Roles belong to the whole server, so several databases may be making this one at the same time. */
async function makeAppRole(client: pg.Client): Promise<void> {
  await orLacksRight(
    client,
    `do $$ begin
       if not exists (select from pg_roles where rolname = '${APP_ROLE}') then
         create role ${APP_ROLE} nologin;
       end if;
       if not pg_has_role(current_user, '${APP_ROLE}', 'member') then
         execute format('grant ${APP_ROLE} to %I', current_user);
       end if;
     exception when duplicate_object or unique_violation then null;
     end $$`,
    `create role ${APP_ROLE} nologin; grant ${APP_ROLE} to current_user_of_maplebridge;`,
  );
}

async function applyMissing(client: pg.Client, wanted: readonly Migration[]): Promise<string[]> {
  await client.query(`create table if not exists migration (
    name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from migration order by name',
  );
  const known = new Map(wanted.map((migration) => [migration.name, migration]));
  for (const { name, sha256 } of rows) {
    const file = known.get(name);
    if (!file) throw new Refused('database.newer-than-program', undefined, { name });
    if (file.sha256 !== sha256)
      throw new Refused('database.migration-changed', undefined, { name });
  }
  const done = new Set(rows.map((row) => row.name));
  const applied: string[] = [];
  for (const migration of wanted) {
    if (done.has(migration.name)) continue;
    await apply(client, migration);
    applied.push(migration.name);
  }
  return applied;
}

async function apply(client: pg.Client, { name, sha256, text }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    const position = Number((error as pg.DatabaseError).position ?? 0);
    const line = position > 0 ? text.slice(0, position).split('\n').length : '?';
    const params = { name, line, reason: messageOf(error) };
    throw new Refused('database.migration-failed', undefined, params);
  }
}

/** Runs a statement; a lack of rights becomes a message that says what an administrator has to run. */
async function orLacksRight(client: pg.Client, statement: string, remedy: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    // 42501 insufficient_privilege; 0A000 and 58P01: the extension's files are not installed
    if (!['42501', '0A000', '58P01'].includes((error as pg.DatabaseError).code ?? '')) throw error;
    const user = client.user ?? '';
    throw new Refused('database.lacks-right', undefined, {
      user,
      reason: messageOf(error),
      remedy: remedy.replace('current_user_of_maplebridge', user),
    });
  }
}

/** A refused connection to several addresses comes as an AggregateError without a message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
