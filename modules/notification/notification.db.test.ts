// Telling on a real database: once only, to those concerned and covered, up the chain, until it is done.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import {
  askAgain,
  asideEntries,
  ENTRY_TRIES_MAX,
  perform,
  relay,
  type Verb,
} from '#modules/incident/index.ts';
import {
  makeCounty,
  performDeps,
  report,
  type TestDeps,
} from '#modules/incident/testing-database.ts';
import { COUNTY, ITEMS, MORNING, PLACE, UNITS } from '#modules/incident/testing.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import {
  DAY,
  HOUR,
  MINUTE,
  movableClock,
  SECOND,
  type MovableClock,
} from '#platform/time/index.ts';
import { callNextDue } from './call-next.ts';
import { sweepDevices, sweepNotices } from './jobs.ts';
import { messagePage, messageSummary } from './queries/messages.ts';
import { notifyNext } from './reactions.ts';
import { acknowledge } from './store.ts';
import type { NotificationDeps } from './tell.ts';
import { aPerson, giveDevice, notificationDeps, toldRows } from './testing.ts';

const { db, owner }: { db: Db; owner: Db } = await testDatabase();
let clerk: Actor;
let director: Actor;
let team: Actor;
let mate: Actor;
let handler: Actor;
let head: Actor;
let duty: Actor;
let commander: Actor;
let supervisor: Actor;
let property: Actor;
let stranger: Actor;

beforeAll(async () => {
  await makeCounty(owner);
  clerk = await aPerson(owner, 'infoClerk');
  director = await aPerson(owner, 'deputyDirector');
  team = await aPerson(owner, 'responseTeam');
  mate = await aPerson(owner, 'responseTeam');
  handler = await aPerson(owner, 'deptHandler');
  head = await aPerson(owner, 'deptLead');
  duty = await aPerson(owner, 'countyDuty');
  commander = await aPerson(owner, 'countyCommander');
  supervisor = await aPerson(owner, 'supervisor');
  property = await aPerson(owner, 'propertyManager');
  stranger = await aPerson(owner, 'infoClerk', {
    unitId: 77,
    place: { countyId: COUNTY, townId: 999 },
  });
});

let deps: TestDeps;
let notes: NotificationDeps;
let clock: MovableClock;

beforeEach(async () => {
  deps = performDeps(db);
  notes = notificationDeps(db);
  clock = movableClock(MORNING);
  for (const table of [
    'delivery',
    'message',
    'notice',
    'incident',
    'incident_member',
    'assignment',
    'fact',
    'vault',
    'vault_key',
    'report',
    'outbox',
    'feed',
    'feed_reader',
    'feed_aside',
  ])
    await sql`delete from ${sql.table(table)}`.execute(owner);
});

async function act(incidentId: string, actor: Actor, verb: Verb, input = {}) {
  await perform(deps, { countyId: COUNTY, incidentId, verb, input, actor }, clock.now());
}
async function settle() {
  while ((await relay(db)) > 0);
  while ((await notifyNext(notes, clock.now())) > 0);
  while ((await callNextDue(notes, clock.now())) > 0);
}
const reported = async (overrides = {}) =>
  (await report(deps, 1, { source: 'phone', reporterId: null, ...overrides }, clock.now()))[0] ??
  '';
const toldTo = async (actor: Actor) =>
  (await toldRows(owner)).filter((row) => row.accountId === actor.id);
const say = (actor: Actor, id: string) =>
  inTransaction(db, [COUNTY], (tx) => acknowledge(tx, { id, accountId: actor.id }, clock.now()));

/** A critical matter: it rings, and its order must be answered within a minute. */
async function orderedToTeam(itemCode = ITEMS.quarrel) {
  const id = await reported({ itemCode });
  await act(id, clerk, 'accept', { level: 1 });
  await act(id, clerk, 'dispatch', { lead: UNITS.team });
  await settle();
  return id;
}

