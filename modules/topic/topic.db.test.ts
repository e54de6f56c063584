// Topics on a real database: joined as they are judged, once after a crash, knitted anew, told within the rights.
import { beforeAll, expect, test } from 'vitest';
import { systemActor, type Actor } from '#modules/identity/index.ts';
import {
  askAgain,
  asideEntries,
  ENTRY_TRIES_MAX,
  perform,
  relay,
  type Reporting,
} from '#modules/incident/index.ts';
import { makeCounty, performDeps, report } from '#modules/incident/testing-database.ts';
import { actorAs, COUNTY, MORNING } from '#modules/incident/testing.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY, HOUR } from '#platform/time/index.ts';
import { TopicQuery } from './contract.ts';
import { topicDetail, topicPage } from './queries/topics.ts';
import { startTopicReader } from './reactions.ts';

const { db, owner } = await testDatabase();
const deps = performDeps(db);
const names = {
  unit: () => undefined,
  place: () => undefined,
  item: () => undefined,
  account: () => undefined,
  learnAccounts: () => Promise.resolve(),
};
const query = TopicQuery.parse({});
const everybody: Actor = actorAs('countyCommander');
const outsider: Actor = actorAs('citizen', {}, 'nobody');

const SAID = [
  ['春晖家园旁搅拌站噪音扰民', '春晖家园东侧的搅拌站夜里运行，噪音大，粉尘多，业主睡不着。'],
  ['虹桥镇溪西路路灯不亮', '虹桥镇溪西路一段路灯坏了半个月，晚上出行不安全，盼望修好。'],
] as const;

async function said(matter: 0 | 1, way: string, overrides: Partial<Reporting> = {}) {
  const [title, text] = SAID[matter];
  const words = { words: { title, text: `${text}${way}` }, title };
  const [id = ''] = await report(deps, 1, { ...words, ...overrides }, MORNING);
  await judge(id);
  return id;
}

/** What the machine found out of a report: nothing more than was given with it. */
async function judge(incidentId: string) {
  const judged = { verb: 'triage', input: { acts: [] }, actor: systemActor('triage') } as const;
  await perform(deps, { countyId: COUNTY, incidentId, ...judged }, MORNING);
  while ((await relay(db)) > 0);
}

const reader = startTopicReader({ db, keyring: deps.keyring });
const readAll = async () => {
  while ((await reader.next(MORNING)) > 0);
};
const page = (actor: Actor) => topicPage({ db, names }, actor, query, MORNING + HOUR);

beforeAll(async () => {
  await makeCounty(owner);
  await said(0, '请领导重视。');
  await said(1, '希望尽快解决。');
  await said(0, '多次反映没有结果。');
  await said(1, '已经打过电话。');
  await said(0, '盼复。');
  await readAll();
});

test('reports on one matter come together as they are judged, the hottest first', async () => {
  const { items } = await page(everybody);
  expect(items.map(({ title, count }) => [title, count])).toEqual([
    [SAID[0][0], 3],
    [SAID[1][0], 2],
  ]);
  expect(items[0]?.trend.at(-1)).toBe(3);
});

test('a report that was not judged yet is in no topic', async () => {
  const [id = ''] = await report(deps, 1, {}, MORNING);
  while ((await relay(db)) > 0);
  await readAll();
  const { rows } = await sql`select from topic_report where incident_id = ${id}`.execute(owner);
  expect(rows).toHaveLength(0);
});

test('a day of the trend is as long as a day', async () => {
  const trendAt = async (now: number) =>
    (await topicPage({ db, names }, everybody, query, now)).items[0]?.trend.slice(-2);
  expect(await trendAt(MORNING + 20 * HOUR)).toEqual([0, 3]);
  expect(await trendAt(MORNING + 28 * HOUR)).toEqual([3, 0]);
});

test('a topic is of the place that most of its reports name, and of none when most name none', async () => {
  const [hot] = (await page(everybody)).items;
  const placeAfter = async (known: number) => {
    await sql`update incident set village_id = case when id in (
        select incident_id from topic_report where topic_id = ${hot?.id} order by incident_id limit ${known})
      then 77 end`.execute(owner);
    const named = { ...names, place: (id: number) => (id === 77 ? '东街村' : undefined) };
    return (await topicPage({ db, names: named }, everybody, query, MORNING)).items[0]?.place;
  };
  expect([await placeAfter(1), await placeAfter(2), await placeAfter(0)]).toEqual([
    null,
    '东街村',
    null,
  ]);
});

