// Random incidents written straight into the tables, for tests that compare what the database answers
// with what memory says of the same rows. Numbers are small, so that rights and rows meet often.
import fc from 'fast-check';
import type { Actor, Subject } from '#modules/identity/index.ts';
import { ACCOUNTS, anyAccount, anyPost, smallId } from '#modules/identity/testing-drawn.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { blindIndex, type Keyring } from '#platform/facts/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { DAY, HOUR, type Instant } from '#platform/time/index.ts';
import { SOURCES } from './incident.ts';
import { isOpen, STATUSES, type Status } from './lifecycle.ts';
import type { Names } from './names.ts';
import { receiptHash } from './receive.ts';
import { indexText } from './queries/text-index.ts';

export const NOW: Instant = Date.UTC(2026, 10, 18, 1);
export { ACCOUNTS };
export const WORDS = ['垃圾', '噪声', '井盖', '路灯', '漏水', '广告', '消防', '桥'];
export const PHONES = ['13800000001', '13800000002', '13800000003'];
/** Names that say their number. */
export const TEST_NAMES: Names = {
  unit: (id) => `unit ${id}`,
  place: (id) => `place ${id}`,
  item: () => ({ zh: '事项', en: 'item' }),
  account: () => undefined,
  learnAccounts: async () => {},
};

export const TEST_KEYRING: Keyring = {
  masterKey: Buffer.alloc(32, 1),
  blindIndexKey: Buffer.alloc(32, 2),
};

export type Random = Subject &
  Readonly<{
    id: string;
    number: string;
    status: Status;
    level: number;
    source: string;
    itemCode: string | null;
    roomUnitId: number | null;
    holderUnitId: number | null;
    assigned: readonly number[];
    overdue: boolean;
    supervised: boolean;
    followUpDue: boolean;
    dueAt: Instant | null;
    closedAt: Instant | null;
    reportedAt: Instant;
    words: readonly string[];
    phone: string;
    receipt: string;
    lng6: number | null;
    lat6: number | null;
  }>;

const drawn = fc.record({
  countyId: smallId,
  townId: fc.option(smallId),
  villageId: fc.option(smallId),
  gridId: fc.option(smallId),
  roomUnitId: fc.option(smallId, { freq: 8 }),
  assigned: fc.array(smallId, { maxLength: 3 }),
  holderUnitId: fc.option(smallId),
  reporterId: fc.option(anyAccount),
  restricted: fc.integer({ max: 9, min: 0 }).map((n) => n < 2),
  memberIds: fc.uniqueArray(anyAccount, { maxLength: 2 }),
  status: fc.constantFrom(...STATUSES),
  level: fc.integer({ min: 1, max: 4 }),
  source: fc.constantFrom(...SOURCES),
  itemCode: fc.option(fc.constantFrom('0101001', '0101002', '0401001')),
  overdue: fc.boolean(),
  supervised: fc.boolean(),
  followUp: fc.boolean(),
  dueIn: fc.option(fc.integer({ min: -20, max: 20 })),
  age: fc.integer({ min: 0, max: 900 * 24 }),
  words: fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }),
  phone: fc.constantFrom(...PHONES),
  point: fc.option(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))),
});

/** `count` incidents; the same for the same seed. */
export function randomIncidents(count: number, seed: number): Random[] {
  return fc.sample(drawn, { numRuns: count, seed }).map((draw, at) => {
    const { followUp, dueIn, age, point, ...row } = draw;
    const open = isOpen(row.status);
    const reportedAt = NOW - age * HOUR - at;
    const dueAt = dueIn === null || (!open && !followUp) ? null : NOW + dueIn * HOUR;
    return {
      ...row,
      id: uuidv7(reportedAt),
      number: `33038${row.countyId}-20261118-${String(at).padStart(6, '0')}`,
      holderUnitId: open ? row.holderUnitId : null,
      unitIds: [
        ...new Set([...(row.roomUnitId === null ? [] : [row.roomUnitId]), ...row.assigned]),
      ],
      followUpDue: row.status === 'closed' && followUp,
      dueAt,
      closedAt: open ? null : Math.min(NOW, reportedAt + DAY),
      reportedAt,
      receipt: `0000-0000-0000-${String(at).padStart(4, '0')}`,
      lng6: point && 120_900_000 + point[0] * 1000,
      lat6: point && 28_000_000 + point[1] * 1000,
    };
  });
}

