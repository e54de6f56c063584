// The HTTP server of the house: every module's routes, one table of refusals, and the web app.
import path from 'node:path';
import { existsSync } from 'node:fs';
import staticFiles from '@fastify/static';
import { addressRoutes } from '#modules/address/routes.ts';
import { catalogRoutes } from '#modules/catalog/routes.ts';
import { deadlineRoutes } from '#modules/deadline/routes.ts';
import type { AdviceMatter } from '#modules/dispatch/index.ts';
import { dispatchRoutes } from '#modules/dispatch/routes.ts';
import { type Evidence } from '#modules/evidence/index.ts';
import { evidenceRoutes } from '#modules/evidence/routes.ts';
import { exchangeAdminRoutes, exchangeRoutes } from '#modules/exchange/routes.ts';
import {
  actorOf,
  auditedRequest,
  auditRefusal,
  installIdentity,
  onlyCountyOf,
  reachOfActor,
  requireAdmin,
  scopeOf,
  signedInOf,
  type Actor,
  type AuditAction,
  type Scope,
} from '#modules/identity/index.ts';
import { identityRoutes } from '#modules/identity/routes.ts';
import {
  isLive,
  latestRouted,
  openOrders,
  rulings,
  visibleIncident,
  type LiveHub,
} from '#modules/incident/index.ts';
import {
  asideRoutes,
  incidentListRoutes,
  incidentRoutes,
  recordRoutes,
} from '#modules/incident/routes.ts';
import { inspectionRoutes } from '#modules/inspection/routes.ts';
import { importRoutes, intakeRoutes } from '#modules/intake/routes.ts';
import { mapRoutes } from '#modules/map/routes.ts';
import { topicRoutes } from '#modules/topic/routes.ts';
import { notificationRoutes } from '#modules/notification/routes.ts';
import { organizationRoutes } from '#modules/organization/routes.ts';
import { dutyRoutes } from '#modules/roster/routes.ts';
import { answerRoutes, modelRoutes, plateRoutes, triageRoutes } from '#modules/triage/routes.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '#platform/http/index.ts';
import type { FastifyRequest } from 'fastify';
import type { Exchange } from './exchange.ts';
import type { House } from './house.ts';
import { demoRoutes } from './demo-routes.ts';
import { auditSurroundings } from './audited-subjects.ts';
import { catalogKeeping } from './catalog-keeping.ts';
import { openImportDesk } from './imports.ts';
import { REFUSALS } from './refusals.ts';
import { whatIfDesk, type RunWhatIf } from './what-if-desk.ts';
import { whatIfHere } from './what-if-here.ts';
import { whatIfRoutes } from './what-if-routes.ts';

const WEB_DIST = path.resolve(import.meta.dirname, '../web/dist');
/** Hashed assets never change under their name. */
const ASSET_MAX_AGE_MS = 365 * 24 * 60 * 60 * 1000;

export type AppOptions = Readonly<{
  version: string;
  trustedProxies?: readonly string[];
  tls?: HttpServerOptions['tls'];
  overload?: HttpServerOptions['overload'];
  /** The outside systems; none unless given. */
  exchange?: Exchange;
  /** Where what-ifs are lived; here, in the server, unless it is given. */
  whatIf?: RunWhatIf;
}>;

