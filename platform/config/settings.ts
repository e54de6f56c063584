// Every setting of the program in one table: how it is called on the command line and in the
// environment, what it may be, and what it is when nobody says. Nothing else reads either.
import { z } from 'zod';

export type Setting<S extends z.ZodType = z.ZodType> = Readonly<{
  /** `--flag`; left out for secrets, which everyone on the machine could read in the list of processes. */
  flag?: string;
  env?: string;
  /** Reads the text given; a switch without a value reads as 'true'. */
  schema: S;
  /** A flag without a value. */
  isSwitch?: boolean;
  about: Readonly<{ zh: string; en: string }>;
  /** What a value has to look like, told when it does not. */
  expects: Readonly<{ zh: string; en: string }>;
}>;

export type SettingTable = Readonly<Record<string, Setting>>;
export type Values<T extends SettingTable> = { readonly [K in keyof T]: z.output<T[K]['schema']> };

/** Declares one setting; keeps the type of its schema. */
export function setting<S extends z.ZodType>(definition: Setting<S>): Setting<S> {
  return definition;
}

/** A switch: `--empty`. */
export function switchSetting(flag: string, about: Setting['about'], env?: string) {
  return setting({
    flag,
    ...(env === undefined ? {} : { env }),
    isSwitch: true,
    schema: z
      .enum(['true', 'false', '1', '0', ''])
      .default('false')
      .transform((text) => text === 'true' || text === '1'),
    about,
    expects: { zh: 'true 或 false', en: 'true or false' },
  });
}

/** A text or the path of a file; `fallback` undefined means that it may be left out. */
export function textSetting(definition: Omit<Setting, 'schema' | 'expects'>) {
  return setting({
    ...definition,
    schema: z.string().min(1).max(TEXT_MAX).optional(),
    expects: { zh: '非空的文字', en: 'some text' },
  });
}

/** A whole number within bounds, both of them allowed. */
export function numberSetting(
  definition: Omit<Setting, 'schema' | 'expects'> &
    Readonly<{ min: number; max: number; fallback: number }>,
) {
  const { min, max, fallback, ...rest } = definition;
  return setting({
    ...rest,
    schema: wholeNumber(min, max).default(fallback),
    expects: { zh: `${min} 到 ${max} 的整数`, en: `a whole number from ${min} to ${max}` },
  });
}

const TEXT_MAX = 4_096;
const DEMO_SPEED_MAX = 1_000;
const ROLES = ['server', 'worker'] as const;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(min).max(max));
const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
const webAddress = (protocols: RegExp) => z.url({ protocol: protocols }).optional();

