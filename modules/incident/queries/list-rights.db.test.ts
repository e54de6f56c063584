// Leak tests: whatever is asked about many incidents, the answer is exactly what `covers` says of the
// same rows in memory: nothing more (a leak), nothing less (a matter that nobody sees).
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  covers,
  reachOfActor,
  roleDefinition,
  scopeFor,
  scopeOf,
  type Actor,
} from '#modules/identity/index.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import { ListQuery, LIST_NAMES, STATUSES, type IncidentPage } from '../contract.ts';
import { isOpen, OPEN_STATUSES } from '../lifecycle.ts';
import { callerMatters } from './callers.ts';
import { incidentCount } from './count.ts';
import { BADGE_CAP, incidentCounts } from './counts.ts';
import { exportIncidents } from './export.ts';
import { incidentList, pickingOf } from './list.ts';
import { incidentSearch, searchCount } from './search.ts';
import { nextDays } from './search-marks.ts';
import { findByWords, type Hits, type Reading, type WordSearch } from './search-text.ts';
import {
  anyPerson,
  NOW,
  PHONES,
  randomIncidents,
  TEST_KEYRING,
  TEST_NAMES as names,
  WORDS,
  writeRandom,
  type Random,
} from '../testing-many.ts';
import { MASKED_TITLE } from './view.ts';

const { db, owner } = await testDatabase();
const rows = randomIncidents(500, 330_382);
const byId = new Map(rows.map((row) => [row.id, row]));
const deps = { db, names, keyring: TEST_KEYRING };
const RUNS = { numRuns: 80 };

beforeAll(async () => {
  await writeRandom(owner, rows);
});

const newestFirst = (a: Random, b: Random) => (a.id < b.id ? 1 : -1);
/** The rights, within the counties of the person's posts: both barriers. */
function seenBy(actor: Actor): Random[] {
  const reach = reachOfActor(actor);
  const scope = scopeOf(actor);
  return rows.filter(
    (row) => (reach === 'all' || reach.includes(row.countyId)) && covers(scope, row),
  );
}

/** The named piles, said once more in memory. */
function inPile(list: (typeof LIST_NAMES)[number], actor: Actor, row: Random): boolean {
  switch (list) {
    case 'all':
      return true;
    case 'open':
      return isOpen(row.status);
    case 'closed':
      return row.status === 'closed';
    case 'toAccept':
      return row.status === 'reported';
    case 'toDispatch':
      return row.status === 'filed';
    case 'toSign':
      return row.status === 'dispatched';
    case 'handling':
      return row.status === 'handling';
    case 'toCheck':
      return row.status === 'resolved';
    case 'toFollowUp':
      return row.followUpDue;
    case 'overdue':
      return row.overdue && isOpen(row.status);
    case 'mine': {
      const held = actor.posts.some(
        (post) => post.unitId === row.holderUnitId && post.place.countyId === row.countyId,
      );
      const unitless = scopeFor(actor, (post) =>
        post.unitId === null ? roleDefinition(post.role).view : null,
      );
      return isOpen(row.status) && ((row.holderUnitId !== null && held) || covers(unitless, row));
    }
  }
}

async function allPages(
  ask: (query: ListQuery) => Promise<IncidentPage>,
  query: Partial<ListQuery>,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < 200; page++) {
    const answer = await ask({
      ...ListQuery.parse({}),
      ...query,
      ...(cursor ? { cursor } : {}),
    });
    ids.push(...answer.items.map((item) => item.id));
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return ids;
}

const wholeList = (actor: Actor, query: Partial<ListQuery>) =>
  allPages((page) => incidentList(deps, actor, page, NOW), query);
const wholeSearch = (actor: Actor, query: Partial<ListQuery>) =>
  allPages((page) => incidentSearch(deps, actor, page, NOW), query);
const idsOf = (list: readonly Random[]) => list.toSorted(newestFirst).map((row) => row.id);

