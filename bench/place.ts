// Where a bench happens: a fresh database with the demonstration counties, and the server beside it as a
// child process, as in production on one machine.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { openDatabase, sql, type Db } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { seedDemo } from '../apps/server/seed.ts';
import { round } from './figures.ts';
import type { ServerArguments } from './server.ts';

export type Place = Readonly<{
  url: string;
  dataDir: string;
  db: Db;
  owner: Db;
  end: () => Promise<void>;
}>;

export async function preparePlace(): Promise<Place> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-bench-'));
  // The raw peer of intake opens 128 connections beside the server's own.
  const embedded = await startEmbeddedDatabase({ dataDir, settings: { maxConnections: 200 } });
  await migrate(embedded.url);
  const db = openDatabase({ url: embedded.url, applicationName: 'bench' });
  const owner = openDatabase({ url: embedded.url, asOwner: true, poolMax: 4 });
  await seedDemo(db, Date.now(), () => {});
  return {
    url: embedded.url,
    dataDir,
    db,
    owner,
    async end() {
      await Promise.all([db.destroy(), owner.destroy()]);
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What `npm start` tells Node: a small young generation keeps a flooded server within its 512 MB; ADR 23, 25. */
export function nodeFlags(): string[] {
  const file = new URL('../package.json', import.meta.url);
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

export type Served = Readonly<{
  port: number;
  child: ChildProcess;
  /** Asks the server process something; see server.ts. */
  ask: <T>(question: 'lags' | 'memory') => Promise<T>;
  stop: () => Promise<void>;
}>;

export async function serve(
  place: Pick<Place, 'url' | 'dataDir'>,
  more: Partial<ServerArguments> = {},
): Promise<Served> {
  const settings: ServerArguments = { url: place.url, dataDir: place.dataDir, port: 0, ...more };
  const child = fork(path.join(import.meta.dirname, 'server.ts'), [JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: nodeFlags(),
  });
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const ready = /ready (\d+)/.exec(text);
      if (ready) resolve(Number(ready[1]));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    port,
    child,
    async ask<T>(question: 'lags' | 'memory') {
      const answered = once(child, 'message');
      child.send(question);
      return (await answered)[0] as T;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits until triage has read everything; returns how long that took. */
export async function untilTriaged({ owner }: Pick<Place, 'owner'>): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { rows } = await sql<{ behind: number }>`
      select (select count(*) from outbox) + coalesce((select max(position) from feed), 0)
        - coalesce((select position from feed_reader where name = 'triage'), 0) as behind`.execute(
      owner,
    );
    if (Number(rows[0]?.behind ?? 0) === 0) return round((performance.now() - began) / 1000);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
