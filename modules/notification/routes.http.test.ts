// Messages through a real server: mine and nobody else's, 收到, settings, the delivery log.
import { createECDH, createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { IDENTITY_REFUSALS, type Actor } from '#modules/identity/index.ts';
import { anActor } from '#modules/identity/testing.ts';
import { INCIDENT_REFUSALS, perform, relay } from '#modules/incident/index.ts';
import {
  makeCounty,
  performDeps,
  report,
  type TestDeps,
} from '#modules/incident/testing-database.ts';
import { COUNTY, ITEMS, MORNING, UNITS } from '#modules/incident/testing.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, type TestServer } from '#platform/http/testing.ts';
import { movableClock } from '#platform/time/index.ts';
import type {
  DeliveryItem,
  MessageItem,
  MessageSummary,
  NoticeView,
  PushView,
  SettingsView,
} from './contract.ts';
import { putDevice } from './devices.ts';
import { notifyNext } from './reactions.ts';
import { NOTIFICATION_REFUSALS } from './refusals.ts';
import { notificationRoutes } from './routes.ts';
import { aPerson, notificationDeps, TEST_ADDRESS_KEY } from './testing.ts';

const { db, owner } = await testDatabase();
const clock = movableClock(MORNING);
let server: TestServer;
let actor: Actor;
let clerk: Actor;
let team: Actor;
let mate: Actor;
let deps: TestDeps;

beforeAll(async () => {
  await makeCounty(owner);
  deps = performDeps(db);
  clerk = await aPerson(owner, 'infoClerk');
  team = await aPerson(owner, 'responseTeam');
  mate = await aPerson(owner, 'responseTeam');
  const refusals = { ...NOTIFICATION_REFUSALS, ...INCIDENT_REFUSALS, ...IDENTITY_REFUSALS };
  server = await startTestServer({ refusals }, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', async (request) => {
      const account = { id: actor.id } as NonNullable<typeof request.signedIn>['account'];
      request.signedIn = {
        ...{ actor, account, posts: [], sessionId: '', expiresAt: MORNING, scopes: null },
        mustChangePassword: false,
      };
    });
    app.register(
      notificationRoutes({
        ...{ db, clock, channels: ['sms', 'webPush', 'webhook'], addressKey: TEST_ADDRESS_KEY },
        push: {
          publicKey: 'house',
          mayCall: async ({ hostname }) =>
            hostname === 'far.example'
              ? 'unreachable'
              : hostname === '10.0.0.8'
                ? 'forbidden'
                : 'yes',
        },
      }),
      { prefix: '/api/v1' },
    );
  });
});
afterAll(() => server.close());

async function call<Body>(as: Actor, method: string, path: string, body?: unknown) {
  actor = as;
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'x-maplebridge': '1', ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as Body };
}

let incidentId = '';
beforeEach(async () => {
  for (const table of ['delivery', 'message', 'notice'])
    await sql`delete from ${sql.table(table)}`.execute(owner);
  [incidentId = ''] = await report(deps, 1, {
    source: 'phone',
    reporterId: null,
    itemCode: ITEMS.quarrel,
  });
  const act = (verb: 'accept' | 'dispatch', input: object) =>
    perform(deps, { countyId: COUNTY, incidentId, verb, input, actor: clerk }, clock.now());
  await act('accept', { level: 1 });
  await act('dispatch', { lead: UNITS.team });
  while ((await relay(db)) > 0);
  while ((await notifyNext(notificationDeps(db), clock.now())) > 0);
});

const mine = async (as: Actor, query = '') =>
  (await call<{ items: MessageItem[]; nextCursor: string | null }>(as, 'GET', `/messages${query}`))
    .body;

test('my messages, the bell, and 收到 from me but not from another', async () => {
  const { items } = await mine(team);
  expect(items.map((item) => [item.template, item.urgency, item.matter?.id])).toEqual([
    ['toSign', 'urgent', incidentId],
  ]);
  const id = items[0]?.id ?? '';
  const before = (await call<MessageSummary>(team, 'GET', '/messages/summary')).body;
  expect([before.unread, before.ringing[0]?.id, before.sound]).toEqual([1, id, true]);

  expect((await call(mate, 'POST', `/messages/${id}/acknowledge`)).status).toBe(404);
  expect((await call(clerk, 'POST', `/messages/${id}/acknowledge`)).status).toBe(404);
  expect((await call(team, 'POST', `/messages/${id}/acknowledge`)).status).toBe(204);
  expect((await call(team, 'POST', `/messages/${id}/acknowledge`)).status).toBe(204);
  const after = (await call<MessageSummary>(mate, 'GET', '/messages/summary')).body;
  expect([after.unread, after.ringing]).toEqual([0, []]);
  const { items: notices } = (
    await call<{ items: NoticeView[] }>(clerk, 'GET', `/incidents/${incidentId}/notices`)
  ).body;
  const receivers = notices.find((notice) => notice.template === 'toSign')?.receivers;
  expect(receivers?.map((each) => each.acknowledgedAt)).toEqual(
    expect.arrayContaining([MORNING, null]),
  );
});

