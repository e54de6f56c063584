// Messages on a new database: what is planned while the tables are empty is asked for as long as a connection lives.
import { expect, test } from 'vitest';
import { makeCounty } from '#modules/incident/testing-database.ts';
import { COUNTY } from '#modules/incident/testing.ts';
import { inWriting, openDatabase, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { insertMessages, insertNotices } from './store.ts';

const { owner, url } = await testDatabase();

const MESSAGES = 200;
/** A row found by its key is read once or twice; read with all before it, hundreds of times. */
const READ_MAX = 10 * MESSAGES;

test('before there are statistics, notices and messages are found by their ids', async () => {
  await makeCounty(owner);
  const db = openDatabase({ url, poolMax: 1 });
  try {
    for (let at = 0; at < MESSAGES; at++) await inWriting(db, [COUNTY], (tx) => tellOne(tx, at));
    await sql`select pg_stat_force_next_flush()`.execute(db);
  } finally {
    await db.destroy();
  }
  const { rows } = await sql<{ name: string; read: number }>`
    select indexrelname as name, idx_tup_read::int as read from pg_stat_user_indexes
    where relname in ('notice', 'message', 'delivery') and idx_tup_read > 0`.execute(owner);
  expect(rows.map((row) => row.name)).toContain('notice_pk');
  expect(rows.filter((row) => row.read > READ_MAX)).toEqual([]);
});

async function tellOne(tx: Parameters<typeof insertNotices>[0], at: number): Promise<void> {
  const [noticeId, incidentId, messageId] = [uuidv7(at), uuidv7(at), uuidv7(at)];
  const of = { countyId: COUNTY, createdAt: at };
  await insertNotices(tx, [
    {
      ...{ ...of, id: noticeId, incidentId, factSeq: 1, masterId: null },
      ...{ template: 'toAccept', targetKey: 'unit 1', ask: 'accept', askNo: null },
      ...{ urgency: 'ordinary', level: 4, params: {}, position: 0, nextAt: null, endedAt: null },
      target: { kind: 'unit', unitId: 1 },
    },
  ] as Parameters<typeof insertNotices>[1]);
  await insertMessages(
    tx,
    [
      {
        ...{ ...of, id: messageId, noticeId, incidentId, drawId: null, accountId: uuidv7(at) },
        ...{ urgency: 'ordinary', position: 0 },
      },
    ],
    [{ ...of, id: uuidv7(at), messageId, channel: 'email', deviceId: null, nextAt: at }],
  );
}