/** The server, ready to listen. */
export async function buildApp(
  house: House,
  live: LiveHub,
  options: AppOptions,
): Promise<HttpServer> {
  const { db, clock, identity } = house;
  const app = createHttpServer({
    refusals: REFUSALS,
    logger: house.log,
    version: options.version,
    onRefusal: (request, refusal, status) =>
      // Refused verbs and reports are audited by the main path itself, with the incident they concern.
      /\/(verbs|reports)/.test(request.routeOptions.url ?? '')
        ? undefined
        : auditRefusal(identity)(request, refusal, status),
    trustedProxies: options.trustedProxies ?? [],
    ...(options.tls ? { tls: options.tls } : {}),
    ...(options.overload ? { overload: options.overload } : {}),
    readiness: {
      database: async () => {
        await sql`select 1`.execute(db);
      },
    },
    page: (request, reply) =>
      request.url.startsWith('/assets/')
        ? reply.code(404).type('text/plain; charset=utf-8').send('404\n')
        : existsSync(path.join(WEB_DIST, 'index.html'))
          ? reply.header('cache-control', 'no-cache').sendFile('index.html', WEB_DIST)
          : reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT),
  });
  installIdentity(app, identity);
  forgetAfterPublication(app, house);
  if (existsSync(WEB_DIST))
    await app.register(staticFiles, {
      root: WEB_DIST,
      index: false,
      wildcard: false,
      immutable: true,
      maxAge: ASSET_MAX_AGE_MS,
      setHeaders: (reply, file) => {
        if (!file.includes(`${path.sep}assets${path.sep}`))
          reply.header('cache-control', 'no-cache');
      },
    });
  const imports = openImportDesk(house);
  app.addHook('onReady', async () => void (await imports.resume()));
  app.addHook('onClose', () => imports.close());
  const whatIfs = whatIfDesk(clock, options.whatIf ?? whatIfHere(house), (error) =>
    house.log.error({ err: error }, 'a what-if could not be answered'),
  );
  app.addHook('onClose', () => whatIfs.close());
  const requireSignedIn = (request: FastifyRequest) => void actorOf(request);
  const mayRead = (request: FastifyRequest, countyId: number) => {
    const reach = reachOfActor(actorOf(request));
    if (reach !== 'all' && !reach.includes(countyId)) throw new Refused('identity.not-allowed');
  };
  type Seen = Parameters<Parameters<typeof incidentRoutes>[0]['audit']>[0];
  const auditSeen = ({
    actor,
    action,
    countyId,
    subject,
    details,
    ip,
  }: Omit<Seen, 'action'> & Readonly<{ action: AuditAction }>) =>
    identity.auditQueue.add({
      action,
      actorId: actor.id,
      countyId,
      subjectKind: 'incident',
      subjectId: subject,
      success: true,
      ip,
      ...(details ? { details } : {}),
    });
  const routes = [
    identityRoutes(identity, auditSurroundings(house)),
    demoRoutes(db, house.reference),
    organizationRoutes({ db, requireSignedIn }),
    catalogRoutes({ db, requireSignedIn, keeping: catalogKeeping(house, mayRead) }),
    addressRoutes({
      db,
      areasOf: async (countyId) => (await house.reference.of(countyId)).areas,
      mayRead,
    }),
    deadlineRoutes({ db, clock }),
    evidenceRoutes({
      keeper: house.evidence,
      clock,
      mayView: (actor, row) => mayViewEvidence(house, actor, row),
      recordOpening: (actor, row, request) =>
        identity.auditQueue.add({
          ...auditedRequest(request, signedInOf(request)),
          action: 'evidence.open-original',
          actorId: actor.id,
          ...(row.incidentId === null
            ? { subjectKind: 'evidence', subjectId: row.id }
            : { subjectKind: 'incident', subjectId: row.incidentId }),
          details: { evidence: row.id },
          success: true,
        }),
    }),
    incidentRoutes({
      read: house.read,
      performer: house.performer,
      live,
      clock,
      audit: auditSeen,
    }),
    incidentListRoutes({
      read: house.read,
      clock,
      localTime: house.reference.localTime,
      audit: ({ actor, action, details, ip }) =>
        identity.auditQueue.add({
          action,
          actorId: actor.id,
          ...onlyCountyOf(actor),
          success: true,
          ip,
          details,
        }),
    }),
    recordRoutes(db),
    asideRoutes({
      db,
      clock,
      audit: (actor, countyId, details) =>
        void identity.auditQueue.add({
          ...{ action: 'feed.retry', actorId: actor.id, countyId, success: true, details },
        }),
    }),
    whatIfRoutes(
      whatIfs,
      (actor, countyId, details) =>
        void identity.auditQueue.add({
          ...{ action: 'what-if.asked', actorId: actor.id, countyId, success: true, details },
        }),
    ),
    mapRoutes({ db, clock }),
    importRoutes(imports, (request, { id, countyId, dryRun }) =>
      identity.auditQueue.add({
        ...auditedRequest(request, signedInOf(request)),
        ...{ action: 'intake.import', countyId, subjectKind: 'import', subjectId: id },
        ...{ success: true, details: { dryRun } },
      }),
    ),
    intakeRoutes({
      performer: house.performer,
      desk: house.reference.desk,
      clock,
      onRefused: (actor, refusal) =>
        void identity.auditQueue.add({
          action: 'intake.refused',
          actorId: actor.id,
          ...onlyCountyOf(actor),
          success: false,
          details: { code: refusal.code },
        }),
    }),
    inspectionRoutes({ db, names: house.read.names, clock }),
    topicRoutes({ db, names: house.read.names, clock }),
    triageRoutes({
      ...{ db, knowledge: house.triageKnowledge, clock },
      duplicates: house.askDuplicates,
    }),
    answerRoutes({
      read: house.read,
      calendars: house.reference.knowledgePorts.calendars,
      clock,
      audit: auditSeen,
    }),
    plateRoutes({
      ...{ read: house.read, clock, isReaderThere: house.plates.isThere },
      audit: auditSeen,
    }),
    modelRoutes({ db, clock, base: house.reference.baseModel }),
    dutyRoutes({ db, clock, unitsOnOrder: openOrders }),
    notificationRoutes({
      db,
      clock,
      channels: house.notification.channels,
      addressKey: house.deliver.addressKey,
      push: house.pushDoor,
    }),
    dispatchRoutes({
      db,
      clock,
      latestMatters: latestMatters(house),
      pastMatters: pastMatters(house),
      ruledMatters: ruledMatters(house),
      adviceMatter: adviceMatter(house),
      openOrders,
    }),
  ];
  if (options.exchange)
    routes.push(
      exchangeRoutes(options.exchange.deps),
      exchangeAdminRoutes({
        ...options.exchange.deps,
        audit: (actor, action, details) =>
          void identity.auditQueue.add({ action, actorId: actor.id, success: true, details }),
      }),
    );
  for (const each of routes) await app.register(each, { prefix: '/api/v1' });
  return app;
}

