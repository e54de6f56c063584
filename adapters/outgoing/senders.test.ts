// Every sender passes the same test, against a real HTTP counterpart that checks form, signature and token.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushTarget, type Outgoing, type Sender } from '#modules/notification/index.ts';
import { emailSender } from '../email/index.ts';
import { startLoopbackGateway, type LoopbackGateway } from '../loopback-gateway/index.ts';
import { smsHttpSender } from '../sms-http/index.ts';
import { vapidKeys, webPushSender } from '../web-push/index.ts';
import { webhookSender } from '../webhook/index.ts';
import { wecomSender } from '../wecom/index.ts';
import { zhezhengdingSender } from '../zhezhengding/index.ts';
import { httpCall } from './http-call.ts';
import { isPublicAddress } from './public-address.ts';

let gateway: LoopbackGateway;
beforeAll(async () => {
  gateway = await startLoopbackGateway();
});
afterAll(() => gateway.close());

type Kind = keyof LoopbackGateway['settings'];
const MAKE: { [K in Kind]: (settings: LoopbackGateway['settings'][K]) => Sender } = {
  sms: (settings) => smsHttpSender('sms', settings),
  voice: (settings) => smsHttpSender('voice', settings),
  zhezhengding: zhezhengdingSender,
  wecom: wecomSender,
  email: emailSender,
  webPush: webPushSender,
  webhook: webhookSender,
};
const senderOf = (kind: Kind): Sender => MAKE[kind](gateway.settings[kind] as never);
/** The same with a secret that is not the gateway's. */
function intruder(kind: Kind): Sender {
  const settings = Object.fromEntries(
    Object.entries(gateway.settings[kind]).map(([name, value]) => [
      name,
      /secret/i.test(name) ? 'wrong' : value,
    ]),
  );
  if (kind === 'webPush') settings['keys'] = vapidKeys(Buffer.from('wrong'));
  if (kind === 'email') settings['login'] = { user: 'loopback', password: 'wrong' };
  return MAKE[kind](settings as never);
}

const RECEIVER = '13800138000';
let serial = 0;
function aMessage(overrides: Partial<Outgoing> = {}): Outgoing {
  serial += 1;
  const number = `330382-20261118-${String(serial).padStart(6, '0')}`;
  return {
    key: `key-${serial}`,
    to: RECEIVER,
    language: 'zh',
    subject: '派单请签收',
    grade: '特急',
    about: '口角、轻微纠纷，柳市镇 & “薛宅村”',
    text: `11-18 09:00 【特急】派单请签收：口角、轻微纠纷，柳市镇 & “薛宅村”。编号 ${number}，请登录枫桥回执。`,
    urgency: 'urgent',
    number,
    path: `/incidents/${serial}`,
    messageId: `message-${serial}`,
    ...overrides,
  };
}
/** Where this way finds somebody; for numbers one that is never to be found in a reason. */
function receiverOf(kind: Kind, of = gateway): string {
  if (kind === 'webPush')
    return JSON.stringify(of.browsers.subscribe(of.settings.webPush.keys.publicKey));
  return kind === 'email' ? `${RECEIVER}@example.gov.cn` : RECEIVER;
}
/** What the other side calls that receiver. */
const numberOf = (kind: Kind, to: string): string =>
  kind === 'webPush' ? (pushTarget(to)?.endpoint.split('/').at(-1) ?? '') : to;
/** What the other side is told: a notification has little room. */
const textOf = (kind: Kind, { text, grade, subject, about, number }: Outgoing): string =>
  kind === 'webPush' ? `【${grade}】${subject}\n${about}\n编号 ${number}` : text;
const signal = () => AbortSignal.timeout(2_000);

