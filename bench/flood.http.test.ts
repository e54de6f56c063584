// Far more at once than the server can do: the excess hears 429 with the time to come back, memory
// stays bounded, and a moment later everything is as before.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DEMO_PASSWORD, seedDemo } from '../apps/server/seed.ts';
import { signIn } from './load.ts';
import { serve, type Served } from './place.ts';

const CONNECTIONS = 2_000;
/** Requests on each connection, one after the other. */
const EACH = 3;
/** Letters of a report's text: the most that the contract takes, so that memory would show. */
const TEXT = '柳市镇薛宅村垃圾桶满溢，请清运。'.repeat(300);
const RSS_MAX_MB = 512;
const CALM_AGAIN_MS = 10_000;

let server: Served;
let cookie: string;
const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-flood-'));

beforeAll(async () => {
  const { url } = await testDatabase();
  const db = openDatabase({ url });
  await seedDemo(db, Date.now(), () => {});
  await db.destroy();
  server = await serve({ url, dataDir });
  cookie = await signIn(server.port, 'duty', DEMO_PASSWORD);
}, 180_000);
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

type Told = Readonly<{ status: number; retryAfter: string | undefined; body: string }>;

function send(agent: Agent, method: 'GET' | 'POST', address: string, body?: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, 'x-maplebridge': '1', 'content-type': 'application/json' };
    const to = { agent, port: server.port, host: '127.0.0.1', method, path: address, headers };
    const sending = request(to, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          retryAfter: answer.headers['retry-after'],
          body: text,
        }),
      );
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

test(`${CONNECTIONS} connections at once cost time, never memory`, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const report = JSON.stringify({ source: 'otherSystem', text: TEXT });
  const answers = await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, number) => {
      const own: Told[] = [];
      for (let turn = 0; turn < EACH; turn += 1)
        own.push(
          number % 2 === 0
            ? await send(agent, 'POST', '/api/v1/reports', report)
            : await send(agent, 'GET', '/api/v1/incidents?limit=50'),
        );
      return own;
    }),
  );
  agent.destroy();
  const told = answers.flat();
  const refused = told.filter(({ status }) => status === 429);
  expect(told).toHaveLength(CONNECTIONS * EACH);
  expect(told.filter(({ status }) => status >= 500)).toEqual([]);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.filter(({ retryAfter }) => !(Number(retryAfter) >= 1))).toEqual([]);
  expect(told.filter(({ status }) => status < 300).length).toBeGreaterThan(100);

  const { rss } = await server.ask<{ rss: number }>('memory');
  expect(rss / 1024 / 1024).toBeLessThanOrEqual(RSS_MAX_MB);

  await expect
    .poll(() => send(new Agent(), 'POST', '/api/v1/reports', report).then(({ status }) => status), {
      timeout: CALM_AGAIN_MS,
      interval: 200,
    })
    .toBe(201);
}, 120_000);
