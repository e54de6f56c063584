// The server under pressure: it says no early, and lets go of what has gone away.
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventStream, type EventStream } from './event-stream.ts';
import { STREAMS_PER_ACCOUNT_MAX } from './limits.ts';
import { startTestServer, type TestServer } from './testing.ts';

let server: TestServer;
let gate: PromiseWithResolvers<void>;
const streams: EventStream[] = [];
beforeAll(async () => {
  server = await startTestServer(
    { overload: { requestsInFlight: 3, bodyBytesInFlight: 2_000 } },
    (app) => {
      app.register(async (scope) => {
        scope.get('/api/wait', async () => {
          await gate.promise;
          return 'done';
        });
        scope.post('/api/read', () => 'read');
        scope.get('/api/live', async (request, reply) => {
          const stream = eventStream(request, reply, { accountId: 'a', sessionId: 's' });
          streams.push(stream);
          stream.send({ id: '1', event: 'hello', data: { seen: stream.lastEventId ?? null } });
          await stream.ended;
        });
      });
    },
  );
});
afterAll(() => server.close());
afterEach(() => {
  server.app.eventStreams.end('a');
  streams.length = 0;
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, init);

test('work beyond the bound is refused at once, and probes still answer', async () => {
  gate = Promise.withResolvers();
  const working = [1, 2, 3].map(() => ask('/api/wait'));
  await until(async () => (await figure('http_requests_in_flight')) === 3);
  const refused = await ask('/api/wait');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect((await ask('/healthz')).status).toBe(200);
  gate.resolve();
  expect((await Promise.all(working)).map(({ status }) => status)).toEqual([200, 200, 200]);
  await until(async () => (await figure('http_requests_in_flight')) === 0);
});

test('a client that hangs up keeps its place until its work has ended', async () => {
  gate = Promise.withResolvers();
  const abort = new AbortController();
  const given = [1, 2, 3].map(() => ask('/api/wait', { signal: abort.signal }).catch(() => null));
  await until(async () => (await figure('http_requests_in_flight')) === 3);
  abort.abort();
  await Promise.all(given);
  expect((await ask('/api/wait')).status).toBe(429);
  gate.resolve();
  await until(async () => (await figure('http_requests_in_flight')) === 0);
});

test('announced bodies beyond the bound are refused before they are read', async () => {
  const body = (size: number): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-maplebridge': '1' },
    body: JSON.stringify('x'.repeat(size)),
  });
  expect((await ask('/api/read', body(1_000))).status).toBe(200);
  expect((await ask('/api/read', body(3_000))).status).toBe(429);
});

test('a stream carries events, resumes from the last id and frees its place', async () => {
  const abort = new AbortController();
  const answer = await ask('/api/live', {
    headers: { 'last-event-id': '41' },
    signal: abort.signal,
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('data:')) text += (await reader?.read())?.value ?? '';
  expect(text).toContain('id: 1\nevent: hello\ndata: {"seen":"41"}\n\n');
  await until(async () => (await figure('http_requests_in_flight')) === 0);
  abort.abort();
  await streams[0]?.ended;
  expect(server.app.eventStreams.open.size).toBe(0);
});

test('an account has a bounded number of streams, and revocation ends them', async () => {
  const open = await Promise.all(
    Array.from({ length: STREAMS_PER_ACCOUNT_MAX }, () => ask('/api/live')),
  );
  expect((await ask('/api/live')).status).toBe(429);
  expect(server.app.eventStreams.end('s')).toBe(STREAMS_PER_ACCOUNT_MAX);
  for (const answer of open) await answer.text(); // ends
  expect(server.app.eventStreams.open.size).toBe(0);
});

test('a reader that does not read is dropped, not buffered', async () => {
  const socket = await silentReader();
  const stream = streams[0];
  let sent = 0;
  while (stream?.send({ data: 'x'.repeat(64 * 1024) }) && sent < 1_000) {
    sent += 1;
    await wait(1);
  }
  expect(sent).toBeLessThan(1_000);
  await stream?.ended;
  socket.destroy();
});

async function silentReader(): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write('GET /api/live HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(async () => streams.length > 0);
  return socket.pause();
}

async function figure(name: string): Promise<number> {
  const text = await (await ask('/metrics')).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await wait(10);
  }
  throw new Error('did not come true within 2 s');
}
