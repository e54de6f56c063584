// What is known of a county, in the product's own way: read from the database, fed from the feed, by the process
// that triages and by one that begins later.
import { beforeAll, expect, test } from 'vitest';
import { relay } from '#modules/incident/index.ts';
import {
  makeCounty,
  performDeps,
  report,
  type TestDeps,
} from '#modules/incident/testing-database.ts';
import { COUNTY, MORNING } from '#modules/incident/testing.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import { knownStore, type KnownStore } from './known.ts';
import { knownMatters } from './queries/known-matters.ts';
import { triageNext, type TriageDeps } from './reactions.ts';
import { someKnowledge } from './testing.ts';

const { db, owner } = await testDatabase();
let perform: TestDeps;
beforeAll(async () => {
  await makeCounty(owner);
  perform = performDeps(db);
});

const MIXER = [
  '春晖家园东侧的搅拌站每天夜里运行，噪音很大，粉尘飘进家里，请尽快整治',
  '春晖家园小区旁边搅拌站粉尘大，夜里噪音吵得睡不着，请整治',
];
const LAMP = '虹桥镇溪西路一段路灯坏了半个月，晚上出行不安全';

const said = async (text: string, more: Parameters<typeof report>[2] = {}) =>
  (await report(perform, 1, { title: text.slice(0, 12), words: { text }, ...more }))[0] ?? '';
const storeOf = (): KnownStore => knownStore({ db, keyring: perform.keyring });

/** Triages what came in; what was suggested for each report. */
async function triaged(known: KnownStore): Promise<Map<string, string[]>> {
  await relay(db);
  const deps: TriageDeps = {
    ...{ db, perform, known, indexText: async () => {} },
    knowledge: () => Promise.resolve(someKnowledge()),
  };
  while ((await triageNext(deps, () => MORNING)) > 0);
  const { rows } = await sql<{ id: string; body: string }>`
    select incident_id as id, body from fact where type = 'incident.triaged'`.execute(owner);
  return new Map(
    rows.map(({ id, body }) => {
      const { data } = JSON.parse(body) as { data: { duplicates?: { id: string }[] } };
      return [id, (data.duplicates ?? []).map((one) => one.id)];
    }),
  );
}

test('a report is told what was known before it, from far in time and without a point', async () => {
  const known = storeOf();
  const place = { ...{ townId: null, villageId: null, gridId: null, lng6: null, lat6: null } };
  const first = await said(MIXER[0] ?? '', { place, occurredAt: MORNING - 40 * DAY });
  const lamp = await said(LAMP, { place });
  expect((await triaged(known)).get(lamp)).toEqual([]);
  const second = await said(MIXER[1] ?? '', { place });
  expect((await triaged(known)).get(second)).toEqual([first]);

  // A process that begins later reads the same from the database.
  const later = storeOf();
  const third = await said(MIXER[1] ?? '', { place });
  expect(new Set((await triaged(later)).get(third))).toEqual(new Set([first, second]));
  // The first process did not read the third; it catches up with the feed.
  const fourth = await said(MIXER[0] ?? '', { place });
  expect(new Set((await triaged(known)).get(fourth))).toEqual(new Set([first, second, third]));
});

test('what is closed or confined to some people is not suggested', async () => {
  const known = storeOf();
  const text = '清源街道文昌巷的污水管破裂，污水流到路面';
  const closed = await said(text);
  const confined = await said(text);
  const open = await said(text);
  await triaged(known);
  await sql`update incident set status = 'closed' where id = ${closed}`.execute(owner);
  await sql`update incident set restricted = true where id = ${confined}`.execute(owner);
  const next = await said(text);
  expect((await triaged(known)).get(next)).toEqual([open]);
  const again = await said(text);
  expect(new Set((await triaged(storeOf())).get(again))).toEqual(new Set([open, next]));
});

test('nothing is said of a county that is not known, and nothing of another county', async () => {
  const known = storeOf();
  const knowledge = someKnowledge();
  const { duplicates: policy } = knowledge.policy;
  const id = await said('云岭路口的井盖被车压碎，请更换');
  const [matter] = await inTransaction(db, [COUNTY], (tx) =>
    knownMatters(tx, perform.keyring, COUNTY, [id]),
  );
  if (!matter) throw new Error('no such matter');
  expect([known.isReady(COUNTY), known.find(COUNTY, matter, policy)]).toEqual([false, []]);
  await known.ready(COUNTY, MORNING);
  expect(known.find(COUNTY, matter, policy).map((one) => one.id)).toContain(id);
  await known.ready(COUNTY + 1, MORNING);
  expect(known.find(COUNTY + 1, matter, policy)).toEqual([]);
});

test('erased words are forgotten when a county is read anew', async () => {
  const known = storeOf();
  const { duplicates: policy } = someKnowledge().policy;
  const id = await said('望江路公交站台的玻璃碎了一地，路人不便');
  await known.ready(COUNTY, MORNING);
  const [matter] = await inTransaction(db, [COUNTY], (tx) =>
    knownMatters(tx, perform.keyring, COUNTY, [id]),
  );
  if (!matter) throw new Error('no such matter');
  await sql`delete from vault where incident_id = ${id}`.execute(owner);
  const found = () => known.find(COUNTY, matter, policy).map((one) => one.id);
  expect(found()).toContain(id);
  await known.ready(COUNTY, MORNING + DAY);
  await expect.poll(found).not.toContain(id);
});
