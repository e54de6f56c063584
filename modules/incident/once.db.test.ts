// A verb sent again under its key: answered again, done once, whatever got lost between.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY, MINUTE } from '#platform/time/index.ts';
import { performAll, type PerformDeps, type Request } from './perform.ts';
import { makeCounty, performDeps, report, type TestDeps } from './testing-database.ts';
import { COUNTY, MORNING, PEOPLE } from './testing.ts';

let owner: Db;
let deps: TestDeps;

beforeAll(async () => {
  const { db, owner: own } = await testDatabase();
  owner = own;
  await makeCounty(owner);
  deps = performDeps(db);
});

function note(incidentId: string, key: string, said = '已电话核实'): Request {
  const input = { note: said };
  const requestHash = createHash('sha256')
    .update(JSON.stringify([incidentId, input]))
    .digest();
  return {
    countyId: COUNTY,
    incidentId,
    verb: 'annotate',
    input,
    actor: PEOPLE.clerk,
    once: { accountId: PEOPLE.clerk.id, key, requestHash },
  };
}

async function notesOf(id: string): Promise<number> {
  const { rows } = await sql<{ notes: number }>`
    select count(*)::int as notes from fact
    where incident_id = ${id} and type = 'incident.annotated'`.execute(owner);
  return rows[0]?.notes ?? 0;
}

const told = async (requests: readonly Request[], now = MORNING, by: PerformDeps = deps) =>
  (await performAll(by, requests, now)).map((outcome) =>
    outcome.ok ? outcome.incident.version : outcome.refusal.code,
  );

describe('the same key', () => {
  test('again later is answered as it was then', async () => {
    const [id = ''] = await report(deps);
    expect(await told([note(id, 'a')])).toEqual([2]);
    expect(await told([note(id, 'b', '另一件')])).toEqual([3]);
    expect(await told([note(id, 'a')], MORNING + MINUTE)).toEqual([2]);
    expect(await notesOf(id)).toBe(2);
  });

  test('twice in one batch, or at the same moment in two, is done once', async () => {
    const [id = ''] = await report(deps);
    expect(await told([note(id, 'c'), note(id, 'c')])).toEqual([2, 2]);
    const twins = await Promise.all([told([note(id, 'd')]), told([note(id, 'd')])]);
    expect(twins).toEqual([[3], [3]]);
    expect(await notesOf(id)).toBe(2);
  });

  test('for something else is refused', async () => {
    const [id = ''] = await report(deps);
    expect(await told([note(id, 'e')])).toEqual([2]);
    expect(await told([note(id, 'e', '改口')])).toEqual(['http.idempotency-key-reused']);
    expect(await notesOf(id)).toBe(1);
  });

  test('is free again after its day, and after a refusal', async () => {
    const [id = ''] = await report(deps);
    const early = { ...note(id, 'f'), expectedVersion: 9 };
    expect(await told([early])).toEqual(['incident.changed-meanwhile']);
    expect(await told([note(id, 'f')])).toEqual([2]);
    expect(await told([note(id, 'f')], MORNING + 2 * DAY)).toEqual([3]);
    expect(await notesOf(id)).toBe(2);
  });
});

test('a commit whose answer got lost is not repeated by itself', async () => {
  const [one = '', two = ''] = await report(deps, 2);
  const lost: PerformDeps = {
    ...deps,
    // Committed, and then the connection is gone.
    onCommitted: () => {
      throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    },
  };
  await expect(told([note(one, 'g'), note(two, 'h')], MORNING, lost)).rejects.toThrow(
    'terminating',
  );
  expect([await notesOf(one), await notesOf(two)]).toEqual([1, 1]);
  expect(await told([note(one, 'g'), note(two, 'h')])).toEqual([2, 2]);
  expect([await notesOf(one), await notesOf(two)]).toEqual([1, 1]);
});
