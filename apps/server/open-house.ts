// The house for a command that works beside the server or without it: the same database, the same
// secrets, no routes and no standing work.
import { readSecrets, type Config } from '#platform/config/index.ts';
import { openDatabase } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { createLogger } from '#platform/log/index.ts';
import { systemClock } from '#platform/time/index.ts';
import { givenDatabase } from './given-database.ts';
import { buildHouse, type House } from './house.ts';
import { seedDemo } from './seed.ts';

export async function openHouse(
  config: Config,
): Promise<Readonly<{ house: House; close: () => Promise<void> }>> {
  const database = await givenDatabase(config);
  await migrate(database.url);
  const db = openDatabase({ url: database.url, poolMax: config.poolMax });
  await seedDemo(db, systemClock.now(), (line) => console.error(line));
  const house = buildHouse({
    db,
    config,
    secrets: readSecrets(config.dataDir, config.masterKeyFile),
    clock: systemClock,
    log: createLogger({ level: 'error' }),
    secondFactor: 'required',
  });
  return {
    house,
    async close() {
      await house.close();
      await db.destroy();
      await database.stop();
    },
  };
}