test('every named list, page by page, is what covers says', async () => {
  let met = 0;
  await fc.assert(
    fc.asyncProperty(
      anyPerson,
      fc.constantFrom(...LIST_NAMES),
      fc.integer({ min: 3, max: 200 }),
      async (actor, list, limit) => {
        const expected = idsOf(seenBy(actor).filter((row) => inPile(list, actor, row)));
        expect(await wholeList(actor, { list, limit })).toEqual(expected);
        met += expected.length;
      },
    ),
    { numRuns: 200 },
  );
  expect(met).toBeGreaterThan(2_000);
});

test('short pages and short counts of what is closed and the like leave nothing out', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPerson,
      fc.constantFrom(...STATUSES),
      fc.integer({ min: 2, max: 4 }),
      async (actor, other, limit) => {
        const status = [...new Set(['closed' as const, other])];
        const expected = seenBy(actor).filter((row) => status.includes(row.status));
        expect(await wholeList(actor, { status, limit })).toEqual(idsOf(expected));
        const cap = limit * 5;
        const counted = await incidentCount(db, actor, { list: 'all', status }, NOW, cap);
        const capped = expected.length > cap;
        expect(counted).toEqual({ count: capped ? cap : expected.length, capped });
      },
    ),
    RUNS,
  );
});

/** What somebody still has to do something about, in the order in which it is due. */
const inDueOrder = (actor: Actor, list: (typeof LIST_NAMES)[number]) =>
  seenBy(actor)
    .filter((row) => inPile(list, actor, row))
    .filter((row) => row.closedAt === null || row.dueAt !== null || row.followUpDue)
    .toSorted((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || (a.id < b.id ? -1 : 1))
    .map((row) => row.id);

test('by due time: what is due first, then what has no clock, and only what is still owed', async () => {
  await fc.assert(
    fc.asyncProperty(anyPerson, fc.constantFrom(...LIST_NAMES), async (actor, list) => {
      const told = await wholeList(actor, { list, limit: 7, sort: 'due' });
      expect(told).toEqual(inDueOrder(actor, list));
    }),
    { numRuns: 100 },
  );
});

test.each(LIST_NAMES)('a town without a unit reads %s by due time', async (list) => {
  for (const townId of [1, 2, 3]) {
    const post = { role: 'townLeader', unitId: null, line: null, place: { countyId: 1, townId } } as const; // prettier-ignore
    const leader: Actor = { kind: 'person', id: 'leader', name: '', posts: [post] };
    const told = await wholeList(leader, { list, limit: 7, sort: 'due' });
    expect(told).toEqual(inDueOrder(leader, list));
    expect(inDueOrder(leader, 'mine').length).toBeGreaterThan(5);
  }
});

const filters = fc.record(
  {
    list: fc.constantFrom(...LIST_NAMES),
    status: fc.uniqueArray(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 3 }),
    level: fc.uniqueArray(fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const), {
      minLength: 1,
      maxLength: 2,
    }),
    item: fc.constantFrom('01', '0101', '0101002', '0401001'),
    townId: fc.integer({ min: 1, max: 3 }),
    villageId: fc.integer({ min: 1, max: 3 }),
    gridId: fc.integer({ min: 1, max: 3 }),
    unitId: fc.integer({ min: 1, max: 3 }),
    light: fc.constantFrom('green' as const, 'yellow' as const, 'red' as const),
    overdue: fc.boolean(),
    supervised: fc.boolean(),
    from: fc.integer({ min: 0, max: 900 }).map((days) => NOW - days * 86_400_000),
    to: fc.integer({ min: 0, max: 900 }).map((days) => NOW - days * 86_400_000),
    sort: fc.constantFrom('newest' as const, 'due' as const),
  },
  { requiredKeys: ['list'] },
);

