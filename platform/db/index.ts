// The one way to the database: a pool that acts as the application role, and transactions that
// carry the counties they may touch. Row-level security on those counties is the second barrier
// behind `scopeOf`.
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  sql,
  type DatabaseConnection,
  type PostgresDialectConfig,
  type Transaction,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';
import { keepStatements } from './kept.ts';
import { once, sendTogether } from './together.ts';
import { readTypesAsInside } from './read-types.ts';

export { isConnectionLoss } from './connection-loss.ts';
export { kept } from './kept.ts';
export { andCommit } from './together.ts';
export { rowset, type CellType, type Columns } from './rowset.ts';
export { sql };
export type { RawBuilder } from 'kysely';

/** A database handle; a module names its own tables with `db.withTables<ItsTables>()`. */
export type Db = Kysely<object>;
/** The same inside a transaction. */
export type Tx = Transaction<object>;

/** The role that requests run as: it owns nothing and gets only what migrations grant. */
export const APP_ROLE = 'maplebridge_app';

export type DatabaseOptions = Readonly<{
  url: string;
  /** Connections at most; each costs the database about 10 MB, and 60 when it keeps all statements (kept.ts). */
  poolMax?: number;
  /** Acts as the owner instead of the application role: only for backup and tests of the barrier. */
  asOwner?: boolean;
  applicationName?: string;
}>;

const POOL_MAX_DEFAULT = 16;
/** A statement that takes longer than this is a bug or an overload; it is cancelled, and the caller told. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** A transaction left open and idle holds locks and keeps dead rows: longer than any honest pause. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_CONNECTION_MS = 60_000;

readTypesAsInside(pg.types);

/** Opens a pool. The caller destroys it with `db.destroy()`. */
export function openDatabase(options: DatabaseOptions): Db {
  const session = [
    `set time zone 'UTC'`,
    ...(options.asOwner
      ? []
      : [
          `set role ${APP_ROLE}`,
          `set statement_timeout = ${STATEMENT_TIMEOUT_MS}`,
          `set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_TIMEOUT_MS}`,
        ]),
  ].join('; ');
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax ?? POOL_MAX_DEFAULT,
    pipeline: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    application_name: options.applicationName ?? 'maplebridge',
    // Awaited before the first use; a connection on which it fails is thrown away, never lent out as owner.
    onConnect: async (client) => {
      await client.query(session);
      sendTogether(client);
      keepStatements(client);
    },
  });
  // A connection that dies between two statements reports it here as well as to the next statement;
  // without listeners that report would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<object>({ dialect: new ReachDialect({ pool }) });
}

/** The counties a transaction may read and write: a list of surrogate ids, or every one (workers, city lists). */
export type CountyReach = readonly number[] | 'all';

/**
 * Runs `work` in one transaction whose row-level reach is `counties`. Commits when it returns,
 * rolls back when it throws. `begin` and the reach travel together, so the frame costs two round trips.
 */
export async function inTransaction<T>(
  db: Db,
  counties: CountyReach,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return begun(db, `begin; ${reachSetting(counties)}`, work);
}

/**
 * The same for questions only, and for those that are asked all day: nothing can be written, and kept
 * statements (`kept`) run by the plan that fits all values.
 */
export async function inReading<T>(
  db: Db,
  counties: CountyReach,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return begun(db, readingFrame(counties), work);
}

/** The same for one question alone: it travels there and back with its whole transaction. */
export async function inReadingOnce<T>(
  db: Db,
  counties: CountyReach,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return begun(db, once(readingFrame(counties)), work);
}

function readingFrame(counties: CountyReach): string {
  const anyValues = 'set local plan_cache_mode = force_generic_plan';
  return `begin read only; ${reachSetting(counties)}; ${anyValues}`;
}

/**
 * The same for what is written all day by kept statements: one plan fits all values, and it goes by the
 * indexes, also on a connection that planned it while the tables were still empty.
 */
export async function inWriting<T>(
  db: Db,
  counties: CountyReach,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return begun(db, `begin; ${reachSetting(counties)}; ${BY_INDEX}`, work);
}

/** One plan for all values: each row looked up through an index. */
const BY_INDEX = [
  'set local plan_cache_mode = force_generic_plan',
  ...['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_material'].map(
    (way) => `set local ${way} = off`,
  ),
].join('; ');

function begun<T>(db: Db, begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return beginning.run(begin, () =>
    // It ends with this transaction: one begun inside `work` has to name its own.
    db.transaction().execute((tx) => beginning.run(undefined, () => work(tx))),
  );
}

function reachSetting(counties: CountyReach): string {
  return `set local maplebridge.counties = '${reachText(counties)}'`;
}

/** Integers only, so that the text can be put into the statement as it is. */
export function reachText(counties: CountyReach): string {
  if (counties === 'all') return '*';
  for (const id of counties)
    if (!Number.isInteger(id)) throw new Error(`not a county id: ${String(id)}`);
  return counties.join(',');
}

/** Carries the first statement to the driver, which Kysely calls with nothing of ours. */
const beginning = new AsyncLocalStorage<string | undefined>();

class ReachDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;
  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }
  override createDriver(): PostgresDriver {
    return new ReachDriver(this.#config);
  }
}

class ReachDriver extends PostgresDriver {
  /** The beginning of the transaction that a connection is in: undefined, or why it failed. */
  readonly #beginnings = new WeakMap<object, Promise<unknown>>();

  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    const begin = beginning.getStore();
    if (begin === undefined) return super.beginTransaction(connection, settings);
    // Held back for the first statement (together.ts), so nothing answers yet.
    const begun = connection.executeQuery(CompiledQuery.raw(begin)).then(
      () => undefined,
      (error: unknown) => error ?? new Error('a transaction did not begin'),
    );
    this.#beginnings.set(connection, begun);
  }

  /** Without its frame nothing was in reach and nothing was one: then it must not seem to have gone well. */
  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const begun = this.#beginnings.get(connection);
    this.#beginnings.delete(connection);
    const [failure] = await Promise.all([begun, super.commitTransaction(connection as never)]);
    if (failure !== undefined) throw failure;
  }

  /** The error that led here is the one to tell; a connection that cannot even roll back is discarded. */
  override async rollbackTransaction(
    connection: Parameters<PostgresDriver['rollbackTransaction']>[0],
  ): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => {});
  }
}
