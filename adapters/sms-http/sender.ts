// SMS and voice over an HTTP gateway by the contract of docs/notification.md: most providers are reached
// through a small gateway of the county's own data centre, which speaks each provider's dialect.
import type { Outgoing, Sender, Sent } from '#modules/notification/index.ts';
import { called, jsonOf, permanent, refusedBy } from '../outgoing/outcome.ts';
import { signedHeaders } from '../outgoing/signature.ts';

export type SmsHttpSettings = Readonly<{
  /** e.g. `https://sms.example.gov.cn/v1`; `/messages` and `/calls` are below it. */
  url: string;
  secret: string;
}>;

const PATHS = { sms: 'messages', voice: 'calls' } as const;

/** A phone number as gateways take it: E.164 or a national number, digits only. */
const PHONE = /^\+?\d{5,15}$/;

export function smsHttpSender(channel: 'sms' | 'voice', settings: SmsHttpSettings): Sender {
  const url = new URL(`${settings.url.replace(/\/$/, '')}/${PATHS[channel]}`);
  return {
    channel,
    recognisesKeys: true,
    async send(message: Outgoing, signal: AbortSignal): Promise<Sent> {
      if (!PHONE.test(message.to)) return permanent('gateway.receiver');
      const { key, to, text, language, urgency } = message;
      const body = JSON.stringify({ key, to, text, language, urgent: urgency === 'urgent' });
      return called(
        {
          url,
          method: 'POST',
          headers: signedHeaders(settings.secret, body, key, Date.now()),
          body,
          signal,
          // The operator named this gateway; it mostly stands in the same data centre.
          mayBePrivate: true,
        },
        ({ status, text: answer }) => {
          const refused = refusedBy(status);
          if (refused) return refused;
          const taken = jsonOf(answer);
          return typeof taken?.['id'] === 'string'
            ? { ok: true, id: taken['id'], repeated: taken['repeated'] === true }
            : permanent('gateway.answer-unreadable');
        },
      );
    },
  };
}
