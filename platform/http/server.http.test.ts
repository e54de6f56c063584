import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Failure, Refused } from '#platform/errors/index.ts';
import { startTestServer, type TestServer } from './testing.ts';

const Report = z.object({
  text: z.string().min(1).max(50),
  size: z.int().min(0).max(1000).optional(),
  kind: z.enum(['litter', 'noise']).optional(),
  points: z
    .array(z.object({ x: z.number() }))
    .max(3)
    .optional(),
});

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(
    {
      refusals: { 'test.taken': { status: 409, zh: '{name} 已存在', en: '{name} exists already' } },
    },
    (app) => {
      app.register(
        async (scope) => {
          scope.post(
            '/reports',
            { schema: { body: Report, response: { 200: z.object({ text: z.string() }) } } },
            (request) => ({
              ...(request.body as z.infer<typeof Report>),
              hidden: 'never shown',
            }),
          );
          scope.get('/refused', () => {
            throw new Refused('test.taken', 'name', { name: '北白象' });
          });
          scope.get('/bug', () => {
            throw new Error('secret of the insides');
          });
          scope.get('/away', () => {
            throw new Failure('sms.down');
          });
          scope.get('/unchecked', () => {
            throw Object.assign(new Error('invalid byte sequence'), {
              code: '22021',
              detail: '13800000000',
            });
          });
          scope.get(
            '/limited',
            { config: { rateLimit: { max: 1, timeWindow: 60_000 } } },
            () => 'ok',
          );
          scope.get('/things/:id', { schema: { params: z.object({ id: z.uuid() }) } }, () => 'ok');
        },
        { prefix: '/api/v1' },
      );
    },
  );
});
afterAll(() => server.close());

type Told = {
  code: string;
  message: string;
  field?: string;
  requestId: string;
  problems?: unknown[];
};

