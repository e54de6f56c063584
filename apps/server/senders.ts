// Which ways out of the house are configured: one sender for each gateway that has its settings.
import { readFileSync } from 'node:fs';
import { emailSender } from '#adapters/email/index.ts';
import { smsHttpSender } from '#adapters/sms-http/index.ts';
import { webhookSender } from '#adapters/webhook/index.ts';
import { wecomSender } from '#adapters/wecom/index.ts';
import { zhezhengdingSender } from '#adapters/zhezhengding/index.ts';
import type { Sender } from '#modules/notification/index.ts';
import type { GatewayConfig } from '#platform/config/index.ts';

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
