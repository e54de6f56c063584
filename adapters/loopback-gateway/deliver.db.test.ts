// Deliveries on a real database to a real gateway: sent once, whatever is killed, busy or lost between.
import { execFile } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { perform, relay } from '#modules/incident/index.ts';
import {
  makeCounty,
  performDeps,
  report,
  type TestDeps,
} from '#modules/incident/testing-database.ts';
import { COUNTY, ITEMS, MORNING, UNITS } from '#modules/incident/testing.ts';
import type { Channel, Sender } from '#modules/notification/index.ts';
import { callNextDue, deliverDue, type DeliverDeps } from '#modules/notification/jobs.ts';
import { notifyNext } from '#modules/notification/reactions.ts';
import {
  aPerson,
  giveAddress,
  giveDevice,
  notificationDeps,
  TEST_ADDRESS_KEY,
} from '#modules/notification/testing.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { HOUR, MINUTE, movableClock, SECOND, type MovableClock } from '#platform/time/index.ts';
import { emailSender } from '../email/index.ts';
import { smsHttpSender } from '../sms-http/index.ts';
import { webPushSender } from '../web-push/index.ts';
import { webhookSender } from '../webhook/index.ts';
import { wecomSender } from '../wecom/index.ts';
import { startLoopbackGateway, type LoopbackGateway } from './index.ts';
import type { Killed } from './testing-killed.ts';

const { db, owner, url } = await testDatabase();
let gateway: LoopbackGateway;
let clerk: Actor;
let team: Actor;
let mate: Actor;
let deps: TestDeps;
let clock: MovableClock;

beforeAll(async () => {
  await makeCounty(owner);
  deps = performDeps(db);
  clerk = await aPerson(owner, 'infoClerk');
  team = await aPerson(owner, 'responseTeam');
  mate = await aPerson(owner, 'responseTeam');
  await giveAddress(owner, team, 'phone', '13800138000');
  await giveAddress(owner, team, 'wecom', 'zhao');
  await giveAddress(owner, team, 'email', 'zhao@example.gov.cn');
  await giveAddress(owner, mate, 'phone', '13900139000');
});
beforeEach(async () => {
  for (const table of ['delivery', 'message', 'notice', 'push_device'])
    await sql`delete from ${sql.table(table)}`.execute(owner);
  gateway = await startLoopbackGateway();
  clock = movableClock(MORNING);
  return () => gateway.close();
});
afterAll(() => gateway.close().catch(() => {}));

const mailOnly = () => [emailSender(gateway.settings.email)];
const pushOnly = () => [webPushSender(gateway.settings.webPush)];
/** Switches pushing on in a new browser of this person. */
async function aBrowser(of: Actor) {
  const target = gateway.browsers.subscribe(gateway.settings.webPush.keys.publicKey);
  await giveDevice(owner, of, target);
  return target;
}
const smsOnly = () => [smsHttpSender('sms', gateway.settings.sms)];
const delivering = (senders: readonly Sender[]): DeliverDeps => ({
  db,
  senders,
  addressKey: TEST_ADDRESS_KEY,
  localTime: () => '2026-11-18 09:00',
});
const deliver = (senders: readonly Sender[] = smsOnly()) =>
  deliverDue(delivering(senders), () => clock.now());

/** An order at the highest level: it rings the team. */
async function ordered(channels: readonly Channel[] = ['sms']): Promise<string> {
  const [id = ''] = await report(
    deps,
    1,
    { source: 'phone', reporterId: null, itemCode: ITEMS.quarrel },
    clock.now(),
  );
  const act = (verb: 'accept' | 'dispatch', input: object) =>
    perform(deps, { countyId: COUNTY, incidentId: id, verb, input, actor: clerk }, clock.now());
  await act('accept', { level: 1 });
  await act('dispatch', { lead: UNITS.team });
  await tell(channels);
  return id;
}
async function tell(channels: readonly Channel[]) {
  while ((await relay(db)) > 0);
  while ((await notifyNext(notificationDeps(db, { channels }), clock.now())) > 0);
}
async function states() {
  const { rows } = await sql<{ channel: string; state: string; attempts: number; error: string }>`
    select channel, state, attempts, error from delivery order by id`.execute(owner);
  return rows;
}

