// The supervisor against real processes: it is killed, its database is killed, its folder is misused.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { startEmbeddedDatabase } from './embedded.ts';
import { isAlive } from './folder-lock.ts';

// Making a cluster syncs a thousand files; a busy disk takes its time.
vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(path.join(tmpdir(), 'maplebridge-embedded-'));
chmodSync(root, 0o755);
const dataDir = path.join(root, 'data');
// fsync stays on here: this is how it runs for people.
const start = (folder = dataDir, fsync = true) =>
  startEmbeddedDatabase({
    dataDir: folder,
    settings: { sharedBuffersMb: 32, fsync },
    orphanGraceSeconds: 1,
  });

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function ask<T>(url: string, statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  const rows = (await client.query<{ value: T }>(statement)).rows.map((row) => row.value);
  await client.end();
  return rows;
}

/** Another Maplebridge process that holds the folder; resolves when its database is up. */
async function owner(graceSeconds: number): Promise<{ child: ChildProcess; pid: number }> {
  const script = `
    const { startEmbeddedDatabase } = await import(${JSON.stringify(path.resolve('platform/db/embedded.ts'))});
    const database = await startEmbeddedDatabase({ dataDir: ${JSON.stringify(dataDir)},
      settings: { sharedBuffersMb: 32 }, orphanGraceSeconds: ${graceSeconds} });
    console.log(database.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
    child.once('exit', () => reject(new Error('the owner did not start')));
  });
  return { child, pid };
}

async function killAndWait(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (isAlive(pid) && performance.now() < deadline) await sleep(20);
  return !isAlive(pid);
}

describe('the embedded database', () => {
  it('keeps data over a restart and leaves no process behind', async () => {
    const first = await start();
    await ask(first.url, `create table kept as select '枫桥' as value`);
    await first.stop();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(await ask(second.url, 'select value from kept')).toEqual(['枫桥']);
    await second.stop();
    expect(existsSync(path.join(dataDir, 'maplebridge.lock'))).toBe(false);
  });

  it('is durable, reachable by its socket and password only, and does not run as root', async () => {
    const { url, pid, stop } = await start();
    const setting = (name: string) => `select current_setting('${name}') as value`;
    expect(await ask(url, setting('fsync'))).toEqual(['on']);
    expect(await ask(url, setting('synchronous_commit'))).toEqual(['on']);
    expect(await ask(url, setting('full_page_writes'))).toEqual(['on']);
    expect(await ask(url, setting('listen_addresses'))).toEqual(['']);
    await expect(ask(url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'select 1')).rejects.toThrow(
      /password/,
    );
    if (process.platform === 'linux')
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\t0\t/m);
    await stop();
  });

  it('refuses a folder that another process holds, and says which', async () => {
    const { child } = await owner(1);
    await expect(start()).rejects.toMatchObject({
      refusal: { code: 'database.folder-in-use', params: { pid: child.pid } },
    });
    await killAndWait(child);
  });

  it('is taken over, running, after its owner was killed', async () => {
    const { child, pid } = await owner(5);
    await killAndWait(child);
    const next = await start();
    expect({ adopted: next.adopted, pid: next.pid }).toEqual({ adopted: true, pid });
    expect(await ask(next.url, 'select value from kept')).toEqual(['枫桥']);
    await next.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('ends by itself when its owner was killed and nobody comes', async () => {
    const { child, pid } = await owner(1);
    await killAndWait(child);
    expect(await endsWithin(pid, 5_000)).toBe(true);
  });

  it('is started again when it dies, on the same address', async () => {
    const database = await start();
    const before = database.pid;
    process.kill(before, 'SIGKILL');
    const deadline = performance.now() + 10_000;
    while (database.pid === before && performance.now() < deadline) await sleep(20);
    expect(database.pid).not.toBe(before);
    expect(await ask(database.url, 'select value from kept')).toEqual(['枫桥']);
    await database.stop();
    expect(isAlive(database.pid)).toBe(false);
  });

  it('starts although the process number in a stale file belongs to a stranger now', async () => {
    writeFileSync(path.join(dataDir, 'maplebridge.lock'), `${process.ppid} 1\n`);
    writeFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), `${process.ppid}\n`);
    const database = await start();
    expect(isAlive(process.ppid)).toBe(true);
    await database.stop();
  });

  it('finds a short place for its socket when the folder has a long path', async () => {
    const long = path.join(root, 'long'.repeat(20), 'path'.repeat(20));
    const database = await start(long, false);
    const socketFolder = decodeURIComponent(database.url.split('host=')[1] ?? '');
    expect(socketFolder.length).toBeLessThan(60);
    await database.stop();
    expect(existsSync(socketFolder)).toBe(false);
  });

  it("leaves other people's folders alone", async () => {
    const cluster = path.join(root, 'cluster');
    mkdirSync(cluster);
    writeFileSync(path.join(cluster, 'PG_VERSION'), '18\n');
    const foreign = { refusal: { code: 'database.folder-foreign' } };
    await expect(start(cluster)).rejects.toMatchObject(foreign);
    const other = path.join(root, 'other');
    mkdirSync(path.join(other, 'postgres'), { recursive: true });
    writeFileSync(path.join(other, 'postgres', 'diary.txt'), '');
    await expect(start(other)).rejects.toMatchObject(foreign);
  });

  it('refuses the folder of another major version', async () => {
    const old = path.join(root, 'old');
    mkdirSync(path.join(old, 'postgres'), { recursive: true });
    writeFileSync(path.join(old, 'postgres', 'PG_VERSION'), '17\n');
    await expect(start(old)).rejects.toMatchObject({
      refusal: { code: 'database.folder-major', params: { found: '17', expected: 18 } },
    });
  });

  it('tells what PostgreSQL said when it does not start', async () => {
    const broken = path.join(root, 'broken');
    await (await start(broken, false)).stop();
    rmSync(path.join(broken, 'postgres', 'global'), { recursive: true });
    await expect(start(broken, false)).rejects.toMatchObject({
      refusal: {
        code: 'database.start-failed',
        params: { tail: expect.stringContaining('global') },
      },
    });
  });

  it.runIf(process.getuid?.() === 0)(
    'names the folder that root’s database cannot enter',
    async () => {
      const closed = path.join(root, 'closed');
      mkdirSync(closed, { mode: 0o700 });
      await expect(start(path.join(closed, 'inner', 'data'))).rejects.toMatchObject({
        refusal: { code: 'database.folder-unreachable', params: { blocked: closed } },
      });
    },
  );

  it.runIf(process.getuid?.() === 0)('runs for an ordinary user as well', () => {
    const folder = path.join(root, 'ordinary');
    mkdirSync(folder);
    const owned = spawnSync('chown', ['65534:65534', folder]);
    expect(owned.status).toBe(0);
    const script = `
      const { startEmbeddedDatabase } = await import(${JSON.stringify(path.resolve('platform/db/embedded.ts'))});
      await (await startEmbeddedDatabase({ dataDir: ${JSON.stringify(folder)} })).stop();`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      uid: 65534,
      gid: 65534,
      encoding: 'utf8',
      env: { HOME: folder },
    });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
  });
});