describe('a merger', () => {
  test('whose report was merged is told of it, and of what becomes of the master', async () => {
    const first = await aPerson(owner, 'citizen');
    const second = await aPerson(owner, 'citizen');
    const master = await reported({ reporterId: first.id, itemCode: ITEMS.rubbish });
    const repeat = await reported({ reporterId: second.id });
    await act(repeat, clerk, 'merge', { into: master });
    await act(master, clerk, 'accept');
    await act(master, clerk, 'answer', { reply: '已清运' });
    await settle();
    const told = async (who: Actor) =>
      (await toldTo(who)).map(({ template, incidentId }) => [template, incidentId]);
    expect(await told(first)).toEqual([
      ['reportFiled', master],
      ['reportClosed', master],
    ]);
    // About their own report: the other one is not theirs to see.
    expect(await told(second)).toEqual([
      ['reportMerged', repeat],
      ['reportFiled', repeat],
      ['reportClosed', repeat],
    ]);
  });

  test('taken out again, its reporter is told of its own fact of the same number too', async () => {
    const second = await aPerson(owner, 'citizen');
    const master = await reported({ itemCode: ITEMS.rubbish });
    const repeat = await reported({ reporterId: second.id });
    // Each is filed by its fourth fact.
    await act(master, clerk, 'annotate', { note: '已核对地点' });
    await act(repeat, clerk, 'merge', { into: master });
    await act(master, clerk, 'accept');
    await settle();
    await act(repeat, clerk, 'unmerge', { reason: '两处不同' });
    await act(repeat, clerk, 'accept', { itemCode: ITEMS.rubbish });
    await settle();
    const filed = await sql<{ body: string }>`
      select body::jsonb ->> 'seq' as seq from fact where type = 'incident.filed'`.execute(owner);
    expect(filed.rows).toEqual([{ seq: '4' }, { seq: '4' }]);
    const told = (await toldTo(second)).filter(({ template }) => template === 'reportFiled');
    expect(told).toHaveLength(2);
  });
});

describe('an entry that cannot be told', () => {
  const tries = async () => {
    for (let turn = 0; turn < 50; turn++)
      if ((await notifyNext(notes, clock.now()).catch(() => 1)) === 0) return;
    throw new Error('the reader stands still');
  };
  const aside = () => inTransaction(db, [COUNTY], (tx) => asideEntries(tx, [COUNTY]));

  test('is set aside after some tries while the others are told, and told when asked for', async () => {
    let isBroken = true;
    notes = notificationDeps(db, {
      onDuty: async (_county, unitIds) => {
        if (isBroken && unitIds.includes(UNITS.team)) throw new TypeError('张三 13800000001');
        return new Map();
      },
    });
    const id = await reported({ itemCode: ITEMS.quarrel });
    await act(id, clerk, 'accept', { level: 1 });
    await act(id, clerk, 'dispatch', { lead: UNITS.team });
    const other = await reported({ itemCode: ITEMS.rubbish });
    while ((await relay(db)) > 0);
    await tries();
    expect((await toldRows(owner)).some(({ incidentId }) => incidentId === other)).toBe(true);
    expect(await toldTo(team)).toEqual([]);
    const [entry, ...more] = await aside();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      reader: 'notification',
      type: 'incident.dispatched',
      tries: ENTRY_TRIES_MAX,
      errorCode: 'TypeError',
      isAskedAgain: false,
    });
    if (!entry) return;

    const again = () => inTransaction(db, [COUNTY], (tx) => askAgain(tx, entry, clock.now()));
    expect(await again()).toBe(true);
    await tries();
    expect((await aside())[0]).toMatchObject({ tries: ENTRY_TRIES_MAX + 1, isAskedAgain: false });

    isBroken = false;
    await again();
    await tries();
    expect((await toldTo(team)).map(({ template }) => template)).toEqual(['toSign']);
    expect(await aside()).toEqual([]);
    expect(await again()).toBe(false);
  });

  test('given the failure passes in time, then nothing is set aside and nothing is told twice', async () => {
    let failures = ENTRY_TRIES_MAX;
    notes = notificationDeps(db, {
      onDuty: async () => {
        if (failures-- > 0) throw new Error('later');
        return new Map();
      },
    });
    await reported();
    while ((await relay(db)) > 0);
    await tries();
    expect(await aside()).toEqual([]);
    expect(await toldTo(clerk)).toHaveLength(1);
  });
});