test('an urgent order goes out at once to those who were rung, with number and words', async () => {
  await ordered();
  expect(await deliver()).toBe(2);
  expect(await deliver()).toBe(0);
  expect(
    gateway
      .received()
      .map((each) => each.to)
      .sort(),
  ).toEqual(['13800138000', '13900139000']);
  expect(gateway.received()[0]?.text).toMatch(/^11-18 09:00 【特急】派单请签收：.*编号 330382-/);
  expect((await states()).map((each) => each.state)).toEqual(['sent', 'sent']);
});

test('a process that is killed between sending and marking sends nothing twice', async () => {
  await ordered();
  const { status, signal } = await killed({ channel: 'sms', settings: gateway.settings.sms });
  expect([status, signal]).toEqual([null, 'SIGKILL']);
  const sentThen = gateway.received().length;
  expect(sentThen).toBeGreaterThan(0);
  expect((await states()).every((each) => each.state === 'sending')).toBe(true);
  // Still claimed by the dead process, as far as anybody knows.
  expect(await deliver()).toBe(0);
  clock.advance(MINUTE);
  await deliver();
  expect(gateway.received()).toHaveLength(2);
  expect(gateway.repetitions()).toBe(sentThen);
  expect((await states()).map(({ state, attempts }) => [state, attempts])).toEqual([
    ['sent', 2],
    ['sent', 2],
  ]);
});

test('where the other side recognises no keys, what may have been sent is never repeated', async () => {
  const unsafe = smsOnly().map((sender) => ({ ...sender, recognisesKeys: false }));
  await ordered();
  await killed({ channel: 'sms', settings: gateway.settings.sms });
  const sentThen = gateway.received().length;
  clock.advance(MINUTE);
  expect(await deliver(unsafe)).toBe(0);
  expect(gateway.received()).toHaveLength(sentThen);
  expect((await states()).map((each) => each.state)).toEqual(['unknown', 'unknown']);
});

test('a mail of a killed process is not sent again: no mail server says whether it has it', async () => {
  await ordered(['email']);
  const { signal } = await killed({ channel: 'email', settings: gateway.settings.email });
  expect(signal).toBe('SIGKILL');
  expect(gateway.received()).toHaveLength(1);
  clock.advance(MINUTE);
  expect(await deliver(mailOnly())).toBe(0);
  clock.advance(HOUR);
  expect(await deliver(mailOnly())).toBe(0);
  expect([gateway.received().length, gateway.repetitions()]).toEqual([1, 0]);
  expect((await states()).map(({ state }) => state)).toEqual(['unknown']);
});

test('a mail that was lost on its way back is unknown at once, a busy server is tried again', async () => {
  await ordered(['email']);
  gateway.fail('busy', 1);
  await deliver(mailOnly());
  expect(await states()).toMatchObject([{ state: 'waiting', error: 'gateway.busy 451' }]);
  gateway.fail('lost', 1);
  clock.advance(5 * SECOND);
  await deliver(mailOnly());
  expect(await states()).toMatchObject([{ state: 'unknown', error: 'gateway.unreachable' }]);
  clock.advance(HOUR);
  expect(await deliver(mailOnly())).toBe(0);
  expect(gateway.received()).toHaveLength(1);
});

