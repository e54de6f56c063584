// Figures for Prometheus: requests by route, load, event loop, memory. Own registry per server.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FastifyInstance } from 'fastify';
import type { LoadGauge } from './overload.ts';

/** Measures every answer of the server; modules add their own figures to the returned registry. */
export function installMetrics(app: FastifyInstance, load: LoadGauge): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the last byte of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests being worked on',
    registers,
    collect() {
      this.set(load.requestsInFlight());
    },
  });
  new Gauge({
    name: 'http_body_bytes_in_flight',
    help: 'Bytes of bodies being read',
    registers,
    collect() {
      this.set(load.bodyBytesInFlight());
    },
  });
  new Gauge({
    name: 'http_event_loop_delay_seconds',
    help: 'Mean delay of the event loop over the last window, by which overload is judged',
    registers,
    collect() {
      this.set(load.eventLoopDelayMs() / 1000);
    },
  });
  new Gauge({
    name: 'http_event_streams_open',
    help: 'Open server-sent event streams',
    registers,
    collect() {
      this.set(app.eventStreams.open.size);
    },
  });
  new Counter({
    name: 'http_requests_refused_overload_total',
    help: 'Requests answered 429 because the server was overloaded',
    registers,
    collect() {
      this.reset();
      this.inc(load.refused());
    },
  });
  app.addHook('onResponse', (request, reply, done) => {
    const status = `${Math.trunc(reply.statusCode / 100)}xx`;
    const route = request.routeOptions.url ?? 'none'; // the pattern: never a path with ids in it
    duration.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
    done();
  });
  return registry;
}
