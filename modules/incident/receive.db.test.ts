// Reports on a real database: each exactly once, numbered without gaps, whoever sends what how often.
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { DAY, HOUR } from '#platform/time/index.ts';
import { numberBook } from './numbers.ts';
import { birth, receiptCode, receiptHash, receiveAll, type Received } from './receive.ts';
import { aReporting, makeCounty, performDeps, type TestDeps } from './testing-database.ts';
import { aKnowledge, COUNTY, ITEMS, MORNING, PEOPLE } from './testing.ts';

let db: Db;
let owner: Db;
let deps: TestDeps;

beforeAll(async () => {
  ({ db, owner } = await testDatabase());
  await makeCounty(owner);
  deps = performDeps(db);
});

const ok = (received: Received | undefined) => {
  if (!received?.ok) throw new Error(received?.refusal.code ?? 'nothing received');
  return received;
};
async function countOf(key: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from report r join incident i on i.id = r.incident_id
    join fact f on f.incident_id = i.id and f.seq = 1 where r.key = ${key}`.execute(owner);
  return rows[0]?.count ?? 0;
}

/** A picture that was uploaded and belongs to no matter yet. */
async function aPicture(uploader: string): Promise<string> {
  const id = uuidv7(MORNING);
  await sql`
    insert into evidence (county_id, id, kind, class, mime, bytes, sha256, original_ref, served_mime,
      served_bytes, uploaded_by, uploaded_at, wrapped_key)
    values (${COUNTY}, ${id}, 'image', 'attachment', 'image/png', 1, ${randomBytes(32)}, ${id},
      'image/png', 1, ${uploader}, to_timestamp(${MORNING} / 1000.0), ${randomBytes(60)})`.execute(
    owner,
  );
  return id;
}

test('the same key twice is the same report, told the same receipt', async () => {
  const report = aReporting({ sourceKey: 'same' });
  const first = ok((await receiveAll(deps, [report], MORNING))[0]);
  const again = ok((await receiveAll(deps, [report], MORNING + HOUR))[0]);
  expect(again).toEqual({ ...first, duplicate: true });
  expect(first.receiptCode).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(first.receiptCode).toBe(receiptCode(deps.keyring, first.incidentId));
  const { rows } = await sql<{ hash: Buffer }>`
    select receipt_hash as hash from report where key = 'same'`.execute(owner);
  expect(rows[0]?.hash.toString('hex')).toBe(receiptHash(first.receiptCode ?? ''));
  expect(receiptHash((first.receiptCode ?? '').toLowerCase().replaceAll('0', 'o'))).toBe(
    receiptHash(first.receiptCode ?? ''),
  );
});

test('the same key for something else is refused', async () => {
  await receiveAll(deps, [aReporting({ sourceKey: 'reused' })], MORNING);
  const other = aReporting({ sourceKey: 'reused', words: { text: '另一件事' } });
  expect(await receiveAll(deps, [other], MORNING)).toMatchObject([
    { ok: false, refusal: { code: 'incident.key-reused' } },
  ]);
});

test('the same key twice in one batch is one incident', async () => {
  const report = aReporting({ sourceKey: 'twice' });
  const [one, two] = await receiveAll(deps, [report, report], MORNING);
  expect(ok(two)).toEqual({ ...ok(one), duplicate: true });
  expect(await countOf('twice')).toBe(1);
});

test('many senders of the same keys at once make each incident once', async () => {
  const keys = Array.from({ length: 12 }, (_, index) => `race-${index}`);
  const batches = Array.from({ length: 6 }, (_, sender) =>
    // In another order each, so that they meet in the middle.
    [...keys.slice(sender), ...keys.slice(0, sender)].map((sourceKey) => aReporting({ sourceKey })),
  );
  const received = await Promise.all(batches.map((batch) => receiveAll(deps, batch, MORNING)));
  expect(received.flat().filter((each) => ok(each).duplicate)).toHaveLength(5 * keys.length);
  for (const key of keys) expect(await countOf(key)).toBe(1);
});

test('numbers of a day have neither gaps nor doubles, also when batches fail and race', async () => {
  const day = MORNING + 10 * DAY;
  const bad = aReporting({ itemCode: '9999999' });
  const batches = Array.from({ length: 8 }, (_, index) => [
    aReporting(),
    aReporting(),
    ...(index % 3 === 0 ? [bad] : []),
    aReporting(),
  ]);
  const received = (await Promise.all(batches.map((batch) => receiveAll(deps, batch, day)))).flat();
  const numbers = received.flatMap((each) => (each.ok ? [each.number] : [])).sort();
  expect(numbers).toEqual(
    Array.from({ length: 24 }, (_, i) => `330382-20261128-${String(i + 1).padStart(6, '0')}`),
  );
  expect(received.filter((each) => !each.ok)).toHaveLength(3);
});

test('foreseen numbers have neither gaps nor doubles, whoever else gives some', async () => {
  const day = MORNING + 20 * DAY;
  const other = { ...deps, numbers: numberBook() };
  const bad = aReporting({ itemCode: '9999999' });
  const received = [];
  for (let round = 0; round < 12; round++) {
    const batches = Array.from({ length: 4 }, (_, index) =>
      receiveAll(
        // As another process would.
        index === 3 && round % 4 === 3 ? other : deps,
        [aReporting(), ...(round % 5 === index ? [bad] : []), aReporting()],
        day,
      ),
    );
    received.push(...(await Promise.all(batches)).flat());
  }
  const numbers = received.flatMap((each) => (each.ok ? [each.number] : [])).sort();
  expect(numbers).toEqual(
    Array.from({ length: 96 }, (_, i) => `330382-20261208-${String(i + 1).padStart(6, '0')}`),
  );
});

test('a report sent again with its picture while the first is on its way is the same report', async () => {
  for (let round = 0; round < 20; round++) {
    const evidence = [await aPicture(PEOPLE.citizen.id)];
    const report = aReporting({ sourceKey: `picture-${round}`, evidence });
    const [first, again] = await Promise.all([
      receiveAll(deps, [report], MORNING),
      receiveAll(deps, [report], MORNING),
    ]);
    expect([ok(first[0]).duplicate, ok(again[0]).duplicate].sort()).toEqual([false, true]);
  }
});

test('a picture that another report has is refused', async () => {
  const evidence = [await aPicture(PEOPLE.citizen.id)];
  ok((await receiveAll(deps, [aReporting({ evidence })], MORNING))[0]);
  expect(await receiveAll(deps, [aReporting({ evidence })], MORNING)).toMatchObject([
    { ok: false, refusal: { code: 'evidence.not-attachable' } },
  ]);
});

test('the day of a number is the county’s, not the machine’s', async () => {
  const night = Date.UTC(2026, 11, 31, 17); // 01:00 on New Year's Day in Shanghai
  const [received] = await receiveAll(deps, [aReporting()], night);
  expect(ok(received).number).toBe('330382-20270101-000001');
});

test('what is said of persons is nowhere in clear', async () => {
  const report = aReporting({
    sourceKey: 'secret',
    person: { name: '陈小明', phone: '13912345678' },
  });
  const { incidentId } = ok((await receiveAll(deps, [report], MORNING))[0]);
  const { rows } = await sql<{ everything: string }>`
    select concat(
      (select row_to_json(i)::text from incident i where id = ${incidentId}),
      (select string_agg(f.body, '') from fact f where incident_id = ${incidentId}),
      (select string_agg(row_to_json(v)::text, '') from vault v where incident_id = ${incidentId}),
      (select string_agg(row_to_json(p)::text, '') from person_index p where incident_id = ${incidentId}),
      (select string_agg(row_to_json(r)::text, '') from report r where incident_id = ${incidentId}),
      (select string_agg(o.changes::text, '') from outbox o)) as everything`.execute(owner);
  for (const secret of ['陈小明', '13912345678', '请清运'])
    expect(rows[0]?.everything).not.toContain(secret);
});

test('a late entry keeps its true time and says so', async () => {
  const occurredAt = MORNING - 3 * HOUR;
  const { incidentId } = ok((await receiveAll(deps, [aReporting({ occurredAt })], MORNING))[0]);
  const { rows } = await sql<{ body: string; occurred: number }>`
    select f.body, i.occurred_at as occurred from fact f join incident i on i.id = f.incident_id
    where i.id = ${incidentId}`.execute(owner);
  expect(rows[0]?.occurred).toBe(occurredAt);
  expect(JSON.parse(rows[0]?.body ?? '{}')).toMatchObject({ data: { late: true, occurredAt } });
});

test('a report that cannot be is refused alone', async () => {
  const received = await receiveAll(
    deps,
    [aReporting(), aReporting({ itemCode: '9999999' }), aReporting({ itemCode: ITEMS.spill })],
    MORNING,
  );
  expect(received.map((each) => (each.ok ? 'ok' : each.refusal.code))).toEqual([
    'ok',
    'incident.unknown-item',
    'ok',
  ]);
});

test('what the reporter sends shows how it was before: pictures, not their voice or a paper', () => {
  const pieces = { picture: 'image', film: 'video', voice: 'audio', paper: 'document' } as const;
  const report = aReporting({ evidence: Object.keys(pieces) });
  const kinds = new Map(Object.entries(pieces));
  const { incident, entry } = birth(report, '1', aKnowledge(), MORNING, undefined, kinds);
  expect(incident.flags).toMatchObject({ evidence: 4, pieces: { before: 2, papers: 1 } });
  expect(entry.fact.data).toMatchObject({ papers: 1, sounds: 1 });
});
