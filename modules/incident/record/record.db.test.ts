// The record on a real database: what verifies, what is found when somebody with all rights over the
// database changes it behind the program's back, and what erasing leaves.
import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { canonicalText } from '#platform/facts/index.ts';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import { perform, type Request } from '../perform.ts';
import { historyOf } from '../queries/history.ts';
import { makeCounty, performDeps, report, type TestDeps } from '../testing-database.ts';
import { aKnowledge, COUNTY, MACHINE, MORNING, PEOPLE, UNITS } from '../testing.ts';
import { eraseExpired, eraseOnRequest } from './retention.ts';
import { sealCounty, sealedUntil } from './seal.ts';
import { verifyTrace, type TraceReport } from './verify.ts';

const { clerk, handler } = PEOPLE;
const { privateKey } = generateKeyPairSync('ed25519');

const { db, owner }: { db: Db; owner: Db } = await testDatabase();
let deps: TestDeps;

beforeEach(async () => {
  for (const table of [
    'incident',
    'fact',
    'vault',
    'vault_key',
    'report',
    'person_index',
    'county_seal',
    'assignment',
    'incident_text',
    'audit_entry',
  ])
    // prettier-ignore
    await sql`delete from ${sql.table(table)}`.execute(owner);
  await makeCounty(owner);
  deps = performDeps(db);
});

const act = (incidentId: string, verb: Request['verb'], input = {}, actor = clerk, now = MORNING) =>
  perform(deps, { countyId: COUNTY, incidentId, verb, input, actor }, now);

/** Three matters; the middle one has five entries. */
async function someMatters(): Promise<[string, string, string]> {
  const [first = '', second = '', third = ''] = (await report(deps, 3)).sort();
  await act(second, 'accept', { note: '马上' });
  await act(second, 'dispatch', { lead: UNITS.bureau });
  await act(second, 'sign', {}, handler);
  await act(second, 'resolve', { noEvidence: '无法取证', result: '已清' }, handler);
  return [first, second, third];
}

const verify = (): Promise<TraceReport> => verifyTrace(db, deps.keyring, { full: true });
const asOwner = (statement: ReturnType<typeof sql>) => statement.execute(owner);

