// What the page of a matter says of others: no more than this person may see of them; and what was merged into
// it, which somebody has to read and may have to take out again, and whose reporter follows it.
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { MINUTE } from '#platform/time/index.ts';
import type { Verb } from '../lifecycle.ts';
import { perform } from '../perform.ts';
import { receiptCode } from '../receive.ts';
import { makeCounty, performDeps, report } from '../testing-database.ts';
import { actorAs, COUNTY, MACHINE, MORNING, OTHER_TOWN, PEOPLE, PLACE, UNITS } from '../testing.ts';
import { ListQuery } from '../contract.ts';
import { incidentCounts } from './counts.ts';
import { incidentDetail } from './detail.ts';
import { FOLLOWED_MAX } from './list-ranges.ts';
import { incidentList } from './list.ts';
import { trackByReceipt } from './track.ts';
import { MASKED_TITLE } from './view.ts';

const { clerk, countyDuty, citizen } = PEOPLE;
const { db, owner } = await testDatabase();
const deps = performDeps(db);
const names = {
  unit: (id: number) => `unit ${id}`,
  place: (id: number) => `place ${id}`,
  item: () => ({ zh: '事项', en: 'item' }),
  account: () => undefined,
  learnAccounts: async () => {},
};
const read = { db, keyring: deps.keyring, names };
const elsewhere = {
  place: { ...PLACE, townId: OTHER_TOWN, villageId: null, gridId: null },
  roomUnitId: UNITS.otherRoom,
};

beforeAll(() => makeCounty(owner));

const act = (incidentId: string, actor: Actor, verb: Verb, input: object) =>
  perform(deps, { countyId: COUNTY, incidentId, verb, input, actor }, MORNING + MINUTE);
const seenBy = (actor: Actor, id: string) => incidentDetail(read, actor, id, MORNING + MINUTE);

test('a duplicate that the person may not see is not told them, neither by title nor by number', async () => {
  const [own = '', alike = ''] = await report(deps, 2);
  const [away = ''] = await report(deps, 1, { ...elsewhere, title: '别镇的一件' });
  const duplicates = [away, alike].map((id) => ({ id, score: 0.9, reasons: [] }));
  await act(own, MACHINE, 'triage', { duplicates });
  const told = await seenBy(clerk, own);
  expect(told.triage?.duplicates).toMatchObject([{ id: alike, status: 'reported' }]);
  expect(JSON.stringify(told)).not.toContain('别镇的一件');
  expect((await seenBy(countyDuty, own)).triage?.duplicates.map(({ id }) => id)).toEqual([
    away,
    alike,
  ]);
});

test('what was merged in stands on the master with its number and what the clerk noted, until it is taken out', async () => {
  const [master = ''] = await report(deps, 1, { reporterId: null });
  const [repeat = ''] = await report(deps, 1, { title: '又有人说垃圾满了' });
  const { number } = await seenBy(clerk, repeat);
  await act(repeat, clerk, 'merge', { into: master, note: '第二位反映：已堆到路上' });
  const merged = await seenBy(clerk, master);
  expect(merged.joined).toMatchObject([{ id: repeat, number, title: '又有人说垃圾满了' }]);
  expect(merged.timeline.at(-1)).toMatchObject({
    type: 'incident.joined',
    data: { number },
    words: { note: '第二位反映：已堆到路上' },
  });
  // Whoever reported it sees where it went, but not the matter of somebody else.
  expect((await seenBy(citizen, repeat)).mergedInto).toMatchObject({
    number: merged.number,
    status: 'reported',
    isVisible: false,
    title: MASKED_TITLE,
  });
  // That it was merged is told once; nobody added anything.
  const { stages } = await trackByReceipt(read, receiptCode(deps.keyring, repeat));
  expect(stages.map(({ type }) => type)).toEqual(['incident.reported', 'incident.merged']);
  await act(repeat, clerk, 'unmerge', {});
  expect((await seenBy(clerk, master)).joined).toEqual([]);
});

test('what was merged stands for its reporter where that stands in which it goes on, and is urged there', async () => {
  const now = MORNING + MINUTE;
  const other = actorAs('citizen', {}, 'other');
  const [own = ''] = await report(deps, 1, { reporterId: other.id });
  const [middle = '', master = ''] = await report(deps, 2, { reporterId: null });
  const stands = async (
    actor: Actor,
    list: 'open' | 'closed',
    sort: 'due' | 'newest' = 'newest',
  ) => {
    const page = await incidentList(read, actor, ListQuery.parse({ list, sort }), now);
    return page.items.find(({ id }) => id === own);
  };
  const openOnes = async () => (await incidentCounts(db, other, now)).counts['open']?.count;
  await act(own, clerk, 'merge', { into: middle });
  await act(middle, clerk, 'merge', { into: master });
  await act(master, clerk, 'accept', { itemCode: '0401001' });
  const goesOn = { status: 'filed', outcome: null };
  for (const sort of ['due', 'newest'] as const)
    expect(await stands(other, 'open', sort)).toMatchObject({ status: 'merged', goesOn });
  expect([await openOnes(), await stands(other, 'closed')]).toEqual([1, undefined]);
  // For an office it is no work of its own.
  expect(await stands(clerk, 'open')).toBeUndefined();
  expect(await seenBy(other, own)).toMatchObject({ verbs: ['urge'], goesOn });
  expect((await seenBy(clerk, own)).verbs).not.toContain('urge');

  await act(own, other, 'urge', { note: '还没有人来' });
  expect((await seenBy(clerk, master)).timeline.at(-1)).toMatchObject({
    ...{ type: 'incident.urged', words: { note: '还没有人来' } },
  });
  expect((await seenBy(other, own)).mergedInto?.stages.at(-1)).toMatchObject({
    ...{ type: 'incident.urged', words: '还没有人来' },
  });
  await expect(act(own, other, 'urge', {})).rejects.toThrow('incident.urged-lately');
  await expect(act(own, citizen, 'urge', {})).rejects.toThrow('incident.not-found');
  // The master is theirs from the page of their own matter, and for nothing else.
  await expect(act(master, other, 'urge', {})).rejects.toThrow('incident.not-found');
  await expect(act(own, other, 'withdraw', {})).rejects.toThrow('incident.not-now');

  await act(master, clerk, 'answer', { reply: '已安排每日清运' });
  expect([await openOnes(), await stands(other, 'open')]).toEqual([0, undefined]);
  expect(await stands(other, 'closed')).toMatchObject({
    ...{ status: 'merged', goesOn: { status: 'closed', outcome: 'answered' } },
  });
  expect((await seenBy(other, own)).verbs).toEqual([]);
  await expect(act(own, other, 'urge', {})).rejects.toThrow('incident.not-now');
});

test('of what a machine reported and was merged the latest are followed, on every page the same', async () => {
  const now = MORNING + MINUTE;
  const machine = actorAs('citizen', {}, 'machine');
  const [master = ''] = await report(deps, 1, { reporterId: null });
  const merged = await report(deps, FOLLOWED_MAX + 2, { reporterId: machine.id });
  await sql`update incident set status = 'merged', merged_into = ${master}::uuid
    where reporter_id = ${machine.id}`.execute(owner);
  const latest = merged.sort().reverse().slice(0, FOLLOWED_MAX);
  const { counts } = await incidentCounts(db, machine, now);
  expect(counts['open']?.count).toBe(FOLLOWED_MAX);
  const shown: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const query = ListQuery.parse({ list: 'open', sort: 'newest', ...(cursor && { cursor }) });
    const page = await incidentList(read, machine, query, now);
    shown.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(shown).toEqual(latest);
});
