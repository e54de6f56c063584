// The database that a command works on: the one that the settings name, else the house's own, shared with a server
// that runs.
import type { Config } from '#platform/config/index.ts';
import { useEmbeddedDatabase } from '#platform/db/embedded.ts';
import { openDatabase, type Db } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';

export type GivenDatabase = Readonly<{ url: string; stop: () => Promise<void> }>;

export async function givenDatabase({
  databaseUrl,
  dataDir,
}: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<GivenDatabase> {
  return databaseUrl === undefined
    ? useEmbeddedDatabase({ dataDir })
    : { url: databaseUrl, stop: async () => {} };
}

/** Lends it, brought up to date, to `work` with connections of its own; closed whatever comes of it. */
export async function withGivenDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  connections: Readonly<{ poolMax: number; applicationName: string }>,
  work: (db: Db) => Promise<void>,
): Promise<void> {
  const { url, stop } = await givenDatabase(config);
  try {
    await migrate(url);
    const db = openDatabase({ url, ...connections });
    try {
      await work(db);
    } finally {
      await db.destroy();
    }
  } finally {
    await stop();
  }
}
