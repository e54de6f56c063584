import { beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, openDatabase, sql, type Db } from './index.ts';
import { testDatabase } from './testing.ts';

type Tables = { plot: { county_id: number; name: string } };

let db: Db;
let owner: Db;
let url: string;

beforeAll(async () => {
  ({ db, owner, url } = await testDatabase());
  await sql`create table plot (county_id int not null, name text not null)`.execute(owner);
  await sql`select maplebridge_protect('plot')`.execute(owner);
  await sql`grant select, insert, update, delete on plot to maplebridge_app`.execute(owner);
  await sql`insert into plot values (1, '虹桥'), (2, '柳市'), (3, '北白象')`.execute(owner);
});

const names = async (handle: Db): Promise<string[]> =>
  (
    await handle
      .withTables<Tables>()
      .selectFrom('plot')
      .select('name')
      .orderBy('county_id')
      .execute()
  ).map((row) => row.name);

describe('the county barrier', () => {
  it('shows nothing outside a transaction', async () => {
    expect(await names(db)).toEqual([]);
    expect(await names(owner)).toHaveLength(3);
  });

  it('shows the counties of the transaction and no others', async () => {
    expect(await inTransaction(db, [2], names)).toEqual(['柳市']);
    expect(await inTransaction(db, [1, 3], names)).toEqual(['虹桥', '北白象']);
    expect(await inTransaction(db, 'all', names)).toHaveLength(3);
    expect(await inTransaction(db, [], names)).toEqual([]);
  });

  it('is lifted again when the transaction ends', async () => {
    await inTransaction(db, 'all', names);
    expect(await names(db)).toEqual([]);
  });

  it('refuses to write into another county', async () => {
    const writing = inTransaction(db, [1], (tx) =>
      sql`insert into plot values (2, '白石')`.execute(tx),
    );
    await expect(writing).rejects.toThrow(/row-level security/);
  });

  it('does not pass the reach on to a transaction begun inside', async () => {
    const inner = await inTransaction(db, 'all', () => db.transaction().execute((tx) => names(tx)));
    expect(inner).toEqual([]);
  });

  it('takes county ids only', async () => {
    await expect(inTransaction(db, [NaN], names)).rejects.toThrow('not a county id');
  });
});

describe('a transaction', () => {
  it('rolls back and tells the first error', async () => {
    const failing = inTransaction(db, 'all', async (tx) => {
      await sql`insert into plot values (9, '大荆')`.execute(tx);
      throw new Error('the first');
    });
    await expect(failing).rejects.toThrow('the first');
    expect(await inTransaction(db, [9], names)).toEqual([]);
  });

  it('tells the first error and serves on when its connection is killed', async () => {
    const single = openDatabase({ url, poolMax: 1 });
    const killed = inTransaction(single, 'all', async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(owner);
      await new Promise((resolve) => setTimeout(resolve, 50)); // dies while no statement runs
      await names(tx);
    });
    await expect(killed).rejects.toThrow();
    expect(await inTransaction(single, [1], names)).toEqual(['虹桥']);
    await single.destroy();
  });
});

describe('what is read', () => {
  it('gives instants and counts as numbers and days as text', async () => {
    const { rows } = await sql<Record<string, unknown>>`select
      '2026-11-21 19:05:00.123456+08'::timestamptz as at, '2026-11-21'::date as day, 5::bigint as n,
      array['1970-01-01 00:00:01+00'::timestamptz, null] as ats, array[7]::bigint[] as ns,
      '1970-01-01 00:00:00.5+00'::timestamptz as half, 'infinity'::timestamptz as never`.execute(
      db,
    );
    expect(rows[0]).toEqual({
      at: Date.parse('2026-11-21T11:05:00.123Z'),
      day: '2026-11-21',
      n: 5,
      ats: [1000, null],
      ns: [7],
      half: 500,
      never: Infinity,
    });
  });
});
