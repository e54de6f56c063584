// The API of the route table: read, check, publish, try out, explain.
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  actorOf,
  auditPublication,
  reachOfActor,
  requireAdmin,
  type Actor,
} from '#modules/identity/index.ts';
import { mayReadRoster, type UnitsOnOrder } from '#modules/roster/index.ts';
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { adviceOf, type AdviceMatter } from './advice-of.ts';
import {
  AdviceAnswer,
  AdviceQuery,
  DryRunAnswer,
  DryRunRequest,
  ExplainAnswer,
  ExplainRequest,
  PublishAnswer,
  PublishRequest,
  RouteTableAnswer,
  RouteTableQuery,
  RulingsAnswer,
  RulingsQuery,
  ValidateAnswer,
  ValidateRequest,
} from './contract.ts';
import { compiledRoutes, getRouteTable, publishRoutes, routeFaults } from './county-routes.ts';
import { dryRun, type PastMatter } from './dry-run.ts';
import { positionRoutes } from './position-routes.ts';
import { taskListRoutes, type TaskListRoutesDeps } from './task-list-routes.ts';
import { offersOf, RULINGS_MAX, type RuledMatter } from './from-ruling.ts';

export type DispatchRoutesDeps = TaskListRoutesDeps &
  Readonly<{
    db: Db;
    clock: Clock;
    /** The latest routed matters of a county that the request may see, for a dry run. */
    latestMatters: (
      request: FastifyRequest,
      countyId: number,
      limit: number,
    ) => Promise<readonly PastMatter[]>;
    /** The newest rulings of a county that the request may see. */
    ruledMatters: (
      request: FastifyRequest,
      countyId: number,
      limit: number,
    ) => Promise<readonly RuledMatter[]>;
    /** What is asked of one matter; refused as not found when the asker may not see it. */
    adviceMatter: (request: FastifyRequest, incidentId: string) => Promise<AdviceMatter>;
    openOrders: UnitsOnOrder;
  }>;

const tags = ['routes'];

export function dispatchRoutes({
  db,
  clock,
  latestMatters,
  ruledMatters,
  adviceMatter,
  pastMatters,
  openOrders,
}: DispatchRoutesDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(positionRoutes({ db, clock }));
    await app.register(taskListRoutes({ db, clock, pastMatters }));

    app.get(
      '/routes',
      {
        schema: {
          summary: 'The route table in force, or an earlier version',
          tags,
          querystring: RouteTableQuery,
          response: { 200: RouteTableAnswer },
        },
      },
      async (request) => {
        const { countyId, version } = request.query;
        requireReach(request, countyId);
        const table = await getRouteTable(db, countyId, version);
        return { ...table, rows: [...table.rows] };
      },
    );

    app.post(
      '/routes/validate',
      {
        schema: {
          summary: 'What is wrong with a route table',
          tags,
          body: ValidateRequest,
          response: { 200: ValidateAnswer },
        },
      },
      async (request) => {
        const { countyId, rows } = request.body;
        requireReach(request, countyId);
        return { faults: await routeFaults(db, countyId, rows) };
      },
    );

    app.post(
      '/routes/publish',
      {
        schema: {
          summary: 'Publish the next version of the route table',
          tags,
          body: PublishRequest,
          response: { 200: PublishAnswer },
        },
      },
      async (request) => {
        const { countyId, note, rows } = request.body;
        requireReach(request, countyId);
        const actor = actorOf(request);
        requireAdmin(actor, 'catalog', countyId);
        const now = clock.now();
        return publishRoutes(db, { ...request.body, by: actor.id, now }, (tx, version) => {
          const action = 'dispatch.routes-published';
          const details = { rows: rows.length };
          return auditPublication(tx, request, { action, countyId, version, note, details }, now);
        });
      },
    );

    app.post(
      '/routes/explain',
      {
        schema: {
          summary: 'Who would be asked, and why not by the rows before',
          tags,
          body: ExplainRequest,
          response: { 200: ExplainAnswer },
        },
      },
      async (request) => {
        const { countyId, question, rows } = request.body;
        requireReach(request, countyId);
        const { decision, tried } = (await compiledRoutes(db, countyId, rows)).explain(question);
        return {
          decision: decision && {
            ...decision,
            co: [...decision.co],
            byDutyList: [...decision.byDutyList],
            byTaskList: [...decision.byTaskList],
          },
          tried: tried.map(({ no, failed }) => ({ no, failed: [...failed] })),
        };
      },
    );

    app.post(
      '/routes/dry-run',
      {
        schema: {
          summary: 'What a table would do with past matters; nothing is changed',
          tags,
          body: DryRunRequest,
          response: { 200: DryRunAnswer },
        },
      },
      async (request) => {
        const { countyId, rows, matters, latest } = request.body;
        requireReach(request, countyId);
        const past = matters ?? (await latestMatters(request, countyId, latest));
        const { byRow, differences, ...counts } = dryRun(
          await compiledRoutes(db, countyId, rows),
          past,
        );
        return { ...counts, byRow: [...byRow], differences: [...differences] };
      },
    );

    app.get(
      '/routes/rulings',
      {
        schema: {
          summary: 'Rulings after a second return that the table does not follow yet, as rows',
          tags,
          querystring: RulingsQuery,
          response: { 200: RulingsAnswer },
        },
      },
      async (request) => {
        const { countyId } = request.query;
        requireReach(request, countyId);
        requireAdmin(actorOf(request), 'catalog', countyId);
        const [matters, { rows }, routes] = await Promise.all([
          ruledMatters(request, countyId, RULINGS_MAX),
          getRouteTable(db, countyId),
          compiledRoutes(db, countyId),
        ]);
        return {
          items: offersOf(matters, rows, routes).map(({ matter, row }) => ({
            ...{ incidentId: matter.incidentId, number: matter.number, at: matter.at, row },
          })),
        };
      },
    );

    app.get(
      '/incidents/:id/advice',
      {
        schema: {
          summary: 'Whom to send to a matter, why, and what is missing',
          tags: ['dispatch'],
          params: z.object({ id: z.uuid() }),
          querystring: AdviceQuery,
          response: { 200: AdviceAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const matter = await adviceMatter(request, request.params.id);
        const { countyId, point } = matter;
        requireRosterReader(actor, countyId);
        const now = clock.now();
        const found = await adviceOf({ db, openOrders }, actor, matter, request.query.kind, now);
        const candidates = found.candidates.map(
          ({ resources, reasons, missing, ...candidate }) => ({
            ...candidate,
            resources: [...resources],
            reasons: reasons.map((reason) => ({ ...reason })),
            missing: missing.map((reason) => ({ ...reason })),
          }),
        );
        const resources = found.resources.map(({ missing, ...spot }) => ({
          ...spot,
          missing: missing.map((reason) => ({ ...reason })),
        }));
        const people = found.people.map(({ unitId, name, incidentId, lng6, lat6, at }) => ({
          ...{ unitId, name, incidentId, lng6, lat6, at },
        }));
        return { at: now, countyId, point, candidates, resources, people };
      },
    );
  };
}

/** Advice says who is on duty and how busy: it is for those who read the rosters. */
function requireRosterReader(actor: Actor, countyId: number): void {
  if (!mayReadRoster(actor, countyId)) throw new Refused('roster.not-yours-to-read');
}

/** Routes say how a county works inside: they are for those who have a post there. */
function requireReach(request: FastifyRequest, countyId: number): void {
  const reach = reachOfActor(actorOf(request));
  if (reach !== 'all' && !reach.includes(countyId))
    throw new Refused('dispatch.county-out-of-reach', 'countyId');
}
