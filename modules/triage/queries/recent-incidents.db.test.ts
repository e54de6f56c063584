import { beforeAll, describe, expect, it } from 'vitest';
import { NOW, randomIncidents, writeRandom, type Random } from '#modules/incident/testing-many.ts';
import { isOpen } from '#modules/incident/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import { bigramsOf } from '../duplicates.ts';
import { RECENT_MAX, recentNear, type Neighbourhood } from './recent-incidents.ts';

let database: TestDatabase;
const all = randomIncidents(600, 11);
beforeAll(async () => {
  database = await testDatabase();
  await writeRandom(database.owner, all);
});

/** What memory says of the same rows. */
function expected({ countyId, villageId, since, except }: Neighbourhood): string[] {
  return all
    .filter((row) => isOpen(row.status) && !row.restricted && row.id !== except)
    .filter((row) => row.countyId === countyId && row.villageId === villageId)
    .filter((row) => villageId !== null && row.reportedAt >= since)
    .map((row) => row.id)
    .sort()
    .reverse()
    .slice(0, RECENT_MAX);
}

describe('what lies near in space and time', () => {
  it('is the newest of the village, for each question by itself', async () => {
    const questions = all.slice(0, 60).map((row: Random, at): Neighbourhood => ({
      countyId: row.countyId,
      villageId: row.villageId,
      since: NOW - (at % 2 ? 30 : 700) * DAY,
      except: at % 3 ? row.id : null,
    }));
    const near = await inTransaction(database.db, [1, 2, 3], (tx) => recentNear(tx, questions));
    expect(near.map((found) => found.map((row) => row.id))).toEqual(questions.map(expected));
    expect(near.some((found) => found.length === RECENT_MAX)).toBe(true);
    const words = bigramsOf(all.flatMap((row) => row.words).join());
    const told = near.flat().flatMap((row) => [...row.bigrams]);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every((word) => words.has(word) || /^[A-Z]/.test(word))).toBe(true);
  });

  it('stays behind the reach of the transaction', async () => {
    const question = { countyId: 2, villageId: 1, since: 0, except: null };
    const near = await inTransaction(database.db, [1], (tx) => recentNear(tx, [question]));
    expect(near).toEqual([[]]);
  });
});
