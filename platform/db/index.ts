// The one way to the database: a pool that acts as the application role, and transactions that
// carry the counties they may touch. Row-level security on those counties is the second barrier
// behind `scopeOf` (docs/decisions/0003).
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';

// Whole numbers beyond 32 bits (counts, positions) stay below 2^53 here, so they are read as numbers.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// Instants are milliseconds everywhere inside (platform/time).
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')));

/** A database handle; a module names its own tables with `db.withTables<ItsTables>()`. */
export type Db = Kysely<object>;
/** The same inside a transaction. */
export type Tx = Transaction<object>;

export const APP_ROLE = 'maplebridge_app';

export type DatabaseOptions = Readonly<{
  url: string;
  /** Connections at most; each costs the database about 10 MB. */
  poolMax?: number;
  /** Acts as the owner instead of the application role: only for migration, backup and tests of the barrier. */
  asOwner?: boolean;
  applicationName?: string;
}>;

const POOL_MAX_DEFAULT = 16;
/** A statement that takes longer than this is a bug or an overload; it is cancelled, and the caller told. */
const STATEMENT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Opens a pool. The caller destroys it with `db.destroy()`. */
export function openDatabase(options: DatabaseOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax ?? POOL_MAX_DEFAULT,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 60_000,
    application_name: options.applicationName ?? 'maplebridge',
    ...(options.asOwner ? {} : { statement_timeout: STATEMENT_TIMEOUT_MS }),
  });
  // An idle connection that dies is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  return new Kysely<object>({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        const role = options.asOwner ? '' : `set role ${APP_ROLE};`;
        await connection.executeQuery(
          sql.raw(`set time zone 'UTC'; ${role}`).compile(compiler),
        );
      },
    }),
  });
}
const compiler = new Kysely<object>({ dialect: new PostgresDialect({ pool: async () => { throw new Error('never connects'); } }) });

/** The counties a transaction may read and write: a list of surrogate ids, or every one (workers, city lists). */
export type CountyReach = readonly number[] | 'all';

/**
 * Runs `work` in one transaction whose row-level reach is `counties`. Commits when it returns,
 * rolls back when it throws.
 */
export async function inTransaction<T>(
  db: Db,
  counties: CountyReach,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql.raw(`set local maplebridge.counties = '${reachText(counties)}'`).execute(tx);
    return work(tx);
  });
}

/** Integers only, so that the text can be put into the statement as it is. */
function reachText(counties: CountyReach): string {
  if (counties === 'all') return '*';
  return counties.map((id) => String(Math.trunc(id))).join(',');
}

export { sql };
