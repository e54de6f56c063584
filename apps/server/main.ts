// `npm start`: the whole of Maplebridge on one port. Starts the database, migrates, loads the
// demonstration counties, builds the web app, serves, works, and ends every child with itself.
import { readFileSync } from 'node:fs';
import { commandLine, isLoopback, readSecrets } from '#platform/config/index.ts';
import { openDatabase } from '#platform/db/index.ts';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { Refused } from '#platform/errors/index.ts';
import type { HttpServer } from '#platform/http/index.ts';
import type { RefusalText } from '#platform/http/refusal-text.ts';
import { createLogger } from '#platform/log/index.ts';
import { systemClock } from '#platform/time/index.ts';
import { demoAccounts, hasDemoAccounts, roleDefinition } from '#modules/identity/index.ts';
import { buildApp } from './app.ts';
import { orTellRefusal } from './command-refusal.ts';
import { backfillDemoDay, startDemoDay } from './demo-day.ts';
import { buildHouse, type House } from './house.ts';
import { DEMO_PASSWORD, seedDemo } from './seed.ts';
import { buildWebIfStale } from './web-build.ts';
import { startWorkers } from './workers.ts';

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
  const url = await databaseUrl();
  const { applied } = await migrate(url);
  if (applied.length) tell(`数据库结构已更新 migrated: ${applied.length}`);
  const db = openDatabase({ url, poolMax: config.poolMax });
  closers.push(() => db.destroy());

  const serves = config.roles.includes('server');
  const builds = serves && !config.noWebBuild;
  const building = builds ? buildWebIfStale(tell) : Promise.resolve(false);
  // A failed build is told when it is waited for; meanwhile it must not count as unhandled.
  building.catch(() => {});
  await seedDemo(db, systemClock.now(), tell);
  const hasDemo = await hasDemoAccounts(db);
  if (hasDemo && !isLoopback(config.host))
    throw new Refused('start.demo-needs-loopback', undefined, { host: config.host });

  const house = buildHouse({
    db,
    config,
    secrets,
    clock: systemClock,
    log: createLogger({ level: config.logLevel }),
    secondFactor: hasDemo ? 'off' : 'required',
  });
  closers.push(() => house.close());
  tell('载入辖区与目录 reading places and catalogue');
  for (const county of await house.reference.counties()) await house.reference.of(county.id);
  const showsDay = hasDemo && serves && !config.empty && config.demoSpeed > 0;
  if (showsDay) await makeUpPastHours(house);
  const workers = await startWorkers(house);
  closers.push(() => workers.stop());
  if (!serves) return tell('工作进程已就绪 worker ready');

  const app = await buildApp(house, workers.live, {
    version: VERSION,
    trustedProxies: config.trustedProxies,
    ...(config.tls
      ? { tls: { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) } }
      : {}),
  });
  closers.push(() => app.close());
  await building;
  await listen(app);
  await greet(house);
  if (!showsDay) return;
  const day = await startDemoDay(house, { speed: config.demoSpeed });
  closers.push(() => day.stop());
}

/** While the web app is being built the demonstration gets a past, before any clock runs. */
async function makeUpPastHours(house: House): Promise<void> {
  const isStopping = () => stopping !== undefined;
  const { arrived } = await backfillDemoDay(house, { speed: config.demoSpeed, isStopping });
  if (arrived > 0) tell(`已生成前几个小时的演示事件 past hours made up, reports: ${arrived}`);
}

async function databaseUrl(): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const embedded = await startEmbeddedDatabase({ dataDir: config.dataDir, log: tell });
  closers.push(() => embedded.stop());
  tell(embedded.adopted ? '接管运行中的数据库 database adopted' : '数据库已启动 database started');
  return embedded.url;
}

async function listen(app: HttpServer): Promise<void> {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new Refused('start.port-in-use', undefined, { port: config.port });
    throw error;
  }
}

async function greet({ db, reference }: House): Promise<void> {
  const scheme = config.tls ? 'https' : 'http';
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  tell(`就绪 ready: ${config.publicUrl ?? `${scheme}://${host}:${config.port}`}`);
  const shown = await demoAccounts(db);
  if (shown.length === 0) return;
  console.log(`\n演示账号 demo accounts — 密码 password: ${DEMO_PASSWORD}`);
  for (const county of await reference.counties()) {
    console.log(`\n  ${county.nameZh} ${county.nameEn}`);
    for (const { login, role } of shown.filter((each) => each.countyId === county.id))
      console.log(`    ${login.padEnd(14)} ${roleDefinition(role).name.zh}`);
  }
  console.log('\nCtrl-C 停止 stops everything.\n');
}
