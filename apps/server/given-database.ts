// The database that a command works on: the one that the settings name, else the house's own, shared with a server
// that runs.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '#platform/config/index.ts';
import { useEmbeddedDatabase } from '#platform/db/embedded.ts';
import { openDatabase, type Db } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { Refused } from '#platform/errors/index.ts';

export type GivenDatabase = Readonly<{ url: string; stop: () => Promise<void> }>;

/**
 * For a command that reads what is there: a mistyped folder is not made into an empty house that holds.
 * Throws Refused('database.none-here').
 */
export function mustExist({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): void {
  const folder = path.resolve(dataDir);
  if (databaseUrl === undefined && !existsSync(path.join(folder, 'postgres')))
    throw new Refused('database.none-here', undefined, { folder });
}

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