test('pages go on where they ended', async () => {
  const extra = await report(deps, 5, { source: 'phone', reporterId: null });
  while ((await relay(db)) > 0);
  while ((await notifyNext(notificationDeps(db), clock.now())) > 0);
  const first = await mine(clerk, '?limit=2');
  const second = await mine(clerk, `?limit=2&cursor=${first.nextCursor}`);
  const third = await mine(clerk, `?limit=20&cursor=${second.nextCursor}`);
  const all = [...first.items, ...second.items, ...third.items].map((item) => item.matter?.id);
  expect(new Set(all)).toEqual(new Set(extra));
  expect(third.nextCursor).toBeNull();
  expect((await call(clerk, 'GET', '/messages?cursor=nonsense')).status).toBe(400);
});

test('what was seen is not unread any more, and still waits for an answer', async () => {
  const [item] = (await mine(team)).items;
  await call(team, 'POST', '/messages/seen', { ids: [item?.id] });
  const { body } = await call<MessageSummary>(team, 'GET', '/messages/summary');
  expect([body.unread, body.ringing.length]).toEqual([0, 1]);
  expect((await mine(team, '?list=waiting')).items).toHaveLength(1);
  expect((await mine(team, '?list=unread')).items).toHaveLength(0);
});

test('who was told is told to whoever may see the matter, and to nobody else', async () => {
  const stranger = await aPerson(owner, 'infoClerk', {
    unitId: 77,
    place: { countyId: COUNTY, townId: 999 },
  });
  expect((await call(stranger, 'GET', `/incidents/${incidentId}/notices`)).status).toBe(404);
  // A property manager on the same order sees the matter, not whose clocks ran out and who was called.
  const property = await aPerson(owner, 'propertyManager', { unitId: UNITS.team });
  const seen = await call<{ items: NoticeView[] }>(
    property,
    'GET',
    `/incidents/${incidentId}/notices`,
  );
  expect([seen.status, seen.body.items]).toEqual([200, []]);
  await sql`update account set status = 'closed' where id = ${property.id}`.execute(owner);
});

test('settings and addresses are one’s own, checked, and shown masked', async () => {
  const put = await call<SettingsView>(team, 'PUT', '/messages/settings', {
    sound: false,
    channels: ['sms'],
    quiet: { from: 1320, until: 420 },
    language: 'en',
  });
  expect(put.body).toMatchObject({
    sound: false,
    available: ['sms', 'webPush'],
    quiet: { from: 1320 },
  });
  const bad = await call<{ code: string }>(team, 'PUT', '/messages/settings', {
    ...{ sound: true, channels: ['wecom'], quiet: null, language: 'zh' },
  });
  expect([bad.status, bad.body.code]).toEqual([400, 'notification.channel-unavailable']);
  const phone = await call<SettingsView>(team, 'PUT', '/messages/addresses/phone', {
    address: '138 0013 8000',
  });
  expect(phone.body.addresses).toEqual([{ kind: 'phone', masked: '138****8000' }]);
  expect((await call<SettingsView>(mate, 'GET', '/messages/settings')).body.addresses).toEqual([]);
  const wrong = await call<{ code: string }>(team, 'PUT', '/messages/addresses/email', {
    address: 'nobody',
  });
  expect([wrong.status, wrong.body.code]).toEqual([400, 'notification.address-invalid']);
  const { rows } = await sql<{ text: string }>`
    select notification_address::text as text from notification_address`.execute(owner);
  expect(rows[0]?.text).not.toContain('13800138000');
  const gone = await call<SettingsView>(team, 'PUT', '/messages/addresses/phone', {
    address: null,
  });
  expect(gone.body.addresses).toEqual([]);
});

function aTarget(endpoint: string) {
  const p256dh = createECDH('prime256v1').generateKeys('base64url');
  return { endpoint, p256dh, auth: randomBytes(16).toString('base64url') };
}
const put = (as: Actor, target: object) =>
  call<PushView & { code: string }>(as, 'POST', '/messages/push/devices', target);