test('filters narrow and never widen', async () => {
  await fc.assert(
    fc.asyncProperty(anyPerson, filters, async (actor, query) => {
      const expected = seenBy(actor).filter(
        (row) =>
          inPile(query.list, actor, row) &&
          (query.status?.includes(row.status) ?? true) &&
          (query.level?.some((level) => level === row.level) ?? true) &&
          (query.item === undefined || row.itemCode?.startsWith(query.item)) &&
          (query.townId === undefined || row.townId === query.townId) &&
          (query.villageId === undefined || row.villageId === query.villageId) &&
          (query.gridId === undefined || row.gridId === query.gridId) &&
          (query.unitId === undefined || row.unitIds.includes(query.unitId)) &&
          (query.overdue === undefined || row.overdue === query.overdue) &&
          (query.supervised === undefined || row.supervised === query.supervised) &&
          (query.from === undefined || row.reportedAt >= query.from) &&
          (query.to === undefined || row.reportedAt < query.to) &&
          (query.sort !== 'due' ||
            row.closedAt === null ||
            row.dueAt !== null ||
            row.followUpDue) &&
          (query.light === undefined || lightOf(row) === query.light),
      );
      const found = await wholeList(actor, { ...query, limit: 50 });
      expect(found.toSorted()).toEqual(expected.map((row) => row.id).toSorted());
      if (query.sort !== 'due') {
        const { sort: _sort, ...filter } = query;
        const count = await incidentCount(db, actor, filter, NOW);
        expect(count).toEqual({ count: expected.length, capped: false });
      }
    }),
    { numRuns: 200 },
  );
});

/** The test's clocks turn yellow an hour before they are due. */
function lightOf(row: Random): string | null {
  if (row.dueAt === null) return null;
  return NOW > row.dueAt ? 'red' : NOW >= row.dueAt - 3_600_000 ? 'yellow' : 'green';
}

test('badges count what the lists show, as far as they count', async () => {
  await fc.assert(
    fc.asyncProperty(anyPerson, fc.constantFrom(BADGE_CAP, 1, 4), async (actor, cap) => {
      const { counts } = await incidentCounts(db, actor, NOW, cap);
      const piles = LIST_NAMES.filter((list) => list !== 'all' && list !== 'closed');
      expect(Object.keys(counts).toSorted()).toEqual(piles.toSorted());
      for (const list of piles) {
        const expected = seenBy(actor).filter((row) => inPile(list, actor, row)).length;
        const counted = { count: Math.min(expected, cap), capped: expected > cap };
        expect({ list, ...counts[list] }).toEqual({ list, ...counted });
      }
    }),
    { numRuns: 200 },
  );
});

test('words find what they name, and nothing beyond the rights', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPerson,
      fc.uniqueArray(fc.constantFrom(...WORDS, '圾', '火星'), { minLength: 1, maxLength: 2 }),
      fc.constantFrom(...LIST_NAMES),
      fc.integer({ min: 2, max: 60 }),
      async (actor, words, list, limit) => {
        const expected = seenBy(actor).filter(
          (row) =>
            inPile(list, actor, row) &&
            words.every((word) => row.words.some((said) => said.includes(word))),
        );
        const q = words.join(' ');
        expect(await wholeSearch(actor, { q, list, limit })).toEqual(idsOf(expected));
        const { count } = await searchCount(deps, actor, { q, list }, NOW);
        expect(count).toBe(expected.length);
      },
    ),
    { numRuns: 120 },
  );
});

const IDS = { columns: sql`i.id`, read: (row: { id: string }) => row };
const readingOf =
  (actor: Actor): Reading =>
  (work) =>
    inTransaction(db, reachOfActor(actor), work);

/** Steps of other lengths than those that the hits promise. */
const STEPS: readonly (typeof nextDays)[] = [
  nextDays,
  () => null,
  ({ days }) => (days < 600 ? days * 2 : null),
  ({ days }) => (days < 9000 ? Math.max(1, Math.floor(days / 3)) * 7 : null),
];

test('a search finds the same however far its steps go', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPerson,
      fc.constantFrom(...WORDS, '圾', '火星'),
      fc.constantFrom(...LIST_NAMES),
      fc.option(fc.constantFrom(...rows.map((row) => row.id))),
      fc.integer({ min: 1, max: 100 }),
      async (actor, words, list, beforeId, limit) => {
        const expected = seenBy(actor)
          .filter((row) => inPile(list, actor, row) && (beforeId === null || row.id < beforeId))
          .filter((row) => row.words.some((said) => said.includes(words)));
        const filter = { list, q: words };
        const picking = pickingOf(actor, filter, NOW);
        for (const next of STEPS) {
          const asked = { words, picking, filter, beforeId, limit, now: NOW };
          const found = await findByWords(readingOf(actor), asked, IDS, next);
          expect(found.hits.map((hit) => hit.id)).toEqual(idsOf(expected).slice(0, limit));
        }
      },
    ),
    RUNS,
  );
});

