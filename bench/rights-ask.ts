// One question of the rights matrix: asked over real HTTP on kept-alive connections, and judged by what the
// person must or must not be told.
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type Answer = Readonly<{ status: number; text: string; code: string | null }>;

export type Asker = (
  method: string,
  path: string,
  body?: unknown,
  file?: Ask['file'],
) => Promise<Answer>;

export type Ask = Readonly<{
  /** As the contract names it: `GET /api/v1/incidents/{id}`. */
  op: string;
  path: string;
  body?: unknown;
  /** `shut`: refused, or told that there is no such thing; `open`: anything but that. */
  expect: 'open' | 'shut';
  /** Codes of refusals that shut the door beside 401 and 403. */
  hidden?: readonly string[];
  /** Codes that are told only when the right is there, though their status is 403. */
  beyond?: readonly string[];
  /** The body is a file of this name and these words instead. */
  file?: Readonly<{ name: string; text: string }>;
  /** Words that must not stand in the answer, and words that must. */
  never?: readonly string[];
  always?: readonly string[];
  /** Of what it is, for whoever reads of a leak. */
  about: string;
}>;

export type Fault = Readonly<{ kind: 'leak' | 'denied' | 'failed'; expected: string; got: string }>;

/** What is wrong with an answer; null when it is as it must be. */
export function judge(ask: Ask, { status, text, code }: Answer): Fault | null {
  const got = `${status}${code === null ? '' : ` ${code}`}`;
  if (status >= 500 || status === 0) return { kind: 'failed', expected: ask.expect, got };
  const isShut = isRefusal(ask, status, code);
  const told = ask.never?.find((word) => text.includes(word));
  if (told !== undefined) return { kind: 'leak', expected: `no ${told}`, got: `${got} with it` };
  if (ask.expect === 'shut')
    return isShut ? null : { kind: 'leak', expected: 'shut', got: `${got} ${text.slice(0, 120)}` };
  if (isShut) return { kind: 'denied', expected: 'open', got };
  const missing = ask.always?.find((word) => !text.includes(word));
  return missing === undefined
    ? null
    : { kind: 'denied', expected: missing, got: `${got} ${text.slice(0, 120)}` };
}

function isRefusal({ hidden, beyond }: Ask, status: number, code: string | null): boolean {
  if (code !== null && beyond?.includes(code)) return false;
  return status === 401 || status === 403 || (code !== null && hidden?.includes(code) === true);
}

const ANSWER_MAX_MS = 30_000;
/** A loaded machine asks to come back; after so many times something is wrong. */
const BUSY_TRIES_MAX = 50;
const BUSY_WAIT_MS = 100;

/** Asks as whoever the headers say, over connections that stay open. */
export function asker(
  port: number,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
): Asker {
  return async (method, path, body, file) => {
    const sent = file ? multipart(file) : json(body);
    const ask = () => exchange(port, agent, { ...sent.headers, ...headers }, method, path, sent.payload); // prettier-ignore
    return path.includes('/track/') ? ask() : whenFree(ask);
  };
}

/** Asks again while the machine is too busy to answer. */
export async function whenFree<T extends Readonly<{ status: number }>>(
  ask: () => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const answer = await ask();
    if (answer.status !== 429 || tried === BUSY_TRIES_MAX) return answer;
    await sleep(BUSY_WAIT_MS);
  }
}

type Sent = Readonly<{ headers: Readonly<Record<string, string>>; payload: string | undefined }>;

const json = (body: unknown): Sent =>
  body === undefined
    ? { headers: {}, payload: undefined }
    : { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) };

function multipart({ name, text }: NonNullable<Ask['file']>): Sent {
  const edge = 'maplebridge-rights';
  const head = `content-disposition: form-data; name="file"; filename="${name}"`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${edge}` },
    payload: `--${edge}\r\n${head}\r\ncontent-type: text/plain\r\n\r\n${text}\r\n--${edge}--\r\n`,
  };
}

function exchange(
  port: number,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
  method: string,
  path: string,
  payload: string | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = httpRequest(
      {
        agent,
        port,
        host: '127.0.0.1',
        method,
        path,
        headers: {
          'x-maplebridge': '1',
          'accept-language': 'zh-CN',
          ...headers,
        },
        timeout: ANSWER_MAX_MS,
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        const type = answer.headers['content-type'] ?? '';
        if (type.startsWith('text/event-stream')) {
          answer.destroy();
          return resolve({ status, text: '', code: null });
        }
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status, text, code: type.includes('json') ? codeOf(text) : null });
        });
      },
    );
    sending.on('timeout', () => sending.destroy(new Error(`nothing in ${ANSWER_MAX_MS} ms`)));
    sending.on('error', reject);
    sending.end(payload);
  });
}

/** The code of a refusal, also of the only command of a batch. */
function codeOf(text: string): string | null {
  if (text === '') return null;
  const body = JSON.parse(text) as {
    code?: unknown;
    results?: readonly { problem?: { code?: unknown } }[];
  } | null;
  const code = body?.code ?? body?.results?.[0]?.problem?.code;
  return typeof code === 'string' ? code : null;
}
