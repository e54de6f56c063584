// `npm run fuzz [-- --count N] [--seed S]`: requests that nobody meant to send, over every route of the
// real server and through every import format, by people of several roles. None may be answered 5xx,
// end the process, hang, or grow its memory. Last line: one JSON object with the figures.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { z } from 'zod';
import { aJpegWithPlace } from '#modules/evidence/testing.ts';
import { VERB_INPUTS } from '#modules/incident/contract.ts';
import { readSecrets } from '#platform/config/index.ts';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { openDatabase } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import {
  fuzzedJson,
  fuzzedRequests,
  monstrousBodies,
  oddHeaders,
  spoiltBytes,
  type Contract,
  type FuzzedRequest,
  type Known,
} from '#platform/http/fuzz.ts';
import { systemClock } from '#platform/time/index.ts';
import { buildApp } from '../apps/server/app.ts';
import { buildHouse } from '../apps/server/house.ts';
import { DEMO_PASSWORD, seedDemo } from '../apps/server/seed.ts';
import { startWorkers } from '../apps/server/workers.ts';
import { round, say } from './figures.ts';
import { importFiles } from './fuzz-files.ts';
import { signIn } from './load.ts';
import { commandOptions } from './command-options.ts';

const COUNT = 2_000;
const COUNT_NIGHTLY = 100_000;
const COUNT_MAX = 10_000_000;
/** Made and sent together; between chunks sessions that a request ended are opened again. */
const CHUNK = 250;
const AT_ONCE = 8;
/** One request in so many is an upload; one in so many has a monstrous body. */
const UPLOAD_EVERY = 20;
const MONSTER_EVERY = 60;
const ANSWER_MAX_MS = 30_000;
/** What exists is remembered up to this many values of each kind. */
const KNOWN_MAX = 2_000;
const RSS_LIMIT_MB = 512;

/** One for each way of seeing and acting; `null` is nobody. */
const LOGINS = [
  'clerk',
  'handler',
  'team',
  'grid',
  'citizen',
  'duty',
  'commander',
  'sysadmin',
  'secadmin',
  'auditor',
  'process',
  'steward',
  null,
] as const;

export type FuzzFigures = Readonly<{
  requests: number;
  uploads: number;
  /** Operations of the contract that were reached, of how many there are. */
  operations: number;
  operationsKnown: number;
  byStatus: Readonly<Record<string, number>>;
  /** Answers 5xx, requests without an answer, and errors that nobody caught. */
  failures: number;
  /** Values that no schema stopped and the database refused: 400, but a schema should say so. */
  unchecked: number;
  /** The first of them, with what caused them. */
  found: readonly string[];
  perSecond: number;
  rssPeakMb: number;
  rssLimitMb: number;
  seed: number;
}>;

export type FuzzOptions = Readonly<{
  /** A migrated database. */
  databaseUrl: string;
  dataDir: string;
  count: number;
  seed?: number;
}>;

type Sent = Readonly<{
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | undefined;
}>;

export async function fuzz(options: FuzzOptions): Promise<FuzzFigures> {
  const seed = options.seed ?? Date.now() % 1_000_000;
  const found: string[] = [];
  let failures = 0;
  const fail = (what: string) => {
    failures += 1;
    if (found.length < FOUND_MAX) found.push(what);
  };
  const uncaught = (error: unknown) => fail(`uncaught: ${stackOf(error)}`);
  process.on('unhandledRejection', uncaught);
  process.on('uncaughtException', uncaught);
  let unchecked = 0;
  const server = await openServer(options, (line) => {
    const isUnchecked = line.includes('http.unchecked-input');
    if (isUnchecked) unchecked += 1;
    const isNews = line.includes('"level":"error"') || isUnchecked;
    if (isNews && found.length < FOUND_MAX) found.push(line);
  });
  try {
    return await run(server, { ...options, seed }, fail, () => ({
      failures,
      unchecked,
      found,
    }));
  } finally {
    await server.close();
    process.off('unhandledRejection', uncaught);
    process.off('uncaughtException', uncaught);
  }
}
const FOUND_MAX = 40;

type Server = Readonly<{ port: number; contract: Contract; close: () => Promise<void> }>;

async function openServer(
  { databaseUrl, dataDir }: FuzzOptions,
  onLine: (line: string) => void,
): Promise<Server> {
  const db = openDatabase({ url: databaseUrl });
  await seedDemo(db, Date.now(), () => {});
  const level = (label: string) => ({ level: label });
  const log = pino({ level: 'warn', formatters: { level } }, { write: onLine });
  const house = buildHouse({
    db,
    config: {
      evidenceDir: `${dataDir}/evidence`,
      s3: undefined,
      oidc: undefined,
      publicUrl: undefined,
    },
    secrets: readSecrets(dataDir),
    clock: systemClock,
    log,
    secondFactor: 'off',
  });
  const workers = await startWorkers(house);
  // Told to come back, a request would have reached nothing.
  const overload = { eventLoopDelayMs: Number.POSITIVE_INFINITY };
  const app = await buildApp(house, workers.live, { version: 'fuzz', overload });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    port: (app.server.address() as AddressInfo).port,
    contract: app.swagger() as Contract,
    async close() {
      await app.close();
      await workers.stop();
      await house.close();
      await db.destroy();
    },
  };
}

