// E-mail against real SMTP servers of this machine: what is written, what is encrypted, what may be repeated.
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Outgoing } from '#modules/notification/index.ts';
import { mailFrom, type ReceivedMail } from '../loopback-gateway/mail-server.ts';
import { emailSender, type EmailSettings } from './index.ts';
import { mailOf } from './mail.ts';
import { outcomeOf } from './sender.ts';
import { TEST_CERTIFICATE, TEST_KEY } from './testing-certificate.ts';

const servers: SMTPServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    for (const each of server.connections) each._socket.destroy();
    await new Promise<void>((resolve) => server.close(resolve));
  }
});

const FROM = 'notice@leqing.example.gov.cn';
type Taken = Omit<ReceivedMail, 'to'>;

/** A mail server that anybody may use; what it takes is put into `taken`. */
async function aServer(options: SMTPServerOptions = {}, taken: Taken[] = []): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        taken.push(mailFrom(Buffer.concat(parts).toString('utf8')));
        done(null, 'OK: queued as 4Tx9q3');
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return (server.server.address() as AddressInfo).port;
}

const settings = (port: number, more: Partial<EmailSettings> = {}): EmailSettings => ({
  ...{ host: '127.0.0.1', port, security: 'plain', from: FROM },
  ...more,
});
const MESSAGE: Outgoing = {
  key: '0193a1c2-7ad2-7bae-b008-208334143d5d',
  to: 'zhao@leqing.example.gov.cn',
  language: 'zh',
  subject: '派单请签收',
  grade: '特急',
  about: '口角、轻微纠纷，柳市镇 薛宅村',
  text: '11-18 09:00 【特急】派单请签收：口角、轻微纠纷，柳市镇 薛宅村。编号 330382-20261118-000001，请登录枫桥回执。',
  urgency: 'urgent',
  number: '330382-20261118-000001',
  path: '/incidents/0193a1c2-0000-7000-8000-000000000001',
  messageId: '0193a1c2-0000-7000-8000-000000000002',
};
const send = (own: EmailSettings, message: Partial<Outgoing> = {}, ms = 3_000) =>
  emailSender(own).send({ ...MESSAGE, ...message }, AbortSignal.timeout(ms));

describe('a mail', () => {
  it('says what was to be said, with the way to the matter, under a name of its own', async () => {
    const taken: Taken[] = [];
    const own = settings(await aServer({}, taken), { site: 'https://fengqiao.example.gov.cn' });
    expect(await send(own)).toEqual({ ok: true, id: '4Tx9q3', repeated: false });
    const [mail] = taken;
    expect(mail).toMatchObject({
      key: `<${MESSAGE.key}@leqing.example.gov.cn>`,
      subject: `派单请签收 ${MESSAGE.number}`,
      urgent: true,
    });
    expect(mail?.text).toContain(MESSAGE.text);
    expect(mail?.text).toContain(`https://fengqiao.example.gov.cn${MESSAGE.path}`);
    expect(mail?.headers).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(mail?.headers).toMatch(/^Content-Language: zh-CN$/m);
  });

  it('has no matter, place or person in its head, which servers log', async () => {
    const taken: Taken[] = [];
    await send(settings(await aServer({}, taken)));
    const head = `${taken[0]?.subject} ${taken[0]?.headers}`;
    for (const word of ['口角', '柳市', '薛宅']) expect(head).not.toContain(word);
  });

  it('keeps its Message-ID however often it is tried', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const { body } = await mailOf(MESSAGE, FROM);
        return /^Message-ID: (.*)$/m.exec(body.toString())?.[1];
      }),
    );
    expect(ids[0]).toBeDefined();
    expect(ids[0]).toBe(ids[1]);
  });

  it('cannot be bent by what it says', async () => {
    const taken: Taken[] = [];
    const subject = 'x\r\nBcc: everybody@example.com\r\n\r\nhello';
    await send(settings(await aServer({}, taken)), {
      subject,
      text: '.\r\nQUIT\r\n',
      language: 'en',
    });
    expect(taken).toHaveLength(1);
    expect(taken[0]?.headers).not.toMatch(/^Bcc:/im);
    expect(taken[0]?.text).toContain('QUIT');
  });

  it.each(['a@b.cn\r\nRCPT TO:<c@d.cn>', 'a@b.cn, c@d.cn', 'nobody', '', 'a b@c.cn', '<a@b.cn>'])(
    'does not go to %j',
    async (to) => {
      expect(await send(settings(1), { to })).toEqual({
        ok: false,
        kind: 'permanent',
        reason: 'gateway.receiver',
      });
    },
  );
});

describe('encryption', () => {
  const insecure = { ok: false, kind: 'transient', reason: 'gateway.insecure' };

  it('is demanded where it is set', async () => {
    const port = await aServer({ disabledCommands: ['STARTTLS'] });
    expect(await send(settings(port, { security: 'starttls' }))).toEqual(insecure);
  });

  it.each(['starttls', 'tls'] as const)('%s: takes known certificates only', async (security) => {
    const port = await aServer({
      secure: security === 'tls',
      cert: TEST_CERTIFICATE,
      key: TEST_KEY,
    });
    const own = settings(port, { security, host: 'localhost' });
    expect(await send(own)).toEqual(insecure);
    expect(await send({ ...own, ca: TEST_CERTIFICATE })).toMatchObject({ ok: true });
  });
});

describe('what became of it', () => {
  const error = (code: string, command = '', responseCode?: number) =>
    Object.assign(new Error(), { code, command, responseCode });
  const end = { isHandedOver: false, isAborted: false };

  it.each([
    [error('EENVELOPE', 'RCPT TO', 450), 'transient', 'gateway.busy 450'],
    [error('ECONNECTION', 'CONN', 421), 'transient', 'gateway.busy 421'],
    [error('EENVELOPE', 'RCPT TO', 550), 'permanent', 'gateway.receiver 550'],
    [error('EMESSAGE', 'DATA', 554), 'permanent', 'gateway.rejected 554'],
    [error('EENVELOPE', 'MAIL FROM', 530), 'permanent', 'gateway.credentials 530'],
    [error('EAUTH', 'AUTH PLAIN', 535), 'permanent', 'gateway.credentials 535'],
    [error('EAUTH', 'AUTH PLAIN', 454), 'transient', 'gateway.busy 454'],
    [error('EDNS', 'CONN'), 'transient', 'gateway.unreachable'],
    [error('ETIMEDOUT', 'CONN'), 'transient', 'gateway.timeout'],
  ])('%o', (problem, kind, reason) => {
    expect(outcomeOf(problem, end)).toEqual({ ok: false, kind, reason });
  });

  it('is unknown when the server falls silent after it has the whole mail', async () => {
    const port = await aServer({ onData: (stream) => void stream.resume() });
    expect(await send(settings(port), {}, 400)).toEqual({
      ok: false,
      kind: 'unknown',
      reason: 'gateway.timeout',
    });
  });

  it('is known when the server falls silent before', async () => {
    const port = await aServer({ onRcptTo: () => {} });
    expect(await send(settings(port), {}, 400)).toEqual({
      ok: false,
      kind: 'transient',
      reason: 'gateway.timeout',
    });
  });

  it('a server that talks without end is given up', async () => {
    const port = await aServer({ banner: 'x'.repeat(100_000) });
    expect(await send(settings(port))).toMatchObject({ ok: false, kind: 'transient' });
  });
});
