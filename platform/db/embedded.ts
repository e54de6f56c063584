// The default database: an embedded PostgreSQL that this process starts, watches and stops.
// It listens on a private Unix socket only, with a random SCRAM password, and never runs as root.
// If this process is killed, the database goes on for a short grace time so that the next start can
// adopt it warm; nobody coming, it stops itself. Not for internet-facing production: there, set
// DATABASE_URL.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Refused } from '#platform/errors/index.ts';
import { settingArguments, type DatabaseSettings } from './embedded-settings.ts';
import {
  UNPRIVILEGED_UID,
  blockedFolder,
  canEnter,
  embeddedBinaries,
  type EmbeddedBinaries,
} from './embedded-binaries.ts';
import { isAlive, lockFolder, type FolderLock } from './folder-lock.ts';

export type EmbeddedDatabase = Readonly<{
  /** For `pg` and for libpq alike: `postgres://maplebridge:…@/maplebridge?host=…`. Holds the password. */
  url: string;
  /** The postmaster's process id; a new one after it died and was restarted. */
  pid: number;
  /** True when a database left behind by a killed process was taken over running. */
  adopted: boolean;
  /** Ends the database and frees the data folder. Safe to call twice. */
  stop(): Promise<void>;
}>;

export type EmbeddedOptions = Readonly<{
  /** Maplebridge's data folder; the database takes `postgres`, `postgres.*` and `maplebridge.lock` in it. */
  dataDir: string;
  /** One line for people, when something worth saying happens. */
  log?: (line: string) => void;
  settings?: DatabaseSettings;
  /** How long the database outlives a killed owner, in seconds. */
  orphanGraceSeconds?: number;
}>;

const USER = 'maplebridge';
const DATABASE = 'maplebridge';
/** `sun_path` holds 104 bytes on macOS, 108 on Linux, and PostgreSQL adds `/.s.PGSQL.5432.lock`. */
const SOCKET_FOLDER_MAX = 84;
const ORPHAN_GRACE_SECONDS = 10;
const POLL_MS = 15;
const LINGER_POLL_MS = 50;
const STRAGGLER_POLL_MS = 5;
/** How long a new postmaster is tried while something of the one before is still there. */
const LINGER_MAX_MS = 10_000;
/** Recovery after a crash is bounded by max_wal_size to seconds; this is for very slow disks. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
/** More deaths than this within the window are not bad luck: give up and say so. */
const RESTARTS_MAX = 10;
const RESTART_WINDOW_MS = 60_000;
/** The log is begun anew above this size; one older log is kept. */
const LOG_BYTES_MAX = 10_000_000;
const LOG_TAIL_LINES = 12;

/**
 * Starts, or takes over, the database of a data folder and watches it until `stop()`. A postmaster
 * that dies is started again on the same address.
 * Throws `Refused('database.…')` with the reason for people when the folder cannot be used.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const log = options.log ?? (() => {});
  const uid = process.getuid?.() === 0 ? ownerOf(options.dataDir) : undefined;
  const folder = prepareFolder(options.dataDir, uid);
  const lock = lockFolder(folder.root, folder.lockFile);
  try {
    const binaries = embeddedBinaries(uid);
    const password = existsSync(path.join(folder.cluster, 'PG_VERSION'))
      ? existingPassword(folder, binaries.major)
      : await initialise(folder, binaries, uid, options.settings, log);
    const adopted = await takeOver(folder, binaries, options.settings, log);
    const socketFolder = adopted?.socketFolder ?? makeSocketFolder(folder.root, uid);
    const args = postgresArguments(folder.cluster, socketFolder, options.settings);
    const run: Run = { folder, binaries, uid, args, socketFolder, log };
    const guard = startGuard(folder, lock, options.orphanGraceSeconds ?? ORPHAN_GRACE_SECONDS);
    const keeper = keepRunning(run, adopted?.pid ?? (await startPostmaster(run)));
    const end = async (): Promise<void> => {
      await keeper.stop();
      guard.stdin?.end('done\n');
      if (socketFolder !== insideSocketFolder(folder.root))
        rmSync(socketFolder, { recursive: true, force: true });
      lock.release();
    };
    const url = urlOf(socketFolder, password);
    try {
      await ensureDatabase(url, urlOf(socketFolder, password, 'postgres'));
    } catch (error) {
      await end();
      throw error;
    }
    let ending: Promise<void> | undefined;
    return {
      url,
      adopted: adopted !== undefined,
      get pid() {
        return keeper.pid();
      },
      stop: () => (ending ??= end()),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * For commands that work beside a running server (import, backup): its database if one holds the data
 * folder, else a database started for the time being. `stop()` ends only what was started here.
 */
