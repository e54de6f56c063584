// The API of the task list: read, publish the next version. What it would change is tried by `dispatch`.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf, auditPublication } from '#modules/identity/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  PublishTaskListAnswer,
  PublishTaskListRequest,
  TaskListAnswer,
  TaskListQuery,
} from './contract.ts';
import { requireKeeper, requireReader } from './require.ts';
import { mayKeep } from './rights.ts';
import { checkTaskList, findTaskList, insertTaskList } from './task-list-store.ts';

const tags = ['duty-lists'];

export function taskListRoutes({
  db,
  clock,
}: Readonly<{ db: Db; clock: Clock }>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/task-list',
      {
        schema: {
          summary: 'The task list of a county in force, or an earlier version',
          tags,
          querystring: TaskListQuery,
          response: { 200: TaskListAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { countyId, version } = request.query;
        requireReader(actor, countyId);
        return inTransaction(db, [countyId], async (tx) => {
          const list = await findTaskList(tx, countyId, { version });
          const keeps = mayKeep(actor, { countyId, townId: null });
          if (!list && version !== undefined) throw new Refused('roster.no-task-list', 'version');
          const newest = version === undefined ? list : await findTaskList(tx, countyId);
          const none = { version: 0, publishedBy: '', publishedAt: 0, note: '' };
          return {
            ...(list ?? none),
            ...{ countyId, steps: [...(list?.steps ?? [])], mayKeep: keeps },
            newest: newest?.version ?? 0,
          };
        });
      },
    );

    app.post(
      '/task-list/publish',
      {
        schema: {
          summary: 'Publish the next version of the task list',
          tags,
          body: PublishTaskListRequest,
          response: { 200: PublishTaskListAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { countyId, note, steps } = request.body;
        requireReader(actor, countyId);
        requireKeeper(actor, { countyId, townId: null }, 'countyId');
        await checkTaskList(db, countyId, steps);
        const now = clock.now();
        const version = await inTransaction(db, [countyId], async (tx) => {
          const written = await insertTaskList(tx, { ...request.body, by: actor.id, now });
          const action = 'roster.task-list-published';
          const details = { rows: steps.length };
          const published = { action, countyId, version: written, note, details } as const;
          await auditPublication(tx, request, published, now);
          return written;
        });
        return { version };
      },
    );
  };
}
