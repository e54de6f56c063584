// Settings of the gateways by which messages leave the house. Off by default; secrets come from the
// environment only, because the list of processes shows flags to everyone on the machine.
import { z } from 'zod';
import { setting, textSetting, type SettingTable } from './settings.ts';

export type HttpGateway = Readonly<{ url: string; secret: string }>;

/** The house's mail server; `caFile` names certificates of its own authority. */
export type EmailServer = Readonly<{
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'plain';
  from: string;
  login?: Readonly<{ user: string; password: string }>;
  caFile?: string;
}>;

/** Pushing to browsers; without keys of its own the installation's are used. */
export type WebPushConfig = Readonly<{
  keys: Readonly<{ publicKey: string; privateKey: string }> | undefined;
  /** Whom a push service may ask; undefined: the public address, if it is https. */
  contact: string | undefined;
  isInside: boolean;
}>;

export type GatewayConfig = Readonly<{
  sms: HttpGateway | undefined;
  voice: HttpGateway | undefined;
  zhezhengding:
    Readonly<{ url: string; appKey: string; appSecret: string; tenantId: string }> | undefined;
  wecom: Readonly<{ url: string; corpId: string; corpSecret: string; agentId: string }> | undefined;
  email: EmailServer | undefined;
  /** undefined: switched off. */
  webPush: WebPushConfig | undefined;
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

const trueOrFalse = (env: string, about: { zh: string; en: string }) =>
  setting({
    env,
    schema: z
      .enum(['true', 'false', '1', '0'])
      .default('false')
      .transform((text) => text === 'true' || text === '1'),
    about,
    expects: { zh: 'true 或 false', en: 'true or false' },
  });

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
  emailUrl: setting({
    env: 'MAPLEBRIDGE_EMAIL_URL',
    schema: z.url({ protocol: /^smtps?$/ }).optional(),
    about: {
      zh: '邮件服务器地址：smtp://主机:587（必须支持 STARTTLS）或 smtps://主机:465',
      en: 'mail server: smtp://host:587 (STARTTLS is demanded) or smtps://host:465',
    },
    expects: {
      zh: 'smtp:// 或 smtps:// 开头的地址',
      en: 'an address that begins with smtp:// or smtps://',
    },
  }),
  emailFrom: setting({
    env: 'MAPLEBRIDGE_EMAIL_FROM',
    schema: z.email().max(120).optional(),
    about: { zh: '发件邮箱', en: 'the address that mails come from' },
    expects: { zh: '邮箱地址', en: 'an e-mail address' },
  }),
  emailUser: secret('MAPLEBRIDGE_EMAIL_USER', '邮件服务器账号', 'account at the mail server'),
  emailPassword: secret('MAPLEBRIDGE_EMAIL_PASSWORD', '邮件服务器密码', 'its password'),
  emailCaFile: textSetting({
    env: 'MAPLEBRIDGE_EMAIL_CA_FILE',
    about: {
      zh: '签发邮件服务器证书的自有根证书文件（PEM）',
      en: 'file of the authority that signed the certificate of the mail server (PEM)',
    },
  }),
  emailPlain: trueOrFalse('MAPLEBRIDGE_EMAIL_PLAIN', {
    zh: '邮件服务器在内网，不加密',
    en: 'the mail server is inside: nothing is encrypted',
  }),
  webPush: setting({
    env: 'MAPLEBRIDGE_WEB_PUSH',
    schema: z.enum(['on', 'off']).default('on'),
    about: {
      zh: '浏览器推送：on（默认，由各人在本机开启）或 off',
      en: 'pushing to browsers: on (each person switches it on for theirs) or off',
    },
    expects: { zh: 'on 或 off', en: 'on or off' },
  }),
  vapidPublicKey: setting({
    env: 'MAPLEBRIDGE_VAPID_PUBLIC_KEY',
    schema: z
      .string()
      .regex(/^B[\w-]{86}$/)
      .optional(),
    about: {
      zh: '浏览器推送公钥（VAPID，base64url；默认由主密钥派生）',
      en: 'public key for web push (VAPID, base64url; derived from the master key by default)',
    },
    expects: { zh: 'base64url 的 P-256 公钥', en: 'a P-256 public key in base64url' },
  }),
  vapidPrivateKey: setting({
    env: 'MAPLEBRIDGE_VAPID_PRIVATE_KEY',
    schema: z
      .string()
      .regex(/^[\w-]{43}$/)
      .optional(),
    about: { zh: '浏览器推送私钥（VAPID，base64url）', en: 'its private key' },
    expects: { zh: 'base64url 的 P-256 私钥', en: 'a P-256 private key in base64url' },
  }),
  vapidContact: setting({
    env: 'MAPLEBRIDGE_VAPID_CONTACT',
    schema: z.url({ protocol: /^(mailto|https)$/ }).optional(),
    about: {
      zh: '推送服务商可联系的地址（mailto: 或 https:）',
      en: 'whom push services may ask (mailto: or https:)',
    },
    expects: {
      zh: 'mailto: 或 https: 开头的地址',
      en: 'an address that begins with mailto: or https:',
    },
  }),
  webPushInside: trueOrFalse('MAPLEBRIDGE_WEB_PUSH_INSIDE', {
    zh: '推送服务在内网：允许 http 和内网地址',
    en: 'the push service is inside: plain http and private addresses are allowed',
  }),
  webhookUrl: address('MAPLEBRIDGE_WEBHOOK_URL', {
    zh: '通知回调（webhook）地址',
    en: 'address of the webhook that hears of every notice',
  }),
  webhookSecret: secret('MAPLEBRIDGE_WEBHOOK_SECRET', '通知回调密钥', 'its secret'),
  webhookInside: trueOrFalse('MAPLEBRIDGE_WEBHOOK_INSIDE', {
    zh: '通知回调在内网：允许 http 和内网地址',
    en: 'the webhook is inside: plain http and private addresses are allowed',
  }),
} as const satisfies SettingTable;

/** The mail server that these settings name; undefined when they name none. */
export function emailServer(
  v: Readonly<{
    server: Readonly<{ url: string; from: string }> | undefined;
    login: Readonly<{ user: string; password: string }> | undefined;
    caFile: string | undefined;
    isPlain: boolean;
  }>,
): EmailServer | undefined {
  if (v.server === undefined) return undefined;
  const { protocol, hostname, port } = new URL(v.server.url);
  const security = protocol === 'smtps:' ? 'tls' : v.isPlain ? 'plain' : 'starttls';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? USUAL_PORT[security] : Number(port),
    security,
    from: v.server.from,
    ...(v.login ? { login: v.login } : {}),
    ...(v.caFile === undefined ? {} : { caFile: v.caFile }),
  };
}
/** Submission (RFC 8314), and relay inside the house. */
const USUAL_PORT = { tls: 465, starttls: 587, plain: 25 } as const;