async function post(
  body: unknown,
  headers: Record<string, string> = {},
): Promise<[number, Told, Headers]> {
  const answer = await fetch(`${server.url}/api/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-maplebridge': '1', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return [answer.status, (await answer.json()) as Told, answer.headers];
}

async function get(path: string, language = 'zh-CN'): Promise<[number, Told, Headers]> {
  const answer = await fetch(`${server.url}${path}`, { headers: { 'accept-language': language } });
  return [answer.status, (await answer.json()) as Told, answer.headers];
}

test('an answer holds only what its schema declares', async () => {
  const [status, body] = await post({ text: '路面破损' });
  expect(status).toBe(200);
  expect(body).toEqual({ text: '路面破损' });
});

test('a refusal is told in the language asked for, Chinese first', async () => {
  const [status, zh] = await get('/api/v1/refused');
  expect([status, zh.code, zh.field, zh.message]).toEqual([
    409,
    'test.taken',
    'name',
    '北白象 已存在',
  ]);
  const [, en] = await get('/api/v1/refused', 'fr, en-GB;q=0.8, zh;q=0.3');
  expect(en.message).toBe('北白象 exists already');
});

test.each([
  [{}, 'text', 'text 必填'],
  [{ text: '' }, 'text', 'text 不能为空'],
  [{ text: 5 }, 'text', 'text 应为文字'],
  [{ text: 'a'.repeat(51) }, 'text', 'text 最多 50 个字符'],
  [{ text: 'a', size: 1.5 }, 'size', 'size 应为整数'],
  [{ text: 'a', size: 1e300 }, 'size', 'size 须不大于'],
  [{ text: 'a', size: -1 }, 'size', 'size 须不小于 0'],
  [{ text: 'a', kind: 'x' }, 'kind', 'kind 须为以下之一：litter、noise'],
  [{ text: 'a', points: [{ x: 1 }, { x: '2' }] }, 'points[1].x', 'points[1].x 应为数字'],
  [{ text: 'a\u0000b' }, 'text', 'text 含有无法保存的字符'],
  [{ text: '\ud800' }, 'text', 'text 含有无法保存的字符'],
  [{ text: 'a', 'k\u0000': 1 }, '', '含有无法保存的字符'],
])('input %j is refused at its field', async (input, field, words) => {
  const [status, told] = await post(input);
  expect([status, told.code, told.field]).toEqual([400, 'http.invalid-input', field]);
  expect(told.message).toContain(words);
});

test('every problem is listed when there are several', async () => {
  const [, told] = await post({ text: '', size: -1 }, { 'accept-language': 'en' });
  expect(told.problems).toEqual([
    { field: 'text', message: 'must not be empty' },
    { field: 'size', message: 'must be at least 0' },
  ]);
});

test.each([
  ['{"text":', {}, 400, 'http.invalid-json'],
  ['{"__proto__":{"a":1}}', {}, 400, 'http.invalid-json'],
  ['', {}, 400, 'http.empty-body'],
  ['<a/>', { 'content-type': 'application/xml' }, 415, 'http.unsupported-media'],
  [JSON.stringify({ text: 'x'.repeat(2 ** 20) }), {}, 413, 'http.too-large'],
  ['['.repeat(50_000) + ']'.repeat(50_000), {}, 400, 'http.invalid-input'],
  ['{"text":"a"}', { 'x-maplebridge': '' }, 403, 'http.cross-site'],
  ['{"text":"a"}', { 'x-maplebridge': '', origin: 'https://evil.example' }, 403, 'http.cross-site'],
] as [string, Record<string, string>, number, string][])(
  'body %.20s with %j answers %i %s',
  async (body, headers, status, code) => {
    const [was, told] = await post(body, headers);
    expect([was, told.code]).toEqual([status, code]);
    expect(told.requestId).toBeTruthy();
  },
);

test('a page of our own origin may post', async () => {
  const [status] = await post({ text: 'a' }, { 'x-maplebridge': '', origin: server.url });
  expect(status).toBe(200);
});

test('an unknown address, a bad path and a bad parameter are clear', async () => {
  expect((await get('/api/v1/nothing'))[1].code).toBe('http.not-found');
  expect((await get('/api/v1/things/%zz'))[1].code).toBe('http.bad-request');
  expect((await get('/api/v1/things/%00'))[1].code).toBe('http.invalid-input');
  expect((await get('/api/v1/things/abc'))[1].message).toContain('id 格式不正确');
  expect((await get(`/api/v1/things/${'a'.repeat(300)}`))[0]).toBeLessThan(500);
});

test('what nobody expected is a 500 without its insides, and an alert in the log', async () => {
  const [status, told] = await get('/api/v1/bug');
  expect([status, told.code]).toEqual([500, 'http.internal']);
  expect(JSON.stringify(told)).not.toContain('secret');
  expect(server.logLines.some((line) => line['alert'] === 'http.bug')).toBe(true);
});

test('the outside world failing is a 503 that asks to come back', async () => {
  const [status, told, headers] = await get('/api/v1/away');
  expect([status, told.code]).toEqual([503, 'http.unavailable']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
});

test('a value the database would not take is the sender’s to correct', async () => {
  expect((await get('/api/v1/unchecked'))[0]).toBe(400);
  expect(JSON.stringify(server.logLines)).not.toContain('13800000000');
});

test('a client over its rate is told when to return', async () => {
  expect((await fetch(`${server.url}/api/v1/limited`)).status).toBe(200);
  const [status, told, headers] = await get('/api/v1/limited');
  expect([status, told.code]).toEqual([429, 'http.too-many-requests']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
});

test('the contract is OpenAPI 3.1 from the same schemas', async () => {
  const [, contract] = (await get('/api/v1/openapi.json')) as unknown as [
    number,
    {
      openapi: string;
      paths: Record<
        string,
        { post?: { requestBody: unknown; responses: Record<string, unknown> } }
      >;
    },
  ];
  expect(contract.openapi).toBe('3.1.0');
  const operation = contract.paths['/api/v1/reports']?.post;
  expect(JSON.stringify(operation?.requestBody)).toContain('"maxLength":50');
  expect(Object.keys(operation?.responses ?? {})).toEqual(['200', 'default']);
  expect(Object.keys(contract.paths)).not.toContain('/healthz');
});

test('probes and figures answer, and browsers are told what they may do', async () => {
  const health = await fetch(`${server.url}/healthz`);
  expect(health.status).toBe(200);
  expect(health.headers.get('content-security-policy')).toContain("worker-src 'self' blob:");
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const figures = await (await fetch(`${server.url}/metrics`)).text();
  expect(figures).toContain('route="/api/v1/things/:id"');
  expect(figures).toContain('http_requests_in_flight 0');
});

test('bytes that are not HTTP get an answer, not a crash', async () => {
  const told = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
      socket.write('\x16\x03\x01 hello\r\n\r\n'),
    );
    socket.on('data', (bytes) => resolve(bytes.toString()));
  });
  expect(told).toContain('400 Bad Request');
  expect(told).toContain('http.bad-request');
});

const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

test('no JSON whatever makes the server fail', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit })), async (body) => {
      const [status] = await post(body);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );
});
