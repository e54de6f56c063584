import { expect, test } from 'vitest';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { movableClock } from '#platform/time/index.ts';
import { audit, auditQueue, type AuditEntry } from './audit.ts';
import { makeAuditMonths } from './queries/audit.ts';

const NOW = Date.now();
const clock = movableClock(NOW);
const { db, owner } = await testDatabase();

const entry = (subjectId: string): AuditEntry => ({
  action: 'identity.read-audit',
  actorId: 'someone',
  subjectKind: 'thing',
  subjectId,
  success: true,
});

async function written(subject: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from audit_entry where starts_with(subject_id, ${subject})`.execute(db);
  return rows[0]?.count ?? 0;
}

test('an entry of a change that fails is not there either', async () => {
  const failing = inTransaction(db, [], async (tx) => {
    await audit(tx, entry('rolled-back'), NOW);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await written('rolled-back')).toBe(0);
});

test('many entries are written together, none lost, with more than there is room for', async () => {
  const queue = auditQueue(db, clock, () => {}, 50);
  await Promise.all(
    Array.from({ length: 1_000 }, (_, serial) => queue.add(entry(`many-${serial}`))),
  );
  await queue.drain();
  expect(await written('many-')).toBe(1_000);
  expect(queue.waiting()).toBe(0);
});

test('who brings more than there is room for waits, and nothing is dropped while the database is away', async () => {
  const failures: unknown[] = [];
  await sql`revoke insert on audit_entry from maplebridge_app`.execute(owner);
  const queue = auditQueue(db, clock, (error) => void failures.push(error), 5);
  let entered = 0;
  const adding = Array.from({ length: 12 }, (_, serial) =>
    queue.add(entry(`away-${serial}`)).then(() => void (entered += 1)),
  );
  await expect(queue.drain()).rejects.toThrow('identity.audit-not-written');
  expect(entered).toBe(5);
  expect(failures.length).toBeGreaterThan(0);
  await sql`grant insert on audit_entry to maplebridge_app`.execute(owner);
  await queue.drain();
  await Promise.all(adding);
  await queue.drain();
  expect(await written('away-')).toBe(12);
});

test('entries land in the partition of their month; any other month has a place too', async () => {
  await audit(db, entry('this-month'), NOW);
  await audit(db, entry('long-ago'), Date.UTC(2001, 0, 1));
  const { rows } = await sql<{ place: string; subject: string }>`
    select tableoid::regclass::text as place, subject_id as subject from audit_entry
    where subject_id in ('this-month', 'long-ago') order by subject_id`.execute(owner);
  const month = new Date(NOW).toISOString().slice(0, 7).replace('-', '_');
  expect(rows).toEqual([
    { place: 'audit_entry_other', subject: 'long-ago' },
    { place: `audit_entry_${month}`, subject: 'this-month' },
  ]);
});

test('months ahead are made by the application, once', async () => {
  const later = Date.UTC(2030, 5, 15);
  expect(await makeAuditMonths(db, later, 3)).toBe(4);
  expect(await makeAuditMonths(db, later, 3)).toBe(0);
});
