// Whoever has posts in two units that both had orders about the same matters: each matter is met twice on the
// way, and stands once in the list.
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { ListQuery } from '../contract.ts';
import { NOW, randomIncidents, TEST_NAMES as names, writeRandom } from '../testing-many.ts';
import { incidentCount } from './count.ts';
import { incidentList } from './list.ts';

const { db, owner } = await testDatabase();
const COUNTY = 1;
const lead = (unitId: number) =>
  ({ role: 'deptLead', unitId, place: { countyId: COUNTY }, line: null }) as const;
const actor: Actor = {
  kind: 'person',
  id: '00000000-0000-7000-8000-00000000000f',
  name: '两个单位的负责人',
  posts: [lead(1), lead(2)],
};
const rows = randomIncidents(60, COUNTY).map((row, index) => ({
  ...row,
  countyId: COUNTY,
  number: `330382-20261118-${index}`,
  assigned: [1, 2],
  unitIds: [1, 2],
  roomUnitId: null,
  restricted: false,
  reporterId: null,
  followUpDue: false,
  status: index % 6 === 0 ? ('handling' as const) : ('closed' as const),
  closedAt: index % 6 === 0 ? null : NOW,
}));

beforeAll(() => writeRandom(owner, rows));

test.each([
  { list: 'all', many: 60 },
  { list: 'closed', many: 50 },
] as const)('all pages and the count of $list hold each once', async ({ list, many }) => {
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = { ...ListQuery.parse({}), list, limit: 10, ...(cursor ? { cursor } : {}) };
    const page = await incidentList({ db, names }, actor, query, NOW);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(ids).toHaveLength(many);
  expect(new Set(ids).size).toBe(many);
  expect(await incidentCount(db, actor, { list }, NOW, 80)).toEqual({ count: many, capped: false });
});
