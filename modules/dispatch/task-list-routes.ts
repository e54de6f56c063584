// The task list at work: what is expected of those on a matter, and what a draft of the list would change.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf, reachOfActor } from '#modules/identity/index.ts';
import { isLive, visibleIncident } from '#modules/incident/index.ts';
import { jurisdictionTree, unitList } from '#modules/organization/index.ts';
import {
  checkTaskList,
  findStepsIn,
  mayReadRoster,
  requireListKeeper,
  taskListOf,
} from '#modules/roster/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { MatterSteps, TryTaskListAnswer, TryTaskListRequest } from './contract.ts';
import { compiledRoutes } from './county-routes.ts';
import type { PastMatter } from './dry-run.ts';
import { tryTaskList } from './try-task-list.ts';
import { buildUnitFinder } from './unit-finder.ts';

export type TaskListRoutesDeps = Readonly<{
  db: Db;
  clock: Clock;
  /** The latest routed matters of a county, for a trial by whoever keeps its lists. */
  pastMatters: (countyId: number, limit: number) => Promise<readonly PastMatter[]>;
}>;

const tags = ['dispatch'];

export function taskListRoutes({
  db,
  clock,
  pastMatters,
}: TaskListRoutesDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/incidents/:id/steps',
      {
        schema: {
          summary: 'What the task list expects for a matter, for the units that see to it',
          tags,
          params: z.object({ id: z.uuid() }),
          response: { 200: MatterSteps },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { incident } = await inTransaction(db, reachOfActor(actor), (tx) =>
          visibleIncident(tx, actor, request.params.id),
        );
        const { countyId, itemCode, level, place, unitIds, assignments } = incident;
        const isMine = (unitId: number) =>
          actor.posts.some((post) => post.unitId === unitId && post.place.countyId === countyId);
        // A reporter sees the matter, not how the offices work inside.
        if (!mayReadRoster(actor, countyId) && !unitIds.some(isMine))
          throw new Refused('roster.not-yours-to-read', 'id');
        const live = assignments.filter(isLive);
        const at = live.at(-1)?.orderedAt ?? clock.now();
        const [list, units, tree] = await Promise.all([
          taskListOf(db, countyId, { at }),
          unitList(db, { countyId }),
          jurisdictionTree(db, countyId),
        ]);
        const countyPlace = tree.find((one) => one.level === 'county')?.id ?? 0;
        const { finderOf } = buildUnitFinder(units, countyPlace);
        const lead = live.findLast(({ role }) => role === 'lead')?.unitId;
        const steps = itemCode === null ? [] : findStepsIn(list)({ itemCode, level });
        return {
          version: list?.version ?? 0,
          steps: steps.map(({ no, task, evidence, within, basis, holder }) => {
            const unitId = holder === null ? null : (finderOf(holder)(place) ?? null);
            const whose = unitId ?? lead;
            return {
              ...{ no, task, evidence, within, basis, unitId },
              isMine: whose !== undefined && isMine(whose),
            };
          }),
        };
      },
    );

    app.post(
      '/task-list/dry-run',
      {
        schema: {
          summary: 'What a draft of the task list would do with past matters; nothing is changed',
          tags: ['duty-lists'],
          body: TryTaskListRequest,
          response: { 200: TryTaskListAnswer },
        },
      },
      async (request) => {
        const { countyId, steps, latest } = request.body;
        requireListKeeper(actorOf(request), { countyId, townId: null }, 'countyId');
        await checkTaskList(db, countyId, steps);
        const draft = { countyId, version: 0, steps };
        const [inForce, tried, matters] = await Promise.all([
          compiledRoutes(db, countyId),
          compiledRoutes(db, countyId, undefined, draft),
          pastMatters(countyId, latest),
        ]);
        const { byItem, ...counts } = tryTaskList(draft, inForce, tried, matters);
        return { ...counts, byItem: [...byItem] };
      },
    );
  };
}
