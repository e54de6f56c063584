// Server-sent events: heartbeats, Last-Event-ID, a bound on unsent bytes (a slow reader is dropped and
// comes back with the id it last saw), a bound per account, and an end when the right to read ends.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '#platform/errors/index.ts';
import {
  STREAM_BUFFER_MAX_BYTES,
  STREAM_HEARTBEAT_MS,
  STREAM_RETRY_MS,
  STREAMS_MAX,
  STREAMS_PER_ACCOUNT_MAX,
} from './limits.ts';

declare module 'fastify' {
  interface FastifyInstance {
    eventStreams: EventStreams;
  }
}

export type StreamEvent = Readonly<{ id?: string; event?: string; data: unknown }>;

/** One open stream to one reader. */
export type EventStream = Readonly<{
  /** The id after which the reader wants to go on; undefined at its first visit. */
  lastEventId: string | undefined;
  /** Writes one event; false when the stream has ended or was just dropped for being slow. */
  send(event: StreamEvent): boolean;
  end(): void;
  /** Resolves once, when the stream has ended for whatever reason. */
  ended: Promise<void>;
}>;

export type EventStreamOptions = Readonly<{
  /** Who reads: at most STREAMS_PER_ACCOUNT_MAX at a time. */
  accountId: string;
  /** Ended by `eventStreams.end(key)` with the account's id or with this one, e.g. the session's id. */
  sessionId?: string;
}>;

type OpenStream = Readonly<{ accountId: string; sessionId: string | undefined; end(): void }>;

/** All open streams of a server. */
export type EventStreams = Readonly<{
  open: Set<OpenStream>;
  /** Ends every stream of an account or session; returns how many there were. */
  end(accountOrSessionId: string): number;
}>;

/** Gives the server its set of open streams; they end when it closes. */
export function installEventStreams(app: FastifyInstance): void {
  const open = new Set<OpenStream>();
  const endWhere = (chosen: (stream: OpenStream) => boolean): number => {
    const matching = [...open].filter(chosen);
    for (const stream of matching) stream.end();
    return matching.length;
  };
  app.decorate('eventStreams', {
    open,
    end: (id) => endWhere((stream) => stream.accountId === id || stream.sessionId === id),
  });
  app.addHook('preClose', async () => void endWhere(() => true));
}

/**
 * Answers a request with a stream of events. The handler goes on to call `send` and returns
 * `stream.ended`. Refuses with `http.too-many-streams`.
 */
export function eventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { accountId, sessionId }: EventStreamOptions,
): EventStream {
  const { open } = request.server.eventStreams;
  const own = [...open].filter((stream) => stream.accountId === accountId).length;
  if (own >= STREAMS_PER_ACCOUNT_MAX || open.size >= STREAMS_MAX)
    throw new Refused('http.too-many-streams');

  const { raw } = reply;
  let heartbeat: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    clearInterval(heartbeat);
    open.delete(entry);
    raw.end();
    resolve();
  };
  const entry: OpenStream = { accountId, sessionId, end };

  const write = (text: string): boolean => {
    if (hasEnded) return false;
    raw.write(text);
    if (raw.writableLength <= STREAM_BUFFER_MAX_BYTES) return true;
    end();
    raw.destroy();
    return false;
  };

  reply.hijack();
  request.releaseLoad(); // an open stream waits rather than works
  open.add(entry);
  raw.once('close', end);
  raw.writeHead(200, {
    ...headersOf(reply),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  write(`retry: ${STREAM_RETRY_MS}\n\n`);
  heartbeat = setInterval(() => write(': alive\n\n'), STREAM_HEARTBEAT_MS);
  heartbeat.unref();

  const seen = request.headers['last-event-id'];
  return {
    lastEventId: typeof seen === 'string' && seen !== '' ? seen : undefined,
    send: (event) => write(eventText(event)),
    end,
    ended,
  };
}

/** One event on the wire; JSON has no raw line break, so one `data:` line carries it. */
export function eventText({ id, event, data }: StreamEvent): string {
  const line = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `${name}: ${value.replace(/[\r\n\0]/g, '')}\n`;
  return `${line('id', id)}${line('event', event)}data: ${JSON.stringify(data ?? null)}\n\n`;
}

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