test('browsers are one’s own, sealed, and no more than a few', async () => {
  const first = aTarget('https://push.example.com/token-1');
  const { body } = await put(team, first);
  expect(body).toMatchObject({ publicKey: 'house', devicesMax: 5 });
  const fingerprint = createHash('sha256').update(first.endpoint).digest('hex');
  expect(body.devices.map((each) => each.fingerprint)).toEqual([fingerprint]);
  // The same browser again is the same device, with its new keys.
  const again = await put(team, aTarget(first.endpoint));
  expect(again.body.devices).toHaveLength(1);
  const { rows } = await sql<{ text: string }>`
    select push_device::text as text from push_device`.execute(owner);
  expect(rows[0]?.text).not.toContain('token-1');
  expect(rows[0]?.text).not.toContain(first.p256dh);

  for (let nth = 2; nth <= 5; nth++) await put(team, aTarget(`https://push.example.com/${nth}`));
  const many = await put(team, aTarget('https://push.example.com/6'));
  expect([many.status, many.body.code]).toEqual([409, 'notification.push-too-many']);
  const id = again.body.devices[0]?.id ?? '';
  expect((await call(mate, 'DELETE', `/messages/push/devices/${id}`)).status).toBe(404);
  const left = await call<PushView>(team, 'DELETE', `/messages/push/devices/${id}`);
  expect([left.status, left.body.devices.length]).toEqual([200, 4]);
  expect((await call<PushView>(mate, 'GET', '/messages/push')).body.devices).toEqual([]);
});

test('five at once do not become six', async () => {
  await sql`delete from push_device`.execute(owner);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, nth) =>
      put(mate, aTarget(`https://push.example.com/at-once/${nth}`)),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  expect((await call<PushView>(mate, 'GET', '/messages/push')).body.devices).toHaveLength(5);
});

test('one browser of several people at once is one person’s in the end', async () => {
  await sql`delete from push_device`.execute(owner);
  const target = aTarget('https://push.example.com/fought-over');
  const switchOn = ({ id }: Actor) =>
    inTransaction(db, 'all', (tx) => {
      const device = { accountId: id, counties: [COUNTY], target, userAgent: '' };
      return putDevice(tx, TEST_ADDRESS_KEY, device, clock.now());
    });
  for (let turn = 0; turn < 5; turn++)
    await Promise.all([team, mate, clerk, team, mate, clerk].map(switchOn));
  const { rows } = await sql`select 1 from push_device`.execute(owner);
  expect(rows).toHaveLength(1);
});

test('a browser belongs to whoever switched it on last', async () => {
  await sql`delete from push_device`.execute(owner);
  const target = aTarget('https://push.example.com/shared');
  await put(team, target);
  const other = await put(mate, target);
  expect(other.body.devices).toHaveLength(1);
  expect((await call<PushView>(team, 'GET', '/messages/push')).body.devices).toEqual([]);
});

test('what cannot be pushed to is refused in words', async () => {
  const good = aTarget('https://push.example.com/1');
  const code = async (target: object) => {
    const { status, body } = await put(team, target);
    return [status, body.code];
  };
  expect(await code(aTarget('https://far.example/1'))).toEqual([409, 'notification.push-unreachable']); // prettier-ignore
  expect(await code(aTarget('https://10.0.0.8/1'))).toEqual([400, 'notification.push-forbidden']);
  // Right in form, and no point of the curve.
  const off = `B${'A'.repeat(86)}`;
  expect(await code({ ...good, p256dh: off })).toEqual([400, 'notification.push-invalid']);
  for (const bad of [
    {},
    { ...good, auth: 'short' },
    { ...good, endpoint: 'nowhere' },
    { ...good, endpoint: `https://x.example/${'y'.repeat(2000)}` },
    { ...good, more: 1 },
  ])
    // prettier-ignore
    expect((await put(team, bad)).status).toBe(400);
});

test('the delivery log is the system administrator’s, without what a matter is about', async () => {
  const [item] = (await mine(team)).items;
  await sql`
    insert into delivery (county_id, id, message_id, channel, state, attempts, created_at, error)
    values (${COUNTY}, gen_random_uuid(), ${item?.id}, 'sms', 'failed', 6, now(), 'gateway.rejected')`.execute(
    owner,
  );
  expect((await call(clerk, 'GET', '/deliveries')).status).toBe(403);
  const admin = anActor('sysAdmin', { unitId: null, place: { countyId: COUNTY } });
  const { body } = await call<{ items: DeliveryItem[] }>(admin, 'GET', '/deliveries?state=failed');
  expect(body.items).toHaveLength(1);
  expect(body.items[0]).toMatchObject({ channel: 'sms', attempts: 6, error: 'gateway.rejected' });
  expect(Object.keys(body.items[0]?.params ?? {})).toEqual(['number']);
  const elsewhere = anActor('sysAdmin', { unitId: null, place: { countyId: 2 } });
  expect((await call<{ items: unknown[] }>(elsewhere, 'GET', '/deliveries')).body.items).toEqual(
    [],
  );
});