describe('telling', () => {
  test('a new matter is told to its room, and done when the room has accepted it', async () => {
    const id = await reported();
    await settle();
    const rows = await toldRows(owner);
    expect(rows.map((row) => [row.accountId, row.template, row.urgency])).toEqual([
      [clerk.id, 'toAccept', 'ordinary'],
    ]);
    await act(id, director, 'accept');
    await settle();
    expect((await toldTo(clerk))[0]?.doneHow).toBe('acted');
  });

  test('an order rings its team, and falls silent for all when one of them says 收到', async () => {
    await orderedToTeam();
    const ringing = (await toldRows(owner)).filter((row) => row.template === 'toSign');
    expect(ringing.map((row) => row.accountId).sort()).toEqual([team.id, mate.id].sort());
    expect(ringing.every((row) => row.urgency === 'urgent')).toBe(true);
    expect((await messageSummary(db, mate)).ringing).toHaveLength(1);
    const own = ringing.find((row) => row.accountId === team.id);
    expect(await say(team, own?.id ?? '')).toBe(true);
    expect(await say(team, own?.id ?? '')).toBe(true);
    expect((await messageSummary(db, mate)).ringing).toHaveLength(0);
    expect((await messageSummary(db, team)).ringing).toHaveLength(0);
    expect(await say(mate, own?.id ?? '')).toBe(false);
  });

  test('signing is an answer, too, and who gave the order hears of it', async () => {
    const id = await orderedToTeam();
    await act(id, team, 'sign');
    await settle();
    const order = (await toldRows(owner)).filter((row) => row.template === 'toSign');
    expect(order.every((row) => row.doneHow === 'acted')).toBe(true);
    expect((await toldTo(clerk)).map((row) => row.template)).toContain('signed');
  });

  test('whoever did it is not told of it, and nobody is told in their place', async () => {
    const id = await reported();
    await act(id, clerk, 'accept');
    await act(id, clerk, 'dispatch', { lead: UNITS.room });
    await settle();
    expect((await toldRows(owner)).filter((row) => row.template === 'toSign')).toEqual([]);
  });

  test('a unit without workers at their posts is answered for by the next of the chain', async () => {
    const id = await reported();
    await act(id, clerk, 'accept');
    await act(id, clerk, 'dispatch', { lead: UNITS.otherBureau });
    await settle();
    const order = (await toldRows(owner)).filter((row) => row.template === 'toSign');
    // Its room is next; the clerk who gave the order knows, the director is told.
    expect(order.map((row) => [row.accountId, row.position])).toEqual([[director.id, 2]]);
  });

  test('what was overtaken before it was read is not told', async () => {
    const id = await reported();
    await act(id, clerk, 'accept');
    await act(id, clerk, 'void', { reasonCode: 'test' }).catch(() => undefined);
    await act(id, director, 'void', { reasonCode: 'test' });
    await settle();
    expect((await toldRows(owner)).map((row) => row.template)).toEqual([]);
  });

  test('of what happened long ago nobody is rung up', async () => {
    const id = await reported({ itemCode: ITEMS.quarrel });
    await act(id, clerk, 'accept', { level: 1 });
    await act(id, clerk, 'dispatch', { lead: UNITS.team });
    clock.advance(2 * HOUR);
    await settle();
    const order = (await toldRows(owner)).filter((row) => row.template === 'toSign');
    expect(order.map((row) => row.urgency)).toEqual(['ordinary', 'ordinary']);
    clock.advance(DAY);
    expect(await callNextDue(notes, clock.now())).toBe(0);
  });

  test('a person off duty is not called', async () => {
    notes = notificationDeps(db, {
      onDuty: async () => new Map([[UNITS.team, [mate.id]]]),
    });
    await orderedToTeam();
    expect((await toldTo(team)).filter((row) => row.template === 'toSign')).toEqual([]);
    expect(await toldTo(mate)).toHaveLength(1);
  });

  test('when nobody of the unit is on duty an urgent order goes straight up the chain', async () => {
    notes = notificationDeps(db, {
      onDuty: async () => new Map([[UNITS.team, []]]),
    });
    await orderedToTeam();
    const order = (await toldRows(owner)).filter((row) => row.template === 'toSign');
    expect(order.map((row) => row.position)).toEqual([2]);
  });

  test('the leader of the shift is called, and only in that shift', async () => {
    const leader = await aPerson(owner, 'townLeader');
    const callToRoom = async () => {
      await reported({ source: 'police110', itemCode: ITEMS.quarrel });
      await settle();
      return (await toldRows(owner)).map((row) => row.accountId);
    };
    notes = notificationDeps(db, { onDuty: async () => new Map([[UNITS.room, [leader.id]]]) });
    expect(await callToRoom()).toEqual([leader.id]);
    await sql`delete from notice`.execute(owner);
    notes = notificationDeps(db);
    expect(await callToRoom()).not.toContain(leader.id);
    await sql`update account set status = 'closed' where id = ${leader.id}`.execute(owner);
  });

  test('overdue matters stay inside the government', async () => {
    const id = await reported({ itemCode: ITEMS.rubbish });
    await act(id, clerk, 'accept');
    await act(id, clerk, 'dispatch', { lead: UNITS.bureau });
    await settle();
    expect((await toldTo(property)).map((row) => row.template)).toEqual(['toSign']);
    clock.advance(5 * DAY);
    await act(id, { kind: 'system', id: 'system:clock', name: 'clock', posts: [] }, 'ring');
    await settle();
    const over = (await toldRows(owner)).filter((row) => row.template.startsWith('overdue'));
    const told = new Set(over.map((row) => row.accountId));
    expect(told).toContain(handler.id);
    expect(told).toContain(head.id);
    expect(told).toContain(supervisor.id);
    expect(told).toContain(commander.id);
    expect(told).not.toContain(property.id);
  });

  test('urging rings again in the place of the order that nobody has signed', async () => {
    const id = await orderedToTeam();
    await act(id, director, 'urge');
    await settle();
    const rows = await toldTo(team);
    expect(rows.map((row) => [row.template, row.doneHow])).toEqual([
      ['toSign', 'superseded'],
      ['urged', null],
    ]);
  });
});

