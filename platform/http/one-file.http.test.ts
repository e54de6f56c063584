// A file through the door: whole, or refused in words; a form that is none is nobody's bug but the sender's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refused } from '#platform/errors/index.ts';
import { acceptOneFile, oneFile, oneFileRoute } from './one-file.ts';
import { startTestServer, type TestServer } from './testing.ts';

const MAX_BYTES = 1024 * 1024;

let server: TestServer;
beforeAll(async () => {
  const refusals = {
    'test.no-file': { status: 400, zh: '没有文件', en: 'no file' },
    'test.empty': { status: 400, zh: '文件为空', en: 'the file is empty' },
  };
  server = await startTestServer({ refusals }, (app) => {
    app.register(
      async (scope) => {
        await acceptOneFile(scope, MAX_BYTES);
        scope.post('/files', oneFileRoute(MAX_BYTES), async (request) =>
          oneFile(request, 'test.no-file', async (bytes, name) => {
            let read = 0;
            for await (const piece of bytes) {
              read += piece.length;
              if (piece[0] === 0) throw new Refused('test.empty', 'file'); // leaves the rest unread
            }
            return { read, name };
          }),
        );
      },
      { prefix: '/api/v1' },
    );
  });
});
afterAll(() => server.close());

async function post(contentType: string, body: BodyInit) {
  const response = await fetch(`${server.url}/api/v1/files`, {
    method: 'POST',
    body,
    headers: {
      'x-maplebridge': '1',
      ...(contentType === '' ? {} : { 'content-type': contentType }),
    },
  });
  return [response.status, (await response.json()) as Record<string, unknown>] as const;
}

const FORM = 'multipart/form-data; boundary=b';
const part = (head: string, text: string) =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}`;
const END = '\r\n--b--\r\n';

test('the bytes and the name are handed on as they came', async () => {
  const form = new FormData();
  form.append('file', new Blob(['x'.repeat(MAX_BYTES)]), '清单.csv');
  expect(await post('', form)).toEqual([200, { read: MAX_BYTES, name: '清单.csv' }]);
});

test.each([
  ['no boundary', 'multipart/form-data', '', 'http.broken-form'],
  [
    'a boundary longer than any',
    `multipart/form-data; boundary=${'b'.repeat(300)}`,
    'x',
    'http.broken-form',
  ],
  ['cut off in the file', FORM, part('name="file"; filename="a.csv"', 'abc'), 'http.broken-form'],
  ['cut off in the headers', FORM, '--b\r\nContent-Disposition: form-da', 'http.broken-form'],
  ['nothing of a form', FORM, 'abc', 'http.broken-form'],
  [
    'a name of the language',
    FORM,
    part('name="__proto__"; filename="a"', 'abc') + END,
    'http.bad-request',
  ],
  ['no body', FORM, '', 'test.no-file'],
  ['a field only', FORM, part('name="file"', 'abc') + END, 'test.no-file'],
  ['no form', 'application/json', '{}', 'test.no-file'],
])('%s: a refusal that says so', async (_, contentType, body, code) => {
  const [status, answer] = await post(contentType, body);
  expect([status, answer['code']]).toEqual([400, code]);
});

test('who refuses half-way is heard, and the next on the same line, too', async () => {
  const bytes = new Uint8Array(MAX_BYTES);
  for (const _ of [1, 2, 3]) {
    const form = new FormData();
    form.append('file', new Blob([bytes]), 'a.bin');
    expect((await post('', form))[1]).toMatchObject({ code: 'test.empty', field: 'file' });
  }
});
