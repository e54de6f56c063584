// Databases for tests: each file that asks gets its own clone of a migrated template, made in tens of
// milliseconds, and loses it at the end. A connection left behind fails the file.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { openDatabase, type Db } from './index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the test server's migrated template database. */
    templateUrl: string;
  }
}

export type TestDatabase = Readonly<{
  /** Acts as the application role, behind row-level security. */
  db: Db;
  /** Acts as the owner: for preparing and for looking behind the barrier. */
  owner: Db;
  url: string;
}>;

const POOL_MAX = 8;
/** A closed connection is gone from the server's list a little after the client has said goodbye. */
const LEAK_GRACE_MS = 2_000;

/** Clones the template. Call in `beforeAll` or at the top of a file; both pools are closed after the file. */
export async function testDatabase(): Promise<TestDatabase> {
  const templateUrl = inject('templateUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(templateUrl, (server) =>
    server.query(`create database ${name} template ${databaseOf(templateUrl)}`),
  );
  const url = withDatabase(templateUrl, name);
  const db = openDatabase({ url, poolMax: POOL_MAX, applicationName: 'test' });
  const owner = openDatabase({
    url,
    poolMax: POOL_MAX,
    asOwner: true,
    applicationName: 'test-owner',
  });
  afterAll(async () => {
    await Promise.all([db.destroy(), owner.destroy()]);
    await onServer(templateUrl, async (server) => {
      const left = await connectionsLeft(server, name);
      await server.query(`drop database ${name} with (force)`);
      if (left.length > 0) throw new Error(`connections left open: ${left.join(', ')}`);
    });
  });
  return { db, owner, url };
}

async function connectionsLeft(server: pg.Client, database: string): Promise<string[]> {
  const deadline = performance.now() + LEAK_GRACE_MS;
  for (;;) {
    const { rows } = await server.query<{ who: string }>(
      `select application_name || ': ' || left(query, 80) as who from pg_stat_activity
       where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (rows.length === 0 || performance.now() > deadline) return rows.map((row) => row.who);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function onServer<T>(url: string, work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

const DATABASE_IN_URL = /^(\w+:\/\/[^/]*\/)([^?]*)/;

/** The same server, another database. By text: an address of a Unix socket has no host for `URL` to parse. */
export function withDatabase(url: string, database: string): string {
  return url.replace(DATABASE_IN_URL, (_all, server: string) => server + database);
}

export function databaseOf(url: string): string {
  return DATABASE_IN_URL.exec(url)?.[2] ?? '';
}