async function run(
  server: Server,
  { count, seed }: FuzzOptions & Readonly<{ seed: number }>,
  fail: (what: string) => void,
  sofar: () => Pick<FuzzFigures, 'failures' | 'unchecked' | 'found'>,
): Promise<FuzzFigures> {
  const { port, contract } = server;
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const known = { uuids: [] as string[], integers: [] as number[] };
  const people = await signedIn(port, new Map());
  const requests = fc.tuple(
    fc.oneof(
      { weight: 5, arbitrary: fuzzedRequests(contract, known) },
      { weight: 1, arbitrary: fuzzedVerbs(known) },
    ),
    fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: oddHeaders }),
    fc.nat(),
    monstrousBodies,
  );
  const uploads = fc.oneof(
    ...[...(await importFiles()), { name: 'a.jpg', bytes: await aJpegWithPlace(64, 48) }].map(
      ({ name, bytes }) => spoiltBytes(bytes).map((spoilt) => ({ name, bytes: spoilt })),
    ),
  );
  const byStatus: Record<string, number> = {};
  const reached = new Set<string>();
  let uploaded = 0;
  let rssPeak = 0;
  const began = performance.now();

  const send: Send = async (login, sent) => {
    const cookie = login === null ? undefined : people.get(login);
    const answer = await exchange(agent, port, cookie, sent).catch((error: unknown) => error);
    if (answer instanceof Error || typeof answer !== 'object' || answer === null)
      return void fail(`no answer (${String(answer)}): ${describe(login, sent)}`);
    const { status, text } = answer as Answer;
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    if (status >= 500) fail(`${status}: ${describe(login, sent)} → ${text.slice(0, 300)}`);
    if (status < 300) remember(known, text);
    return status < 300 ? text : undefined;
  };

  for (let done = 0; done < count; done += CHUNK) {
    const size = Math.min(CHUNK, count - done);
    const sample = { numRuns: size, seed: seed + done };
    const made = fc.sample(requests, sample);
    const files = fc.sample(uploads, { ...sample, numRuns: Math.ceil(size / UPLOAD_EVERY) });
    const line = made.map(([{ method, path: address, body, operation }, odd, chance, monster]) => {
      const login = LOGINS[chance % LOGINS.length] ?? null;
      reached.add(operation);
      const file = chance % UPLOAD_EVERY === 0 ? files.pop() : undefined;
      if (file) {
        uploaded += 1;
        const to = file.name.endsWith('.jpg') ? 'evidence' : 'imports';
        const who = file.name.endsWith('.jpg') ? login : 'duty';
        return () => upload(send, who, `/api/v1/${to}?countyId=1`, file);
      }
      const given = body !== undefined && chance % MONSTER_EVERY === 1 ? monster : body;
      const headers = { ...(given === undefined ? {} : JSON_TYPE), ...odd };
      return () => send(login, { method, path: address, headers, body: given });
    });
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = line.pop(); next; next = line.pop()) await next();
      }),
    );
    await signedIn(port, people);
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
    if (done % (CHUNK * 40) === 0) say(`fuzz: ${done + size} of ${count}`);
  }
  agent.destroy();
  const operations = Object.values(contract.paths ?? {}).flatMap((item) => Object.keys(item ?? {}));
  return {
    requests: count,
    uploads: uploaded,
    operations: reached.size,
    operationsKnown: operations.length,
    byStatus,
    ...sofar(),
    perSecond: round(count / ((performance.now() - began) / 1000), 0),
    rssPeakMb: Math.round(rssPeak / 1024 / 1024),
    rssLimitMb: RSS_LIMIT_MB,
    seed,
  };
}

