// Tells another system of each notice, signed. Only what the message itself says: number, words, urgency.
import type { Outgoing, Sender, Sent } from '#modules/notification/index.ts';
import { called, jsonOf, permanent, refusedBy } from '../outgoing/outcome.ts';
import { signedHeaders } from '../outgoing/signature.ts';

export type WebhookSettings = Readonly<{
  url: string;
  secret: string;
  /** The operator says that the receiver stands in the house's own network, or speaks plain HTTP. */
  isInside: boolean;
}>;

export function webhookSender({ url: address, secret, isInside }: WebhookSettings): Sender {
  const url = new URL(address);
  return {
    channel: 'webhook',
    recognisesKeys: true,
    async send({ key, number, subject, text, urgency, language }: Outgoing, signal): Promise<Sent> {
      if (!isInside && url.protocol !== 'https:') return permanent('gateway.forbidden');
      const body = JSON.stringify({
        type: 'notice',
        key,
        number,
        subject,
        text,
        urgency,
        language,
      });
      return called(
        {
          url,
          method: 'POST',
          headers: signedHeaders(secret, body, key, Date.now()),
          body,
          signal,
          mayBePrivate: isInside,
        },
        ({ status, text: answer }) =>
          refusedBy(status) ?? {
            ok: true,
            id: key,
            repeated: jsonOf(answer)?.['repeated'] === true,
          },
      );
    },
  };
}
