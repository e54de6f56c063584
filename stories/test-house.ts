// The house in which the tests of one file happen: a database and a folder of its own, standing work by hand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import type { Clock } from '#platform/time/index.ts';
import { openHouse, type OpenHouse } from './open-house.ts';

/** For its `beforeAll`: both counties are filled, on a machine that does other work too. */
export const OPENING_TIMEOUT_MS = 180_000;

export type TestHouse = OpenHouse & Pick<TestDatabase, 'owner'> & Readonly<{ databaseUrl: string }>;

/** Whoever opened it closes it, and its folder goes with it. */
export async function openTestHouse(clock: Clock): Promise<TestHouse> {
  const { url: databaseUrl, owner } = await testDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-story-'));
  const house = await openHouse({ databaseUrl, dataDir, clock, byHand: true });
  return {
    ...house,
    databaseUrl,
    owner,
    async close() {
      await house.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