describe('the chain', () => {
  test('goes on by the minute until somebody answers, and tells nobody twice', async () => {
    await orderedToTeam();
    const asked = async () =>
      (await toldRows(owner))
        .filter((row) => row.template === 'toSign')
        .map((row) => row.accountId);
    clock.advance(MINUTE - SECOND);
    await settle();
    expect(await asked()).toHaveLength(2);
    clock.advance(SECOND);
    await settle();
    expect((await asked()).slice(2).sort()).toEqual([clerk.id, director.id].sort());
    clock.advance(MINUTE);
    await settle();
    expect((await asked()).slice(4)).toEqual([duty.id]);
    clock.advance(MINUTE);
    await settle();
    expect((await asked()).slice(5)).toEqual([commander.id]);
    clock.advance(HOUR);
    await settle();
    expect(await asked()).toHaveLength(6);
    expect(await asked()).not.toContain(stranger.id);
  });

  test('ends with the receipt', async () => {
    await orderedToTeam();
    const own = (await toldTo(mate))[0];
    await say(mate, own?.id ?? '');
    clock.advance(HOUR);
    expect(await callNextDue(notes, clock.now())).toBe(0);
  });

  test('ends when the order was signed by telephone, also before the feed has told of it', async () => {
    const id = await orderedToTeam();
    await act(id, clerk, 'sign', { assignmentNo: 1 });
    clock.advance(MINUTE);
    await callNextDue(notes, clock.now());
    expect((await toldRows(owner)).filter((row) => row.position > 0)).toEqual([]);
  });

  test('two processes share it and tell once', async () => {
    await orderedToTeam();
    clock.advance(MINUTE);
    await Promise.all([1, 2, 3].map(() => callNextDue(notes, clock.now())));
    const order = (await toldRows(owner)).filter((row) => row.template === 'toSign');
    expect(order).toHaveLength(4);
  });
});

describe('once only', () => {
  test('a reader that is killed before its commit tells neither twice nor never', async () => {
    await reported();
    while ((await relay(db)) > 0);
    const killed = notificationDeps(db, {
      namesOf: async () => {
        throw new Error('killed');
      },
    });
    await expect(notifyNext(killed, clock.now())).rejects.toThrow('killed');
    expect(await toldRows(owner)).toEqual([]);
    await settle();
    expect(await toldRows(owner)).toHaveLength(1);
  });

  test('the feed read again tells nothing again', async () => {
    await orderedToTeam();
    const before = await toldRows(owner);
    await sql`update feed_reader set position = 0 where name = 'notification'`.execute(owner);
    await settle();
    expect((await toldRows(owner)).map((row) => row.id)).toEqual(before.map((row) => row.id));
  });

  test('two readers at once tell once', async () => {
    await reported();
    while ((await relay(db)) > 0);
    await Promise.all([1, 2, 3].map(() => notifyNext(notes, clock.now())));
    expect(await toldRows(owner)).toHaveLength(1);
  });
});

