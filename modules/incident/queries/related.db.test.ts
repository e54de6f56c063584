// What the page of a matter says of others: no more than this person may see of them; and what was merged into
// it, which somebody has to read and may have to take out again.
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { MINUTE } from '#platform/time/index.ts';
import type { Verb } from '../lifecycle.ts';
import { perform } from '../perform.ts';
import { receiptCode } from '../receive.ts';
import { makeCounty, performDeps, report } from '../testing-database.ts';
import { COUNTY, MACHINE, MORNING, OTHER_TOWN, PEOPLE, PLACE, UNITS } from '../testing.ts';
import { incidentDetail } from './detail.ts';
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
