// The outside system's own door: a small HTTP server that believes only signed requests.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  MESSAGE_BYTES_MAX,
  readSignature,
  requestFault,
  signAnswer,
  SIGNATURE_HEADER,
  Standing,
  type Inbound,
  type Keys,
} from '#modules/exchange/index.ts';
import type { Clock } from '#platform/time/index.ts';

export type HttpDoorOptions = Readonly<{
  keys: Keys;
  clock: Clock;
  /** What is behind the door; asked at every request, because the house and its door are made in turn. */
  inbound: () => Inbound;
  standing: () => Standing;
  port?: number;
}>;

export type HttpDoor = Readonly<{ url: string; close: () => Promise<void> }>;

/** Nonces remembered; a counterpart for tests hears less in ten minutes. */
const NONCES_KEPT_MAX = 100_000;

/** Opens the door on this machine only. */
export async function openHttpDoor(options: HttpDoorOptions): Promise<HttpDoor> {
  const used = new Set<string>();
  const server: Server = createServer((request, response) => {
    void answerOne(options, used, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(503);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/exchange`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerOne(
  { keys, clock, inbound, standing }: HttpDoorOptions,
  used: Set<string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url: path = '/' } = request;
  const body = await bodyOf(request);
  const given = request.headers[SIGNATURE_HEADER];
  const header = typeof given === 'string' ? given : undefined;
  const nonce = readSignature(header)?.nonce ?? '';
  const fault = requestFault(keys, header, { method, path, body }, clock.now());
  if (fault !== null || used.has(nonce)) return void response.writeHead(401).end();
  if (used.size >= NONCES_KEPT_MAX) used.clear();
  used.add(nonce);
  const value =
    path === '/exchange/standing'
      ? method === 'POST'
        ? await inbound().standing(Standing.parse(JSON.parse(body.toString('utf8'))))
        : standing()
      : path === '/exchange/messages' && method === 'POST'
        ? await inbound().message(JSON.parse(body.toString('utf8')))
        : null;
  if (value === null) return void response.writeHead(404).end();
  const text = JSON.stringify(value);
  const signature = signAnswer(keys, { status: 200, nonce, body: text }, clock.now());
  response
    .writeHead(200, { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature })
    .end(text);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MESSAGE_BYTES_MAX) throw new Error('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