/** Writes them as the owner. */
export async function writeRandom(owner: Db, rows: readonly Random[]): Promise<void> {
  await inTransaction(owner, 'all', async (tx) => {
    for (const row of rows) {
      const state = { assignments: [], clocks: [], members: row.memberIds };
      const at = (instant: Instant | null) =>
        sql`to_timestamp(${instant === null ? null : instant / 1000}::float8)`;
      await sql`insert into incident (county_id, id, number, version, head_hash, status, source,
          reporter_id, reporter_mode, item_code, level, catalog_version, town_id, village_id, grid_id,
          lng6, lat6, room_unit_id, holder_unit_id, unit_ids, restricted, overdue, supervised,
          follow_up_due, reported_at, occurred_at, updated_at, closed_at, clock_kind, clock_started_at,
          clock_warn_at, clock_due_at, title, flags, state)
        values (${row.countyId}, ${row.id}, ${row.number}, 1, '\\x00', ${row.status}, ${row.source},
          ${row.reporterId}, 'named', ${row.itemCode}, ${row.level}, 1, ${row.townId}, ${row.villageId},
          ${row.gridId}, ${row.lng6}, ${row.lat6}, ${row.roomUnitId}, ${row.holderUnitId},
          ${[...row.unitIds]}, ${row.restricted}, ${row.overdue}, ${row.supervised}, ${row.followUpDue},
          ${at(row.reportedAt)}, ${at(row.reportedAt)}, ${at(row.reportedAt)}, ${at(row.closedAt)},
          ${row.dueAt === null ? null : 'handle'}, ${row.dueAt === null ? null : at(row.reportedAt)},
          ${row.dueAt === null ? null : at(row.dueAt - HOUR)}, ${at(row.dueAt)},
          ${`标题 ${row.words.join('')}`}, '{}', ${JSON.stringify(state)}::json)`.execute(tx);
      for (const [no, unitId] of row.assigned.entries())
        await sql`insert into assignment (county_id, incident_id, no, unit_id, role, state, ordered_at,
            incident_status)
          values (${row.countyId}, ${row.id}, ${no + 1}, ${unitId}, ${no === 0 ? 'lead' : 'co'}, 'ordered',
            ${at(row.reportedAt)}, ${row.status})`.execute(tx);
      for (const member of row.memberIds)
        await sql`insert into incident_member values (${row.countyId}, ${row.id}, ${member})`.execute(
          tx,
        );
      const hash = blindIndex(TEST_KEYRING, 'phone', row.phone);
      await sql`insert into person_index values (${row.countyId}, 'phone', ${hash}, ${row.id})`.execute(
        tx,
      );
      await sql`insert into report (county_id, source, key, incident_id, digest, receipt_hash, received_at)
        values (${row.countyId}, ${row.source}, ${row.id}, ${row.id}, '\\x00',
          decode(${receiptHash(row.receipt)}, 'hex'), ${at(row.reportedAt)})`.execute(tx);
    }
    const texts = rows.map(({ countyId, id, words }) => ({
      countyId,
      incidentId: id,
      text: words.join('，'),
    }));
    await indexText(tx, texts);
  });
}

/** People at up to four posts, of any role, in any of three counties. */
export const anyPerson: fc.Arbitrary<Actor> = fc.record({
  kind: fc.constantFrom('person', 'outside'),
  id: anyAccount,
  name: fc.constant('x'),
  posts: fc.array(anyPost, { maxLength: 4 }),
});
