// The server as benches and the crash test start it: the real house on a given database, in a process of
// its own, with the counters' batch sizes as arguments. Prints `ready <port>` on one line.
import { readFileSync } from 'node:fs';
import { createLogger } from '#platform/log/index.ts';
import { openDatabase } from '#platform/db/index.ts';
import { readSecrets } from '#platform/config/index.ts';
import { systemClock } from '#platform/time/index.ts';
import { buildApp } from '../apps/server/app.ts';
import { buildHouse } from '../apps/server/house.ts';
import { startWorkers } from '../apps/server/workers.ts';

export type ServerArguments = Readonly<{
  url: string;
  dataDir: string;
  port: number;
  verbsPerCommit?: number;
  poolMax?: number;
}>;

const given = JSON.parse(process.argv[2] ?? '{}') as ServerArguments;
const db = openDatabase({ url: given.url, poolMax: given.poolMax ?? 16 });
let lags: number[] = [];
const house = buildHouse({
  db,
  config: {
    evidenceDir: `${given.dataDir}/evidence`,
    s3: undefined,
    oidc: undefined,
    publicUrl: undefined,
  },
  secrets: readSecrets(given.dataDir),
  clock: systemClock,
  log: createLogger({ level: process.env.BENCH_LOG ?? 'error' }),
  secondFactor: 'off',
  onTriaged: (more) => void (lags = lags.concat(more).slice(-200_000)),
  ...(given.verbsPerCommit === undefined
    ? {}
    : { performer: { verbsPerCommit: given.verbsPerCommit } }),
});
for (const county of await house.reference.counties()) await house.reference.of(county.id);
const workers = await startWorkers(house, {
  triageBeside: {
    url: given.url,
    dataDir: given.dataDir,
    masterKeyFile: undefined,
    evidenceDir: `${given.dataDir}/evidence`,
    logLevel: 'error',
    channels: [],
  },
});
const app = await buildApp(house, workers.live, { version: 'bench' });
await app.listen({ port: given.port, host: '127.0.0.1' });
const address = app.server.address();
console.log(`ready ${typeof address === 'object' && address ? address.port : given.port}`);

process.on('message', (question) => {
  if (question === 'lags') {
    process.send?.({ lags });
    lags = [];
  }
  if (question === 'memory') process.send?.({ rss: residentBytes() });
});
// Whoever started it is gone: nobody would stop it any more.
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => {
  void (async () => {
    await app.close();
    await workers.stop();
    await house.close();
    await db.destroy();
    process.exit(0);
  })();
});

/** Peak resident memory as the system counts it. */
function residentBytes(): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return line ? Number(line) * 1024 : process.memoryUsage().rss;
}
