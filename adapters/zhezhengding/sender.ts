// 浙政钉: work notifications through the open platform of the exclusive DingTalk of Zhejiang's government
// (openplatform-pro.ding.zj.gov.cn). Each call is signed by the application's key; `bizMsgId` is ours and
// recognised: the same one twice is answered as a repetition.
import { createHmac, randomInt } from 'node:crypto';
import os from 'node:os';
import type { Outgoing, Sender, Sent } from '#modules/notification/index.ts';
import { called, jsonOf, permanent, refusedBy, transient } from '../outgoing/outcome.ts';

export type ZhezhengdingSettings = Readonly<{
  /** `https://openplatform-pro.ding.zj.gov.cn`. */
  url: string;
  appKey: string;
  appSecret: string;
  tenantId: string;
}>;

const PATH = '/message/workNotification';
/** Bytes of `msg` that the API takes. */
const MESSAGE_MAX_BYTES = 2048;
const OFFSET_MS = 8 * 3600_000;

export function zhezhengdingSender(settings: ZhezhengdingSettings): Sender {
  const url = new URL(`${settings.url.replace(/\/$/, '')}${PATH}`);
  return {
    channel: 'zhezhengding',
    recognisesKeys: true,
    async send(message: Outgoing, signal: AbortSignal): Promise<Sent> {
      const params = {
        bizMsgId: message.key,
        msg: textMessage(message.text),
        receiverIds: message.to,
        tenantId: settings.tenantId,
      };
      const headers = {
        ...zhezhengdingHeaders(settings, 'POST', PATH, params, Date.now()),
        'content-type': 'application/x-www-form-urlencoded',
      };
      const body = new URLSearchParams(params).toString();
      return called(
        { url, method: 'POST', headers, body, signal, mayBePrivate: true },
        ({ status, text }) => refusedBy(status) ?? sentFrom(jsonOf(text), message.key),
      );
    },
  };
}

/** The headers that the platform asks for: HMAC-SHA256 over method, time, nonce, path and sorted parameters. */
export function zhezhengdingHeaders(
  { appKey, appSecret }: Pick<ZhezhengdingSettings, 'appKey' | 'appSecret'>,
  method: string,
  path: string,
  params: Readonly<Record<string, string>>,
  now: number,
): Record<string, string> {
  const timestamp = new Date(now + OFFSET_MS).toISOString().replace('Z', '+08:00');
  const nonce = `${now}${randomInt(1000, 9999)}`;
  const own = networkCard();
  return {
    'x-hmac-auth-timestamp': timestamp,
    'x-hmac-auth-version': '1.0',
    'x-hmac-auth-nonce': nonce,
    'x-hmac-auth-signature': zhezhengdingSignature(
      appSecret,
      [method, timestamp, nonce, path],
      params,
    ),
    'x-hmac-auth-ip': own.address,
    'x-hmac-auth-mac': own.mac,
    apikey: appKey,
  };
}

export function zhezhengdingSignature(
  secret: string,
  lines: readonly string[],
  params: Readonly<Record<string, string>>,
): string {
  const sorted = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  return createHmac('sha256', secret)
    .update([...lines, sorted].join('\n'))
    .digest('base64');
}

function textMessage(text: string): string {
  const wrap = (content: string) => JSON.stringify({ msgtype: 'text', text: { content } });
  let content = text;
  while (Buffer.byteLength(wrap(content)) > MESSAGE_MAX_BYTES)
    content = [...content].slice(0, -1).join('');
  return wrap(content);
}

/** `{ success, content: { success, content: { msgId } } }`; the inner answer is the notification's own. */
function sentFrom(answer: Readonly<Record<string, unknown>> | undefined, key: string): Sent {
  if (!answer) return permanent('gateway.answer-unreadable');
  const inner = objectIn(answer, 'content') ?? answer;
  const code = String(
    inner['bizErrorCode'] ?? answer['bizErrorCode'] ?? inner['responseCode'] ?? '',
  );
  const words = String(inner['responseMessage'] ?? answer['errorMsg'] ?? answer['Message'] ?? '');
  // Said of a bizMsgId that was taken before: that is what a repetition after a crash wants to hear.
  if (/重复|REPEAT|DUPLICAT/i.test(`${code} ${words}`))
    return { ok: true, id: key, repeated: true };
  if (answer['success'] === true && inner['success'] !== false) {
    const taken = objectIn(inner, 'content');
    const id = taken?.['msgId'];
    return { ok: true, id: typeof id === 'string' ? id : key, repeated: false };
  }
  if (/LIMIT|BUSY|THROTTL|TIMEOUT|频/i.test(`${code} ${words}`))
    return transient('gateway.busy', code);
  if (/SIGN|AUTH|PERMISSION|TOKEN|APIKEY/i.test(code))
    return permanent('gateway.credentials', code);
  return permanent('gateway.rejected', code);
}

function objectIn(
  value: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const inner = value[name];
  if (typeof inner === 'string') return jsonOf(inner);
  return typeof inner === 'object' && inner !== null
    ? (inner as Record<string, unknown>)
    : undefined;
}

/** The platform wants to know the caller's network card; loopback counts when there is no other. */
function networkCard(): { address: string; mac: string } {
  const cards = Object.values(os.networkInterfaces()).flatMap((each) => each ?? []);
  const card = cards.find((each) => !each.internal && each.family === 'IPv4') ?? cards[0];
  return { address: card?.address ?? '127.0.0.1', mac: card?.mac ?? '00:00:00:00:00:00' };
}
