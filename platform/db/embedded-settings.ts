// How the embedded PostgreSQL is set: for one machine that does other work too, with answers that
// survive a power cut and a recovery that is short.
import { totalmem } from 'node:os';

export type DatabaseSettings = Readonly<{
  /** Shared buffers; the rest of the cache is the system's. */
  sharedBuffersMb?: number;
  maxConnections?: number;
  /** How much a recovery may have to replay. */
  maxWalSizeMb?: number;
  /** Only throw-away databases of tests may turn this off. */
  fsync?: boolean;
}>;

/**
 * A tenth of the machine, within bounds: a million matters with their indexes are read all day, and what is read
 * from the disk (30 µs a page) instead of memory is what makes a page of a list slow.
 */
const SHARED_BUFFERS = { part: 1 / 10, leastMb: 256, mostMb: 2048 };
const SHARED_BUFFERS_MB = Math.round(
  Math.min(
    SHARED_BUFFERS.mostMb,
    Math.max(SHARED_BUFFERS.leastMb, (memoryBytes() * SHARED_BUFFERS.part) / 2 ** 20),
  ),
);

/** What this process may use: a container's share, where it has one. */
function memoryBytes(): number {
  const share = process.constrainedMemory();
  return share > 0 ? Math.min(share, totalmem()) : totalmem();
}

/** The pool takes 16, jobs and the relay a few more; the rest is for tools and a second process. */
const MAX_CONNECTIONS = 100;
/**
 * Killed at full write rate with 165 MB to replay, the database was back after 0.9 s (two cores); with 1 GB it
 * took 8 s. Less means more checkpoints, and after each of them every page is written whole once more.
 */
const MAX_WAL_SIZE_MB = 192;
/** PostgreSQL refuses less than two segments of 16 MB. */
const MIN_WAL_SIZE_MB = 32;

/** The `-c name=value` arguments of the server. */
export function settingArguments(
  settings: DatabaseSettings & Readonly<Record<string, unknown>>,
): string[] {
  const {
    sharedBuffersMb = SHARED_BUFFERS_MB,
    maxConnections = MAX_CONNECTIONS,
    maxWalSizeMb = MAX_WAL_SIZE_MB,
    fsync = true,
    ...own
  } = settings;
  const all: Record<string, unknown> = {
    max_connections: maxConnections,
    shared_buffers: `${sharedBuffersMb}MB`,
    effective_cache_size: `${4 * sharedBuffersMb}MB`,
    maintenance_work_mem: '128MB',
    work_mem: '8MB',
    huge_pages: 'off',
    // Durability: an acknowledged report is on the disk.
    fsync: fsync ? 'on' : 'off',
    synchronous_commit: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
    // Nobody follows this server: tables filled in the commit that makes them need no log.
    wal_level: 'minimal',
    max_wal_senders: 0,
    // The binaries know no other than PostgreSQL's own, 0.15 ms a page: after each checkpoint a commit of
    // thirty reports would take 25 ms instead of 3, because each touches pages of its own.
    wal_compression: 'off',
    wal_buffers: '16MB',
    // Recovery replays what was written since the last checkpoint: bound it, so that it is short.
    max_wal_size: `${maxWalSizeMb}MB`,
    min_wal_size: `${Math.max(maxWalSizeMb / 2, MIN_WAL_SIZE_MB)}MB`,
    checkpoint_warning: 0, // often is on purpose
    // One call for the file system instead of one for every file (Linux only).
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    checkpoint_timeout: '5min',
    checkpoint_completion_target: 0.9,
    // Planner: solid-state disks, short queries, one process each.
    random_page_cost: 1.1,
    effective_io_concurrency: 32,
    // A page of a list reads some hundred pages one by one: handed to a worker each takes twice as long.
    io_method: 'sync',
    jit: 'off',
    max_parallel_workers_per_gather: 0,
    // Large append-only tables: look early and in small steps (ADR 24). A step is 200 pages of the shared buffers,
    // 100 of others or 10 changed, and the pause after it is long: without one a round beside 2,000 reports a second
    // kept them waiting 90 ms for three seconds.
    autovacuum_vacuum_scale_factor: 0.05,
    autovacuum_vacuum_insert_scale_factor: 0.05,
    autovacuum_analyze_scale_factor: 0.02,
    autovacuum_naptime: '60s',
    autovacuum_vacuum_cost_limit: 200,
    autovacuum_vacuum_cost_delay: '10ms',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...own,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${String(value)}`]);
}