export async function useEmbeddedDatabase(
  options: EmbeddedOptions,
): Promise<Pick<EmbeddedDatabase, 'url' | 'stop'>> {
  try {
    return await startEmbeddedDatabase(options);
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.code !== 'database.folder-in-use') throw error;
    const root = realpathSync(options.dataDir);
    const running = readPostmasterFile(path.join(root, 'postgres'));
    // Its owner may be in the middle of its own first start; then "in use" is all there is to say.
    if (running?.state !== 'ready') throw error;
    const password = readFileSync(path.join(root, 'postgres.password'), 'utf8').trim();
    return { url: urlOf(running.socketFolder, password), stop: async () => {} };
  }
}

// ── the folder ───────────────────────────────────────────────────────────────────────────────────

type DataFolder = Readonly<{
  root: string;
  cluster: string;
  passwordFile: string;
  logFile: string;
  lockFile: string;
}>;

type Run = Readonly<{
  folder: DataFolder;
  binaries: EmbeddedBinaries;
  uid: number | undefined;
  args: readonly string[];
  socketFolder: string;
  log: (line: string) => void;
}>;

/** Root runs the server as whoever owns the cluster already, or as nobody. */
function ownerOf(dataDir: string): number {
  const owner = statSync(path.resolve(dataDir, 'postgres'), { throwIfNoEntry: false })?.uid;
  return owner === undefined || owner === 0 ? UNPRIVILEGED_UID : owner;
}

function prepareFolder(dataDir: string, uid: number | undefined): DataFolder {
  const wanted = path.resolve(dataDir);
  refuseUnreachable(wanted, uid);
  try {
    // Passable but not listable when another user has to reach the cluster inside.
    mkdirSync(wanted, { recursive: true, mode: uid === undefined ? 0o700 : 0o711 });
    writeFileSync(path.join(wanted, '.writable'), '');
    rmSync(path.join(wanted, '.writable'));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Refused('database.folder-not-writable', undefined, { folder: wanted, reason });
  }
  const root = realpathSync(wanted);
  const { mode, uid: owner } = statSync(root);
  if (uid !== undefined && owner === 0) chmodSync(root, mode | 0o011); // what is secret in it is 600
  const folder = {
    root,
    cluster: path.join(root, 'postgres'),
    passwordFile: path.join(root, 'postgres.password'),
    logFile: path.join(root, 'postgres.log'),
    lockFile: path.join(root, 'maplebridge.lock'),
  };
  refuseForeign(folder);
  return folder;
}

/** Asked before anything is made: can the database's user get as far as the folder's parents exist? */
function refuseUnreachable(folder: string, uid: number | undefined): void {
  if (uid === undefined) return;
  let existing = path.dirname(folder);
  while (!existsSync(existing)) existing = path.dirname(existing);
  if (canEnter(existing, uid)) return;
  const blocked = blockedFolder(existing, uid) ?? existing;
  throw new Refused('database.folder-unreachable', undefined, { folder, blocked, uid });
}

/** Somebody's own cluster, or anything else where ours would go, is left alone. */
function refuseForeign(folder: DataFolder): void {
  const foreign = (found: string): Refused =>
    new Refused('database.folder-foreign', undefined, { folder: folder.root, found });
  if (existsSync(path.join(folder.root, 'PG_VERSION'))) throw foreign('PG_VERSION');
  if (!existsSync(folder.cluster) || existsSync(path.join(folder.cluster, 'PG_VERSION'))) return;
  const [first] = statSync(folder.cluster).isDirectory()
    ? readdirSync(folder.cluster)
    : ['postgres'];
  if (first !== undefined) throw foreign(path.join('postgres', first));
}