describe('verifyTrace', () => {
  test('counts what holds', async () => {
    await someMatters();
    const { perSecond, ...rest } = await verify();
    expect(rest).toEqual({
      incidents: 3,
      entries: 7,
      broken: 0,
      erased: 0,
      seals: 0,
      first: null,
    });
    expect(perSecond).toBeGreaterThan(0);
  });

  test('is the same for an empty house', async () => {
    expect(await verify()).toMatchObject({ incidents: 0, entries: 0, broken: 0 });
  });

  /** Entry 3 with another text and the hash that fits it. */
  const rewritten = (id: string, body: ReturnType<typeof sql>) => sql`
    update fact set body = ${body}, hash = sha256(
      (select hash from fact f where f.incident_id = ${id} and f.seq = 2) || convert_to(${body}, 'UTF8'))
    where incident_id = ${id} and seq = 3`;

  /** What somebody with all rights does, and where and how it shows. */
  // prettier-ignore
  const tampering: [
    name: string,
    seq: number | null,
    why: string,
    tamper: (id: string) => Promise<unknown>,
  ][] = [
    ['changes a text', 3, 'changed', (id) =>
      asOwner(sql`update fact set body = replace(body, '"lead"', '"co"')
        where incident_id = ${id} and seq = 3`)],
    ['changes a text and its hash', 4, 'changed', (id) =>
      asOwner(rewritten(id, sql`replace(body, '"lead"', '"co"')`))],
    ['writes the same in other bytes', 3, 'not-canonical', (id) =>
      asOwner(rewritten(id, sql`replace(body, '"kind":"person"', '"kind": "person"')`))],
    ['changes a column beside the text', 2, 'misplaced', (id) =>
      asOwner(sql`update fact set at = at - interval '1 day' where incident_id = ${id} and seq = 2`)],
    ['swaps two entries', 2, 'changed', async (id) => {
      await asOwner(sql`update fact set seq = 99 where incident_id = ${id} and seq = 2`);
      await asOwner(sql`update fact set seq = 2 where incident_id = ${id} and seq = 3`);
      await asOwner(sql`update fact set seq = 3 where incident_id = ${id} and seq = 99`);
    }],
    ['takes one out of the middle', 3, 'missing', (id) =>
      asOwner(sql`delete from fact where incident_id = ${id} and seq = 3`)],
    ['cuts the tail', 5, 'cut', (id) =>
      asOwner(sql`delete from fact where incident_id = ${id} and seq = 5`)],
    ['sets the incident back', 5, 'ahead', (id) =>
      asOwner(sql`update incident set version = 4 where id = ${id}`)],
    ['changes the head', 5, 'changed', (id) =>
      asOwner(sql`update incident set head_hash = sha256('x') where id = ${id}`)],
    ['takes all entries', 1, 'no-entries', (id) =>
      asOwner(sql`delete from fact where incident_id = ${id}`)],
    ['takes the incident', null, 'no-incident', (id) =>
      asOwner(sql`delete from incident where id = ${id}`)],
    ['takes the incident with its entries', null, 'vanished', async (id) => {
      await asOwner(sql`delete from fact where incident_id = ${id}`);
      await asOwner(sql`delete from vault where incident_id = ${id}`);
      await asOwner(sql`delete from incident where id = ${id}`);
    }],
    ['changes what is sealed', 1, 'vault-changed', (id) =>
      asOwner(sql`update vault set sealed = set_byte(sealed, 40, (get_byte(sealed, 40) + 1) % 256)
        where incident_id = ${id} and seq = 1 and class = 'words'`)],
    ['moves sealed words from one entry to another', 2, 'vault-changed', (id) =>
      asOwner(sql`update vault v set sealed = (select sealed from vault o
          where o.incident_id = ${id} and o.seq = 5 and o.class = 'words')
        where v.incident_id = ${id} and v.seq = 2 and v.class = 'words'`)],
    ['takes sealed words away', 2, 'vault-missing', (id) =>
      asOwner(sql`delete from vault where incident_id = ${id} and seq = 2`)],
    ['puts words beside an entry that had none', 4, 'vault-unknown', (id) =>
      asOwner(sql`insert into vault (county_id, incident_id, seq, class, salt, sealed)
        select county_id, incident_id, 4, class, salt, sealed from vault
        where incident_id = ${id} and seq = 2`)],
  ];

  test.each(tampering)('when somebody %s: entry %s, %s', async (_name, seq, why, tamper) => {
    const [, second] = await someMatters();
    await tamper(second);
    const found = await verify();
    expect(found.first).toEqual({ countyId: COUNTY, incidentId: second, seq, why });
    expect(found.broken).toBe(1);
  });

  test('names the first of several, and counts the incidents concerned', async () => {
    const [first, second, third] = await someMatters();
    await asOwner(sql`update fact set body = body || ' '`);
    expect(await verify()).toMatchObject({
      broken: 3,
      first: { incidentId: [first, second, third].sort()[0], seq: 1, why: 'changed' },
    });
  });

  test('with another master key, nothing that is sealed can be said to hold', async () => {
    await someMatters();
    const other = { ...deps.keyring, masterKey: Buffer.alloc(32, 7) };
    expect(await verifyTrace(db, other)).toMatchObject({
      broken: 3,
      first: { why: 'vault-changed' },
    });
  });

  test('tells progress', async () => {
    await someMatters();
    const told: number[] = [];
    await verifyTrace(db, deps.keyring, { onProgress: ({ entries }) => told.push(entries) });
    expect(told.at(-1)).toBe(7);
  });
});

