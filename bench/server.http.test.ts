// The server as it is started, with its process beside it: what is reported is judged there, and people are told.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DEMO_PASSWORD, seedDemo } from '../apps/server/seed.ts';
import { openClient, signIn } from './load.ts';
import { serve, type Served } from './place.ts';

/** The process beside begins a second after the server and learns its catalogue first. */
const TOLD_WITHIN_MS = 20_000;

const { url, owner } = await testDatabase();
let server: Served;
const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-beside-'));

beforeAll(async () => {
  const db = openDatabase({ url });
  await seedDemo(db, Date.now(), () => {});
  await db.destroy();
  server = await serve({ url, dataDir });
}, 180_000);
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

type Done = Readonly<{ judged: number; told: number }>;

test(
  'a report is judged and its room told of it beside the server',
  { timeout: 60_000 },
  async () => {
    const cookie = await signIn(server.port, 'duty', DEMO_PASSWORD);
    const duty = await openClient({ port: server.port, cookie });
    const reported = await duty.send(
      'POST',
      '/api/v1/reports',
      JSON.stringify({ source: 'phone', text: '柳市镇薛宅村垃圾桶满溢，气味很大，请尽快清运' }),
    );
    duty.close();
    expect(reported.status).toBe(201);
    let done: Done | undefined;
    const until = performance.now() + TOLD_WITHIN_MS;
    while (performance.now() < until && !(done?.judged && done.told)) {
      const { rows } = await sql<Done>`
      select (select count(*)::int from feed where type = 'incident.triaged') as judged,
        (select count(*)::int from message) as told`.execute(owner);
      done = rows[0];
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(done?.judged).toBe(1);
    expect(done?.told).toBeGreaterThan(0);
  },
);
