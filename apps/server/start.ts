// The whole of Maplebridge on one port. Starts the database, migrates, loads the demonstration
// counties, builds the web app, serves, works, and ends every child with itself. What serves is
// imported while the database starts: after a crash that is half of the time that people wait.
import { readFileSync } from 'node:fs';
import { commandLine, readSecrets } from '#platform/config/index.ts';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import type { RefusalText } from '#platform/http/refusal-text.ts';
import { bundleIfStale } from './bundle.mjs';
import { orTellRefusal } from './command-refusal.ts';

const START_REFUSALS = {
  'start.port-in-use': {
    status: 1,
    zh: '端口 {port} 已被占用：请先停止占用它的程序，或用 --port 换一个',
    en: 'Port {port} is in use: stop the program that holds it, or choose another with --port',
  },
  'start.demo-needs-loopback': {
    status: 1,
    zh: '库中有演示账号，只能在本机地址上服务，不能监听 {host}',
    en: 'This installation has demo accounts and serves this machine only, not {host}',
  },
} as const satisfies Record<string, RefusalText>;

const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }
).version;

/** The last resort when something does not end by itself. */
const STOP_TIMEOUT_MS = 15_000;

const { config } = commandLine({});
const startedAt = performance.now();
const closers: (() => Promise<unknown>)[] = [];
let stopping: Promise<void> | undefined;

/** Ends in the reverse order of beginning; every step is tried, whatever the others did. */
function stop(): Promise<void> {
  stopping ??= (async () => {
    const timer = setTimeout(() => process.exit(1), STOP_TIMEOUT_MS);
    for (const close of closers.reverse())
      await close().catch((error: unknown) => console.error('停止时出错 while stopping:', error));
    clearTimeout(timer);
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (process.stdout.isTTY) process.stdout.write('\n');
    tell('正在停止 stopping');
    void stop().then(() => process.exit());
  });

function tell(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`${seconds} s  ${line}`);
}

await orTellRefusal(async () => {
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
}, START_REFUSALS);

async function start(): Promise<void> {
  tell(`枫桥 Maplebridge ${VERSION}`);
  const secrets = readSecrets(config.dataDir, config.masterKeyFile);
  const [url, { serve }] = await Promise.all([databaseUrl(), import('./serve.ts')]);
  await serve({
    config,
    secrets,
    url,
    version: VERSION,
    tell,
    atEnd: (close) => void closers.push(close),
    isStopping: () => stopping !== undefined,
  });
  const bundling = new AbortController();
  closers.push(async () => bundling.abort());
  void bundleIfStale(bundling.signal);
}

async function databaseUrl(): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const embedded = await startEmbeddedDatabase({ dataDir: config.dataDir, log: tell });
  closers.push(() => embedded.stop());
  tell(embedded.adopted ? '接管运行中的数据库 database adopted' : '数据库已启动 database started');
  return embedded.url;
}
