import { beforeAll, describe, expect, it } from 'vitest';
import { sql } from './index.ts';
import { rowset, type Columns } from './rowset.ts';
import { testDatabase, type TestDatabase } from './testing.ts';

type Row = {
  no: number;
  name: string | null;
  at: number | null;
  digest: string | null;
  units: number[];
  live: boolean;
  state: unknown;
};
const COLUMNS: Columns<Row> = {
  no: 'int',
  name: 'text',
  at: 'instant',
  digest: 'hex',
  units: 'ints',
  live: 'boolean',
  state: 'json',
};

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));

async function through(rows: readonly Row[]): Promise<Row[]> {
  const { rows: back } = await sql<Row & { digest: Buffer | null }>`
    select * from ${rowset(COLUMNS, rows)} as r order by no`.execute(database.db);
  return back.map((row) => ({ ...row, digest: row.digest?.toString('hex') ?? null }));
}

describe('rows as one parameter', () => {
  it('come back as they were sent', async () => {
    const rows: Row[] = [
      {
        no: 1,
        name: '垃圾桶满溢，\n“请清运”',
        at: 1795299122183,
        digest: '00ff',
        units: [1, 2],
        live: true,
        state: { a: [null, '\u001e{'] },
      },
      { no: 2, name: '', at: null, digest: null, units: [], live: false, state: [] },
      { no: 3, name: null, at: 0, digest: '', units: [7], live: false, state: null },
    ];
    expect(await through(rows)).toEqual(rows);
  });

  it('may be none', async () => {
    expect(await through([])).toEqual([]);
  });

  it('refuses a text that would be taken apart', () => {
    const row = {
      no: 1,
      name: 'a\u001fb',
      at: null,
      digest: null,
      units: [],
      live: true,
      state: 1,
    };
    expect(() => rowset(COLUMNS, [row])).toThrow('a separator in name');
  });
});