/** Verbs with inputs after their own schemas; the contract of the route says only that there is one. */
function fuzzedVerbs(known: Known): fc.Arbitrary<FuzzedRequest> {
  const inputs = Object.entries(VERB_INPUTS).map(([verb, schema]) => {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return fc
      .tuple(fuzzedJson(json, known), fc.nat())
      .map(([input, at]) => ({ verb, input, id: known.uuids[at % known.uuids.length] ?? 'none' }));
  });
  return fc.oneof(...inputs).map(({ verb, input, id }) => ({
    operation: 'post /api/v1/incidents/{id}/verbs/{verb}',
    method: 'POST',
    path: `/api/v1/incidents/${id}/verbs/${verb}`,
    body: JSON.stringify({ input }),
  }));
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Opens sessions for those who have none (any more); who cannot sign in any more stays outside. */
async function signedIn(port: number, people: Map<string, string>): Promise<Map<string, string>> {
  for (const login of LOGINS) {
    if (login === null) continue;
    const cookie = people.get(login);
    const url = `http://127.0.0.1:${port}/api/v1/session`;
    const holds = cookie && (await fetch(url, { headers: { cookie } })).ok;
    if (holds) continue;
    const fresh = await signIn(port, login, DEMO_PASSWORD).catch(() => undefined);
    if (fresh) people.set(login, fresh);
    else people.delete(login);
  }
  return people;
}

type Answer = Readonly<{ status: number; text: string }>;

/** Sends exactly what was made; a live stream is left as soon as it has begun. */
function exchange(
  agent: Agent,
  port: number,
  cookie: string | undefined,
  { method, path: address, headers, body }: Sent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = httpRequest(
      {
        agent,
        port,
        host: '127.0.0.1',
        method,
        path: address,
        headers: { 'x-maplebridge': '1', ...(cookie ? { cookie } : {}), ...headers },
        timeout: ANSWER_MAX_MS,
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        if (answer.headers['content-type']?.startsWith('text/event-stream')) {
          answer.destroy();
          return resolve({ status, text: '' });
        }
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status, text: Buffer.concat(chunks).toString('utf8') }));
        answer.on('error', reject);
      },
    );
    sending.on('timeout', () => sending.destroy(new Error(`nothing in ${ANSWER_MAX_MS} ms`)));
    // A refused body may be cut off after the answer has come: then the answer counts.
    sending.on('error', reject);
    sending.end(body);
  });
}

/** Answers what was told on success. */
type Send = (login: string | null, sent: Sent) => Promise<string | undefined>;

/** Sends a spoilt file, and when a table is taken, runs it dry with the mapping that was proposed. */
async function upload(
  send: Send,
  login: string | null,
  address: string,
  { name, bytes }: Readonly<{ name: string; bytes: Uint8Array }>,
): Promise<void> {
  const edge = 'maplebridge-fuzz';
  const head = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const taken = await send(login, {
    method: 'POST',
    path: address,
    headers: { 'content-type': `multipart/form-data; boundary=${edge}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]),
  });
  if (taken === undefined || !address.includes('imports')) return;
  const { id, mapping } = JSON.parse(taken) as { id: string; mapping: unknown };
  await send(login, {
    method: 'POST',
    path: `/api/v1/imports/${id}/run`,
    headers: JSON_TYPE,
    body: JSON.stringify({ mapping, dryRun: true }),
  });
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const INTEGER = /(?<=[Ii]d"?:)\d{1,9}\b/g;

/** Ids told in an answer: later requests use them. */
function remember(known: { uuids: string[]; integers: number[] }, text: string): void {
  const keep = <T>(list: T[], values: readonly T[]) => {
    for (const value of values.slice(0, 10)) {
      if (list.includes(value)) continue;
      if (list.length < KNOWN_MAX) list.push(value);
      else list[list.length % KNOWN_MAX] = value;
    }
  };
  keep(known.uuids, text.match(UUID) ?? []);
  keep(known.integers, (text.match(INTEGER) ?? []).map(Number));
}

function describe(login: string | null, { method, path: address, headers, body }: Sent): string {
  const said = typeof body === 'string' ? body.slice(0, 400) : body && `${body.length} bytes`;
  return `${login ?? 'nobody'} ${method} ${address.slice(0, 400)} ${JSON.stringify(headers).slice(0, 200)} ${said ?? ''}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (import.meta.main) {
  const values = commandOptions('npm run fuzz -- [--count N | --nightly] [--seed K]', {
    count: { type: 'string', default: String(COUNT) },
    nightly: { type: 'boolean', default: false },
    seed: { type: 'string' },
  });
  const count = values.nightly ? COUNT_NIGHTLY : Number(values.count);
  if (!Number.isInteger(count) || count < 1 || count > COUNT_MAX) {
    say(`--count 应为 1 到 ${COUNT_MAX} 的整数 must be a whole number from 1 to ${COUNT_MAX}`);
    process.exit(2);
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-fuzz-'));
  const database = await startEmbeddedDatabase({ dataDir });
  try {
    await migrate(database.url);
    const figures = await fuzz({
      databaseUrl: database.url,
      dataDir,
      count,
      ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    });
    for (const each of figures.found) say(`fuzz: ${each.slice(0, 2_000)}`);
    const { found: _told, ...last } = figures;
    console.log(JSON.stringify(last));
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  process.exit(0);
}
