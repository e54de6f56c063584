// Says no early: work in progress, bytes being read and the delay of the event loop are bounded, and
// what is over the bound is answered 429 at once, so that overload costs time, never memory.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused } from '#platform/errors/index.ts';
import {
  BODY_BYTES_IN_FLIGHT_MAX,
  EVENT_LOOP_DELAY_MAX_MS,
  EVENT_LOOP_WINDOW_MS,
  REQUESTS_IN_FLIGHT_MAX,
  STREAMED_BODY_BYTES,
} from './limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body goes to disk as it arrives: only a window of it is in memory. */
    streamsBody?: boolean;
    /** Answered even under overload: probes and metrics. */
    alwaysAnswered?: boolean;
    /** Called by other sites' pages or machines on purpose; authenticated by other means than a cookie. */
    crossSite?: boolean;
  }
  interface FastifyRequest {
    load: RequestLoad | null;
    /** Frees the request's place among those being worked on: it only waits from now on. */
    releaseLoad(): void;
  }
}

/** What one request holds until its answer has left and its handler has ended. */
export type RequestLoad = { bytes: number; answered: boolean; closed: boolean };

export type OverloadLimits = Readonly<{
  requestsInFlight: number;
  bodyBytesInFlight: number;
  eventLoopDelayMs: number;
}>;

export const OVERLOAD_LIMITS: OverloadLimits = {
  requestsInFlight: REQUESTS_IN_FLIGHT_MAX,
  bodyBytesInFlight: BODY_BYTES_IN_FLIGHT_MAX,
  eventLoopDelayMs: EVENT_LOOP_DELAY_MAX_MS,
};

/** How loaded the server is; read by the metrics. */
export type LoadGauge = Readonly<{
  requestsInFlight(): number;
  bodyBytesInFlight(): number;
  eventLoopDelayMs(): number;
  refused(): number;
}>;

/** Guards every route of the server; streams release their place once they are open. */
export function overloadGuard(app: FastifyInstance, limits: OverloadLimits): LoadGauge {
  let requests = 0;
  let bytes = 0;
  let refused = 0;
  let delayMs = 0;

  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  let lastMs = 0;
  const sampler = setInterval(() => {
    const windowMs = histogram.mean / 1e6 || 0;
    // The better of two windows: one long pause (start-up, a large collection) is no overload.
    delayMs = Math.min(windowMs, lastMs);
    lastMs = windowMs;
    histogram.reset();
  }, EVENT_LOOP_WINDOW_MS);
  sampler.unref();
  app.addHook('onClose', async () => {
    clearInterval(sampler);
    histogram.disable();
  });

  const release = (load: RequestLoad): void => {
    if (!load.answered || !load.closed) return;
    requests -= 1;
    bytes -= load.bytes;
  };

  app.decorateRequest('load', null);
  app.decorateRequest('releaseLoad', function (this: FastifyRequest) {
    if (!this.load || (this.load.answered && this.load.closed)) return;
    this.load.answered = true;
    this.load.closed = true;
    release(this.load);
    this.load = null;
  });
  app.addHook('onRequest', (request, reply, done) => {
    const { alwaysAnswered, streamsBody } = request.routeOptions.config;
    if (alwaysAnswered) return done();
    const size = streamsBody ? STREAMED_BODY_BYTES : announcedBytes(request);
    if (
      requests >= limits.requestsInFlight ||
      (size > 0 && bytes + size > limits.bodyBytesInFlight) ||
      delayMs > limits.eventLoopDelayMs
    ) {
      refused += 1;
      return done(new Refused('http.overloaded'));
    }
    const load: RequestLoad = { bytes: size, answered: false, closed: false };
    request.load = load;
    requests += 1;
    bytes += size;
    // Both must have happened: a client that hangs up does not end the work it started.
    reply.raw.once('close', () => {
      if (load.closed) return;
      load.closed = true;
      release(load);
    });
    done();
  });
  app.addHook('onSend', (request, _reply, payload, done) => {
    const { load } = request;
    if (load && !load.answered) {
      load.answered = true;
      release(load);
    }
    done(null, payload);
  });

  return {
    requestsInFlight: () => requests,
    bodyBytesInFlight: () => bytes,
    eventLoopDelayMs: () => delayMs,
    refused: () => refused,
  };
}

/** How many bytes the body may bring: what it announces, or the route's limit when it does not say. */
function announcedBytes(request: FastifyRequest): number {
  const { headers } = request.raw;
  if (headers['content-length'] !== undefined)
    return Math.min(Number(headers['content-length']) || 0, request.routeOptions.bodyLimit);
  return headers['transfer-encoding'] === undefined ? 0 : request.routeOptions.bodyLimit;
}