test('a search since a day ends there, and knows that it has ended', async () => {
  const post = { role: 'countyDuty', unitId: null, line: null, place: { countyId: 1 } } as const;
  const duty: Actor = { kind: 'person', id: 'duty', name: '', posts: [post] };
  for (const days of [1, 9, 100]) {
    const from = NOW - days * DAY;
    const filter = { list: 'all', q: '垃圾', from } as const;
    const asked = { words: '垃圾', picking: pickingOf(duty, filter, NOW), filter, beforeId: null };
    const all = { ...asked, limit: 1000, now: NOW, lookMax: 1000 };
    const { hits, resume } = await findByWords(readingOf(duty), all, IDS, ({ days }) => days);
    const expected = seenBy(duty).filter(
      (row) => row.reportedAt >= from && row.words.some((said) => said.includes('垃圾')),
    );
    expect(hits.map((hit) => hit.id)).toEqual(idsOf(expected));
    expect(resume).toBeNull();
  }
});

test('a period that ends before it begins is empty, and spoils no search after it', async () => {
  const post = { role: 'countyDuty', unitId: null, line: null, place: { countyId: 1 } } as const;
  const duty: Actor = { kind: 'person', id: 'duty', name: '', posts: [post] };
  const expected = idsOf(
    seenBy(duty).filter((row) => row.words.some((said) => said.includes('垃圾'))),
  );
  const ask = (period: { from?: number; to?: number }) =>
    wholeSearch(duty, { q: '垃圾', limit: 50, ...period });
  for (const period of [
    { from: NOW - DAY, to: NOW - 2 * DAY },
    { from: NOW - DAY, to: NOW - DAY },
    { from: NOW + DAY },
    { from: NOW },
    { to: 0 },
  ]) {
    expect(await ask(period)).toEqual([]);
    expect(await ask({})).toEqual(expected);
  }
  expect(await ask({ from: NOW - 1000 * DAY, to: NOW + DAY })).toEqual(expected);
});

test('what is told piece by piece is told once, in order, and whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPerson,
      fc.constantFrom(...WORDS),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 20 }),
      async (actor, words, lookMax, limit) => {
        const filter = { list: 'all', q: words } as const;
        const picking = pickingOf(actor, filter, NOW);
        const told: string[] = [];
        let beforeId: string | null = null;
        do {
          const asked: WordSearch = {
            words,
            picking,
            filter,
            beforeId,
            limit,
            now: NOW,
            lookMax,
          };
          const { hits, resume }: Hits<{ id: string }> = await findByWords(
            readingOf(actor),
            asked,
            IDS,
            ({ days }) => (days < 600 ? days * 2 : null),
          );
          told.push(...hits.map((hit) => hit.id));
          beforeId = resume ?? (hits.length === limit ? (hits.at(-1)?.id ?? null) : null);
        } while (beforeId !== null);
        const expected = seenBy(actor).filter((row) =>
          row.words.some((said) => said.includes(words)),
        );
        expect(told).toEqual(idsOf(expected));
      },
    ),
    RUNS,
  );
});

test('numbers, telephones and receipt codes find only what is within the rights and the list', async () => {
  let held = 0;
  await fc.assert(
    fc.asyncProperty(
      anyPerson,
      fc.constantFrom(...LIST_NAMES),
      fc.constantFrom(...rows),
      fc.constantFrom(...PHONES),
      async (actor, list, row, phone) => {
        const seen = new Set(seenBy(actor).map((each) => each.id));
        const one = seen.has(row.id) ? [row.id] : [];
        expect(await wholeSearch(actor, { q: row.number })).toEqual(one);
        expect(await wholeSearch(actor, { q: row.receipt.toLowerCase() })).toEqual(one);
        const prefix = row.number.slice(0, 19);
        const alike = rows.filter((each) => each.number.startsWith(prefix) && seen.has(each.id));
        expect(await wholeSearch(actor, { q: prefix })).toEqual(idsOf(alike));
        const called = rows.filter((each) => each.phone === phone && seen.has(each.id));
        expect(await wholeSearch(actor, { q: `+86 ${phone}` })).toEqual(idsOf(called));
        const matters = await callerMatters(deps, actor, phone, NOW);
        expect(matters.items.map((item) => item.id)).toEqual(idsOf(called).slice(0, 20));
        const piled = called.filter((each) => inPile(list, actor, each));
        expect(await wholeSearch(actor, { q: phone, list })).toEqual(idsOf(piled));
        held += list === 'mine' ? piled.length : 0;
      },
    ),
    RUNS,
  );
  expect(held).toBeGreaterThan(0);
});

