// A gateway that sends nothing and shows everything: real HTTP and SMTP on this machine, which takes SMS,
// calls, work messages, mails and webhooks as the real ones do, checks form, signature and token, recognises repeated
// keys, and can be told to fail. For tests, and so that a newcomer sees what would have been sent.
import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmailSettings } from '../email/index.ts';
import { isSigned } from '../outgoing/signature.ts';
import type { SmsHttpSettings } from '../sms-http/index.ts';
import { vapidKeys, type WebPushSettings } from '../web-push/index.ts';
import type { WebhookSettings } from '../webhook/index.ts';
import type { WecomSettings } from '../wecom/index.ts';
import { zhezhengdingSignature, type ZhezhengdingSettings } from '../zhezhengding/index.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import { gatewayPage } from './page.ts';
import { pushService, type PushService } from './push-service.ts';
import type { Failing, Received } from './received.ts';

/** Shown and kept; older ones are forgotten. */
const RECEIVED_MAX = 500;
/** Keys remembered: repetitions come within hours. */
const KEYS_MAX = 20_000;
/** Our own calls are a few kilobytes. */
const BODY_MAX_BYTES = 64 * 1024;
const TOKEN_SECONDS = 7200;
const PUSH_PATH = '/push/';

export type LoopbackGateway = Readonly<{
  url: string;
  settings: Readonly<{
    sms: SmsHttpSettings;
    voice: SmsHttpSettings;
    zhezhengding: ZhezhengdingSettings;
    wecom: WecomSettings;
    email: EmailSettings;
    webPush: WebPushSettings;
    webhook: WebhookSettings;
  }>;
  /** Browsers that are pushed to. */
  browsers: Pick<PushService, 'subscribe' | 'unsubscribe'>;
  received: () => readonly Received[];
  /** What was pushed, as its browser reads it. */
  opened: () => readonly Readonly<Record<string, unknown>>[];
  /** How often a key came again. */
  repetitions: () => number;
  fail: (how: Failing, times: number) => void;
  /** Ends all tokens of 企业微信 that were given out. */
  endTokens: () => void;
  close: () => Promise<void>;
}>;

type Call = Readonly<{
  method: string;
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: string;
  raw: Buffer;
}>;
type Answer = Readonly<{ status: number; body: unknown; type?: string }>;

const ok = (body: unknown): Answer => ({ status: 200, body });

