// Which ways out of the house are configured: one sender for each gateway that has its settings.
import { smsHttpSender } from '#adapters/sms-http/index.ts';
import { webhookSender } from '#adapters/webhook/index.ts';
import { wecomSender } from '#adapters/wecom/index.ts';
import { zhezhengdingSender } from '#adapters/zhezhengding/index.ts';
import type { Sender } from '#modules/notification/index.ts';
import type { GatewayConfig } from '#platform/config/index.ts';

export function sendersFrom(gateways: GatewayConfig): readonly Sender[] {
  const { sms, voice, zhezhengding, wecom, webhook, webhookInside } = gateways;
  return [
    ...(sms ? [smsHttpSender('sms', sms)] : []),
    ...(voice ? [smsHttpSender('voice', voice)] : []),
    ...(zhezhengding ? [zhezhengdingSender(zhezhengding)] : []),
    ...(wecom ? [wecomSender({ ...wecom, agentId: Number(wecom.agentId) })] : []),
    ...(webhook ? [webhookSender({ ...webhook, isInside: webhookInside })] : []),
  ];
}