function existingPassword(folder: DataFolder, major: number): string {
  const found = readFileSync(path.join(folder.cluster, 'PG_VERSION'), 'utf8').trim();
  if (found !== String(major)) {
    const params = { folder: folder.root, found, expected: major };
    throw new Refused('database.folder-major', undefined, params);
  }
  if (!existsSync(folder.passwordFile)) {
    const params = { folder: folder.root, file: folder.passwordFile };
    throw new Refused('database.password-missing', undefined, params);
  }
  return readFileSync(folder.passwordFile, 'utf8').trim();
}

/** Makes the cluster beside its place and renames it: an interrupted first start leaves nothing half-made. */
async function initialise(
  folder: DataFolder,
  binaries: EmbeddedBinaries,
  uid: number | undefined,
  settings: DatabaseSettings | undefined,
  log: (line: string) => void,
): Promise<string> {
  const began = performance.now();
  const draft = `${folder.cluster}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const password = randomBytes(24).toString('hex');
  writeFileSync(folder.passwordFile, `${password}\n`, { mode: 0o600 });
  const passwordForInitdb = path.join(draft, '..', 'postgres.password.draft');
  writeFileSync(passwordForInitdb, `${password}\n`, { mode: 0o600 });
  if (uid !== undefined) for (const file of [draft, passwordForInitdb]) chownSync(file, uid, uid);
  const args = [
    `--pgdata=${draft}`,
    `--username=${USER}`,
    `--pwfile=${passwordForInitdb}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // C.UTF-8 sorts by code point, the same on every machine, and knows letters: with plain C, pg_trgm
    // would drop every Chinese character.
    `--locale=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(settings?.fsync === false ? ['--no-sync'] : []),
  ];
  const result = spawnSync(binaries.initdb, args, {
    ...identity(uid),
    cwd: '/',
    encoding: 'utf8',
    env: serverEnvironment(),
  });
  rmSync(passwordForInitdb, { force: true });
  if (result.status !== 0) {
    const tail = lastLines(`${result.stdout}\n${result.stderr}\n${result.error?.message ?? ''}`);
    const params = { logFile: 'initdb', tail };
    throw new Refused('database.start-failed', undefined, params);
  }
  rmSync(folder.cluster, { recursive: true, force: true });
  renameSync(draft, folder.cluster);
  log(`database: made in ${seconds(began)}`);
  return password;
}

/** A short, private folder for the socket: inside the data folder when its path fits. */
function makeSocketFolder(root: string, uid: number | undefined): string {
  const inside = insideSocketFolder(root);
  const fits = Buffer.byteLength(inside) <= SOCKET_FOLDER_MAX;
  const socketFolder = fits ? inside : mkdtempSync(path.join(tmpdir(), 'maplebridge-'));
  mkdirSync(socketFolder, { recursive: true });
  chmodSync(socketFolder, 0o700);
  if (uid !== undefined) chownSync(socketFolder, uid, uid);
  return socketFolder;
}

function insideSocketFolder(root: string): string {
  return path.join(root, 'postgres.socket');
}

function urlOf(socketFolder: string, password: string, database = DATABASE): string {
  return `postgres://${USER}:${password}@/${database}?host=${encodeURIComponent(socketFolder)}`;
}

async function ensureDatabase(url: string, maintenanceUrl: string): Promise<void> {
  const probe = new pg.Client({ connectionString: url });
  try {
    await probe.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error; // 3D000: no such database
    const maintenance = new pg.Client({ connectionString: maintenanceUrl });
    await maintenance.connect();
    await maintenance.query(`create database ${DATABASE}`);
    await maintenance.end();
  } finally {
    await probe.end();
  }
}

// ── the process ──────────────────────────────────────────────────────────────────────────────────

