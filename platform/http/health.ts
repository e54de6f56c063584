// Probes: `/healthz` the process runs, `/readyz` it can serve, `/metrics` how it is doing.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inTime } from '#platform/time/index.ts';
import { READINESS_TIMEOUT_MS } from './limits.ts';

/** Each throws or rejects while the part it names is not ready. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

export function installHealth(
  app: FastifyInstance,
  checks: ReadinessChecks,
  mayReadMetrics: (request: FastifyRequest) => boolean = isFromThisMachine,
): void {
  const config = { alwaysAnswered: true };
  const schema = { hide: true };
  let isClosing = false;
  app.addHook('preClose', async () => void (isClosing = true));

  app.register(async (scope) => {
    scope.get('/healthz', { config, schema }, () => ({ status: 'ok' }));

    scope.get('/readyz', { config, schema }, async (_request, reply) => {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await holds(check)] as const),
      );
      const isReady = !isClosing && results.every(([, ok]) => ok);
      const told = results.map(([name, ok]) => [name, ok ? 'ok' : 'failed']);
      return reply
        .code(isReady ? 200 : 503)
        .send({ status: isReady ? 'ready' : 'not ready', checks: Object.fromEntries(told) });
    });

    scope.get('/metrics', { config, schema }, async (request, reply) => {
      if (!mayReadMetrics(request)) return reply.callNotFound();
      return reply.type(app.metrics.contentType).send(await app.metrics.metrics());
    });
  });
}

async function holds(check: () => Promise<unknown>): Promise<boolean> {
  const held = check().then(
    () => true,
    () => false,
  );
  return (await inTime(READINESS_TIMEOUT_MS, held)) ?? false;
}

function isFromThisMachine({ ip }: FastifyRequest): boolean {
  return ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1';
}