test('mails wait for the end of quiet hours, unless they are urgent', async () => {
  await sql`insert into notification_setting (county_id, account_id, sound, quiet_from, quiet_until, language,
      updated_at) values (${COUNTY}, ${team.id}, true, 1320, 420, 'en', now())`.execute(owner);
  const atNight = notificationDeps(db, { channels: ['email'], minuteOfDay: () => 23 * 60 });
  const tellAtNight = async () => {
    while ((await relay(db)) > 0);
    while ((await notifyNext(atNight, clock.now())) > 0);
    await deliver(mailOnly());
  };
  const [id = ''] = await report(deps, 1, { source: 'phone', reporterId: null, itemCode: ITEMS.quarrel }, clock.now()); // prettier-ignore
  const act = (verb: 'accept' | 'dispatch' | 'urge', input: object) =>
    perform(deps, { countyId: COUNTY, incidentId: id, verb, input, actor: clerk }, clock.now());
  await act('accept', { level: 3 });
  await act('dispatch', { lead: UNITS.team });
  await tellAtNight();
  expect(gateway.received()).toEqual([]);
  clock.advance(8 * HOUR);
  await deliver(mailOnly());
  expect(gateway.received()).toMatchObject([{ channel: 'email', to: 'zhao@example.gov.cn' }]);
  expect(gateway.received()[0]?.text).toContain('An order for you to sign');
  await ordered(['email']);
  await deliver(mailOnly());
  expect(gateway.received()).toHaveLength(2);
  await sql`delete from notification_setting`.execute(owner);
});

