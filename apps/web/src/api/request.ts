// One way to ask the server: typed by the contracts' schemas, refusals as sentences with their field.
import { z } from 'zod';
import { SECOND } from '#platform/time/index.ts';
import { rememberedLanguage, translate } from '../text/language.tsx';

const API = '/api/v1';
/** Told on the window when an answer was that nobody is signed in here. */
export const NOT_SIGNED_IN = 'maplebridge:not-signed-in';
/** A request that takes longer is told to be unanswered; nothing is lost, it may be sent again. */
const ANSWER_WITHIN_MS = 30_000;

const Problem = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  problems: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** What the server said instead of doing it; `field` names the input it is about. */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly field: string | undefined;
  readonly problems: readonly { field: string; message: string }[];
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: z.infer<typeof Problem>, retryAfterSeconds?: number) {
    super(problem.message);
    this.name = 'ProblemError';
    this.status = status;
    this.code = problem.code;
    this.field = problem.field;
    this.problems = problem.problems ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether it may pass by itself: no network, a server in trouble or too busy. A refusal stays a refusal. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return true;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

/** How long the server asked to be left alone, in ms. */
export function waitAskedMs(error: unknown): number {
  return (error instanceof ProblemError ? (error.retryAfterSeconds ?? 0) : 0) * SECOND;
}

type Value = string | number | boolean | null | undefined;
export type Query = Readonly<Record<string, Value | readonly Value[]>>;

export type Ask = Readonly<{
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Query;
  body?: unknown;
  /** The same key sent again is answered again, not done again. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Sent even while the page is being left. */
  keepalive?: boolean;
}>;

/** The address of an API path with its query; arrays repeat the name. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one));
  const text = search.toString();
  return `${API}${path}${text ? `?${text}` : ''}`;
}

/** Asks and reads the answer by its schema. Throws ProblemError for every refusal and failure. */
export async function request<S extends z.ZodType>(
  schema: S,
  path: string,
  ask: Ask = {},
): Promise<z.output<S>> {
  const answer = await send(path, ask);
  const value: unknown = answer.status === 204 ? null : await answer.json();
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  console.error(`answer of ${path} does not fit its contract`, parsed.error.issues);
  throw problem(0, 'web.answer-unreadable', 'problem.unreadable');
}

async function send(path: string, ask: Ask): Promise<Response> {
  const { method = 'GET', body } = ask;
  const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
  let answer: Response;
  try {
    answer = await fetch(addressOf(path, ask.query), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(method === 'GET' ? {} : { 'x-maplebridge': '1' }),
        ...(body === undefined || body instanceof FormData
          ? {}
          : { 'content-type': 'application/json' }),
        ...(ask.idempotencyKey ? { 'idempotency-key': ask.idempotencyKey } : {}),
      },
      signal: ask.signal ? AbortSignal.any([ask.signal, timeout]) : timeout,
      keepalive: ask.keepalive ?? false,
      ...(body === undefined
        ? {}
        : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw problem(0, 'web.unreachable', 'problem.unreachable');
  }
  noteServerTime(answer);
  if (answer.ok) return answer;
  if (answer.status === 401 && !path.startsWith('/session'))
    dispatchEvent(new Event(NOT_SIGNED_IN));
  throw await problemOf(answer);
}

async function problemOf(answer: Response): Promise<ProblemError> {
  const retryAfter = Number(answer.headers.get('retry-after')) || undefined;
  const told = Problem.safeParse(await answer.json().catch(() => null));
  if (told.success) return new ProblemError(answer.status, told.data, retryAfter);
  return problem(answer.status, 'web.failed', 'problem.failed');
}

function problem(
  status: number,
  code: string,
  key: 'problem.unreadable' | 'problem.unreachable' | 'problem.failed',
): ProblemError {
  return new ProblemError(status, { code, message: translate(rememberedLanguage(), key) });
}

let serverAhead = 0;

/** Desks' own clocks are often minutes off; lights count by the server's. */
function noteServerTime(answer: Response): void {
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(date)) return;
  const ahead = date - Date.now();
  // The header has whole seconds: smaller differences are its rounding.
  serverAhead = Math.abs(ahead) < 2000 ? 0 : ahead;
}

/** Now, by the server's clock, in ms since 1970. */
export function serverNow(): number {
  return Date.now() + serverAhead;
}

/** What to tell a person about any error. */
export function messageOf(error: unknown): string {
  return error instanceof ProblemError
    ? error.message
    : translate(rememberedLanguage(), 'problem.failed');
}
