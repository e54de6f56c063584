// The whole of Maplebridge as `npm start` runs it, on a folder of its own, to be killed and started
// again: the server process by its id, the database's processes by what their postmaster started.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFlags } from './place.ts';
import { childrenOf, cpuMsOf, postmasterOf } from './processes.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const LAST_WORDS_MAX = 6_000;
const READY_POLL_MS = 10;
const FIRST_START_MAX_MS = 300_000;

export type Town = Readonly<{
  port: number;
  dataDir: string;
  /** Starts the server process; resolves at once, `untilReady` waits. */
  start: () => void;
  untilReady: () => Promise<void>;
  killServer: () => Promise<void>;
  /** The postmaster and all its processes, at once. */
  killDatabase: () => void;
  /** Asks the server to end; its exit code. */
  stop: () => Promise<number | null>;
  /** Processor time of the server process since its start, in ms; 0 where the system does not tell. */
  serverCpuMs: () => number;
  /** Errors that the server called bugs. */
  bugs: () => readonly string[];
  /** The end of what the server said. */
  lastWords: () => string;
  remove: () => void;
}>;

export async function buildTown(): Promise<Town> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-crash-'));
  const port = await freePort();
  const logFile = path.join(dataDir, 'server.log');
  let server: ChildProcess | undefined;

  const lastWords = () => readFileSync(logFile, 'utf8').slice(-LAST_WORDS_MAX);
  const url = `http://127.0.0.1:${port}/readyz`;
  const isReady = () =>
    fetch(url).then(
      (response) => response.ok,
      () => false,
    );
  const exited = async (): Promise<number | null> => {
    if (!server || server.exitCode !== null || server.signalCode !== null)
      return server?.exitCode ?? null;
    await once(server, 'exit');
    return server.exitCode;
  };
  process.once('exit', () => server?.kill('SIGKILL'));

  return {
    port,
    dataDir,
    start() {
      const log = openSync(logFile, 'a', 0o600);
      server = spawn(
        process.execPath,
        [
          ...nodeFlags(),
          'apps/server/main.mjs',
          ...['--port', String(port), '--data', dataDir],
          ...['--no-web-build', '--demo-speed', '0'],
        ],
        {
          cwd: ROOT,
          env: { ...process.env, DATABASE_URL: '', MAPLEBRIDGE_LOG_LEVEL: 'error' },
          stdio: ['ignore', log, log],
        },
      );
    },
    async untilReady() {
      const until = performance.now() + FIRST_START_MAX_MS;
      while (!(await isReady())) {
        if (server?.exitCode !== null || performance.now() > until)
          throw new Error(`the server did not start:\n${lastWords()}`);
        await sleep(READY_POLL_MS);
      }
    },
    async killServer() {
      server?.kill('SIGKILL');
      await exited();
    },
    killDatabase() {
      const postmaster = postmasterOf(dataDir);
      for (const pid of [postmaster, ...childrenOf(postmaster)]) kill(pid);
    },
    async stop() {
      server?.kill('SIGTERM');
      return exited();
    },
    serverCpuMs: () => (server?.pid === undefined ? 0 : cpuMsOf(server.pid)),
    bugs: () =>
      readFileSync(logFile, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"alert":"http.bug"')),
    lastWords,
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ended already
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