test('an order is pushed to every browser of those who are rung, each once', async () => {
  const browsers = [await aBrowser(team), await aBrowser(team), await aBrowser(mate)];
  await ordered(['webPush']);
  expect(await deliver(pushOnly())).toBe(3);
  const reached = gateway.received().map(({ to }) => to);
  expect(reached.toSorted()).toEqual(
    browsers.map(({ endpoint }) => endpoint.split('/').at(-1)).toSorted(),
  );
  expect(gateway.received()[0]?.text).toMatch(/^【特急】派单请签收\n.*\n编号 330382-/);
  expect((await states()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  expect(await deliver(pushOnly())).toBe(0);
});

test('a push of a killed process is sent again, and its browser knows that it has it', async () => {
  await aBrowser(team);
  await ordered(['webPush']);
  const { signal } = await killed({ channel: 'webPush', settings: gateway.settings.webPush });
  expect(signal).toBe('SIGKILL');
  expect(gateway.received()).toHaveLength(1);
  clock.advance(MINUTE);
  expect(await deliver(pushOnly())).toBe(1);
  expect([gateway.received().length, gateway.repetitions()]).toEqual([1, 1]);
  expect((await states()).map(({ state, attempts }) => [state, attempts])).toEqual([['sent', 2]]);
});

test('a browser that is gone is forgotten, and what waits for it is not sent to anybody', async () => {
  const [gone, other] = [await aBrowser(team), await aBrowser(mate)];
  gateway.browsers.unsubscribe(gone);
  await ordered(['webPush']);
  await deliver(pushOnly());
  expect((await states()).map(({ state, error }) => [state, error]).toSorted()).toEqual([
    ['failed', 'gateway.receiver 410'],
    ['sent', null],
  ]);
  const { rows } = await sql<{ accountId: string }>`
    select account_id as "accountId" from push_device`.execute(owner);
  expect(rows).toEqual([{ accountId: mate.id }]);

  // A browser that has another person by the time of sending gets nothing of the one before.
  await sql`delete from notice`.execute(owner);
  await ordered(['webPush']);
  await giveDevice(owner, team, other);
  await deliver(pushOnly());
  expect(await states()).toMatchObject([{ state: 'failed', error: 'channel.device-gone' }]);
  expect(gateway.received()).toHaveLength(1);
});

test('the next of the chain is pushed to, and acting ends it for every browser', async () => {
  await aBrowser(clerk);
  const id = await ordered(['webPush']);
  clock.advance(MINUTE);
  const notes = notificationDeps(db, { channels: ['webPush'] });
  while ((await callNextDue(notes, clock.now())) > 0);
  gateway.fail('busy', 1);
  await deliver(pushOnly());
  expect(await states()).toMatchObject([{ state: 'waiting', error: 'gateway.busy 503' }]);
  await perform(
    deps,
    { countyId: COUNTY, incidentId: id, verb: 'sign', input: {}, actor: team },
    clock.now(),
  );
  await tell(['webPush']);
  clock.advance(HOUR);
  expect(await deliver(pushOnly())).toBe(0);
  expect(gateway.received()).toEqual([]);
});

test('a busy gateway is tried again after growing pauses, and at last no more', async () => {
  await ordered();
  await sql`delete from delivery where message_id in
    (select id from message where account_id = ${mate.id})`.execute(owner);
  gateway.fail('busy', 100);
  const triedAt: number[] = [];
  for (let seconds = 0; seconds < 3700; seconds += 5) {
    if ((await deliver()) > 0) triedAt.push(seconds);
    clock.advance(5 * SECOND);
  }
  expect(triedAt).toEqual([0, 5, 35, 155, 755, 3155]);
  expect(await states()).toMatchObject([
    { state: 'failed', attempts: 6, error: 'gateway.busy 503' },
  ]);
});

test('a lost answer is asked about under the same key', async () => {
  await ordered();
  gateway.fail('lost', 2);
  await deliver();
  clock.advance(5 * SECOND);
  await deliver();
  expect(gateway.received()).toHaveLength(2);
  expect(gateway.repetitions()).toBe(2);
  expect((await states()).map((each) => each.state)).toEqual(['sent', 'sent']);
});

test('what is refused is not tried again, and the log says why without the number', async () => {
  await ordered();
  gateway.fail('reject', 2);
  await deliver();
  expect((await states()).map(({ state, error }) => [state, error])).toEqual([
    ['failed', 'gateway.rejected 422'],
    ['failed', 'gateway.rejected 422'],
  ]);
  clock.advance(HOUR);
  expect(await deliver()).toBe(0);
});

test('acting stops reminding on every channel', async () => {
  const id = await ordered();
  gateway.fail('busy', 2);
  await deliver();
  await perform(
    deps,
    { countyId: COUNTY, incidentId: id, verb: 'sign', input: {}, actor: team },
    clock.now(),
  );
  await tell(['sms']);
  clock.advance(HOUR);
  expect(await deliver()).toBe(0);
  expect((await states()).map((each) => each.state)).toEqual(['cancelled', 'cancelled']);
  expect(gateway.received()).toHaveLength(0);
});

test('several processes share what is due and send it once', async () => {
  await ordered();
  await Promise.all([1, 2, 3, 4].map(() => deliver()));
  expect(gateway.received()).toHaveLength(2);
  expect(gateway.repetitions()).toBe(0);
});

test('each channel is tried on its own, and the house’s webhook hears of a notice once', async () => {
  const senders = [
    ...smsOnly(),
    wecomSender(gateway.settings.wecom),
    webhookSender(gateway.settings.webhook),
  ];
  await ordered(['sms', 'wecom', 'webhook']);
  await deliver(senders);
  const told = gateway.received().map((each) => each.channel);
  expect(told.filter((channel) => channel === 'sms')).toHaveLength(2);
  expect(told.filter((channel) => channel === 'wecom')).toHaveLength(1);
  // One for the order, one for the report that came before it and was overtaken: only the order.
  expect(told.filter((channel) => channel === 'webhook')).toHaveLength(1);
});

test('the next of the chain is called, too', async () => {
  await giveAddress(owner, clerk, 'phone', '13700137000');
  await ordered(['sms', 'voice']);
  clock.advance(MINUTE);
  const notes = notificationDeps(db, { channels: ['sms', 'voice'] });
  while ((await callNextDue(notes, clock.now())) > 0);
  await deliver([...smsOnly(), smsHttpSender('voice', gateway.settings.voice)]);
  const toClerk = gateway.received().filter((each) => each.to === '13700137000');
  expect(toClerk.map((each) => each.channel).sort()).toEqual(['sms', 'voice']);
});

function killed(way: Killed['way']): Promise<{ status: number | null; signal: string | null }> {
  const told: Killed = {
    databaseUrl: url,
    key: createSecretKey(TEST_ADDRESS_KEY.export()).export().toString('hex'),
    now: clock.now(),
    way,
  };
  const script = new URL('testing-killed.ts', import.meta.url).pathname;
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, JSON.stringify(told)], () => {});
    child.on('exit', (status, signal) => resolve({ status, signal }));
  });
}
