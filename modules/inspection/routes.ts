// HTTP of spot checks: drawing, what was drawn, what waits, and the figures. The verdict itself is a verb on
// the incident (spotCheck), with the draw named in its input.
import { randomBytes } from 'node:crypto';
import { actorOf } from '#modules/identity/index.ts';
import type { Routes } from '#platform/http/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  CountyQuery,
  DrawDetail,
  DrawFilter,
  DrawnAgain,
  DrawnAnswer,
  DrawParams,
  DrawRequest,
  DrawsAnswer,
  DrawsQuery,
  FiguresAnswer,
  FiguresQuery,
  PopulationAnswer,
  WaitingAnswer,
} from './contract.ts';
import { drawMatters, gatherPopulation } from './draw.ts';
import { POPULATION_MAX, STRATA_TOLD_MAX } from './limits.ts';
import { drawAgain, drawDetail, drawPage } from './queries/draws.ts';
import { spotCheckFigures } from './queries/figures.ts';
import type { InspectionReadDeps } from './queries/read.ts';
import { waitingChecks } from './queries/waiting.ts';

export type InspectionRoutesDeps = InspectionReadDeps & Readonly<{ clock: Clock }>;

const tags = ['spot checks'];
const SEED_BYTES = 16;

export function inspectionRoutes(deps: InspectionRoutesDeps): Routes {
  const { db, clock, names } = deps;
  return async (app) => {
    app.post(
      '/spot-checks/population',
      {
        schema: {
          summary: 'How many closed matters a draw would choose from, and in which strata',
          tags,
          body: DrawFilter,
          response: { 200: PopulationAnswer },
        },
      },
      async (request) => {
        const filter = request.body;
        const { population } = await gatherPopulation(db, actorOf(request), filter, clock.now());
        const { members, tooMany } = population;
        const strata = [...Map.groupBy(members, ({ stratum }) => stratum)]
          .map(([key, own]) => ({ key, count: own.length }))
          .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
        const isTown = filter.stratify === 'town';
        return {
          count: tooMany ? POPULATION_MAX : members.length,
          tooMany,
          strata: filter.stratify
            ? strata.slice(0, STRATA_TOLD_MAX).map((one) => ({
                ...one,
                name: isTown && one.key !== '' ? (names.place(Number(one.key)) ?? null) : null,
              }))
            : [],
        };
      },
    );

    app.post(
      '/spot-checks/draws',
      {
        schema: {
          summary: 'Draw closed matters at random; seed, filter and population go on record',
          tags,
          body: DrawRequest,
          response: { 201: DrawnAnswer },
        },
      },
      async (request, reply) => {
        const now = clock.now();
        const chance = { id: uuidv7(now), seed: randomBytes(SEED_BYTES).toString('hex') };
        const drawn = await drawMatters(db, actorOf(request), request.body, chance, now);
        return reply.code(201).send(drawn);
      },
    );

    app.get(
      '/spot-checks/draws',
      {
        schema: {
          summary: 'The draws of a county and how far each has got, the newest first',
          tags,
          querystring: DrawsQuery,
          response: { 200: DrawsAnswer },
        },
      },
      async (request) => drawPage(deps, actorOf(request), request.query),
    );

    app.get(
      '/spot-checks/draws/:id',
      {
        schema: {
          summary: 'One draw with its matters and the verdicts so far',
          tags,
          params: DrawParams,
          response: { 200: DrawDetail },
        },
      },
      async (request) => drawDetail(deps, actorOf(request), request.params.id),
    );

    app.get(
      '/spot-checks/draws/:id/again',
      {
        schema: {
          summary: 'Draw again by the recorded seed and compare with what was drawn',
          tags,
          params: DrawParams,
          response: { 200: DrawnAgain },
        },
      },
      async (request) => drawAgain(deps, actorOf(request), request.params.id),
    );

    app.get(
      '/spot-checks/waiting',
      {
        schema: {
          summary: 'What waits for a check by my units, due first',
          tags,
          querystring: CountyQuery,
          response: { 200: WaitingAnswer },
        },
      },
      async (request) => waitingChecks(deps, actorOf(request), request.query.countyId),
    );

    app.get(
      '/spot-checks/figures',
      {
        schema: {
          summary: 'What spot checks found, by unit and by class of matter, never by person',
          tags,
          querystring: FiguresQuery,
          response: { 200: FiguresAnswer },
        },
      },
      async (request) => spotCheckFigures(deps, actorOf(request), request.query, clock.now()),
    );
  };
}
