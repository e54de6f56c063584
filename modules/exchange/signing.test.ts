import { expect, test } from 'vitest';
import { MINUTE } from '#platform/time/index.ts';
import { keysOf } from './settings.ts';
import {
  answerFault,
  digestOf,
  fileFault,
  readSignature,
  requestFault,
  signAnswer,
  signFile,
  signRequest,
} from './signing.ts';

const NOW = Date.UTC(2026, 0, 27, 12, 41, 35);
const secret = (byte: number) => Buffer.alloc(32, byte);
const keys = keysOf({ keys: [{ id: 'k1', secret: secret(1) }], signWith: undefined });
const request = {
  method: 'POST',
  path: '/api/v1/exchange/police110/messages',
  body: '{"seq":1}',
};

test('the worked example of docs/exchange.md holds', () => {
  // Computed apart from this program, with Python's hmac.
  const header =
    'MB1-HMAC-SHA256 key=k1, time=1769517695000, nonce=00112233445566778899aabbccddeeff, ' +
    'mac=5198c3d4ed44eed3d656a609ebb6a9c7cacb4c4acf203200fffdb20e3ab95b9b';
  expect(digestOf(request.body)).toBe(
    'b41e95c43f388d561b146326d84e3a6b9e31c4ef32ab97c04774c31aada3246a',
  );
  expect(requestFault(keys, header, request, NOW)).toBeNull();
});

test('whatever is changed on the way shows', () => {
  const header = signRequest(keys, request, NOW);
  expect(requestFault(keys, header, request, NOW)).toBeNull();
  for (const changed of [
    { ...request, method: 'PUT' },
    { ...request, path: `${request.path}?x=1` },
    { ...request, body: '{"seq":2}' },
  ])
    expect(requestFault(keys, header, changed, NOW)).toBe('wrong');
  expect(requestFault(keys, header.replace(/time=\d/, 'time=2'), request, NOW)).toBe('wrong');
  expect(requestFault(keys, header.replace('key=k1', 'key=k9'), request, NOW)).toBe('unknown-key');
  expect(requestFault(keys, undefined, request, NOW)).toBe('unsigned');
  expect(requestFault(keys, 'Bearer x', request, NOW)).toBe('unsigned');
});

test('a request is believed five minutes before and after its time', () => {
  const header = signRequest(keys, request, NOW);
  expect(requestFault(keys, header, request, NOW + 5 * MINUTE)).toBeNull();
  expect(requestFault(keys, header, request, NOW + 5 * MINUTE + 1)).toBe('too-old');
  expect(requestFault(keys, header, request, NOW - 5 * MINUTE - 1)).toBe('too-old');
});

test('while keys are changed both are believed, and only known ones', () => {
  const both = [
    { id: 'k1', secret: secret(1) },
    { id: 'k2', secret: secret(2) },
  ];
  const changing = keysOf({ keys: both, signWith: 'k2' });
  expect(requestFault(changing, signRequest(keys, request, NOW), request, NOW)).toBeNull();
  expect(requestFault(keys, signRequest(changing, request, NOW), request, NOW)).toBe('unknown-key');
  expect(() => keysOf({ keys: both, signWith: 'k3' })).toThrow('k3');
});

test('an answer belongs to the request whose nonce it signs', () => {
  const nonce = readSignature(signRequest(keys, request, NOW))?.nonce ?? '';
  const answer = { status: 200, nonce, body: '{}' };
  const header = signAnswer(keys, answer, NOW);
  expect(answerFault(keys, header, answer, NOW)).toBeNull();
  expect(answerFault(keys, header, { ...answer, body: '{"a":1}' }, NOW)).toBe('wrong');
  expect(answerFault(keys, header, { ...answer, nonce: '00'.repeat(16) }, NOW)).toBe('unsigned');
});

test('a file is believed under its own name and digest only', () => {
  const statement = { file: 'a.json', sha256: digestOf('[]'), bytes: 2, count: 1, at: NOW };
  const signature = signFile(keys, statement);
  expect(fileFault(keys, statement, signature)).toBeNull();
  expect(fileFault(keys, { ...statement, file: 'b.json' }, signature)).toBe('wrong');
  expect(fileFault(keys, { ...statement, count: 2 }, signature)).toBe('wrong');
});
