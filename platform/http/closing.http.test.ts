// The end of a server: open work is finished, streams end, nobody new comes in. And TLS at its start.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { eventStream } from './event-stream.ts';
import { startTestServer } from './testing.ts';

test('a closing server finishes what it has begun and ends its streams', async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const server = await startTestServer({}, (app) => {
    app.register(async (scope) => {
      scope.get('/api/slow', async () => {
        begun.resolve();
        await gate.promise;
        return 'finished';
      });
      scope.get('/api/live', async (request, reply) => {
        await eventStream(request, reply, { accountId: 'a' }).ended;
      });
    });
  });
  const live = await fetch(`${server.url}/api/live`);
  const slow = fetch(`${server.url}/api/slow`);
  await begun.promise;
  const closing = server.close();
  await live.text(); // ends
  gate.resolve();
  expect(await (await slow).text()).toBe('finished');
  await closing;
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
});

test('over TLS browsers are told to stay there', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'maplebridge-tls-'));
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const made = makeCertificate(cert, key);
  const tls = made ? { cert: readFileSync(cert), key: readFileSync(key) } : undefined;
  rmSync(folder, { recursive: true });
  if (!tls) return expect(made).toBe(false); // no openssl on this machine: nothing to serve with
  const server = await startTestServer({ tls }, () => {});
  const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
    const url = `${server.url.replace('http:', 'https:')}/healthz`;
    get(url, { rejectUnauthorized: false, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.headers);
    }).on('error', reject);
  });
  expect(headers['strict-transport-security']).toContain('max-age');
  await server.close();
});

function makeCertificate(cert: string, key: string): boolean {
  const subject = ['-subj', '/CN=localhost', '-days', '1', '-nodes'];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, ...subject],
      { stdio: 'ignore' },
    );
    return true;
  } catch {
    return false;
  }
}
