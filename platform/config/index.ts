// The configuration of a process: read once, before anything starts, from flags and environment.
// This is the only place that reads process.env.
import path from 'node:path';
import { canEnter, UNPRIVILEGED_UID } from '#platform/db/embedded-binaries.ts';
import { BadSettings, helpText, readSettings, type Environment } from './command-line.ts';
import { emailServer, GATEWAY_SETTINGS, type GatewayConfig } from './gateways.ts';
import { SETTINGS, type SettingTable, type Values } from './settings.ts';

export { BadSettings } from './command-line.ts';
export type { GatewayConfig, WebPushConfig } from './gateways.ts';
export {
  setting,
  switchSetting,
  numberSetting,
  textSetting,
  type SettingTable,
} from './settings.ts';
export { readSecrets, type Secrets } from './secrets.ts';

export type OidcConfig = Readonly<{
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
}>;
export type S3Config = Readonly<{
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}>;
export type Role = 'server' | 'worker';

export type Config = Readonly<{
  port: number;
  host: string;
  /** What people type into the browser; undefined: the address listened on. */
  publicUrl: string | undefined;
  trustedProxies: readonly string[];
  tls: Readonly<{ certFile: string; keyFile: string }> | undefined;
  /** Absolute. */
  dataDir: string;
  /** Where attachments lie when no S3 store is configured: `evidence` in the data folder. */
  evidenceDir: string;
  /** undefined: the embedded database. */
  databaseUrl: string | undefined;
  poolMax: number;
  roles: readonly Role[];
  /** Without the demo county. */
  empty: boolean;
  /** Serves the web app as it was last built. */
  noWebBuild: boolean;
  demoSpeed: number;
  logLevel: string;
  masterKeyFile: string | undefined;
  /** Which outside systems orders are exchanged with; none without it. */
  exchangeFile: string | undefined;
  oidc: OidcConfig | undefined;
  s3: S3Config | undefined;
  /** By which messages leave the house; all off by default. */
  gateways: GatewayConfig;
}>;

/** Reads the configuration; throws `BadSettings`. `own` adds flags of one command, see `commandLine`. */
export function readConfig<Own extends SettingTable>(
  own: Own,
  argv: readonly string[],
  env: Environment,
  operandsMax = 0,
): { config: Config; options: Values<Own>; operands: string[] } {
  const table = { ...SETTINGS, ...GATEWAY_SETTINGS, ...own };
  const { values, operands } = readSettings(table, argv, env, operandsMax);
  const v = values as Values<typeof SETTINGS & typeof GATEWAY_SETTINGS>;
  const dataDir = path.resolve(v.dataDir ?? defaultDataDir());
  const config: Config = {
    port: v.port,
    host: v.host,
    publicUrl: v.publicUrl,
    trustedProxies: v.trustedProxies,
    tls: v.tls,
    dataDir,
    evidenceDir: path.join(dataDir, 'evidence'),
    databaseUrl: v.databaseUrl,
    poolMax: v.poolMax,
    roles: v.roles,
    empty: v.empty,
    noWebBuild: v.noWebBuild,
    demoSpeed: v.demoSpeed,
    logLevel: v.logLevel,
    masterKeyFile: v.masterKeyFile,
    exchangeFile: v.exchangeFile,
    oidc: allOrNone('MAPLEBRIDGE_OIDC_', {
      issuer: v.oidcIssuer,
      clientId: v.oidcClientId,
      clientSecret: v.oidcClientSecret,
      name: v.oidcName ?? (v.oidcIssuer === undefined ? undefined : '统一身份认证'),
    }),
    s3: allOrNone('MAPLEBRIDGE_S3_', {
      endpoint: v.s3Endpoint,
      bucket: v.s3Bucket,
      region: v.s3Region ?? (v.s3Endpoint === undefined ? undefined : 'us-east-1'),
      accessKeyId: v.s3AccessKeyId,
      secretAccessKey: v.s3SecretAccessKey,
    }),
    gateways: {
      sms: allOrNone('MAPLEBRIDGE_SMS_', { url: v.smsUrl, secret: v.smsSecret }),
      voice: allOrNone('MAPLEBRIDGE_VOICE_', { url: v.voiceUrl, secret: v.voiceSecret }),
      zhezhengding: allOrNone('MAPLEBRIDGE_ZHEZHENGDING_', {
        url: v.zhezhengdingUrl,
        appKey: v.zhezhengdingAppKey,
        appSecret: v.zhezhengdingAppSecret,
        tenantId: v.zhezhengdingTenantId,
      }),
      wecom: allOrNone('MAPLEBRIDGE_WECOM_', {
        url:
          v.wecomUrl ?? (v.wecomCorpId === undefined ? undefined : 'https://qyapi.weixin.qq.com'),
        corpId: v.wecomCorpId,
        corpSecret: v.wecomCorpSecret,
        agentId: v.wecomAgentId,
      }),
      email: emailServer({
        server: allOrNone('MAPLEBRIDGE_EMAIL_', { url: v.emailUrl, from: v.emailFrom }),
        login: allOrNone('MAPLEBRIDGE_EMAIL_', { user: v.emailUser, password: v.emailPassword }),
        caFile: v.emailCaFile,
        isPlain: v.emailPlain,
      }),
      webPush:
        v.webPush === 'off'
          ? undefined
          : {
              keys: allOrNone('MAPLEBRIDGE_VAPID_', {
                publicKey: v.vapidPublicKey,
                privateKey: v.vapidPrivateKey,
              }),
              contact: v.vapidContact,
              isInside: v.webPushInside,
            },
      webhook: allOrNone('MAPLEBRIDGE_WEBHOOK_', { url: v.webhookUrl, secret: v.webhookSecret }),
      webhookInside: v.webhookInside,
    },
  };
  return { config, options: values as Values<Own>, operands };
}

/**
 * The configuration and own flags of a command from this process's command line and environment.
 * Prints what is wrong and exits with 2; prints the help and exits with 0 for `--help`.
 */
export function commandLine<Own extends SettingTable>(
  own: Own,
  operandsMax = 0,
): { config: Config; options: Values<Own>; operands: string[] } {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) {
    console.log(helpText({ ...own, ...SETTINGS, ...GATEWAY_SETTINGS }));
    process.exit(0);
  }
  try {
    return readConfig(own, argv, process.env, operandsMax);
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    for (const { name, zh, en } of error.problems)
      console.error(`${name}：${zh}。 ${name}: ${en}.`);
    console.error('全部参数见 --help。 See --help for all settings.');
    process.exit(2);
  }
}

/** Whether only this machine can reach an address; demo accounts may be served nowhere else. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** `.data` in the working folder, unless root's database user cannot get there (a checkout in /root). */
function defaultDataDir(): string {
  const root = process.getuid?.() === 0;
  return root && !canEnter(process.cwd(), UNPRIVILEGED_UID) ? '/var/lib/maplebridge' : '.data';
}

/** A group of settings that only make sense together. */
function allOrNone<T extends Record<string, string | undefined>>(
  prefix: string,
  group: T,
): { [K in keyof T]: string } | undefined {
  const entries = Object.entries(group);
  if (entries.every(([, value]) => value === undefined)) return undefined;
  const missing = entries.filter(([, value]) => value === undefined).map(([name]) => name);
  if (missing.length > 0)
    throw new BadSettings([
      {
        name: `${prefix}*`,
        zh: `还缺 ${missing.join('、')}`,
        en: `also needs ${missing.join(', ')}`,
      },
    ]);
  return group as { [K in keyof T]: string };
}