test('an export holds what its posts may export, masks what is restricted, and is logged first', async () => {
  await fc.assert(
    fc.asyncProperty(anyPerson, async (person) => {
      const posts = person.posts.filter((post) => roleDefinition(post.role).export);
      const logged: unknown[] = [];
      const asking = exportIncidents(
        {
          ...deps,
          localTime: (_county, at) => new Date(at).toISOString(),
          audit: async (details) => void logged.push(details),
        },
        person,
        { ...ListQuery.parse({}), format: 'csv', persons: false },
        'en',
        NOW,
      );
      if (posts.length === 0) {
        await expect(asking).rejects.toThrow('identity.not-allowed');
        expect(logged).toEqual([]);
        return;
      }
      const expected = seenBy({ ...person, posts });
      const lines = (await text((await asking).file)).trimEnd().split('\r\n').slice(1);
      expect(lines.map((line) => line.split(',')[0])).toEqual(
        expected.toSorted(newestFirst).map((row) => row.number),
      );
      for (const line of lines) {
        const row = rows.find((each) => line.startsWith(each.number));
        expect(line.includes(MASKED_TITLE)).toBe(row?.restricted);
      }
      expect(logged).toMatchObject([{ rows: expected.length, persons: false }]);
    }),
    { numRuns: 60 },
  );
});

test('the machine itself lists everything', async () => {
  const machine: Actor = { kind: 'system', id: 'system:test', name: '', posts: [] };
  expect(await wholeList(machine, { limit: 200 })).toEqual(idsOf(rows));
  const closed = rows.filter((row) => row.status === 'closed');
  expect(await wholeList(machine, { list: 'closed', limit: 200 })).toEqual(idsOf(closed));
});

test('titles of restricted matters are masked in lists', async () => {
  const machine: Actor = { kind: 'system', id: 'system:test', name: '', posts: [] };
  const { items } = await incidentList(deps, machine, { ...ListQuery.parse({}), limit: 200 }, NOW);
  for (const item of items) expect(item.title === MASKED_TITLE).toBe(byId.get(item.id)?.restricted);
});

test('second barrier: without any right in the query, a county never sees another', async () => {
  for (const county of [1, 2, 3]) {
    const found = await inTransaction(db, [county], async (tx) => {
      const counties = async (statement: ReturnType<typeof sql<{ county_id: number }>>) =>
        (await statement.execute(tx)).rows.map((row) => row.county_id);
      return [
        await counties(sql`select county_id from incident`),
        await counties(sql`select county_id from assignment`),
        await counties(sql`select county_id from incident_text`),
        await counties(sql`select county_id from person_index`),
        await counties(sql`select county_id from ${wordHits()}`),
        await counties(sql`select county_id from ${wordHits('桥')}`),
        await counties(sql`select county_id from ${wordHits('桥', '桥')}`),
      ];
    });
    for (const each of found) expect(new Set(each)).toEqual(new Set([county]));
  }
  for (const outside of [wordHits(), wordHits('桥'), wordHits('桥', '桥')])
    expect((await sql`select 1 from ${outside}`.execute(db)).rows).toEqual([]);
});

const wordHits = (marks: string | null = null, others: string | null = null) =>
  sql`maplebridge_word_hits('桥'::tsquery, ${marks}::tsquery, ${others}::tsquery, '桥:*'::tsquery, null, null)`;

test('open statuses are those without an end', () => {
  for (const row of rows) expect(isOpen(row.status)).toBe(row.closedAt === null);
  expect(OPEN_STATUSES.length).toBe(5);
});
