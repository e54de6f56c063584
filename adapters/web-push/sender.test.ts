// Web push against the gateway's push service, which verifies the signature and opens the message by its
// own reading of the RFCs; and what may not be called at all.
import { createECDH } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outgoing } from '#modules/notification/index.ts';
import { startLoopbackGateway, type LoopbackGateway } from '../loopback-gateway/index.ts';
import { mayBeCalled, vapidKeys, webPushSender } from './index.ts';
import { PAYLOAD_BYTES, payloadOf } from './sender.ts';

let gateway: LoopbackGateway;
beforeAll(async () => {
  gateway = await startLoopbackGateway();
});
afterAll(() => gateway.close());

const MESSAGE: Outgoing = {
  key: '0193a1c2-7ad2-7bae-b008-208334143d5d',
  to: '',
  language: 'zh',
  subject: '派单请签收',
  grade: '特急',
  about: '口角、轻微纠纷，柳市镇 薛宅村',
  text: '11-18 09:00 【特急】派单请签收：口角、轻微纠纷，柳市镇 薛宅村。',
  urgency: 'urgent',
  number: '330382-20261118-000001',
  path: '/incidents/0193a1c2-0000-7000-8000-000000000001',
  messageId: '0193a1c2-0000-7000-8000-000000000002',
};
const subscribed = () => gateway.browsers.subscribe(gateway.settings.webPush.keys.publicKey);
const send = (to: unknown, settings = gateway.settings.webPush) =>
  webPushSender(settings).send(
    { ...MESSAGE, to: typeof to === 'string' ? to : JSON.stringify(to) },
    AbortSignal.timeout(2_000),
  );

describe('the keys of the house', () => {
  it('are a pair, the same for one master key and others for another', () => {
    const [one, again, other] = ['a', 'a', 'b'].map((each) => vapidKeys(Buffer.alloc(32, each)));
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(one?.privateKey ?? '', 'base64url');
    expect(curve.getPublicKey('base64url')).toBe(one?.publicKey);
  });

  it('are asked for: a browser that knows another house is not pushed to', async () => {
    const before = gateway.received().length;
    const stranger = gateway.browsers.subscribe(vapidKeys(Buffer.from('other')).publicKey);
    expect(await send(stranger)).toEqual({
      ok: false,
      kind: 'permanent',
      reason: 'gateway.credentials 403',
    });
    expect(gateway.received().length).toBe(before);
  });
});

describe('what is pushed', () => {
  it('says what is asked, level, kind, place and number, and where to find it', () => {
    expect(JSON.parse(payloadOf(MESSAGE).toString())).toEqual({
      key: MESSAGE.key,
      title: '【特急】派单请签收',
      body: '口角、轻微纠纷，柳市镇 薛宅村\n编号 330382-20261118-000001',
      path: MESSAGE.path,
      message: MESSAGE.messageId,
      acknowledge: '收到',
      urgent: true,
      language: 'zh-CN',
    });
    const english = payloadOf({ ...MESSAGE, language: 'en', subject: 'Sign', grade: 'Critical' });
    expect(JSON.parse(english.toString())).toMatchObject({
      title: '[Critical] Sign',
      acknowledge: 'Got it',
    });
  });

  it('of a restricted matter says the number alone', () => {
    const { body } = JSON.parse(payloadOf({ ...MESSAGE, about: '' }).toString()) as {
      body: string;
    };
    expect(body).toBe('编号 330382-20261118-000001');
  });

  it('of a draw of spot checks has neither grade nor number', () => {
    const payload = payloadOf({ ...MESSAGE, grade: '', number: '', about: '柳市镇' });
    expect(JSON.parse(payload.toString())).toMatchObject({ title: '派单请签收', body: '柳市镇' });
  });

  it('has one length and can be read, whatever it is about', () => {
    const text = fc.string({ unit: 'binary', maxLength: 2_000 });
    fc.assert(
      fc.property(text, (about) => {
        const payload = payloadOf({ ...MESSAGE, about });
        expect(payload.length).toBe(PAYLOAD_BYTES);
        const { body } = JSON.parse(payload.toString()) as { body: string };
        expect(body.endsWith(`编号 ${MESSAGE.number}`)).toBe(true);
      }),
    );
  });

  it('can be opened by the browser it is for and by no other', async () => {
    const [one, other] = [subscribed(), subscribed()];
    expect((await send(one)).ok).toBe(true);
    expect(gateway.received().at(-1)).toMatchObject({ channel: 'webPush', urgent: true });
    // The address of one with the keys of the other: it is delivered and cannot be read.
    expect(await send({ ...other, endpoint: one.endpoint })).toMatchObject({ ok: false });
  });

  it('goes to a browser that is gone only once more', async () => {
    const target = subscribed();
    gateway.browsers.unsubscribe(target);
    expect(await send(target)).toEqual({ ok: false, kind: 'gone', reason: 'gateway.receiver 410' });
  });

  it.each(['', 'x', '{}', 'null', '{"endpoint":"https://push.example.com/1"}'])(
    'does not go to %j',
    async (to) => {
      expect(await send(to)).toMatchObject({ kind: 'permanent', reason: 'gateway.receiver' });
    },
  );
});

describe('push addresses', () => {
  const outside = { ...vapid(), isInside: false };
  function vapid() {
    return { keys: vapidKeys(Buffer.from('x')), contact: 'mailto:room@example.gov.cn' };
  }

  it.each([
    'http://93.184.215.14/push/1',
    'https://127.0.0.1/push/1',
    'https://localhost/push/1',
    'https://10.0.0.8/push/1',
    'https://[::1]/push/1',
    'https://[::ffff:192.168.1.1]/push/1',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/push/1',
  ])('%s is neither taken nor called', async (endpoint) => {
    expect(await mayBeCalled(new URL(endpoint), false)).toBe('forbidden');
    expect(await send({ ...subscribed(), endpoint }, outside)).toEqual({
      ok: false,
      kind: 'permanent',
      reason: 'gateway.forbidden',
    });
  });

  it.each([
    'https://user:secret@93.184.215.14/1',
    'https://93.184.215.14:8443/1',
    'ftp://93.184.215.14/',
  ])('%s is not taken', async (endpoint) =>
    expect(await mayBeCalled(new URL(endpoint), false)).toBe('forbidden'),
  );

  it('an address of the public internet is taken, a name that nobody knows is not', async () => {
    expect(await mayBeCalled(new URL('https://93.184.215.14/push/1'), false)).toBe('yes');
    expect(await mayBeCalled(new URL('https://push.invalid/1'), false)).toBe('unreachable');
  });

  it('inside the house the operator’s word counts', async () => {
    expect(await mayBeCalled(new URL('http://10.0.0.8/push/1'), true)).toBe('yes');
  });
});
