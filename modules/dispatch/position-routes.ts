// The API of positions on orders: shared by whoever works on one, seen by the room that commands it.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { accountNames, actorOf, reachOfActor, type Actor } from '#modules/identity/index.ts';
import { isLive, visibleIncident, type Incident } from '#modules/incident/index.ts';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { PositionsAnswer, SharePositionRequest } from './contract.ts';
import { commandsIn, isPlausible } from './order-position.ts';
import {
  deleteOwnPositions,
  readOrderPositions,
  writeOrderPosition,
} from './order-position-store.ts';

const tags = ['dispatch'];
const params = z.object({ id: z.uuid() });

export function positionRoutes({
  db,
  clock,
}: Readonly<{ db: Db; clock: Clock }>): FastifyPluginAsyncZod {
  /** Works on a matter that the actor may see. */
  const within = <T>(
    actor: Actor,
    id: string,
    work: (tx: Tx, incident: Incident) => Promise<T>,
  ): Promise<T> =>
    inTransaction(db, reachOfActor(actor), async (tx) =>
      work(tx, (await visibleIncident(tx, actor, id)).incident),
    );

  return async (app) => {
    app.put(
      '/incidents/:id/position',
      {
        schema: {
          summary:
            'Where I am while I work on an order of my unit; only the last, only until it ends',
          tags,
          params,
          body: SharePositionRequest,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { lng6, lat6 } = request.body;
        await within(actor, request.params.id, async (tx, incident) => {
          const { countyId, place, id: incidentId } = incident;
          const scene =
            place.lng6 === null || place.lat6 === null
              ? null
              : { lng6: place.lng6, lat6: place.lat6 };
          if (!isPlausible({ lng6, lat6 }, scene))
            throw new Refused('dispatch.position-implausible', 'lng6');
          const own = ownOrder(incident, actor);
          const isWritten =
            own !== undefined &&
            (await writeOrderPosition(tx, countyId, own.orderedByUnit, {
              ...{ incidentId, assignmentNo: own.no, unitId: own.unitId },
              ...{ accountId: actor.id, lng6, lat6, at: clock.now() },
            }));
          if (!isWritten) throw new Refused('dispatch.no-running-order', 'id');
        });
        return reply.code(204).send(null);
      },
    );

    app.delete(
      '/incidents/:id/position',
      {
        schema: {
          summary: 'Share my position no more',
          tags,
          params,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        await within(actor, request.params.id, (tx, { countyId, id }) =>
          deleteOwnPositions(tx, countyId, id, actor.id),
        );
        return reply.code(204).send(null);
      },
    );

    app.get(
      '/incidents/:id/positions',
      {
        schema: {
          summary:
            'Where those are who work on the orders of a matter, for the room that commands them',
          tags,
          params,
          response: { 200: PositionsAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const now = clock.now();
        const found = await within(actor, request.params.id, (tx, { countyId, id }) => {
          if (!commandsIn(actor, countyId)) throw new Refused('dispatch.positions-not-yours', 'id');
          return readOrderPositions(tx, actor, countyId, now, id);
        });
        const names = await accountNames(
          db,
          found.map(({ accountId }) => accountId),
        );
        return {
          at: now,
          items: found.map(({ accountId, assignmentNo, unitId, lng6, lat6, at }) => ({
            ...{ assignmentNo, unitId, name: names.get(accountId) ?? '', lng6, lat6, at },
          })),
        };
      },
    );
  };
}

/** The newest order of one of the actor's own units that was signed and is still being worked on. */
function ownOrder({ countyId, assignments }: Incident, actor: Actor) {
  if (actor.kind !== 'person') return undefined;
  return assignments.findLast(
    (each) =>
      isLive(each) &&
      each.signedAt !== undefined &&
      each.doneAt === undefined &&
      each.waivedAt === undefined &&
      actor.posts.some(
        ({ unitId, place }) => unitId === each.unitId && place.countyId === countyId,
      ),
  );
}
