// The main path on a real database: what is written, what is not, and who may change it afterwards.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { chainHash } from '#platform/facts/index.ts';
import { MINUTE } from '#platform/time/index.ts';
import { fold } from './fold.ts';
import type { Incident } from './incident.ts';
import { perform, performAll, type Request } from './perform.ts';
import { readFact } from './record/upcast.ts';
import { assignmentState, findIncidents, isSupervised, owesFollowUp } from './store.ts';
import { makeCounty, performDeps, report, type TestDeps } from './testing-database.ts';
import { inputOf, steps, verbOf } from './testing-histories.ts';
import { COUNTY, ITEMS, MACHINE, MORNING, PEOPLE, UNITS } from './testing.ts';

const { clerk, handler, citizen, team } = PEOPLE;
let db: Db;
let owner: Db;
let deps: TestDeps;

beforeAll(async () => {
  ({ db, owner } = await testDatabase());
  await makeCounty(owner);
  deps = performDeps(db);
});

const command = (incidentId: string, verb: Request['verb'], input: object, actor = clerk) => ({
  countyId: COUNTY,
  incidentId,
  verb,
  input,
  actor,
});

type Row = { seq: number; body: string; hash: Buffer; type: string };
async function factsOf(id: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select seq, type, body, hash from fact where incident_id = ${id} order by seq`.execute(owner);
  return rows;
}

async function stored(id: string): Promise<{ incident: Incident; headHash: Buffer }> {
  const found = await inTransaction(db, [COUNTY], (tx) =>
    findIncidents(tx, [{ countyId: COUNTY, id }]),
  );
  const one = found.get(id);
  if (!one) throw new Error(`no ${id}`);
  return one;
}

/** Everything that the row says beside the fold: columns that lists and jobs look for. */
async function columnsOf(id: string) {
  const { rows } = await sql<Record<string, unknown>>`
    select restricted, overdue, supervised, follow_up_due, deferred_until, archived, next_ring_at
    from incident where id = ${id}`.execute(owner);
  return rows[0];
}

async function assertRowIsFold(id: string): Promise<void> {
  const rows = await factsOf(id);
  const folded = fold(rows.map((row) => readFact(row.body)));
  const row = await stored(id);
  expect(row.incident).toEqual(folded);
  let head: Buffer | null = null;
  for (const each of rows) {
    head = chainHash(head, each.body);
    expect(each.hash.equals(head)).toBe(true);
  }
  expect(row.headHash.equals(head ?? Buffer.alloc(0))).toBe(true);
  expect(await columnsOf(id)).toEqual({
    restricted: folded.flags.restricted === true,
    overdue: folded.flags.overdue === true,
    supervised: isSupervised(folded),
    follow_up_due: owesFollowUp(folded),
    deferred_until: folded.flags.deferredUntil ?? null,
    archived: folded.flags.archived === true,
    next_ring_at: folded.clocks
      .flatMap((clock) => (clock.nextAt === null ? [] : [clock.nextAt]))
      .reduce<number | null>((least, at) => (least === null ? at : Math.min(least, at)), null),
  });
  const { rows: orders } = await sql<{ no: number; state: string; incident_status: string }>`
    select no, state, incident_status from assignment where incident_id = ${id}
    order by no`.execute(owner);
  const asked = Map.groupBy(
    (folded.flags.help ?? []).filter((each) => each.toUnit !== null),
    (each) => each.toUnit,
  );
  expect(orders).toEqual([
    ...folded.assignments.map((each) => ({
      no: each.no,
      state: assignmentState(each),
      incident_status: folded.status,
    })),
    // Each unit that was asked for help, once.
    ...[...asked.values()].map(([first]) => ({
      no: 1000 + (first?.no ?? 0),
      state: first?.answeredAt === undefined ? 'ordered' : 'done',
      incident_status: folded.status,
    })),
  ]);
}

describe('one verb', () => {
  test('writes its fact, the row, the words in the vault and the news, in one commit', async () => {
    const [id = ''] = await report(deps);
    deps.changes.length = 0;
    const done = await perform(deps, command(id, 'accept', { note: '立即处理' }), MORNING + MINUTE);
    expect(done.incident).toMatchObject({ status: 'filed', version: 2 });
    expect(deps.changes).toMatchObject([{ incidentId: id, type: 'incident.filed', version: 2 }]);
    const [, filed] = await factsOf(id);
    expect(filed?.body).not.toContain('立即处理');
    const { rows } = await sql<{ seq: number; class: string }>`
      select seq, class from vault where incident_id = ${id} order by seq, class`.execute(owner);
    expect(rows).toEqual([
      { seq: 1, class: 'person' },
      { seq: 1, class: 'words' },
      { seq: 2, class: 'words' },
    ]);
    await assertRowIsFold(id);
  });

  test('when refused, changes nothing and is told', async () => {
    const [id = ''] = await report(deps);
    const before = await stored(id);
    deps.refusals.length = 0;
    await expect(perform(deps, command(id, 'close', {}), MORNING + MINUTE)).rejects.toThrow(
      'incident.not-now',
    );
    await expect(
      perform(deps, command(id, 'accept', {}, handler), MORNING + MINUTE),
    ).rejects.toThrow('incident.not-found');
    expect(deps.refusals).toEqual(['incident.not-now', 'incident.not-found']);
    expect(await stored(id)).toEqual(before);
    expect(await factsOf(id)).toHaveLength(1);
  });

  test('given a version that has passed, is refused', async () => {
    const [id = ''] = await report(deps);
    const stale = { ...command(id, 'accept', {}), expectedVersion: 1 };
    await perform(deps, command(id, 'annotate', { note: '先看' }), MORNING);
    await expect(perform(deps, stale, MORNING)).rejects.toThrow('incident.changed-meanwhile');
  });

  test('unmerge tells the master, which the command does not name', async () => {
    const [master = '', repeat = ''] = await report(deps, 2);
    await perform(deps, command(repeat, 'merge', { into: master }), MORNING);
    expect((await stored(master)).incident.flags.joined).toBe(1);
    await perform(deps, command(repeat, 'unmerge', {}), MORNING + MINUTE);
    expect((await stored(master)).incident.flags.joined).toBeUndefined();
    await assertRowIsFold(master);
    await assertRowIsFold(repeat);
  });

  test('unmerge tells also the master beyond the master', async () => {
    const [top = '', middle = '', repeat = ''] = await report(deps, 3);
    await perform(deps, command(repeat, 'merge', { into: middle }), MORNING);
    await perform(deps, command(middle, 'merge', { into: top }), MORNING + MINUTE);
    await perform(deps, command(repeat, 'unmerge', {}), MORNING + 2 * MINUTE);
    expect((await stored(top)).incident.flags.joined).toBe(1);
    for (const id of [top, middle, repeat]) await assertRowIsFold(id);
  });

  test('restricting names the members, lifting it forgets them', async () => {
    const [id = ''] = await report(deps);
    const members = async () => {
      const { rows } = await sql<{ account_id: string }>`
        select account_id from incident_member where incident_id = ${id}`.execute(owner);
      return rows.map((row) => row.account_id);
    };
    await perform(deps, command(id, 'restrict', { restricted: true, reason: '涉密' }), MORNING);
    expect(await members()).toEqual([clerk.id]);
    await perform(deps, command(id, 'restrict', { restricted: false, reason: '解密' }), MORNING);
    expect(await members()).toEqual([]);
  });
});

describe('a batch', () => {
  test('decides each command on its own, and those of one incident in order', async () => {
    const [one = '', two = ''] = await report(deps, 2);
    const outcomes = await performAll(
      deps,
      [
        command(one, 'accept', {}),
        command(two, 'close', {}),
        command(one, 'dispatch', { lead: UNITS.bureau }),
        command(one, 'sign', {}, handler),
        command(two, 'accept', { itemCode: '9999999' }),
      ],
      MORNING + MINUTE,
    );
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.incident.status : outcome.refusal.code))) // prettier-ignore
      .toEqual(['filed', 'incident.not-now', 'dispatched', 'handling', 'incident.unknown-item']);
    expect((await factsOf(one)).map((fact) => fact.type)).toEqual([
      'incident.reported',
      'incident.filed',
      'incident.dispatched',
      'incident.signed',
    ]);
    await assertRowIsFold(one);
  });

  test('with one poisoned command costs only that command', async () => {
    const ids = await report(deps, 3);
    const poisoned = ids[1] ?? '';
    // Its next fact is already there: whatever writes it again breaks the whole batch.
    await sql`insert into fact (county_id, incident_id, seq, type, at, alg, body, hash)
      values (${COUNTY}, ${poisoned}, 2, 'x', now(), 'sha256', '{}', '\\x00')`.execute(owner);
    const outcomes = await performAll(
      deps,
      ids.map((id) => command(id, 'accept', {})),
      MORNING + MINUTE,
    );
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, true]);
    expect((await stored(poisoned)).incident.status).toBe('reported');
    await expect(
      performAll(deps, [command(poisoned, 'accept', {})], MORNING + MINUTE),
    ).rejects.toThrow('fact_');
  });

  test('two performers racing on the same incidents never fork a chain', async () => {
    const ids = await report(deps, 6);
    const notes = (mine: string) => ids.map((id) => command(id, 'annotate', { note: mine }));
    const rounds = Array.from({ length: 8 }, (_, index) => index);
    await Promise.all(
      rounds.map((round) =>
        performAll(
          deps,
          // Every other one the other way round: the locks are taken in one order all the same.
          round % 2 ? notes(`第${round}轮`) : notes(`第${round}轮`).reverse(),
          MORNING + MINUTE,
        ),
      ),
    );
    for (const id of ids) {
      expect((await stored(id)).incident.version).toBe(1 + rounds.length);
      await assertRowIsFold(id);
    }
  });

  test('of several who saw the same version, one wins', async () => {
    const [id = ''] = await report(deps);
    const accept = { ...command(id, 'accept', {}), expectedVersion: 1 };
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => performAll(deps, [accept], MORNING)),
    );
    const codes = outcomes.flat().map((each) => (each.ok ? 'done' : each.refusal.code));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['done', 'incident.not-now']));
  });
});

test('after random histories every row is the fold of its facts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 60, size: 'max' }), async (history) => {
      const [id = '', master = ''] = await report(deps, 2, { itemCode: ITEMS.rubbish });
      let now = MORNING;
      for (const step of history) {
        now += step.wait;
        const { incident } = await stored(id);
        const verb = verbOf(step, incident);
        const request = command(id, verb, inputOf(step, verb, master), step.actor);
        await performAll(deps, [request], now);
      }
      await assertRowIsFold(id);
      await assertRowIsFold(master);
    }),
    { numRuns: 6 },
  );
});

describe('the barriers', () => {
  test('the application can neither change nor remove a fact', async () => {
    const [id = ''] = await report(deps);
    const attempt = (statement: ReturnType<typeof sql>) =>
      inTransaction(db, 'all', (tx) => statement.execute(tx));
    await expect(
      attempt(sql`update fact set body = '{}' where incident_id = ${id}`),
    ).rejects.toThrow('permission denied');
    await expect(attempt(sql`delete from fact where incident_id = ${id}`)).rejects.toThrow(
      'permission denied',
    );
    await expect(attempt(sql`truncate fact`)).rejects.toThrow('permission denied');
    await expect(attempt(sql`update vault set sealed = ''`)).rejects.toThrow('permission denied');
    await expect(attempt(sql`delete from incident`)).rejects.toThrow('permission denied');
    await expect(attempt(sql`delete from county_seal`)).rejects.toThrow('permission denied');
  });

  test('a transaction of another county, or of none, sees and writes nothing of this one', async () => {
    const [id = ''] = await report(deps);
    for (const reach of [[], [2]])
      for (const table of ['incident', 'fact', 'vault', 'vault_key', 'report', 'person_index']) {
        const rows = await inTransaction(
          db,
          reach,
          async (tx) => (await sql`select from ${sql.table(table)}`.execute(tx)).rows.length,
        );
        expect([table, rows]).toEqual([table, 0]);
      }
    await expect(
      inTransaction(db, [2], (tx) =>
        sql`insert into vault_key (county_id, incident_id, wrapped) values (${COUNTY}, ${id}, '')`.execute(
          tx,
        ),
      ),
    ).rejects.toThrow('row-level security');
  });

  test('somebody of another county is told that there is no such incident', async () => {
    const [id = ''] = await report(deps);
    const elsewhere = { ...clerk, posts: clerk.posts.map((post) => ({ ...post, place: { countyId: 2 } })) }; // prettier-ignore
    const { countyId: _named, ...unnamed } = command(id, 'accept', {}, elsewhere);
    await expect(perform(deps, unnamed, MORNING)).rejects.toThrow('incident.not-found');
    const named = command(id, 'accept', {}, elsewhere);
    await expect(perform(deps, named, MORNING)).rejects.toThrow('incident.not-found');
  });

  test('everyone concerned can work without naming the county', async () => {
    const [id = ''] = await report(deps);
    const act = (verb: Request['verb'], input: object, actor = clerk) =>
      perform(deps, { incidentId: id, verb, input, actor }, MORNING);
    await act('accept', {});
    await act('dispatch', { lead: UNITS.team });
    await act('sign', {}, team);
    await act('urge', {}, citizen);
    await expect(act('ring', {}, MACHINE)).rejects.toThrow('names the county');
  });
});
