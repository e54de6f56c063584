// The one place where an error becomes an answer: refusals by the table, bad input as 400, and only
// what nobody expected as 500, recorded with an alert. No body of a request ever reaches the log.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isConnectionLoss } from '#platform/db/index.ts';
import { Failure, Refused, type Refusal } from '#platform/errors/index.ts';
import { fieldOf, issueSentence } from '#platform/text/issue-sentence.ts';
import { languageOf, refusalSentence } from './language.ts';
import { OVERLOAD_RETRY_AFTER_SECONDS } from './limits.ts';
import type { RefusalText } from './refusal-text.ts';
import type { HttpRefusal } from './refusals.ts';
import { InvalidInput } from './validation.ts';

/** What every refused request is answered with. */
export type ErrorAnswer = Readonly<{
  code: string;
  message: string;
  field?: string;
  params?: Refusal['params'];
  /** Every problem found in the input, when there are several. */
  problems?: readonly { field: string; message: string }[];
  requestId: string;
}>;

export type RefusalTable = Readonly<Record<string, RefusalText>>;

/** Hears of every refusal before it is told; the answer waits for what it returns. */
export type RefusalListener = (
  request: FastifyRequest,
  refusal: Refusal,
  status: number,
) => Promise<void> | undefined;

/** Answers any error thrown by a hook, a parser, a validator or a handler. */
export function errorHandler(refusals: RefusalTable, onRefusal?: RefusalListener) {
  return (
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply | Promise<FastifyReply> => {
    if (error instanceof InvalidInput) return answerInvalidInput(refusals, error, request, reply);
    const refusal = refusalOf(error, request);
    const text = refusal && refusals[refusal.code];
    if (text && text.status < 500) {
      const heard = onRefusal?.(request, refusal, text.status);
      if (!heard) return answer(refusals, refusal, request, reply);
      return heard
        .catch((failure: unknown) => {
          request.log.error({ alert: 'http.refusal-not-recorded', err: withoutInput(failure) });
        })
        .then(() => answer(refusals, refusal, request, reply));
    }
    return answerUnexpected(refusals, refusal, error, request, reply);
  };
}

/** Sends a refusal in the reader's language. */
export function answer(
  refusals: RefusalTable,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
  problems?: ErrorAnswer['problems'],
): FastifyReply {
  const text = refusals[refusal.code];
  if (!text) throw new Error(`refusal without a text: ${refusal.code}`);
  const { code, field, params } = refusal;
  if (text.status === 429 || text.status === 503)
    reply.header('retry-after', String(params?.['seconds'] ?? OVERLOAD_RETRY_AFTER_SECONDS));
  const body: ErrorAnswer = {
    code,
    message: refusalSentence(text, languageOf(request.headers), {
      requestId: request.id,
      ...params,
    }),
    ...(field === undefined ? {} : { field }),
    ...(params === undefined ? {} : { params }),
    ...(problems === undefined ? {} : { problems }),
    requestId: request.id,
  };
  // Already text: an error must not be checked against the schema of the success.
  return reply
    .code(text.status)
    .header('content-language', languageOf(request.headers))
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => payload as string)
    .send(JSON.stringify(body));
}

function answerInvalidInput(
  refusals: RefusalTable,
  error: InvalidInput,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const language = languageOf(request.headers);
  const problems = error.issues.map((issue) => ({
    field: fieldOf(issue.path),
    message: issueSentence(issue, language),
  }));
  const first = problems[0] ?? { field: '', message: '' };
  const reason = first.field === '' ? first.message : `${first.field} ${first.message}`;
  const refusal = { code: 'http.invalid-input', field: first.field, params: { reason } };
  return answer(refusals, refusal, request, reply, problems.length > 1 ? problems : undefined);
}

function answerUnexpected(
  refusals: RefusalTable,
  refusal: Refusal | undefined,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const told = refusal && refusals[refusal.code] ? refusal : { code: 'http.internal' };
  const alert = told.code === 'http.internal' ? 'http.bug' : 'http.unavailable';
  request.log.error({ alert, route: request.routeOptions.url, err: withoutInput(error) }, alert);
  return answer(refusals, told, request, reply);
}

/** What an error means for the person who asked; undefined when it is a bug. */
function refusalOf(error: unknown, request: FastifyRequest): Refusal | undefined {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof Failure) return { code: 'http.unavailable' satisfies HttpRefusal };
  if (isConnectionLoss(error)) return { code: 'http.database-away' satisfies HttpRefusal };
  const code = codeOf(error);
  if (code === undefined) return undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const limit = `${Math.floor(request.routeOptions.bodyLimit / 1024)} KB`;
    return { code: 'http.too-large', params: { limit } };
  }
  const known = KNOWN_CODES[code];
  if (known) return { code: known };
  if (DATA_EXCEPTION.test(code)) {
    // A value that no schema stopped but the database would not take: the sender is told, we repair.
    request.log.warn({
      alert: 'http.unchecked-input',
      route: request.routeOptions.url,
      sqlState: code,
    });
    return { code: 'http.invalid-value' };
  }
  if (DATABASE_BUSY.test(code)) return { code: 'http.unavailable' };
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500
    ? { code: 'http.bad-request' }
    : undefined;
}

const KNOWN_CODES: Readonly<Record<string, HttpRefusal>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'http.invalid-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'http.empty-body',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'http.unsupported-media',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'http.bad-request',
  FST_ERR_BAD_URL: 'http.bad-request',
  FST_ERR_MAX_PARAM_LENGTH: 'http.address-too-long',
};

/** SQLSTATE class 22: data exceptions (a NUL, a number out of range, a malformed literal). */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;
/** Too many connections, cancelled, deadlock or serialization, a time-out outside: try again. */
const DATABASE_BUSY = /^(53...|57014|40001|40P01|55P03|ETIMEDOUT)$/;

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}

/** What of an error may be logged: database errors quote the values they stumbled over in `detail`. */
function withoutInput(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = codeOf(error);
  const isSqlState = code !== undefined && /^[0-9A-Z]{5}$/.test(code);
  return {
    type: error.name,
    ...(isSqlState ? { sqlState: code } : { message: error.message }),
    stack: isSqlState ? error.stack?.split('\n').slice(1).join('\n') : error.stack,
    ...(error.cause instanceof Error ? { cause: withoutInput(error.cause) } : {}),
  };
}

/** Answers bytes that are not HTTP, too large headers and too slow senders; Fastify never sees them. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return void socket.destroy();
  const [status, code] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ([431, 'http.headers-too-large'] as const)
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ([408, 'http.timeout'] as const)
        : ([400, 'http.bad-request'] as const);
  const body = JSON.stringify({ code, message: STATUS_CODES[status] });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