/** Listens on 127.0.0.1; port 0 takes any free one. `secret` is made anew unless one is given. */
export async function startLoopbackGateway(
  port = 0,
  secret = randomBytes(24).toString('base64url'),
): Promise<LoopbackGateway> {
  const received: Received[] = [];
  const opened: Readonly<Record<string, unknown>>[] = [];
  const known = new Map<string, string>();
  const tokens = new Set<string>();
  let repetitions = 0;
  let failing: Failing[] = [];
  let url = '';
  const pushes = pushService(() => url);

  /** Takes a message once; a key that was seen is only counted. */
  function take(message: Omit<Received, 'at'>): { id: string; repeated: boolean } {
    const key = `${message.channel} ${message.key}`;
    const before = known.get(key);
    if (before !== undefined) {
      repetitions += 1;
      return { id: before, repeated: true };
    }
    const id = randomUUID();
    known.set(key, id);
    if (known.size > KEYS_MAX) known.delete(known.keys().next().value ?? '');
    received.push({ at: Date.now(), ...message });
    if (received.length > RECEIVED_MAX) received.shift();
    return { id, repeated: false };
  }

  function ours(call: Call, channel: 'sms' | 'voice' | 'webhook'): Answer {
    if (!isSigned(secret, call.headers, call.body, Date.now()))
      return { status: 401, body: { error: 'signature' } };
    const said = objectFrom(call.body);
    const { key, text } = said;
    const to = channel === 'webhook' ? String(said['number'] ?? '') : said['to'];
    if (typeof key !== 'string' || typeof text !== 'string' || typeof to !== 'string' || to === '')
      return { status: 400, body: { error: 'form' } };
    if (call.headers['idempotency-key'] !== key) return { status: 400, body: { error: 'key' } };
    const urgent = said['urgent'] === true || said['urgency'] === 'urgent';
    return ok(take({ channel, key, to, text, urgent }));
  }

  function zhezhengding({ headers, body, url }: Call): Answer {
    const params = Object.fromEntries(new URLSearchParams(body));
    const { 'x-hmac-auth-timestamp': time, 'x-hmac-auth-nonce': nonce } = headers;
    const lines = ['POST', String(time), String(nonce), url.pathname];
    const stated = ['x-hmac-auth-version', 'x-hmac-auth-ip', 'x-hmac-auth-mac'];
    if (
      headers['apikey'] !== 'loopback' ||
      headers['x-hmac-auth-signature'] !== zhezhengdingSignature(secret, lines, params) ||
      stated.some((name) => !headers[name])
    )
      return ok({ success: false, bizErrorCode: 'INVALID_SIGNATURE' });
    const { bizMsgId: key, receiverIds: to, tenantId, msg } = params;
    const text = textOf(objectFrom(msg ?? ''));
    if (!key || !to || !tenantId || text === undefined)
      return ok({ success: true, content: { success: false, responseCode: 'PARAM_INVALID' } });
    const { id, repeated } = take({ channel: 'zhezhengding', key, to, text, urgent: false });
    const inner = repeated
      ? { success: false, responseCode: 'BIZ_MSG_ID', responseMessage: '业务消息id重复' }
      : { success: true, content: { msgId: id } };
    return ok({ success: true, content: JSON.stringify(inner) });
  }

  function wecomToken({ url: { searchParams: asked } }: Call): Answer {
    if (asked.get('corpid') !== 'loopback' || asked.get('corpsecret') !== secret)
      return ok({ errcode: 40001, errmsg: 'invalid credential' });
    const token = randomUUID();
    tokens.add(token);
    return ok({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: TOKEN_SECONDS });
  }

  function wecom({ url, body }: Call): Answer {
    if (!tokens.has(url.searchParams.get('access_token') ?? ''))
      return ok({ errcode: 42001, errmsg: 'access_token expired' });
    const said = objectFrom(body);
    const to = said['touser'];
    const text = textOf(said);
    if (typeof to !== 'string' || text === undefined || typeof said['agentid'] !== 'number')
      return ok({ errcode: 40058, errmsg: 'invalid parameter' });
    if (to === 'nobody') return ok({ errcode: 81013, errmsg: 'no receiver' });
    // As the real one: the same request within the interval reaches nobody again.
    const key = said['enable_duplicate_check'] === 1 ? body : randomUUID();
    const { id } = take({ channel: 'wecom', key, to, text, urgent: false });
    return ok({ errcode: 0, errmsg: 'ok', msgid: id });
  }

  async function push({ url: { pathname }, headers, raw }: Call): Promise<Answer> {
    const id = pathname.slice(PUSH_PATH.length);
    const { status, payload } = await pushes.take(id, headers, raw);
    if (!payload) return { status, body: { error: 'push' } };
    opened.push(payload);
    if (opened.length > RECEIVED_MAX) opened.shift();
    const { key, title, body, urgent } = payload;
    const text = `${String(title)}\n${String(body)}`;
    take({ channel: 'webPush', key: String(key), to: id, text, urgent: urgent === true });
    return { status, body: '' };
  }

  function route(call: Call): Answer | Promise<Answer> {
    if (call.method === 'POST' && call.url.pathname.startsWith(PUSH_PATH)) return push(call);
    switch (`${call.method} ${call.url.pathname}`) {
      case 'POST /v1/messages':
        return ours(call, 'sms');
      case 'POST /v1/calls':
        return ours(call, 'voice');
      case 'POST /webhook':
        return ours(call, 'webhook');
      case 'POST /message/workNotification':
        return zhezhengding(call);
      case 'GET /cgi-bin/gettoken':
        return wecomToken(call);
      case 'POST /cgi-bin/message/send':
        return wecom(call);
      case 'GET /received':
        return ok({ items: received.toReversed() });
      case 'GET /':
        return { status: 200, body: gatewayPage(received), type: 'text/html; charset=utf-8' };
      default:
        return { status: 404, body: { error: 'not found' } };
    }
  }

  /** The answer; null where there is to be none. */
  async function answerTo(call: Call, request: http.IncomingMessage): Promise<Answer | null> {
    // Looking at what was received never fails, nor does fetching a token.
    switch (call.method === 'GET' ? undefined : failing.shift()) {
      case 'hang':
        return null;
      case 'lost':
        await route(call);
        request.socket.destroy();
        return null;
      case 'busy':
        return { status: 503, body: { error: 'busy' } };
      case 'reject':
        return { status: 422, body: { error: 'rejected' } };
      case 'credentials':
        return { status: 401, body: { error: 'credentials' } };
      case undefined:
        return route(call);
    }
  }

  const mail: MailServer = await startMailServer(
    secret,
    () => failing.shift(),
    ({ key, to, text, urgent }) => {
      const [first = ''] = text.split('\n\n');
      take({ channel: 'email', key, to, text: first, urgent });
    },
  );
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size > BODY_MAX_BYTES) request.destroy();
      else parts.push(part);
    });
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      const answering = answerTo(
        {
          method: request.method ?? '',
          url: new URL(request.url ?? '/', 'http://loopback'),
          headers: request.headers,
          body: raw.toString('utf8'),
          raw,
        },
        request,
      );
      void answering.then((answer) => {
        if (!answer) return;
        const { status, body, type = 'application/json' } = answer;
        response.writeHead(status, { 'content-type': type });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    settings: {
      sms: { url: `${url}/v1`, secret },
      voice: { url: `${url}/v1`, secret },
      zhezhengding: { url, appKey: 'loopback', appSecret: secret, tenantId: '1' },
      email: mail.settings,
      webPush: {
        keys: vapidKeys(Buffer.from(secret)),
        contact: 'mailto:room@loopback.example',
        isInside: true,
      },
      wecom: { url, corpId: 'loopback', corpSecret: secret, agentId: 1 },
      webhook: { url: `${url}/webhook`, secret, isInside: true },
    },
    browsers: pushes,
    received: () => received,
    opened: () => opened,
    repetitions: () => repetitions,
    fail: (how, times) => void (failing = Array.from({ length: times }, () => how)),
    endTokens: () => tokens.clear(),
    async close() {
      await mail.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function objectFrom(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** `{ msgtype: 'text', text: { content } }`, as both messengers take it. */
function textOf(said: Readonly<Record<string, unknown>>): string | undefined {
  const text = said['text'];
  if (said['msgtype'] !== 'text' || typeof text !== 'object' || text === null) return undefined;
  const { content } = text as { content?: unknown };
  return typeof content === 'string' && content !== '' ? content : undefined;
}
