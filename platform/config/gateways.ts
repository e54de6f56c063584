// Settings of the gateways by which messages leave the house. Off by default; secrets come from the
// environment only, because the list of processes shows flags to everyone on the machine.
import { z } from 'zod';
import { setting, textSetting, type SettingTable } from './settings.ts';

export type HttpGateway = Readonly<{ url: string; secret: string }>;

export type GatewayConfig = Readonly<{
  sms: HttpGateway | undefined;
  voice: HttpGateway | undefined;
  zhezhengding:
    Readonly<{ url: string; appKey: string; appSecret: string; tenantId: string }> | undefined;
  wecom: Readonly<{ url: string; corpId: string; corpSecret: string; agentId: string }> | undefined;
  webhook: HttpGateway | undefined;
  /** The webhook's receiver stands in our own network: plain HTTP and private addresses are right. */
  webhookInside: boolean;
}>;

const address = (env: string, about: { zh: string; en: string }) =>
  setting({
    env,
    schema: z.url({ protocol: /^https?$/ }).optional(),
    about,
    expects: {
      zh: 'http:// 或 https:// 开头的地址',
      en: 'an address that begins with http:// or https://',
    },
  });
const secret = (env: string, zh: string, en: string) => textSetting({ env, about: { zh, en } });

export const GATEWAY_SETTINGS = {
  smsUrl: address('MAPLEBRIDGE_SMS_URL', {
    zh: '短信网关地址（见 docs/notification.md）',
    en: 'address of the SMS gateway (docs/notification.md)',
  }),
  smsSecret: secret('MAPLEBRIDGE_SMS_SECRET', '短信网关密钥', 'secret of the SMS gateway'),
  voiceUrl: address('MAPLEBRIDGE_VOICE_URL', {
    zh: '语音网关地址',
    en: 'address of the voice gateway',
  }),
  voiceSecret: secret('MAPLEBRIDGE_VOICE_SECRET', '语音网关密钥', 'secret of the voice gateway'),
  zhezhengdingUrl: address('MAPLEBRIDGE_ZHEZHENGDING_URL', {
    zh: '浙政钉开放平台地址',
    en: 'address of the open platform of Zhezhengding',
  }),
  zhezhengdingAppKey: secret('MAPLEBRIDGE_ZHEZHENGDING_APP_KEY', '浙政钉 App Key', 'its app key'),
  zhezhengdingAppSecret: secret(
    'MAPLEBRIDGE_ZHEZHENGDING_APP_SECRET',
    '浙政钉 App Secret',
    'its app secret',
  ),
  zhezhengdingTenantId: secret(
    'MAPLEBRIDGE_ZHEZHENGDING_TENANT_ID',
    '浙政钉租户编号',
    'its tenant id',
  ),
  wecomUrl: address('MAPLEBRIDGE_WECOM_URL', {
    zh: '企业微信接口地址（默认 https://qyapi.weixin.qq.com）',
    en: 'address of the WeCom API (https://qyapi.weixin.qq.com)',
  }),
  wecomCorpId: secret('MAPLEBRIDGE_WECOM_CORP_ID', '企业微信企业编号', 'WeCom corporation id'),
  wecomCorpSecret: secret('MAPLEBRIDGE_WECOM_CORP_SECRET', '企业微信应用密钥', 'secret of its app'),
  wecomAgentId: setting({
    env: 'MAPLEBRIDGE_WECOM_AGENT_ID',
    schema: z
      .string()
      .regex(/^\d{1,9}$/)
      .optional(),
    about: { zh: '企业微信应用编号', en: 'agent id of its app' },
    expects: { zh: '数字', en: 'digits' },
  }),
  webhookUrl: address('MAPLEBRIDGE_WEBHOOK_URL', {
    zh: '通知回调（webhook）地址',
    en: 'address of the webhook that hears of every notice',
  }),
  webhookSecret: secret('MAPLEBRIDGE_WEBHOOK_SECRET', '通知回调密钥', 'its secret'),
  webhookInside: setting({
    env: 'MAPLEBRIDGE_WEBHOOK_INSIDE',
    schema: z
      .enum(['true', 'false', '1', '0'])
      .default('false')
      .transform((text) => text === 'true' || text === '1'),
    about: {
      zh: '通知回调在内网：允许 http 和内网地址',
      en: 'the webhook is inside: plain http and private addresses are allowed',
    },
    expects: { zh: 'true 或 false', en: 'true or false' },
  }),
} as const satisfies SettingTable;
