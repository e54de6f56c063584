// One line per answer, and a logger for each request that is made only when something is said: most
// requests say nothing, and a child logger costs as much as a small query.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import * as limits from './limits.ts';

type Level = 'warn' | 'info' | 'debug';
type Said = Parameters<FastifyBaseLogger['info']>;
type Bindings = Parameters<FastifyBaseLogger['child']>[0];
type Options = Parameters<FastifyBaseLogger['child']>[1];

/** One line per answer, without address parameters or bodies: they may hold personal data. */
export function installRequestLog(app: FastifyInstance, logger: FastifyBaseLogger): void {
  app.setChildLoggerFactory(
    (parent, bindings, options) => new LateChild(parent, bindings, options),
  );
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

/**
 * A logger that becomes a child of `parent` when it is first used. One object of a class, because every request has
 * one: closures of its own in each were kept through two young collections, and the request with them.
 */
class LateChild {
  #child: FastifyBaseLogger | undefined;
  readonly #parent: FastifyBaseLogger;
  readonly #bindings: Bindings;
  readonly #options: Options;

  constructor(parent: FastifyBaseLogger, bindings: Bindings, options: Options) {
    this.#parent = parent;
    this.#bindings = bindings;
    this.#options = options;
  }

  get #own(): FastifyBaseLogger {
    return (this.#child ??= this.#parent.child(this.#bindings, this.#options));
  }

  get level(): string {
    return (this.#child ?? this.#parent).level;
  }

  set level(level: string) {
    this.#own.level = level;
  }

  fatal(...said: Said): void {
    this.#own.fatal(...said);
  }

  error(...said: Said): void {
    this.#own.error(...said);
  }

  warn(...said: Said): void {
    this.#own.warn(...said);
  }

  info(...said: Said): void {
    this.#own.info(...said);
  }

  debug(...said: Said): void {
    this.#own.debug(...said);
  }

  trace(...said: Said): void {
    this.#own.trace(...said);
  }

  silent(): void {}

  child(bindings: Bindings, options?: Options): FastifyBaseLogger {
    return this.#own.child(bindings, options);
  }
}