describe('the seals', () => {
  const HOUR_AFTER = Math.ceil(MORNING / HOUR) * HOUR + HOUR + 3 * MINUTE;
  const seal = (now = HOUR_AFTER) => sealCounty(db, privateKey, COUNTY, now);

  test('one for each hour that has ended, chained to the one before', async () => {
    await someMatters();
    const first = await seal();
    expect(first).toMatchObject({ heads: 3, previous: null });
    expect(await seal()).toBeNull();
    expect(await seal(HOUR_AFTER - 5 * HOUR)).toBeNull(); // the clock was set back
    const second = await seal(HOUR_AFTER + HOUR);
    expect(second?.previous).not.toBeNull();
    expect(second?.root).toEqual(first?.root);
    expect(await sealedUntil(db, COUNTY)).toBe(second?.hour);
    expect(await verify()).toMatchObject({ broken: 0, seals: 2 });
  });

  test('hold on when matters go on and new ones come', async () => {
    const [first, second] = await someMatters();
    await seal();
    await act(second, 'close', {}, clerk, HOUR_AFTER + MINUTE);
    await act(first, 'annotate', { note: '补充' }, clerk, HOUR_AFTER + MINUTE);
    await report(deps, 2, {}, HOUR_AFTER + MINUTE);
    expect(await verify()).toMatchObject({ broken: 0, incidents: 5 });
  });

  test('nothing new is dated before the seal, though the clock be set back', async () => {
    const [first] = await someMatters();
    await seal();
    deps.knowledge.set(aKnowledge({ sealedUntil: await sealedUntil(db, COUNTY) }));
    await act(first, 'annotate', { note: '补充' }, clerk, MORNING - DAY);
    await report(deps, 1, {}, MORNING - DAY);
    expect(await verify()).toMatchObject({ broken: 0, incidents: 4 });
  });

  test('show a vanished incident though every trace of it is gone', async () => {
    const [, , third] = await someMatters();
    await seal();
    for (const table of ['fact', 'vault', 'vault_key', 'report', 'person_index'])
      await asOwner(sql`delete from ${sql.table(table)} where incident_id = ${third}`);
    await asOwner(sql`delete from incident where id = ${third}`);
    expect(await verify()).toMatchObject({
      broken: 1,
      first: { countyId: COUNTY, incidentId: null, why: 'seal-root' },
    });
  });

  test('show a tail that was cut so well that the incident agrees with it', async () => {
    const [, second] = await someMatters();
    await seal();
    await asOwner(sql`delete from fact where incident_id = ${second} and seq = 5`);
    await asOwner(sql`delete from vault where incident_id = ${second} and seq = 5`);
    await asOwner(sql`update incident set version = 4,
      head_hash = (select hash from fact where incident_id = ${second} and seq = 4)
      where id = ${second}`);
    expect((await verify()).first?.why).toBe('seal-root');
  });

  // prettier-ignore
  test.each([
    ['changed', 'seal-changed', sql`update county_seal set heads = 2`],
    ['changed with its statement', 'seal-signature', sql`update county_seal set heads = 2,
      statement = replace(statement, '"heads":3', '"heads":2')`],
    ['taken out', 'seal-chain', sql`delete from county_seal where hour = (select min(hour) from county_seal)`],
  ])('show that one was %s', async (_what, why, tamper) => {
    await someMatters();
    await seal();
    await seal(HOUR_AFTER + HOUR);
    await asOwner(tamper);
    expect((await verify()).first?.why).toBe(why);
  });

  test('sign exactly what an auditor can read', async () => {
    await someMatters();
    const made = await seal();
    expect(JSON.parse(made?.statement ?? '')).toMatchObject({ countyId: COUNTY, heads: 3 });
    expect(canonicalText(JSON.parse(made?.statement ?? ''))).toBe(made?.statement);
  });
});

