import { beforeAll, describe, expect, it } from 'vitest';
import { NOW, randomIncidents, writeRandom, type Random } from '#modules/incident/testing-many.ts';
import { isOpen } from '#modules/incident/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import { bigramsOf, isNear } from '../duplicates.ts';
import { DEFAULT_TRIAGE_POLICY } from '../policy.ts';
import { RECENT_MAX, recentNear, type Neighbourhood } from './recent-incidents.ts';

let database: TestDatabase;
const all = randomIncidents(600, 11);
beforeAll(async () => {
  database = await testDatabase();
  await writeRandom(database.owner, all);
});

const policy = { ...DEFAULT_TRIAGE_POLICY.duplicates, radiusMeters: 5000, withinHours: 24 * 90 };
const standing = ({ itemCode, villageId, gridId, lng6, lat6, reportedAt }: Random) => ({
  ...{ itemCode, villageId, gridId, lng6, lat6 },
  occurredAt: reportedAt,
});

/** What memory says of the same rows. */
function expected({ countyId, matter, since, except }: Neighbourhood): string[] {
  return all
    .filter((row) => isOpen(row.status) && !row.restricted && row.id !== except)
    .filter((row) => row.countyId === countyId && row.reportedAt >= since)
    .filter((row) => matter.villageId !== null && row.villageId === matter.villageId)
    .filter((row) => isNear(matter, standing(row), policy))
    .map((row) => row.id)
    .sort()
    .reverse()
    .slice(0, RECENT_MAX);
}

describe('what lies near in space and time', () => {
  it('is the newest of the village, for each question by itself', async () => {
    const questions = all.slice(0, 60).map((row: Random, at): Neighbourhood => ({
      countyId: row.countyId,
      matter: standing(row),
      since: NOW - (at % 2 ? 30 : 700) * DAY,
      policy,
      except: at % 3 ? row.id : null,
    }));
    const near = await inTransaction(database.db, [1, 2, 3], (tx) => recentNear(tx, questions));
    expect(near.map((found) => found.map((row) => row.id))).toEqual(questions.map(expected));
    expect(near.some((found) => found.length > 3)).toBe(true);
    const words = bigramsOf(all.flatMap((row) => row.words).join());
    const told = near.flat().flatMap((row) => [...row.bigrams]);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every((word) => words.has(word) || /^[A-Z]/.test(word))).toBe(true);
  });

  it('stays behind the reach of the transaction', async () => {
    const [row] = all.filter((each) => each.countyId === 2 && each.villageId !== null);
    if (!row) throw new Error('no such row');
    const question = { countyId: 2, matter: standing(row), since: 0, policy, except: null };
    const near = await inTransaction(database.db, [1], (tx) => recentNear(tx, [question]));
    expect(near).toEqual([[]]);
  });
});
