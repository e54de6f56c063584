// The road by HTTP: each message is one signed request, its receipt the signed answer.
import {
  answerFault,
  readSignature,
  Receipt,
  SIGNATURE_HEADER,
  signRequest,
  Standing,
  type Health,
  type Keys,
  type Transport,
} from '#modules/exchange/index.ts';
import { Failure } from '#platform/errors/index.ts';
import { SECOND, type Clock } from '#platform/time/index.ts';
import { z } from 'zod';

/** Where the other side listens, e.g. `https://110.example.cn/exchange/maplebridge`. */
export const HttpRoad = z.strictObject({
  form: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }),
});
export type HttpRoad = z.output<typeof HttpRoad>;

/** An answer that takes longer is none; the message is sent again. */
const ANSWER_TIMEOUT_MS = 10 * SECOND;
/** A receipt is a few hundred bytes, a standing with a hundred ranges a few thousand. */
const ANSWER_BYTES_MAX = 64 * 1024;

export type HttpRoadOptions = Readonly<{ road: HttpRoad; keys: Keys; clock: Clock }>;

/** Throws `Failure('exchange.away' | 'exchange.not-trusted' | 'exchange.answer-unreadable')`. */
export function httpTransport({ road, keys, clock }: HttpRoadOptions): Transport {
  const base = road.url.replace(/\/+$/, '');

  async function ask(method: 'GET' | 'POST', name: string, value?: unknown): Promise<unknown> {
    const url = new URL(`${base}/${name}`);
    const body = value === undefined ? '' : JSON.stringify(value);
    const path = url.pathname + url.search;
    const signature = signRequest(keys, { method, path, body }, clock.now());
    const { status, text, header } = await fetchText(url, {
      method,
      headers: {
        accept: 'application/json',
        [SIGNATURE_HEADER]: signature,
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body } : {}),
    });
    if (status === 401 || status === 403) throw new Failure('exchange.not-trusted');
    if (status !== 200) throw new Failure('exchange.away', new Error(`HTTP ${status}`));
    const nonce = readSignature(signature)?.nonce ?? '';
    // Without this a proxy in between could give receipts for what never arrived.
    if (answerFault(keys, header, { status, nonce, body: text }, clock.now()) !== null)
      throw new Failure('exchange.not-trusted');
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw new Failure('exchange.answer-unreadable', error);
    }
  }

  return {
    form: 'http',
    async send(envelope) {
      const receipt = readAs(Receipt, await ask('POST', 'messages', envelope));
      const isOurs =
        receipt.seq === envelope.seq &&
        receipt.key === envelope.key &&
        receipt.direction === envelope.direction;
      if (!isOurs) throw new Failure('exchange.answer-unreadable');
      return receipt;
    },
    // The other side calls us.
    poll: () => Promise.resolve(0),
    reconcile: async (ours) => readAs(Standing, await ask('POST', 'standing', ours)),
    async health(): Promise<Health> {
      try {
        await ask('GET', 'standing');
        return { ok: true, problem: null };
      } catch (error) {
        return { ok: false, problem: error instanceof Failure ? error.code : 'exchange.away' };
      }
    },
  };
}

function readAs<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Failure('exchange.answer-unreadable', read.error);
}

async function fetchText(
  url: URL,
  init: RequestInit,
): Promise<{ status: number; text: string; header: string | undefined }> {
  try {
    const answer = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const header = answer.headers.get(SIGNATURE_HEADER) ?? undefined;
    return { status: answer.status, text: await limitedText(answer), header };
  } catch (error) {
    throw new Failure('exchange.away', error);
  }
}

async function limitedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
