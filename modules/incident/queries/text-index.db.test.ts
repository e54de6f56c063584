// Marks follow the incident: whoever is sent there finds it by its words, and what is over is not among the open.
import { expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { ListQuery } from '../contract.ts';
import { perform, type Request } from '../perform.ts';
import { makeCounty, performDeps, report } from '../testing-database.ts';
import { COUNTY, MORNING, PEOPLE, UNITS } from '../testing.ts';
import { incidentSearch } from './search.ts';
import { indexText, markTexts } from './text-index.ts';

const { clerk, handler } = PEOPLE;
const { db, owner }: { db: Db; owner: Db } = await testDatabase();
await makeCounty(owner);
const deps = performDeps(db);
const [incidentId = ''] = await report(deps, 1);

const act = (verb: Request['verb'], input = {}, actor = clerk) =>
  perform(deps, { countyId: COUNTY, incidentId, verb, input, actor }, MORNING);

const names = {
  ...{ unit: () => undefined, place: () => undefined, item: () => undefined },
  ...{ account: () => undefined, learnAccounts: async () => {} },
};
async function found(actor: Actor, list: 'all' | 'open' | 'closed'): Promise<number> {
  const query = { ...ListQuery.parse({}), q: '占道经营', list };
  const page = await incidentSearch({ db, names, keyring: deps.keyring }, actor, query, MORNING);
  return page.items.length;
}

async function marked(): Promise<void> {
  while ((await markTexts(db)) > 0);
}

async function hasMark(id: string, mark: string): Promise<boolean | undefined> {
  const statement = sql<{ has: boolean }>`
    select tokens @@ ${`'${mark}'`}::tsquery as has from incident_text where incident_id = ${id}`;
  return (await statement.execute(owner)).rows[0]?.has;
}

/** The version of the row of words: another one when it was written. */
async function row(): Promise<string | undefined> {
  const { rows } = await sql<{ at: string }>`select xmin::text as at from incident_text`.execute(
    owner,
  );
  return rows[0]?.at;
}

test('marks follow an incident through its life', async () => {
  const text = { countyId: COUNTY, incidentId, text: '新光大道有人占道经营' };
  await inTransaction(db, [COUNTY], (tx) => indexText(tx, [text]));
  expect(await found(clerk, 'open')).toBe(1);
  expect(await found(handler, 'all')).toBe(0);

  await act('accept', { note: '马上' });
  await act('dispatch', { lead: UNITS.bureau });
  await marked();
  expect(await found(handler, 'all')).toBe(1);
  expect(await found(handler, 'open')).toBe(1);

  await act('sign', {}, handler);
  const before = await row();
  await marked();
  expect(await row(), 'a step that moves nothing writes nothing').toBe(before);

  await act('resolve', { noEvidence: '无法取证', result: '已清' }, handler);
  await act('close');
  // Until its marks are looked at it is asked of the incident itself whether it is open.
  expect(await found(handler, 'open')).toBe(0);
  await marked();
  expect([await found(handler, 'all'), await found(handler, 'closed')]).toEqual([1, 1]);
  expect(await row()).not.toBe(before);
});

test('words that come while somebody moves the incident are marked as it is afterwards', async () => {
  await sql`truncate incident_text_due`.execute(owner);
  const [other = ''] = await report(deps, 1);
  const text = { countyId: COUNTY, incidentId: other, text: '占道经营又来了' };
  const moved = (unit: number) =>
    sql`update incident set unit_ids = ${[unit]}::int[] where id = ${other}`.execute(owner);
  await inTransaction(db, [COUNTY], async (tx) => {
    await indexText(tx, [text]);
    // A round in between sees the change, but not the words yet.
    await moved(UNITS.bureau);
    await marked();
  });
  await marked();
  expect(await hasMark(other, `Au${UNITS.bureau}`)).toBe(true);
});

test('of several rounds at once one looks, so that nobody writes what was true before', async () => {
  await sql`truncate incident_text_due`.execute(owner);
  const [other = ''] = await report(deps, 1);
  const text = { countyId: COUNTY, incidentId: other, text: '占道经营第三回' };
  await inTransaction(db, [COUNTY], (tx) => indexText(tx, [text]));
  await marked();
  await sql`update incident set unit_ids = ${[UNITS.bureau]}::int[] where id = ${other}`.execute(
    owner,
  );
  const told = await Promise.all([markTexts(db), markTexts(db), markTexts(db)]);
  expect(told.reduce((sum, each) => sum + each, 0)).toBe(1);
  expect(await hasMark(other, `Au${UNITS.bureau}`)).toBe(true);
});