export const SETTINGS = {
  port: setting({
    flag: 'port',
    env: 'MAPLEBRIDGE_PORT',
    schema: wholeNumber(1, 65_535).default(8040),
    about: { zh: '监听端口（默认 8040）', en: 'port to listen on (8040)' },
    expects: { zh: '1 到 65535 的整数', en: 'a whole number from 1 to 65535' },
  }),
  host: setting({
    flag: 'host',
    env: 'MAPLEBRIDGE_HOST',
    schema: z.union([z.ipv4(), z.ipv6(), z.hostname()]).default('127.0.0.1'),
    about: {
      zh: '监听地址（默认 127.0.0.1，只限本机）',
      en: 'address to listen on (127.0.0.1: this machine only)',
    },
    expects: { zh: 'IP 地址或主机名', en: 'an IP address or a host name' },
  }),
  publicUrl: setting({
    flag: 'public-url',
    env: 'MAPLEBRIDGE_PUBLIC_URL',
    schema: webAddress(/^https?$/),
    about: {
      zh: '用户在浏览器中输入的地址（反向代理之后必填）',
      en: 'the address that people type (needed behind a reverse proxy)',
    },
    expects: {
      zh: 'http:// 或 https:// 开头的地址',
      en: 'an address that begins with http:// or https://',
    },
  }),
  trustedProxies: setting({
    env: 'MAPLEBRIDGE_TRUSTED_PROXIES',
    schema: z
      .string()
      .transform(list)
      .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
      .default([]),
    about: {
      zh: '可信反向代理的地址或网段，逗号分隔',
      en: 'addresses or networks of trusted reverse proxies, separated by commas',
    },
    expects: { zh: 'IP 地址或 CIDR 网段', en: 'IP addresses or CIDR networks' },
  }),
  tls: setting({
    flag: 'tls',
    env: 'MAPLEBRIDGE_TLS',
    schema: z
      .string()
      .transform(list)
      .pipe(z.tuple([z.string(), z.string()]))
      .transform(([certFile, keyFile]) => ({ certFile, keyFile }))
      .optional(),
    about: {
      zh: '证书文件和私钥文件（--tls CERT KEY）',
      en: 'certificate and key files (--tls CERT KEY)',
    },
    expects: { zh: '两个文件：证书和私钥', en: 'two files: certificate and key' },
  }),
  dataDir: setting({
    flag: 'data',
    env: 'MAPLEBRIDGE_DATA',
    schema: z.string().min(1).max(TEXT_MAX).optional(),
    about: { zh: '数据目录（默认 .data）', en: 'data folder (.data)' },
    expects: { zh: '一个目录', en: 'a folder' },
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//)
      .optional(),
    about: {
      zh: 'PostgreSQL（≥ 15）的地址；不填则使用内置数据库',
      en: 'address of a PostgreSQL (≥ 15); without it the embedded database is used',
    },
    expects: {
      zh: 'postgres://用户:口令@主机:端口/库名',
      en: 'postgres://user:password@host:port/database',
    },
  }),
  poolMax: setting({
    env: 'MAPLEBRIDGE_DATABASE_POOL',
    // With fewer the jobs at work would wait for each other's connections (platform/jobs).
    schema: wholeNumber(4, 500).default(16),
    about: { zh: '数据库连接数上限（默认 16）', en: 'database connections at most (16)' },
    expects: { zh: '4 到 500 的整数', en: 'a whole number from 4 to 500' },
  }),
  roles: setting({
    flag: 'roles',
    env: 'MAPLEBRIDGE_ROLES',
    schema: z
      .string()
      .transform(list)
      .pipe(z.array(z.enum(ROLES)).nonempty())
      .default([...ROLES]),
    about: {
      zh: '本进程承担的角色（默认 server,worker）',
      en: 'what this process does (server,worker)',
    },
    expects: { zh: 'server、worker，逗号分隔', en: 'server and worker, separated by commas' },
  }),
  empty: switchSetting(
    'empty',
    { zh: '不生成演示事件', en: 'start without the demonstration incidents' },
    'MAPLEBRIDGE_EMPTY',
  ),
  noWebBuild: switchSetting(
    'no-web-build',
    {
      zh: '不构建网页，照上次构建的提供',
      en: 'do not build the web app; serve it as it was last built',
    },
    'MAPLEBRIDGE_NO_WEB_BUILD',
  ),
  demoSpeed: setting({
    flag: 'demo-speed',
    env: 'MAPLEBRIDGE_DEMO_SPEED',
    schema: z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().max(DEMO_SPEED_MAX))
      .default(1),
    about: {
      zh: '演示事件到来的速度倍数，0 为停（默认 1）',
      en: 'how fast demo incidents arrive, 0 for never (1)',
    },
    expects: { zh: '0 到 1000 的数', en: 'a number from 0 to 1000' },
  }),
  logLevel: setting({
    flag: 'log-level',
    env: 'MAPLEBRIDGE_LOG_LEVEL',
    schema: z.enum(LOG_LEVELS).default('info'),
    about: { zh: '日志级别（默认 info）', en: 'log level (info)' },
    expects: { zh: LOG_LEVELS.join('、'), en: LOG_LEVELS.join(', ') },
  }),
  masterKeyFile: setting({
    env: 'MAPLEBRIDGE_MASTER_KEY_FILE',
    schema: z.string().min(1).max(TEXT_MAX).optional(),
    about: {
      zh: '主密钥文件（默认在数据目录里生成）',
      en: 'file of the master key (made in the data folder by default)',
    },
    expects: { zh: '一个文件', en: 'a file' },
  }),
  exchangeFile: setting({
    flag: 'exchange',
    env: 'MAPLEBRIDGE_EXCHANGE',
    schema: z.string().min(1).max(TEXT_MAX).optional(),
    about: {
      zh: '外部系统（110、12345 等）对接设置文件，见 docs/exchange.md',
      en: 'file of the outside systems (110, 12345 …) to exchange orders with, see docs/exchange.md',
    },
    expects: { zh: '一个文件', en: 'a file' },
  }),
  oidcIssuer: setting({
    env: 'MAPLEBRIDGE_OIDC_ISSUER',
    schema: webAddress(/^https?$/),
    about: { zh: '统一身份认证（OIDC）的颁发者地址', en: 'issuer address of the OIDC log-in' },
    expects: { zh: 'https:// 开头的地址', en: 'an address that begins with https://' },
  }),
  oidcClientId: textSetting({
    env: 'MAPLEBRIDGE_OIDC_CLIENT_ID',
    about: { zh: 'OIDC 客户端编号', en: 'OIDC client id' },
  }),
  oidcClientSecret: textSetting({
    env: 'MAPLEBRIDGE_OIDC_CLIENT_SECRET',
    about: { zh: 'OIDC 客户端密钥', en: 'OIDC client secret' },
  }),
  oidcName: textSetting({
    env: 'MAPLEBRIDGE_OIDC_NAME',
    about: { zh: '登录页上显示的名称', en: 'its name on the sign-in page' },
  }),
  s3Endpoint: setting({
    env: 'MAPLEBRIDGE_S3_ENDPOINT',
    schema: webAddress(/^https?$/),
    about: {
      zh: 'S3 兼容存储的地址；不填则附件存数据目录',
      en: 'address of an S3-compatible store; without it attachments are kept in the data folder',
    },
    expects: {
      zh: 'http:// 或 https:// 开头的地址',
      en: 'an address that begins with http:// or https://',
    },
  }),
  s3Bucket: textSetting({ env: 'MAPLEBRIDGE_S3_BUCKET', about: { zh: '存储桶', en: 'bucket' } }),
  s3Region: textSetting({ env: 'MAPLEBRIDGE_S3_REGION', about: { zh: '区域', en: 'region' } }),
  s3AccessKeyId: textSetting({
    env: 'MAPLEBRIDGE_S3_ACCESS_KEY_ID',
    about: { zh: '访问密钥编号', en: 'access key id' },
  }),
  s3SecretAccessKey: textSetting({
    env: 'MAPLEBRIDGE_S3_SECRET_ACCESS_KEY',
    about: { zh: '访问密钥', en: 'secret access key' },
  }),
} as const satisfies SettingTable;
