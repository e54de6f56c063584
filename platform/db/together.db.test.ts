import { beforeAll, describe, expect, it } from 'vitest';
import { andCommit, inReadingOnce, inTransaction, kept, sql, type Db } from './index.ts';
import { testDatabase } from './testing.ts';

let db: Db;
let owner: Db;
beforeAll(async () => void ({ db, owner } = await testDatabase()));

const reach = sql<{ reach: string }>`select current_setting('maplebridge.counties', true) as reach`;

describe('statements that are sent together', () => {
  it('stand in the frame that was held back for them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        inReadingOnce(db, [at], async (tx) => (await reach.execute(tx)).rows[0]?.reach),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 40 }, (_, at) => String(at)));
    // Nothing of it is left on any connection.
    const after = await Promise.all(Array.from({ length: 40 }, () => reach.execute(db)));
    expect(after.every(({ rows }) => !rows[0]?.reach)).toBe(true);
  });

  it('may be none', async () => {
    for (let times = 0; times < 20; times++) {
      expect(await inReadingOnce(db, [1], async () => 'nothing asked')).toBe('nothing asked');
      expect(await inTransaction(db, [1], async () => 'nothing done')).toBe('nothing done');
    }
    expect((await reach.execute(db)).rows).toHaveLength(1);
  });

  it('tell their error, and the connection goes on', async () => {
    for (let times = 0; times < 20; times++) {
      const failing = inReadingOnce(db, [1], (tx) => sql`select 1 / 0`.execute(tx));
      await expect(failing).rejects.toThrow('division by zero');
      const writing = inReadingOnce(db, [1], (tx) => sql`create table no (id int)`.execute(tx));
      await expect(writing).rejects.toThrow('read-only transaction');
    }
    const well = await inReadingOnce(db, [7], async (tx) => (await reach.execute(tx)).rows[0]);
    expect(well).toEqual({ reach: '7' });
  });

  it('are one in a frame of one', async () => {
    const two = inReadingOnce(db, [1], async (tx) => {
      await reach.execute(tx);
      return reach.execute(tx);
    });
    await expect(two).rejects.toThrow('after its last');
    expect(await inTransaction(db, [2], async (tx) => (await reach.execute(tx)).rows)).toEqual([
      { reach: '2' },
    ]);
  });

  it('commit with their last', async () => {
    await sql`create table put (id int primary key)`.execute(owner);
    await sql`grant select, insert on put to maplebridge_app`.execute(owner);
    const put = (id: number) => andCommit(kept(sql`insert into put values (${id})`));
    for (let id = 0; id < 20; id++) await inTransaction(db, [1], (tx) => put(id).execute(tx));
    const twice = inTransaction(db, [1], async (tx) => {
      await sql`insert into put values (100)`.execute(tx);
      await put(7).execute(tx);
    });
    await expect(twice).rejects.toThrow('duplicate key');
    const more = inTransaction(db, [1], async (tx) => {
      await put(20).execute(tx);
      await sql`insert into put values (200)`.execute(tx);
    });
    await expect(more).rejects.toThrow('after its last');
    const { rows } = await sql<{ id: number }>`select id from put order by id`.execute(db);
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 21 }, (_, id) => id));
  });
});