describe.each(Object.keys(MAKE) as Kind[])('%s', (kind) => {
  it('hands over exactly what was to be sent, to whom', async () => {
    const message = aMessage({ to: receiverOf(kind) });
    const sent = await senderOf(kind).send(message, signal());
    expect(sent).toMatchObject({ ok: true, repeated: false });
    const last = gateway.received().at(-1);
    expect(last).toMatchObject({ channel: kind, text: textOf(kind, message) });
    expect(last?.to).toBe(kind === 'webhook' ? message.number : numberOf(kind, message.to));
  });

  it('sends nothing twice under one key, and says two things under two', async () => {
    const message = aMessage({ to: receiverOf(kind) });
    const sender = senderOf(kind);
    const before = gateway.received().length;
    const [first, second] = [
      await sender.send(message, signal()),
      await sender.send(message, signal()),
    ];
    expect([first.ok, second.ok]).toEqual([true, true]);
    expect(gateway.received().length).toBe(before + 1);
    await sender.send(aMessage({ to: receiverOf(kind) }), signal());
    expect(gateway.received().length).toBe(before + 2);
  });

  it('may be tried again when the other side is busy or its answer was lost, and is taken once', async () => {
    const message = aMessage({ to: receiverOf(kind) });
    const sender = senderOf(kind);
    const before = gateway.received().length;
    gateway.fail('busy', 1);
    expect(await sender.send(message, signal())).toMatchObject({ ok: false, kind: 'transient' });
    gateway.fail('lost', 1);
    expect(await sender.send(message, signal())).toMatchObject({
      ok: false,
      // Where keys are not recognised nobody may ask again.
      kind: sender.recognisesKeys ? 'transient' : 'unknown',
      reason: 'gateway.unreachable',
    });
    if (sender.recognisesKeys)
      expect(await sender.send(message, signal())).toMatchObject({ ok: true });
    expect(gateway.received().length).toBe(before + 1);
  });

  it('is given up in time when the other side hangs', async () => {
    gateway.fail('hang', 1);
    expect(
      await senderOf(kind).send(aMessage({ to: receiverOf(kind) }), AbortSignal.timeout(150)),
    ).toEqual({
      ok: false,
      kind: 'transient',
      reason: 'gateway.timeout',
    });
  });

  it('is not tried again when it is refused', async () => {
    gateway.fail('reject', 1);
    expect(await senderOf(kind).send(aMessage({ to: receiverOf(kind) }), signal())).toMatchObject({
      ok: false,
      kind: 'permanent',
    });
  });

  it('is not taken with a wrong secret', async () => {
    const before = gateway.received().length;
    expect(await intruder(kind).send(aMessage({ to: receiverOf(kind) }), signal())).toMatchObject({
      ok: false,
      kind: 'permanent',
    });
    expect(gateway.received().length).toBe(before);
  });

  it('says that nobody listens', async () => {
    const other = await startLoopbackGateway();
    const sender = MAKE[kind](other.settings[kind] as never);
    await other.close();
    expect(await sender.send(aMessage({ to: receiverOf(kind, other) }), signal())).toMatchObject({
      ok: false,
      kind: 'transient',
      reason: 'gateway.unreachable',
    });
  });

  it('never says in its reason who was to be reached', async () => {
    gateway.fail('reject', 1);
    const sent = await senderOf(kind).send(aMessage({ to: receiverOf(kind) }), signal());
    expect(JSON.stringify(sent)).not.toContain(RECEIVER);
  });
});

it('a phone number that is none is not handed on', async () => {
  const before = gateway.received().length;
  const sent = await senderOf('sms').send(aMessage({ to: 'x' }), signal());
  expect(sent).toEqual({ ok: false, kind: 'permanent', reason: 'gateway.receiver' });
  expect(gateway.received().length).toBe(before);
});

it('企业微信: a token that ended early is fetched anew, a member that is none is told', async () => {
  const sender = senderOf('wecom');
  expect((await sender.send(aMessage(), signal())).ok).toBe(true);
  gateway.endTokens();
  expect((await sender.send(aMessage(), signal())).ok).toBe(true);
  expect(await sender.send(aMessage({ to: 'nobody' }), signal())).toEqual({
    ok: false,
    kind: 'permanent',
    reason: 'gateway.receiver 81013',
  });
});

describe('the webhook’s guard', () => {
  const outside = (url: string) => webhookSender({ url, secret: 's', isInside: false });
  it.each([
    'http://93.184.215.14/hook',
    'https://127.0.0.1/hook',
    'https://localhost/hook',
    'https://10.0.0.8/hook',
    'https://[::1]/hook',
    'https://[::ffff:192.168.1.1]/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/hook',
  ])('does not call %s', async (url) => {
    expect(await outside(url).send(aMessage(), signal())).toEqual({
      ok: false,
      kind: 'permanent',
      reason: 'gateway.forbidden',
    });
  });

  it('calls where the operator says that it is inside', async () => {
    expect((await senderOf('webhook').send(aMessage(), signal())).ok).toBe(true);
  });
});

describe('addresses', () => {
  it.each([
    ['93.184.215.14', true],
    ['8.8.8.8', true],
    ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['100.100.100.200', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::a00:1', false],
    ['not an address', false],
  ])('%s is public: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected));

  it('answers that are too long are not read', async () => {
    const { createServer } = await import('node:http');
    const server = createServer((_request, response) => void response.end('x'.repeat(100_000)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const url = new URL(`http://127.0.0.1:${port}`);
    await expect(
      httpCall({ url, method: 'GET', signal: signal(), mayBePrivate: true }),
    ).rejects.toThrow('too long');
    server.close();
  });
});

it('the gateway shows what it took, with nothing that could act', async () => {
  await senderOf('sms').send(aMessage({ text: '<script>alert(1)</script>' }), signal());
  const page = await (await fetch(gateway.url)).text();
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
});