function postgresArguments(
  cluster: string,
  socketFolder: string,
  settings: DatabaseSettings | undefined,
): string[] {
  return [
    '-D',
    cluster,
    ...settingArguments({
      listen_addresses: '',
      unix_socket_directories: socketFolder,
      unix_socket_permissions: '0700',
      ...settings,
    }),
  ];
}

/** Starts a postmaster and waits until it takes connections. */
async function startPostmaster(run: Run): Promise<number> {
  const began = performance.now();
  const deadline = began + START_TIMEOUT_MS;
  await clearAway(run);
  for (;;) {
    const child = spawnPostmaster(run);
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    let gone = false;
    void ended.then(() => (gone = true));
    while (!gone && performance.now() < deadline) {
      const state = readPostmasterFile(run.folder.cluster);
      if (state?.state === 'ready' && state.pid === child.pid) {
        run.log(`database: ready in ${seconds(began)}`);
        return state.pid;
      }
      await sleep(POLL_MS);
    }
    const tail = tailOf(run.folder.logFile);
    // What a killed postmaster's children held of its shared memory is let go a moment after them.
    const lingering = /shared memory block .* is still in use|lock file .* already exists/.test(
      tail,
    );
    if (!gone || !lingering || performance.now() > began + LINGER_MAX_MS) {
      if (child.pid !== undefined && !gone) process.kill(child.pid, 'SIGQUIT');
      const params = { logFile: run.folder.logFile, tail };
      throw new Refused('database.start-failed', undefined, params);
    }
    await sleep(LINGER_POLL_MS);
  }
}

/**
 * Ends what a killed postmaster left working: its children notice its death only between statements, and
 * until they are gone no new one may start. Recovery undoes what they had not committed. Then its lock
 * files go too: while nobody has taken its body away (in a container without an init perhaps for ever),
 * PostgreSQL takes it for alive.
 */
async function clearAway({ folder: { cluster }, socketFolder }: Run): Promise<void> {
  const deadline = performance.now() + LINGER_MAX_MS;
  // Elsewhere than on Linux they are waited for by trying again.
  while (process.platform === 'linux' && performance.now() < deadline) {
    const stragglers = readdirSync('/proc').filter(
      (entry) => /^\d+$/.test(entry) && worksIn(Number(entry), cluster),
    );
    if (stragglers.length === 0) break;
    for (const pid of stragglers) tryKill(Number(pid));
    await sleep(STRAGGLER_POLL_MS);
  }
  const left = readPostmasterFile(cluster);
  if (left !== undefined && isAlive(left.pid) && worksIn(left.pid, cluster)) return;
  rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
  rmSync(path.join(socketFolder, '.s.PGSQL.5432.lock'), { force: true });
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

function spawnPostmaster({ folder, binaries, uid, args }: Run): ChildProcess {
  if (existsSync(folder.logFile) && statSync(folder.logFile).size > LOG_BYTES_MAX)
    renameSync(folder.logFile, `${folder.logFile}.1`);
  const logFd = openSync(folder.logFile, 'a', 0o600);
  const child = spawn(binaries.postgres, args, {
    ...identity(uid),
    cwd: '/',
    env: serverEnvironment(),
    // Its own session: Ctrl-C in the terminal reaches us, and we end it after the work is done.
    detached: true,
    stdio: ['ignore', logFd, logFd],
  });
  closeSync(logFd);
  child.unref();
  return child;
}

/** Watches the postmaster and starts it again when it dies. */
function keepRunning(run: Run, firstPid: number): { pid(): number; stop(): Promise<void> } {
  let pid = firstPid;
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  let deaths: number[] = [];
  const restart = async (): Promise<void> => {
    deaths = [...deaths, performance.now()].filter(
      (at) => at > performance.now() - RESTART_WINDOW_MS,
    );
    if (deaths.length > RESTARTS_MAX) {
      clearInterval(watch);
      run.log(`database: died ${deaths.length} times within a minute, see ${run.folder.logFile}`);
      return;
    }
    run.log(`database: process ${pid} died, starting it again`);
    pid = await startPostmaster(run);
  };
  let busy = false;
  const watch = setInterval(() => {
    if (busy || stopping || isAlive(pid)) return;
    busy = true;
    restarting = restart()
      .catch((error: unknown) => run.log(`database: ${String(error)}`))
      .finally(() => (busy = false));
  }, 50);
  watch.unref();
  return {
    pid: () => pid,
    async stop() {
      stopping = true;
      clearInterval(watch);
      await restarting;
      await endPostmaster(pid);
    },
  };
}

/** Fast shutdown; a server that does not end in time is told to abort (and recovers at the next start). */
async function endPostmaster(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = performance.now() + STOP_TIMEOUT_MS;
    while (isAlive(pid) && performance.now() < deadline) await sleep(POLL_MS);
  }
}

