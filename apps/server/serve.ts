// What a process does once there is a database: migrates, loads the demonstration counties, builds the
// web app, works and serves. Each part that has to be ended says so as soon as it runs.
import { readFileSync } from 'node:fs';
import { isLoopback, type Config, type Secrets } from '#platform/config/index.ts';
import { openDatabase, sql } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { Refused } from '#platform/errors/index.ts';
import type { HttpServer } from '#platform/http/index.ts';
import { createLogger } from '#platform/log/index.ts';
import { systemClock } from '#platform/time/index.ts';
import { keepHouseCatalog } from '#modules/catalog/index.ts';
import { demoAccounts, hasDemoAccounts, roleDefinition } from '#modules/identity/index.ts';
import { buildApp } from './app.ts';
import { backfillDemoDay, startDemoDay } from './demo-day.ts';
import { openExchange } from './exchange.ts';
import { buildHouse, type House } from './house.ts';
import { giveDemoAddresses, startDemoGateway } from './demo-gateway.ts';
import { sendersFrom, webPushFrom } from './senders.ts';
import { DEMO_PASSWORD, seedDemo } from './seed.ts';
import { buildWebIfStale } from './web-build.ts';
import { startWorkers } from './workers.ts';
import { whatIfBeside } from './what-if-beside.ts';

export type ServeOptions = Readonly<{
  config: Config;
  secrets: Secrets;
  /** Of the database. */
  url: string;
  version: string;
  tell: (line: string) => void;
  /** Closed in the reverse order of what is given here. */
  atEnd: (close: () => Promise<unknown>) => void;
  isStopping: () => boolean;
}>;

/** Runs until the process ends; resolves when it is ready. Throws `Refused('start.…')` and what the database throws. */
export async function serve(options: ServeOptions): Promise<void> {
  const { config, secrets, url, version, tell, atEnd } = options;
  const { applied } = await migrate(url);
  if (applied.length) tell(`数据库结构已更新 migrated: ${applied.length}`);
  const db = openDatabase({ url, poolMax: config.poolMax });
  atEnd(() => db.destroy());

  const serves = config.roles.includes('server');
  const builds = serves && !config.noWebBuild;
  const building = builds ? buildWebIfStale(tell) : Promise.resolve(false);
  // A failed build is told when it is waited for; meanwhile it must not count as unhandled.
  building.catch(() => {});
  await seedDemo(db, systemClock.now(), tell);
  await keepHouseCatalog(db, systemClock.now());
  if (applied.length) await settle(url);
  const hasDemo = await hasDemoAccounts(db);
  if (hasDemo && !isLoopback(config.host))
    throw new Refused('start.demo-needs-loopback', undefined, { host: config.host });

  const configured = sendersFrom(config.gateways, config.publicUrl);
  const demoGateway =
    hasDemo && serves && configured.length === 0
      ? await startDemoGateway(siteOf(config))
      : undefined;
  if (demoGateway) atEnd(demoGateway.close);
  const house = buildHouse({
    db,
    config,
    secrets,
    clock: systemClock,
    log: createLogger({ level: config.logLevel }),
    secondFactor: hasDemo ? 'off' : 'required',
    senders: demoGateway?.senders ?? configured,
    webPush: config.gateways.webPush && webPushFrom(config.gateways.webPush, secrets.masterKey, config.publicUrl), // prettier-ignore
  });
  if (demoGateway) await giveDemoAddresses(db, house.deliver.addressKey, systemClock.now());
  atEnd(() => house.close());
  const showsDay = hasDemo && serves && !config.empty && config.demoSpeed > 0;
  if (showsDay) await makeUpPastHours(house, options);
  const exchange = await openExchange(house, config.exchangeFile);
  const { dataDir, masterKeyFile, evidenceDir, logLevel } = config;
  const { channels } = house.notification;
  const workers = await startWorkers(house, {
    exchange,
    ...(serves
      ? { triageBeside: { url, dataDir, masterKeyFile, evidenceDir, logLevel, channels } }
      : {}),
  });
  atEnd(() => workers.stop());
  if (!serves) return tell('工作进程已就绪 worker ready');

  // What the pages consist of is looked up once: not before they are there.
  await building;
  const app = await buildApp(house, workers.live, {
    version,
    exchange,
    whatIf: whatIfBeside(url),
    trustedProxies: config.trustedProxies,
    ...(config.tls
      ? { tls: { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) } }
      : {}),
  });
  atEnd(() => app.close());
  await listen(app, config);
  await warmUp(house).catch((error: unknown) => house.log.warn({ err: error }, 'not warmed up'));
  await greet(house, options);
  if (demoGateway)
    tell(
      `演示短信、邮件与浙政钉网关（不会真正发出） demo gateway, nothing is sent: ${demoGateway.url}`,
    );
  if (!showsDay) return;
  const day = await startDemoDay(house, { speed: config.demoSpeed });
  atEnd(() => day.stop());
}

/** What was just loaded lies in the tables: a crash in the first minutes need not replay it from the log. */
async function settle(url: string): Promise<void> {
  const owner = openDatabase({ url, asOwner: true, poolMax: 1 });
  // Of a database that is not ours alone we may not ask it.
  await sql`checkpoint`.execute(owner).catch(() => {});
  await owner.destroy();
}

/**
 * Reads the counties one by one, now that questions are taken: the first waits for its own county only.
 * What cannot be read now is read at the first question that needs it.
 */
async function warmUp({ reference }: House): Promise<void> {
  for (const county of await reference.counties()) await reference.of(county.id);
}

/** While the web app is being built the demonstration gets a past, before any clock runs. */
async function makeUpPastHours(house: House, { tell, isStopping }: ServeOptions): Promise<void> {
  const { arrived } = await backfillDemoDay(house, { isStopping });
  if (arrived > 0) tell(`已生成前几个小时的演示事件 past hours made up, reports: ${arrived}`);
}

async function listen(app: HttpServer, { port, host }: Config): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new Refused('start.port-in-use', undefined, { port });
    throw error;
  }
}

/** What people type into the browser. */
function siteOf({ publicUrl, tls, host, port }: Config): string {
  if (publicUrl !== undefined) return publicUrl;
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function greet({ db, reference }: House, { config, tell }: ServeOptions): Promise<void> {
  tell(`就绪 ready: ${siteOf(config)}`);
  // Serving has begun: a database that goes away now comes back, and no greeting is worth an end.
  const shown = await demoAccounts(db).catch(() => []);
  if (shown.length === 0) return;
  console.log(`\n演示账号 demo accounts — 密码 password: ${DEMO_PASSWORD}`);
  for (const county of await reference.counties().catch(() => [])) {
    console.log(`\n  ${county.nameZh} ${county.nameEn}`);
    for (const { login, role } of shown.filter((each) => each.countyId === county.id))
      console.log(`    ${login.padEnd(14)} ${roleDefinition(role).name.zh}`);
  }
  console.log('\nCtrl-C 停止 stops everything.\n');
}
