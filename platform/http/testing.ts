// A real server on a free loopback port, for tests.
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './server.ts';

/**
 * Where client, server and often a browser's driver share one process, a late event loop is the test's own and no
 * overload.
 */
export const UNHURRIED = { eventLoopDelayMs: Infinity };

export type TestServer = Readonly<{
  app: HttpServer;
  url: string;
  /** Every line logged so far, parsed. */
  logLines: Record<string, unknown>[];
  close(): Promise<void>;
}>;

/** Builds, lets `routes` register theirs, listens on 127.0.0.1 and any free port. */
export async function startTestServer(
  options: Partial<HttpServerOptions>,
  routes: (app: HttpServer) => void,
): Promise<TestServer> {
  const logLines: Record<string, unknown>[] = [];
  const logger = pino(
    { level: 'debug' },
    { write: (line: string) => void logLines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const app = createHttpServer({ refusals: {}, logger, version: '0', ...options });
  routes(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}`, logLines, close: () => app.close() };
}