type PostmasterFile = Readonly<{ pid: number; socketFolder: string; state: string }>;

/** postmaster.pid: line 1 process id, 5 socket folder, 8 state (PostgreSQL's miscadmin.h). */
function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, socketFolder = '', state = ''] = [lines[0], lines[4]?.trim(), lines[7]?.trim()];
    return { pid: Number(pid), socketFolder, state };
  } catch {
    return undefined;
  }
}

/**
 * A postmaster left behind by a killed owner is taken over as it runs. One that was started with other
 * settings or by another version is ended instead; a file that names a stranger's process counts for nothing.
 */
async function takeOver(
  folder: DataFolder,
  binaries: EmbeddedBinaries,
  settings: DatabaseSettings | undefined,
  log: (line: string) => void,
): Promise<PostmasterFile | undefined> {
  let left = readPostmasterFile(folder.cluster);
  if (left === undefined) return undefined;
  if (!isAlive(left.pid) || !worksIn(left.pid, folder.cluster)) return undefined;
  // Killed in the middle of a recovery, its owner is gone but the work is not: let it finish.
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (left?.state === 'starting' && isAlive(left.pid) && performance.now() < deadline) {
    await sleep(POLL_MS);
    left = readPostmasterFile(folder.cluster);
  }
  if (left === undefined) return undefined;
  const wanted = [
    binaries.postgres,
    ...postgresArguments(folder.cluster, left.socketFolder, settings),
  ];
  const same =
    left.state === 'ready' &&
    commandOf(left.pid) === wanted.join('\0') &&
    existsSync(left.socketFolder);
  if (same) {
    log(`database: took over the running process ${left.pid}`);
    return left;
  }
  log(`database: ending process ${left.pid}, which a killed run left behind`);
  await endPostmaster(left.pid);
  return undefined;
}

/** PostgreSQL's processes work in their cluster folder, and the command line names it. */
function worksIn(pid: number, cluster: string): boolean {
  if (process.platform !== 'linux') return commandOf(pid).includes(cluster);
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0+$/, '');
    } catch {
      return '';
    }
  }
  return spawnSync('ps', ['-ww', '-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout;
}

/**
 * A small shell process that notices our death (its input ends without a word) and, unless another
 * owner has taken the folder within the grace time, ends the database.
 */
function startGuard(folder: DataFolder, lock: FolderLock, graceSeconds: number): ChildProcess {
  const script = `
    if read -r word; then exit 0; fi
    sleep "$1"
    [ "$(cat "$2")" = "$3" ] && kill -INT "$(head -n 1 "$4")"`;
  const postmasterFile = path.join(folder.cluster, 'postmaster.pid');
  const args = [String(graceSeconds), lock.file, lock.content.trim(), postmasterFile];
  const guard = spawn('/bin/sh', ['-c', script, 'maplebridge-guard', ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return guard;
}

/** Nothing of ours leaks into the server: libpq variables would change initdb, TZ the log. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

function identity(uid: number | undefined): { uid?: number; gid?: number } {
  return uid === undefined ? {} : { uid, gid: uid };
}

function tailOf(file: string): string {
  return existsSync(file) ? lastLines(readFileSync(file, 'utf8')) : '';
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-LOG_TAIL_LINES).join('\n');
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
