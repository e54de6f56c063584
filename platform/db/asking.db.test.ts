import { getHeapSpaceStatistics } from 'node:v8';
import { beforeAll, describe, expect, it } from 'vitest';
import { inReading, kept, sql, type Db } from './index.ts';
import { testDatabase } from './testing.ts';

let db: Db;
beforeAll(async () => void ({ db } = await testDatabase()));

const QUERIES = 3_000;
/** They left 23 MB there while pg made their promises, and 65 kB since. */
const OLD_GROWTH_MAX_BYTES = 2_000_000;

describe('a question to the database', () => {
  it('is answered, or told why not', async () => {
    const two = await sql<{ two: number }>`select 1 + 1 as two`.execute(db);
    expect(two.rows).toEqual([{ two: 2 }]);
    await expect(sql`select 1 / 0`.execute(db)).rejects.toThrow('division by zero');
  });

  it('leaves nothing in the old generation when it is answered', async () => {
    const wide = sql.raw(
      `select ${Array.from({ length: 40 }, (_, at) => `${at} as c${at}`).join()}`,
    );
    const ask = async (times: number) => {
      for (let at = 0; at < times; at++) await inReading(db, [1], (tx) => kept(wide).execute(tx));
    };
    await ask(500);
    const before = oldBytes();
    await ask(QUERIES);
    expect(oldBytes() - before).toBeLessThan(OLD_GROWTH_MAX_BYTES);
  });
});

function oldBytes(): number {
  return (
    getHeapSpaceStatistics().find((each) => each.space_name === 'old_space')?.space_used_size ?? 0
  );
}
