// `covers` and `scopeWhere` are one question with two answers; here a real database and memory are
// asked the same, over rows and rights drawn at random from small numbers so that they meet often.
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import type { Actor } from './actor.ts';
import { ROLE_CODES, roleDefinition } from './roles.ts';
import { scopeWhere } from './scope-sql.ts';
import { covers, scopeOf, type Subject } from './scope.ts';
import { ACCOUNTS, anyAccount, anyPost, smallId } from './testing-drawn.ts';

const subject: fc.Arbitrary<Subject> = fc.record({
  countyId: smallId,
  townId: fc.option(smallId),
  villageId: fc.option(smallId),
  gridId: fc.option(smallId),
  unitIds: fc.uniqueArray(smallId, { maxLength: 3 }),
  reporterId: fc.option(anyAccount),
  restricted: fc.boolean(),
  memberIds: fc.uniqueArray(anyAccount, { maxLength: 2 }),
});

const actor: fc.Arbitrary<Actor> = fc.record({
  kind: fc.constantFrom('person', 'person', 'outside', 'system'),
  id: anyAccount,
  name: fc.constant('x'),
  posts: fc.array(anyPost, { maxLength: 4 }),
});

const { owner } = await testDatabase();
const subjects = fc.sample(subject, { numRuns: 400, seed: 330382 });

beforeAll(async () => {
  await sql`create table scope_case (id int, county_id int, town_id int, village_id int, grid_id int,
    reporter_id uuid, unit_ids int[], restricted boolean)`.execute(owner);
  // This clone is ours alone: a plain table stands in for the incident module's.
  await sql`drop table if exists incident_member cascade`.execute(owner);
  await sql`create table incident_member
    (county_id int, incident_id int, account_id uuid)`.execute(owner);
  await inTransaction(owner, 'all', async (tx) => {
    for (const [id, row] of subjects.entries()) {
      await sql`insert into scope_case values (${id}, ${row.countyId}, ${row.townId}, ${row.villageId},
        ${row.gridId}, ${row.reporterId}, ${[...row.unitIds]}, ${row.restricted})`.execute(tx);
      for (const member of row.memberIds)
        await sql`insert into incident_member values (${row.countyId}, ${id}, ${member})`.execute(
          tx,
        );
    }
  });
});

test('memory and database cover the same incidents', async () => {
  let covered = 0;
  await fc.assert(
    fc.asyncProperty(actor, async (who) => {
      const scope = scopeOf(who);
      const found = await sql<{ id: number }>`
        select id from scope_case as i where ${scopeWhere(scope, 'i')} order by id`.execute(owner);
      const expected = [...subjects.entries()].flatMap(([id, row]) =>
        covers(scope, row) ? [id] : [],
      );
      expect(found.rows.map(({ id }) => id)).toEqual(expected);
      covered += expected.length;
    }),
    { numRuns: 300 },
  );
  expect(covered).toBeGreaterThan(1_000); // the draw is not empty of meetings
});

test('every role without a view sees nothing, whatever its post', async () => {
  for (const role of ROLE_CODES.filter((code) => roleDefinition(code).view === null)) {
    const place = { countyId: 1, townId: 1, villageId: 1, gridIds: [1, 2, 3] };
    const who: Actor = {
      kind: 'person',
      id: ACCOUNTS[0] ?? '',
      name: 'x',
      posts: [{ role, unitId: 1, place, line: null }],
    };
    const found =
      await sql`select id from scope_case as i where ${scopeWhere(scopeOf(who), 'i')}`.execute(
        owner,
      );
    expect(found.rows).toEqual([]);
  }
});
