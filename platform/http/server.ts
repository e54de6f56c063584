// Builds the one HTTP server: limits, errors, validation, contract, probes. Modules register their
// routes on it with `app.register(xRoutes(deps), { prefix: '/api/v1' })`.
import { randomBytes } from 'node:crypto';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawServerDefault,
} from 'fastify';
import {
  createJsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  type FastifyPluginAsyncZod,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { Refused } from '#platform/errors/index.ts';
import {
  answer,
  answerBrokenRequest,
  errorHandler,
  type RefusalListener,
  type RefusalTable,
} from './errors.ts';
import { installEventStreams } from './event-stream.ts';
import { installHealth, type ReadinessChecks } from './health.ts';
import * as limits from './limits.ts';
import { installRequestLog } from './request-log.ts';
import { installMetrics } from './metrics.ts';
import { OVERLOAD_LIMITS, overloadGuard, type OverloadLimits } from './overload.ts';
import { HTTP_REFUSALS } from './refusals.ts';
import { API_HEADERS, securityHeaders, type OtherSources } from './security-headers.ts';
import { validatorCompiler } from './validation.ts';

export type HttpServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What a module's `xRoutes(deps)` returns. */
export type Routes = FastifyPluginAsyncZod;

export type HttpServerOptions = Readonly<{
  /** The merged refusals of all modules; those of the HTTP door are added here. */
  refusals: RefusalTable;
  /** Hears of every refusal before it is told, e.g. for the audit log. */
  onRefusal?: RefusalListener;
  logger: FastifyBaseLogger;
  version: string;
  /** Addresses or networks of reverse proxies whose X-Forwarded-* headers are believed; none by default. */
  trustedProxies?: readonly string[];
  tls?: Readonly<{ cert: string | Buffer; key: string | Buffer }>;
  otherSources?: OtherSources;
  /** Each must hold before `/readyz` says yes, e.g. `{ database: () => ping(db) }`. */
  readiness?: ReadinessChecks;
  /** Asked by `/metrics`; only the machine itself by default. */
  mayReadMetrics?: (request: FastifyRequest) => boolean;
  /** Answers addresses outside `/api/`: the web app's pages. */
  page?: (request: FastifyRequest, reply: FastifyReply) => unknown;
  overload?: Partial<OverloadLimits>;
  /** Client addresses that no rate limit counts: machines that speak for many people; none by default. */
  rateLimitExempt?: readonly string[];
}>;

declare module 'fastify' {
  interface FastifyInstance {
    metrics: Registry;
    /** What every refusal says, for whoever tells of one later. */
    refusals: RefusalTable;
  }
}

/** The server, ready for `register` and `listen`; `close()` ends open work within CLOSE_GRACE_MS. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const refusals: RefusalTable = { ...options.refusals, ...HTTP_REFUSALS };
  const app = newFastify(options, refusals);
  app.server.headersTimeout = limits.HEADERS_TIMEOUT_MS;
  app.server.maxConnections = limits.CONNECTIONS_MAX;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(errorHandler(refusals, options.onRefusal));
  app.setNotFoundHandler((request, reply) => {
    const isPage = options.page && isSafe(request.method) && !isApi(request.url);
    if (isPage) return options.page?.(request, reply);
    return answer(refusals, { code: 'http.not-found' }, request, reply);
  });

  app.decorate('refusals', refusals);
  installHeaders(app, securityHeaders(options.otherSources ?? {}, options.tls !== undefined));
  const load = overloadGuard(app, { ...OVERLOAD_LIMITS, ...options.overload });
  installSameSiteRule(app);
  installEventStreams(app);
  app.decorate('metrics', installMetrics(app, load));
  installRequestLog(app, options.logger);
  installGracefulClose(app);

  app.register(cookie);
  app.register(rateLimit, {
    global: false,
    allowList: [...(options.rateLimitExempt ?? [])],
    cache: limits.RATE_LIMIT_CLIENTS_MAX,
    errorResponseBuilder: (_request, { ttl }) =>
      new Refused('http.too-many-requests', undefined, { seconds: Math.ceil(ttl / 1000) }),
  });
  installContract(app, options.version);
  installHealth(app, options.readiness ?? {}, options.mayReadMetrics);
  return app;
}

function newFastify(options: HttpServerOptions, refusals: RefusalTable): HttpServer {
  const prefix = randomBytes(4).toString('hex');
  let serial = 0;
  return Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `${prefix}-${(serial++).toString(36)}`,
    requestIdHeader: false,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    bodyLimit: limits.BODY_LIMIT_BYTES,
    requestTimeout: limits.REQUEST_TIMEOUT_MS,
    keepAliveTimeout: limits.KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: limits.PATH_PARAM_MAX_CHARACTERS },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      void errorHandler(refusals)(error, request as FastifyRequest, reply as FastifyReply);
    },
    // The types of http and https servers differ only in ways that no route sees.
    ...((options.tls ? { https: options.tls } : {}) as object),
  }).withTypeProvider<ZodTypeProvider>();
}

const isSafe = (method: string): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

function installHeaders(app: HttpServer, pageHeaders: Record<string, string>): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(isApi(request.url) ? API_HEADERS : pageHeaders);
    reply.header('x-request-id', request.id);
    done();
  });
}

const isApi = (url: string): boolean => url.startsWith('/api/');

/**
 * Cross-site requests may not change anything: a request that is not GET comes from our own origin, or
 * carries `X-Maplebridge: 1` (which no foreign page can add without a preflight we never grant), or
 * names a bearer token, which no browser adds by itself.
 */
function installSameSiteRule(app: HttpServer): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (isSafe(request.method) || request.routeOptions.config.crossSite) return done();
    const { origin, authorization, 'x-maplebridge': own } = request.headers;
    const isOwn =
      own === '1' || authorization?.startsWith('Bearer ') === true || isOwnOrigin(request, origin);
    done(isOwn ? undefined : new Refused('http.cross-site'));
  });
}

