// The whole house as `npm start` builds it, on a given database, with the demonstration counties and their
// people, listening on a free port of this machine.
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { buildApp } from '#apps/server/app.ts';
import { openExchange, type Exchange } from '#apps/server/exchange.ts';
import { buildHouse, type House } from '#apps/server/house.ts';
import { webPushFrom } from '#apps/server/senders.ts';
import { seedDemo } from '#apps/server/seed.ts';
import { startWorkers, type Workers } from '#apps/server/workers.ts';
import { readSecrets } from '#platform/config/index.ts';
import { inTransaction, openDatabase, sql } from '#platform/db/index.ts';
import { UNHURRIED } from '#platform/http/testing.ts';
import { createLogger } from '#platform/log/index.ts';
import type { Clock } from '#platform/time/index.ts';

/** Browsers of the stories are pushed to on this machine. */
const PUSHES_INSIDE = { keys: undefined, contact: undefined, isInside: true } as const;

export type OpenHouse = Readonly<{
  url: string;
  house: House;
  workers: Workers;
  exchange: Exchange;
  close: () => Promise<void>;
}>;

export type OpenHouseOptions = Readonly<{
  /** A migrated database without counties. */
  databaseUrl: string;
  /** Secrets and evidence lie here. */
  dataDir: string;
  clock: Clock;
  /** Standing work runs only when asked: for a clock that stands still. */
  byHand: boolean;
  /** Settings of outside systems to exchange orders with. */
  exchangeFile?: string;
}>;

export async function openHouse(options: OpenHouseOptions): Promise<OpenHouse> {
  const { clock, dataDir, byHand } = options;
  const secrets = readSecrets(dataDir);
  const db = openDatabase({ url: options.databaseUrl, applicationName: 'stories' });
  await seedDemo(db, clock.now(), () => {});
  const house = buildHouse({
    db,
    clock,
    config: {
      evidenceDir: path.join(dataDir, 'evidence'),
      s3: undefined,
      oidc: undefined,
      publicUrl: undefined,
    },
    secrets,
    log: createLogger({ level: 'fatal' }),
    secondFactor: 'off',
    webPush: webPushFrom(PUSHES_INSIDE, secrets.masterKey, undefined),
  });
  const exchange = await openExchange(house, options.exchangeFile);
  const workers = await startWorkers(house, { byHand, exchange });
  const app = await buildApp(house, workers.live, {
    version: 'stories',
    exchange,
    overload: UNHURRIED,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    house,
    workers,
    exchange,
    async close() {
      await app.close();
      await workers.stop();
      await house.close();
      await db.destroy();
    },
  };
}

/** The matter that a report with this source key became. */
export async function findByKey(
  { house }: Pick<OpenHouse, 'house'>,
  key: string,
): Promise<string | undefined> {
  const { rows } = await inTransaction(house.db, 'all', (tx) =>
    sql<{ id: string }>`select incident_id as id from report where key = ${key}`.execute(tx),
  );
  return rows[0]?.id;
}
