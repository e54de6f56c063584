// Which ways out of the house are configured: one sender for each gateway that has its settings, and
// pushing to browsers, which needs none.
import { readFileSync } from 'node:fs';
import { emailSender } from '#adapters/email/index.ts';
import { smsHttpSender } from '#adapters/sms-http/index.ts';
import { webhookSender } from '#adapters/webhook/index.ts';
import { mayBeCalled, vapidKeys, webPushSender } from '#adapters/web-push/index.ts';
import { wecomSender } from '#adapters/wecom/index.ts';
import { zhezhengdingSender } from '#adapters/zhezhengding/index.ts';
import type { PushDoor, Sender } from '#modules/notification/index.ts';
import type { GatewayConfig, WebPushConfig } from '#platform/config/index.ts';

/** `publicUrl` is where mails link to. Throws what reading the certificates of the mail server throws. */
export function sendersFrom(
  gateways: GatewayConfig,
  publicUrl: string | undefined,
): readonly Sender[] {
  const { sms, voice, zhezhengding, wecom, email, webhook, webhookInside } = gateways;
  return [
    ...(sms ? [smsHttpSender('sms', sms)] : []),
    ...(voice ? [smsHttpSender('voice', voice)] : []),
    ...(zhezhengding ? [zhezhengdingSender(zhezhengding)] : []),
    ...(wecom ? [wecomSender({ ...wecom, agentId: Number(wecom.agentId) })] : []),
    ...(email ? [mailSender(email, publicUrl)] : []),
    ...(webhook ? [webhookSender({ ...webhook, isInside: webhookInside })] : []),
  ];
}

function mailSender(
  { caFile, ...server }: NonNullable<GatewayConfig['email']>,
  publicUrl: string | undefined,
): Sender {
  return emailSender({
    ...server,
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') }),
    ...(publicUrl === undefined ? {} : { site: publicUrl }),
  });
}

/** Pushing to browsers: who sends, and what the browsers have to know. */
export type WebPush = Readonly<{ sender: Sender; door: PushDoor }>;

/** `site` is what people type into the browser. */
export function webPushFrom(
  { keys: given, contact, isInside }: WebPushConfig,
  masterKey: Uint8Array,
  site: string | undefined,
): WebPush {
  const keys = given ?? vapidKeys(masterKey);
  const known = contact ?? (site?.startsWith('https:') ? site : NOBODY);
  return {
    sender: webPushSender({ keys, contact: known, isInside }),
    door: {
      publicKey: keys.publicKey,
      mayCall: (endpoint) => mayBeCalled(endpoint, isInside),
    },
  };
}
/** Push services want an address; this one says that nobody has told it (RFC 2606). */
const NOBODY = 'mailto:nobody@maplebridge.invalid';