function isOwnOrigin(request: FastifyRequest, origin: string | undefined): boolean {
  return origin !== undefined && origin === `${request.protocol}://${request.host}`;
}

/** Connections that become idle while the server closes are let go; what still works is cut off at last. */
function installGracefulClose(app: HttpServer): void {
  app.addHook('preClose', async () => {
    const idle = setInterval(() => app.server.closeIdleConnections(), limits.CLOSE_IDLE_EVERY_MS);
    const last = setTimeout(() => app.server.closeAllConnections(), limits.CLOSE_GRACE_MS);
    app.server.once('close', () => {
      clearInterval(idle);
      clearTimeout(last);
    });
    last.unref();
    idle.unref();
  });
}

function installContract(app: HttpServer, version: string): void {
  const transform = createJsonSchemaTransform({});
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Maplebridge',
        version,
        description: 'Everyday governance of a county, as an API',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'mb_session' },
          bearer: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { bearer: [] }],
    },
    transform: (document) => {
      const { schema, url } = transform(document);
      if (!schema || schema.hide || !document.url.startsWith('/api/'))
        return { schema: { hide: true }, url };
      const response = (schema.response ?? {}) as Record<string, unknown>;
      return { schema: { ...schema, response: { ...response, default: ERROR_SCHEMA } }, url };
    },
    transformObject: jsonSchemaTransformObject,
  });
  app.register(async (scope) => {
    scope.get('/api/v1/openapi.json', { schema: { hide: true } }, () => app.swagger());
  });
}

const ERROR_SCHEMA = {
  description: 'A refusal: `code` is stable, `message` is a sentence in the language asked for',
  type: 'object',
  required: ['code', 'message', 'requestId'],
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    field: { type: 'string' },
    params: { type: 'object' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
    requestId: { type: 'string' },
  },
};
