// One line per answer, and a logger for each request that is made only when something is said: most
// requests say nothing, and a child logger costs as much as a small query.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import * as limits from './limits.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
type Level = (typeof LEVELS)[number];
type Bindings = Parameters<FastifyBaseLogger['child']>[0];
type Options = Parameters<FastifyBaseLogger['child']>[1];

/** One line per answer, without address parameters or bodies: they may hold personal data. */
export function installRequestLog(app: FastifyInstance, logger: FastifyBaseLogger): void {
  app.setChildLoggerFactory((parent, bindings, options) => lateChild(parent, bindings, options));
  app.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    // What was refused early is counted (metrics.ts), not written down: that would be work again.
    const isTold = reply.statusCode >= 400 && reply.statusCode !== 429;
    const level = ms > limits.SLOW_REQUEST_MS ? 'warn' : isTold ? 'info' : 'debug';
    if (isWritten(logger, level))
      request.log[level](
        { method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms },
        'answered',
      );
    done();
  });
}

function isWritten(logger: FastifyBaseLogger, level: Level): boolean {
  const { isLevelEnabled } = logger as { isLevelEnabled?: (level: string) => boolean };
  return isLevelEnabled?.call(logger, level) ?? true;
}

/** A logger that becomes a child of `parent` when it is first used. */
function lateChild(
  parent: FastifyBaseLogger,
  bindings: Bindings,
  options: Options,
): FastifyBaseLogger {
  let child: FastifyBaseLogger | undefined;
  const own = () => (child ??= parent.child(bindings, options));
  const late: Record<string, unknown> = {
    get level() {
      return child?.level ?? parent.level;
    },
    set level(level: string) {
      own().level = level;
    },
    silent: () => {},
    child: (more: Bindings, moreOptions?: Options) => own().child(more, moreOptions),
  };
  for (const level of LEVELS)
    late[level] = (...args: Parameters<FastifyBaseLogger[Level]>) => own()[level](...args);
  return late as unknown as FastifyBaseLogger;
}
