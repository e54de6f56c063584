// Web push (RFC 8030): to a browser through the push service of its maker. What is said is encrypted for
// that browser alone (RFC 8291), padded to one length, and the house shows itself by its key (RFC 8292).
// The browser's own worker knows a key that it has shown (apps/web/public/push-worker.js).
import { Buffer } from 'node:buffer';
import { pushTarget, type Outgoing, type Sender, type Sent } from '#modules/notification/index.ts';
import { called, permanent, refusedBy } from '../outgoing/outcome.ts';
import type { VapidKeys } from './keys.ts';

export type WebPushSettings = Readonly<{
  keys: VapidKeys;
  /** Whom the push service may ask: `mailto:` or `https:`. */
  contact: string;
  /** The push service stands in the house's own network: plain HTTP and private addresses are right. */
  isInside: boolean;
}>;

/** Every payload has this length, so that it tells the push service nothing. Services take 4,096 in all. */
export const PAYLOAD_BYTES = 1_536;
/** How long a push service keeps what it cannot deliver: an order of an hour ago has found somebody else. */
const KEPT_SECONDS = { urgent: 3_600, ordinary: 24 * 3_600, information: 24 * 3_600 } as const;
/** A signature is good for so long; RFC 8292 allows a day. */
const SIGNATURE_SECONDS = 3_600;

export function webPushSender({ keys, contact, isInside }: WebPushSettings): Sender {
  return {
    channel: 'webPush',
    recognisesKeys: true,
    async send(message: Outgoing, signal: AbortSignal): Promise<Sent> {
      const target = pushTarget(message.to);
      if (!target) return permanent('gateway.receiver');
      const url = new URL(target.endpoint);
      if (!isInside && url.protocol !== 'https:') return permanent('gateway.forbidden');
      // Loaded with the first push: a start need not wait for it.
      const { default: webPush } = await import('web-push');
      const { cipherText } = webPush.encrypt(
        target.p256dh,
        target.auth,
        payloadOf(message),
        'aes128gcm',
      );
      const { Authorization } = webPush.getVapidHeaders(
        url.origin,
        contact,
        keys.publicKey,
        keys.privateKey,
        'aes128gcm',
        Math.floor(Date.now() / 1000) + SIGNATURE_SECONDS,
      );
      const headers = {
        authorization: Authorization,
        'content-type': 'application/octet-stream',
        'content-encoding': 'aes128gcm',
        ttl: String(KEPT_SECONDS[message.urgency]),
        urgency: message.urgency === 'urgent' ? 'high' : 'normal',
        // Of two with one topic that were not delivered yet the service keeps one.
        topic: message.key.replaceAll('-', '').slice(0, TOPIC_CHARACTERS),
      };
      return called(
        { url, method: 'POST', headers, body: cipherText, signal, mayBePrivate: isInside },
        ({ status }) => {
          if (status === 404 || status === 410)
            return { ok: false, kind: 'gone', reason: `gateway.receiver ${status}` };
          return refusedBy(status) ?? { ok: true, id: '', repeated: false };
        },
      );
    },
  };
}

/** RFC 8030, 5.4. */
const TOPIC_CHARACTERS = 32;

/** What the browser's worker reads: what is asked, level, kind of matter, place and number; no person. */
export function payloadOf(message: Outgoing): Buffer {
  const { key, subject, grade, about, number, path, messageId, urgency, language } = message;
  const said = (cut: string): Buffer =>
    Buffer.from(
      JSON.stringify({
        key,
        title: graded(grade, language) + subject,
        body: [cut, number && NUMBER[language] + number].filter(Boolean).join('\n'),
        path,
        message: messageId,
        acknowledge: ACKNOWLEDGE[language],
        urgent: urgency === 'urgent',
        language: language === 'zh' ? 'zh-CN' : 'en',
      }),
    );
  let cut = about;
  while (said(cut).length > PAYLOAD_BYTES && cut !== '') cut = [...cut].slice(0, -1).join('');
  // JSON may be followed by blanks.
  return Buffer.concat([said(cut), Buffer.alloc(PAYLOAD_BYTES, ' ')]).subarray(0, PAYLOAD_BYTES);
}
const graded = (grade: string, language: Outgoing['language']): string =>
  grade === '' ? '' : language === 'zh' ? `【${grade}】` : `[${grade}] `;
const NUMBER = { zh: '编号 ', en: 'No. ' } as const;
const ACKNOWLEDGE = { zh: '收到', en: 'Got it' } as const;