describe('erasing', () => {
  /** A matter closed in the morning, and one that is still open. */
  async function oneClosed(): Promise<[closed: string, open: string]> {
    const [first, second] = await someMatters();
    await act(second, 'close');
    await inTransaction(db, [COUNTY], (tx) =>
      sql`insert into incident_text (county_id, incident_id, tokens)
        values (${COUNTY}, ${second}, array_to_tsvector(array['垃圾']))`.execute(tx),
    );
    return [second, first];
  }
  const counts = async (id: string) => {
    const { rows } = await sql<Record<string, number>>`
      select (select count(*)::int from vault where incident_id = ${id} and class = 'person') as person,
        (select count(*)::int from vault where incident_id = ${id} and class = 'words') as words,
        (select count(*)::int from vault_key where incident_id = ${id}) as keys,
        (select count(*)::int from person_index where incident_id = ${id}) as phones,
        (select count(*)::int from incident_text where incident_id = ${id}) as texts`.execute(
      owner,
    );
    return rows[0];
  };
  const audited = async () => {
    const { rows } = await sql<{ action: string; details: unknown }>`
      select action, details from audit_entry order by id`.execute(owner);
    return rows;
  };

  test('nothing is past its rule: nothing happens', async () => {
    await oneClosed();
    expect(await eraseExpired(db, MORNING + 100 * DAY)).toEqual({ incidents: 0, pieces: 0 });
    expect(await audited()).toEqual([]);
  });

  test('after three years the person, after ten the words; the facts stay and verify', async () => {
    const [closed, open] = await oneClosed();
    const facts = async () =>
      (await sql`select body, hash from fact order by incident_id, seq`.execute(owner)).rows;
    const before = await facts();
    expect(await eraseExpired(db, MORNING + 1096 * DAY)).toEqual({ incidents: 1, pieces: 1 });
    expect(await counts(closed)).toEqual({ person: 0, words: 3, keys: 1, phones: 0, texts: 1 });
    expect(await eraseExpired(db, MORNING + 1096 * DAY)).toEqual({ incidents: 0, pieces: 0 });

    expect(await eraseExpired(db, MORNING + 3651 * DAY)).toEqual({ incidents: 1, pieces: 3 });
    expect(await counts(closed)).toEqual({ person: 0, words: 0, keys: 0, phones: 0, texts: 0 });
    expect(await counts(open)).toMatchObject({ person: 1, words: 1, keys: 1 });
    const { rows } = await sql<{ title: string }>`
      select title from incident where id = ${closed}`.execute(owner);
    expect(rows[0]?.title).toBe('（内容已按规定删除）');

    expect(await facts()).toEqual(before);
    expect(await verify()).toMatchObject({ broken: 0, erased: 4 });
    const history = await inTransaction(db, [COUNTY], (tx) =>
      historyOf(tx, deps.keyring, COUNTY, closed),
    );
    expect(history.map(({ words, person }) => words ?? person)).toEqual(history.map(() => null));
    expect(await audited()).toMatchObject([
      {
        action: 'incident.retention-erased',
        details: { class: 'person', incidents: 1, pieces: 1 },
      },
      { action: 'incident.retention-erased', details: { class: 'words', incidents: 1, pieces: 3 } },
    ]);
  });

  test('on request at once, also of an open matter, which goes on and is erased again later', async () => {
    const [, open] = await oneClosed();
    const request = { countyId: COUNTY, incidentId: open, actor: clerk, basis: 'PIPL art. 47' };
    const classes = ['person', 'words'] as const;
    expect(await eraseOnRequest(db, { ...request, classes }, MORNING + HOUR)).toEqual({
      incidents: 1,
      pieces: 2,
    });
    expect(await audited()).toMatchObject([
      { action: 'incident.erased', details: { basis: 'PIPL art. 47', pieces: 2 } },
    ]);
    await act(open, 'annotate', { note: '新的内容' }, clerk, MORNING + 2 * HOUR);
    expect(await counts(open)).toMatchObject({ words: 1, keys: 1 });
    await act(open, 'dismiss', { reasonCode: 'outside' }, clerk, MORNING + 3 * HOUR);
    expect(await verify()).toMatchObject({ broken: 0, erased: 2 });
    await eraseExpired(db, MORNING + 4000 * DAY);
    expect(await counts(open)).toMatchObject({ person: 0, words: 0, keys: 0 });
    expect((await verify()).broken).toBe(0);
  });

  test('of an unknown incident is refused', async () => {
    const incidentId = '0190a6d8-0000-7000-8000-000000000001';
    const request = { countyId: COUNTY, incidentId, classes: [], actor: MACHINE, basis: '' };
    await expect(eraseOnRequest(db, request, MORNING)).rejects.toThrow('incident.not-found');
  });
});