describe('rights', () => {
  test('of a restricted matter only its members are told, and by its number alone', async () => {
    const id = await reported({ itemCode: ITEMS.secret, restricted: true });
    await act(id, { kind: 'system', id: 'system:test', name: 'test', posts: [] }, 'restrict', {
      restricted: true,
      members: [director.id, handler.id],
      reason: '限知',
    }).catch(() => undefined);
    await act(id, director, 'accept', { itemCode: ITEMS.secret });
    await act(id, director, 'dispatch', { lead: UNITS.bureau });
    await settle();
    const told = new Set((await toldRows(owner)).map((row) => row.accountId));
    expect([...told].sort()).toEqual([director.id, handler.id].sort());
    const { rows } = await sql<{ params: object }>`
      select params from notice where template = 'toSign'`.execute(owner);
    expect(Object.keys(rows[0]?.params ?? {})).toEqual(['number']);
    const page = await messagePage(db, handler, { list: 'all', limit: 10 });
    expect(page.items.map((item) => item.matter?.title)).toContain('＊＊＊');
  });

  test('where no member is in the chain of a restricted matter, its members are told', async () => {
    const id = await reported({ itemCode: ITEMS.spill });
    await act(id, commander, 'restrict', {
      restricted: true,
      members: [supervisor.id, clerk.id],
      reason: '限知',
    });
    await act(id, clerk, 'accept');
    await act(id, clerk, 'dispatch', { lead: UNITS.bureau });
    await settle();
    const order = (await toldRows(owner)).filter((row) => row.template === 'toSign');
    // The commander restricted it and is a member; as the last of the chain he answers for it.
    expect(order.map((row) => row.accountId)).toEqual([commander.id]);
    const other = await reported({ itemCode: ITEMS.spill });
    await act(other, director, 'restrict', {
      restricted: true,
      members: [supervisor.id],
      reason: '限知',
    });
    await act(other, director, 'accept');
    await act(other, director, 'dispatch', { lead: UNITS.team });
    await settle();
    const last = (await toldRows(owner)).filter((row) => row.incidentId === other);
    expect(last.map((row) => [row.accountId, row.template])).toContainEqual([
      supervisor.id,
      'toSign',
    ]);
  });

  test('who loses the right to a matter loses the messages about it', async () => {
    const id = await orderedToTeam();
    expect((await messagePage(db, team, { list: 'all', limit: 10 })).items).toHaveLength(1);
    await act(id, director, 'restrict', { restricted: true, members: [], reason: '限知' });
    expect((await messagePage(db, team, { list: 'all', limit: 10 })).items).toEqual([]);
    const summary = await messageSummary(db, team);
    expect([summary.unread, summary.ringing.length]).toEqual([0, 0]);
  });

  test('nobody of another town or unit is ever told', async () => {
    await orderedToTeam();
    clock.advance(DAY);
    await settle();
    for (let hour = 0; hour < 5; hour++) {
      clock.advance(HOUR);
      await settle();
    }
    expect(await toldTo(stranger)).toEqual([]);
    expect(await toldTo(property)).toEqual([]);
    expect(PLACE.townId).not.toBe(999);
  });
});

test('the browsers of a closed account are forgotten, those of others are not', async () => {
  const leaver = await aPerson(owner, 'infoClerk');
  const target = (name: string) => ({
    ...{ endpoint: `https://push.example.com/${name}`, p256dh: '', auth: '' },
  });
  await giveDevice(owner, leaver, target('leaver'));
  await giveDevice(owner, clerk, target('clerk'));
  await sql`update account set status = 'closed' where id = ${leaver.id}`.execute(owner);
  expect(await sweepDevices(db)).toBe(false);
  const { rows } = await sql<{ accountId: string }>`
    select account_id as "accountId" from push_device`.execute(owner);
  expect(rows).toEqual([{ accountId: clerk.id }]);
});

test('what is older than its time is swept away', async () => {
  await orderedToTeam();
  expect(await sweepNotices(db, clock.now() + 100 * DAY)).toBe(false);
  expect((await toldRows(owner)).length).toBeGreaterThan(0);
  await sweepNotices(db, clock.now() + 181 * DAY);
  expect(await toldRows(owner)).toEqual([]);
});