test('a page ends with a cursor from which the next goes on', async () => {
  const first = await topicPage({ db, names }, everybody, { ...query, limit: 1 }, MORNING);
  expect(first.items).toHaveLength(1);
  const cursor = first.nextCursor ?? '';
  const next = await topicPage({ db, names }, everybody, { ...query, cursor }, MORNING);
  expect(next.items.map(({ title }) => title)).toEqual([SAID[1][0]]);
  expect(next.nextCursor).toBeNull();
});

test('read again after a crash, the feed changes nothing', async () => {
  const before = await sql`select * from topic_report order by incident_id`.execute(owner);
  await sql`delete from feed_reader where name = 'topic'`.execute(owner);
  const another = startTopicReader({ db, keyring: deps.keyring });
  while ((await another.next(MORNING)) > 0);
  const after = await sql`select * from topic_report order by incident_id`.execute(owner);
  expect(after.rows).toEqual(before.rows);
});

test('who may see no report is told of no topic', async () => {
  expect((await page(outsider)).items).toEqual([]);
  const [topic] = (await page(everybody)).items;
  await expect(
    topicDetail({ db, names }, outsider, topic?.id ?? '', 30, MORNING),
  ).rejects.toMatchObject({ message: 'topic.not-found' });
  const detail = await topicDetail({ db, names }, everybody, topic?.id ?? '', 30, MORNING + DAY);
  expect(detail.members).toHaveLength(3);
  expect(detail.members.filter(({ mergeable }) => mergeable)).toHaveLength(2);
  expect(detail.members.find(({ id }) => id === detail.leadId)?.mergeable).toBe(false);
});

test('a restricted report gives neither title nor count, and its fingerprint goes', async () => {
  const id = await said(1, '路灯还是不亮。');
  await readAll();
  const countOf = async () =>
    (await page(everybody)).items.find(({ title }) => title === SAID[1][0])?.count;
  expect(await countOf()).toBe(3);
  await sql`update incident set restricted = true where id = ${id}`.execute(owner);
  expect(await countOf()).toBe(2);
  expect(await reader.knitAgain(MORNING)).toBe(true);
  expect(await reader.knitAgain(MORNING)).toBe(false);
  const { rows } = await sql`select from topic_report where incident_id = ${id}`.execute(owner);
  expect(rows).toHaveLength(0);
});

test('knitting mends what was put together wrongly, and a topic keeps its name', async () => {
  const [hot] = (await page(everybody)).items;
  await sql`update topic_report set topic_id = ${hot?.id}`.execute(owner);
  await sql`delete from topic_knit`.execute(owner);
  expect((await page(everybody)).items).toHaveLength(1);
  expect(await reader.knitAgain(MORNING)).toBe(true);
  const { items } = await page(everybody);
  expect(items.map(({ count }) => count)).toEqual([3, 2]);
  expect(items[0]?.id).toBe(hot?.id);
});

test('the tables lie behind the barrier of counties', async () => {
  const { rows } = await sql<{ relname: string }>`
    select relname from pg_class where relname in ('topic_report', 'topic_knit')
      and relrowsecurity`.execute(owner);
  expect(rows).toHaveLength(2);
  expect(COUNTY).toBe(1);
});

test('one report that cannot be taken in holds up nobody, and joins when it is asked for', async () => {
  await sql`create function refuse_topic() returns trigger language plpgsql as $$ begin
    raise exception 'no' using errcode = '22000'; end $$`.execute(owner);
  const broken = await said(0, '第一件读不进去。');
  const after = [await said(1, '后面的照读。'), await said(0, '后面的也照读。')];
  await sql`create trigger refuse_topic before insert on topic_report for each row
    when (new.incident_id = ${sql.lit(broken)}::uuid) execute function refuse_topic()`.execute(
    owner,
  );
  for (let turn = 0; turn < 60; turn++)
    if ((await reader.next(MORNING).catch(() => 1)) === 0) break;

  const known = async () => {
    const { rows } = await sql<{ id: string }>`
      select incident_id as id from topic_report`.execute(owner);
    return new Set(rows.map(({ id }) => id));
  };
  expect([...(await known())]).toEqual(expect.arrayContaining(after));
  expect((await known()).has(broken)).toBe(false);
  const aside = () => inTransaction(db, [COUNTY], (tx) => asideEntries(tx, [COUNTY]));
  const [entry, ...more] = await aside();
  expect([entry?.reader, entry?.tries, more]).toEqual(['topic', ENTRY_TRIES_MAX, []]);
  if (!entry) return;

  await sql`drop trigger refuse_topic on topic_report`.execute(owner);
  await inTransaction(db, [COUNTY], (tx) => askAgain(tx, entry, MORNING));
  await readAll();
  expect((await known()).has(broken)).toBe(true);
  expect(await aside()).toEqual([]);
});