const NOT_BUILT = '网页尚未构建：请用 npm start 启动，或先运行 npm run build:web。\n';

/** Evidence is seen by whoever sees its incident. */
async function mayViewEvidence(house: House, actor: Actor, row: Evidence): Promise<boolean> {
  const { incidentId } = row;
  if (incidentId === null) return false;
  try {
    await inTransaction(house.db, reachOfActor(actor), (tx) =>
      visibleIncident(tx, actor, incidentId),
    );
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** What a draft of the route table is tried on: the county's latest matters, for whoever keeps the table. */
function latestMatters(house: House) {
  return async (request: FastifyRequest, countyId: number, limit: number) => {
    const actor = actorOf(request);
    requireAdmin(actor, 'catalog', countyId);
    return pastMatters(house)(countyId, limit, scopeOf(actor));
  };
}

const NOTHING: Scope = { any: [], memberId: null };

/** The county's latest matters as its routes would be asked about them; `sees`: whose titles may be told. */
function pastMatters(house: House) {
  return async (countyId: number, limit: number, sees: Scope = NOTHING) => {
    const { routeQuestion } = await house.reference.of(countyId);
    const matters = await inTransaction(house.db, [countyId], (tx) =>
      latestRouted(tx, countyId, limit, sees),
    );
    return matters.map(({ id, number, title, leadThen, reportedAt, ...matter }) => ({
      ...{ id, number, title, leadThen },
      question: routeQuestion({ ...matter, at: reportedAt }),
    }));
  };
}

/** What the county ruled lately, as the route table would be asked about it. */
function ruledMatters(house: House) {
  return async (_request: FastifyRequest, countyId: number, limit: number) => {
    const { routeQuestion } = await house.reference.of(countyId);
    const found = await inTransaction(house.db, [countyId], (tx) => rulings(tx, countyId, limit));
    return found.map(({ incidentId, number, at, lead, co, ...matter }) => ({
      ...{ incidentId, number, at, lead, co },
      question: routeQuestion({ ...matter, at }),
    }));
  };
}

/** What advice is asked about: a matter that the request may see, with the route that fits it now. */
function adviceMatter(house: House) {
  return async (request: FastifyRequest, incidentId: string): Promise<AdviceMatter> => {
    const actor = actorOf(request);
    const { incident } = await inTransaction(house.db, reachOfActor(actor), (tx) =>
      visibleIncident(tx, actor, incidentId),
    );
    const { countyId, itemCode, level, source, place, assignments } = incident;
    const { townId, villageId, gridId, lng6, lat6 } = place;
    const { current, routes, routeQuestion } = await house.reference.of(countyId);
    const item = itemCode === null ? undefined : current.byCode.get(itemCode);
    const at = house.clock.now();
    return {
      ...{ countyId, itemCode, level, townId, villageId },
      leadLines: item?.leads ?? [],
      point: lng6 === null || lat6 === null ? null : { lng6, lat6 },
      route:
        (itemCode !== null &&
          routes.decide(
            routeQuestion({ townId, villageId, gridId, itemCode, level, source, at }),
          )) ||
        null,
      holders: assignments.filter(isLive).map(({ unitId }) => unitId),
    };
  };
}

const PUBLISHES = [
  '/api/v1/catalog/publish',
  '/api/v1/routes/publish',
  '/api/v1/calendars',
  '/api/v1/duty-lists/:placeId/publish',
  '/api/v1/task-list/publish',
  '/api/v1/models/:version/changes',
];

/** What was published is read anew by the next question of this process. */
function forgetAfterPublication(app: HttpServer, house: House): void {
  app.addHook('onResponse', async (request, reply) => {
    const { url } = request.routeOptions;
    const publishes = url !== undefined && PUBLISHES.includes(url);
    if (!publishes || request.method !== 'POST' || reply.statusCode >= 300) return;
    const { countyId } = request.body as { countyId?: unknown };
    if (typeof countyId === 'number') house.forget(countyId);
  });
}
