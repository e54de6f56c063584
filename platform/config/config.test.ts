import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BadSettings, isLoopback, readConfig, readSecrets, switchSetting } from './index.ts';

const config = (argv: string[] = [], env: Record<string, string> = {}) =>
  readConfig({}, argv, env).config;
const problems = (argv: string[], env: Record<string, string> = {}): string[] => {
  try {
    config(argv, env);
    return [];
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    return error.problems.map((problem) => problem.name);
  }
};

describe('settings', () => {
  it('stand on their own', () => {
    expect(config(['--data', '/srv/m'])).toMatchObject({
      port: 8040,
      host: '127.0.0.1',
      dataDir: '/srv/m',
      databaseUrl: undefined,
      roles: ['server', 'worker'],
      empty: false,
      demoSpeed: 1,
      oidc: undefined,
      s3: undefined,
    });
  });

  it('are taken from flags before the environment, and an empty variable is none', () => {
    const env = { MAPLEBRIDGE_PORT: '9001', DATABASE_URL: '', MAPLEBRIDGE_ROLES: 'worker' };
    expect(config(['--port=9000', '--empty'], env)).toMatchObject({
      port: 9000,
      empty: true,
      databaseUrl: undefined,
      roles: ['worker'],
    });
  });

  it('take two files for --tls', () => {
    const { tls, port } = config(['--tls', 'a.crt', 'a.key', '--port', '9000']);
    expect({ tls, port }).toEqual({ tls: { certFile: 'a.crt', keyFile: 'a.key' }, port: 9000 });
  });

  it('tell everything that is wrong at once', () => {
    const argv = ['--port', '0', '--nonsense', 'x', '--tls', 'only-one', '--data'];
    expect(problems(argv, { DATABASE_URL: 'mysql://x' }).sort()).toEqual(
      ['--data', '--nonsense', '--port', '--tls', 'DATABASE_URL', 'x'].sort(),
    );
  });

  it.each(['1.5', '-1', '65536', '8e3', ' '])('refuse the port %j', (port) => {
    expect(problems([`--port=${port}`])).toEqual(['--port']);
  });

  it('that belong together are asked for together', () => {
    expect(problems([], { MAPLEBRIDGE_S3_ENDPOINT: 'https://s3.example.com' })).toEqual([
      'MAPLEBRIDGE_S3_*',
    ]);
  });

  it('name a mail server by its address, encrypted unless it is said to be inside', () => {
    const own = (url: string, more: Record<string, string> = {}) =>
      config([], {
        MAPLEBRIDGE_EMAIL_URL: url,
        MAPLEBRIDGE_EMAIL_FROM: 'notice@example.gov.cn',
        ...more,
      }).gateways.email;
    const from = 'notice@example.gov.cn';
    expect(own('smtps://mail.example.gov.cn')).toEqual({
      ...{ host: 'mail.example.gov.cn', port: 465, security: 'tls', from },
    });
    expect(own('smtp://mail.example.gov.cn')).toMatchObject({ port: 587, security: 'starttls' });
    const login = { MAPLEBRIDGE_EMAIL_USER: 'u', MAPLEBRIDGE_EMAIL_PASSWORD: 'p' };
    expect(
      own('smtp://10.0.0.9:2525', { ...login, MAPLEBRIDGE_EMAIL_PLAIN: 'true' }),
    ).toMatchObject({
      ...{ host: '10.0.0.9', port: 2525, security: 'plain' },
      login: { user: 'u', password: 'p' },
    });
    expect(problems([], { MAPLEBRIDGE_EMAIL_URL: 'smtp://mail.example.gov.cn' })).toEqual([
      'MAPLEBRIDGE_EMAIL_*',
    ]);
    expect(problems([], { MAPLEBRIDGE_EMAIL_URL: 'https://mail.example.gov.cn' })).toEqual([
      'MAPLEBRIDGE_EMAIL_URL',
    ]);
  });

  it('keep every gateway off until it is named, each with all that it needs', () => {
    const { webhookInside, webPush, ...gateways } = config().gateways;
    // Off, too, until somebody switches it on in their own browser.
    expect(webPush).toEqual({ keys: undefined, contact: undefined, isInside: false });
    expect(config([], { MAPLEBRIDGE_WEB_PUSH: 'off' }).gateways.webPush).toBeUndefined();
    expect([webhookInside, Object.values(gateways).every((each) => each === undefined)]).toEqual([
      false,
      true,
    ]);
    expect(problems([], { MAPLEBRIDGE_SMS_URL: 'https://sms.example.gov.cn/v1' })).toEqual([
      'MAPLEBRIDGE_SMS_*',
    ]);
    const env = {
      MAPLEBRIDGE_WECOM_CORP_ID: 'ww1',
      MAPLEBRIDGE_WECOM_CORP_SECRET: 's',
      MAPLEBRIDGE_WECOM_AGENT_ID: '1000002',
    };
    expect(config([], env).gateways.wecom).toEqual({
      url: 'https://qyapi.weixin.qq.com',
      corpId: 'ww1',
      corpSecret: 's',
      agentId: '1000002',
    });
  });

  it('leave room for the flags and operands of one command', () => {
    const own = { dryRun: switchSetting('dry-run', { zh: '试运行', en: 'dry run' }) };
    const read = readConfig(own, ['file.csv', '--dry-run'], {}, 1);
    expect(read.options.dryRun).toBe(true);
    expect(read.operands).toEqual(['file.csv']);
    expect(() => readConfig(own, ['a', 'b'], {}, 1)).toThrow(BadSettings);
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['localhost', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['127.0.0.1.example.com', false],
    ['10.0.0.1', false],
  ])('%s: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));
});

describe('secrets', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'maplebridge-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are made once, readable by the owner only, and differ between installations', () => {
    const first = readSecrets(path.join(folder, 'a'));
    const again = readSecrets(path.join(folder, 'a'));
    const other = readSecrets(path.join(folder, 'b'));
    expect(again.masterKey).toEqual(first.masterKey);
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(other.fingerprint).not.toBe(first.fingerprint);
    expect(first.sealKey.asymmetricKeyType).toBe('ed25519');
    expect(statSync(path.join(folder, 'a', 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('take the master key from a file of its own', () => {
    const file = path.join(folder, 'master.key');
    writeFileSync(file, `${'ab'.repeat(32)}\n`);
    expect(readSecrets(path.join(folder, 'a'), file).masterKey.toString('hex')).toBe(
      'ab'.repeat(32),
    );
    writeFileSync(file, 'too short');
    expect(() => readSecrets(path.join(folder, 'a'), file)).toThrow('config.master-key-unreadable');
  });

  it('are never replaced when the file is damaged', () => {
    writeFileSync(path.join(folder, 'b', 'secrets.json'), '{}');
    expect(() => readSecrets(path.join(folder, 'b'))).toThrow('config.secrets-unreadable');
  });
});
