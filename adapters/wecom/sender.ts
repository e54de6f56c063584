// 企业微信: text messages of an application of the county's own corporation.
// API: /cgi-bin/gettoken and /cgi-bin/message/send (developer.work.weixin.qq.com, 发送应用消息). With
// enable_duplicate_check the same request within the interval reaches nobody a second time.
import type { Outgoing, Sender, Sent } from '#modules/notification/index.ts';
import { called, jsonOf, permanent, refusedBy, transient } from '../outgoing/outcome.ts';

export type WecomSettings = Readonly<{
  /** `https://qyapi.weixin.qq.com`, or the private deployment of a government network. */
  url: string;
  corpId: string;
  corpSecret: string;
  agentId: number;
}>;

/** The longest that the API allows: four hours; our tries end within one. */
const DUPLICATE_CHECK_SECONDS = 4 * 3600;
/** A token is fetched anew this long before it ends. */
const TOKEN_MARGIN_MS = 5 * 60_000;
/** Bytes of a text that the API takes. */
const TEXT_MAX_BYTES = 2048;

/** errcode: the token is not valid (any more), or the credentials are not. */
const TOKEN_ENDED: readonly unknown[] = [40014, 42001];
const CREDENTIALS: readonly unknown[] = [40001, 40013, 40091, 60020, 301002];
/** No such member, or none that may see the application. */
const RECEIVER: readonly unknown[] = [40003, 60111, 81013, 82001];
/** The system is busy, or we ask too often. */
const BUSY: readonly unknown[] = [-1, 45009, 45033];

export function wecomSender(settings: WecomSettings): Sender {
  const base = settings.url.replace(/\/$/, '');
  let token: { value: string; until: number } | undefined;

  async function withToken(
    signal: AbortSignal,
    use: (token: string) => Promise<Sent>,
  ): Promise<Sent> {
    if (token && token.until > Date.now()) return use(token.value);
    const url = new URL(`${base}/cgi-bin/gettoken`);
    url.searchParams.set('corpid', settings.corpId);
    url.searchParams.set('corpsecret', settings.corpSecret);
    return called({ url, method: 'GET', signal, mayBePrivate: true }, async ({ status, text }) => {
      const refused = refusedBy(status);
      if (refused) return refused;
      const got = jsonOf(text);
      const { errcode, access_token: value, expires_in: seconds } = got ?? {};
      if (errcode !== 0 || typeof value !== 'string') return refusal(errcode);
      const lives = typeof seconds === 'number' ? seconds * 1000 : 0;
      token = { value, until: Date.now() + Math.max(0, lives - TOKEN_MARGIN_MS) };
      return use(value);
    });
  }

  async function post(message: Outgoing, signal: AbortSignal, value: string): Promise<Sent> {
    const url = new URL(`${base}/cgi-bin/message/send`);
    url.searchParams.set('access_token', value);
    const body = JSON.stringify({
      touser: message.to,
      msgtype: 'text',
      agentid: settings.agentId,
      text: { content: shortened(message.text) },
      enable_duplicate_check: 1,
      duplicate_check_interval: DUPLICATE_CHECK_SECONDS,
    });
    const headers = { 'content-type': 'application/json' };
    return called(
      { url, method: 'POST', headers, body, signal, mayBePrivate: true },
      ({ status, text }) => {
        const refused = refusedBy(status);
        if (refused) return refused;
        const got = jsonOf(text);
        const { errcode, msgid, invaliduser } = got ?? {};
        if (errcode !== 0) return refusal(errcode);
        if (typeof invaliduser === 'string' && invaliduser !== '')
          return permanent('gateway.receiver');
        return { ok: true, id: typeof msgid === 'string' ? msgid : '', repeated: false };
      },
    );
  }

  return {
    channel: 'wecom',
    recognisesKeys: true,
    async send(message, signal) {
      const sent = await withToken(signal, (value) => post(message, signal, value));
      if (sent.ok || !sent.reason.startsWith(TOKEN_ENDED_REASON)) return sent;
      // It ended early (another process fetched one): once more with a new one.
      token = undefined;
      return withToken(signal, (value) => post(message, signal, value));
    },
  };
}

const TOKEN_ENDED_REASON = 'gateway.busy token';

function refusal(errcode: unknown): Sent {
  if (TOKEN_ENDED.includes(errcode))
    return { ok: false, kind: 'transient', reason: TOKEN_ENDED_REASON };
  const code = typeof errcode === 'number' ? errcode : undefined;
  if (code === undefined) return permanent('gateway.answer-unreadable');
  if (CREDENTIALS.includes(code)) return permanent('gateway.credentials', code);
  if (RECEIVER.includes(code)) return permanent('gateway.receiver', code);
  return BUSY.includes(code)
    ? transient('gateway.busy', code)
    : permanent('gateway.rejected', code);
}

/** Cut between characters: the API counts bytes and refuses what is longer. */
function shortened(text: string): string {
  let cut = text;
  while (Buffer.byteLength(cut) > TEXT_MAX_BYTES) cut = [...cut].slice(0, -1).join('');
  return cut;
}
