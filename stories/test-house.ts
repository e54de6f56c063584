// The house in which the tests of one file happen: a database and a folder of its own, standing work by hand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Client } from '#modules/identity/testing.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import { HOUR, movableClock, type Clock, type MovableClock } from '#platform/time/index.ts';
import { openHouse, type OpenHouse } from './open-house.ts';
import { signedIn } from './signed-in.ts';
import { OPENED_AT } from './stories.ts';

/** For a `beforeAll`: both counties are filled, on a machine that does other work too. */
export const OPENING_TIMEOUT_MS = 180_000;

type Opened = OpenHouse & Pick<TestDatabase, 'owner'> & Readonly<{ databaseUrl: string }>;
export type TestHouse = Opened &
  Readonly<{
    clock: MovableClock;
    /** Somebody of the demonstration, signed in once for all tests. */
    as: (login: string) => Promise<Client>;
  }>;

/** Opened before the tests of this file at nine in the morning, and closed after them; in between it is all there. */
export function testHouse(language: 'zh-CN' | 'en'): TestHouse {
  const clock = movableClock(OPENED_AT + 9 * HOUR);
  const people = new Map<string, Promise<Client>>();
  const as = (login: string): Promise<Client> => {
    const client = people.get(login) ?? signedIn(house.url, login, language);
    people.set(login, client);
    return client;
  };
  const house = { clock, as } as TestHouse;
  beforeAll(async () => {
    Object.assign(house, await open(clock));
  }, OPENING_TIMEOUT_MS);
  afterAll(() => house.close());
  return house;
}

/** Whoever opened it closes it, and its folder goes with it. */
async function open(clock: Clock): Promise<Opened> {
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
