// The API of the resource register, and of the position of what is on an order.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf, audit, type Actor, type AuditAction } from '#modules/identity/index.ts';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  AddResourceRequest,
  ChangeResourceRequest,
  CountyQuery,
  PositionRequest,
  ResourceAnswer,
  ResourceList,
  ResourceParams,
  ResourceQuery,
} from './contract.ts';
import type { UnitsOnOrder } from './ports.ts';
import { resourceList } from './queries/resources.ts';
import { getPlacedUnit } from './queries/unit-place.ts';
import { requireKeeper, requireReader } from './require.ts';
import {
  deleteResource,
  insertResource,
  lockResource,
  updateResource,
  writePosition,
} from './resource-store.ts';
import { isKeeperIn, isOfUnit } from './rights.ts';

const tags = ['resources'];

export type ResourceRoutesDeps = Readonly<{ db: Db; clock: Clock; unitsOnOrder: UnitsOnOrder }>;

export function resourceRoutes(deps: ResourceRoutesDeps): FastifyPluginAsyncZod {
  const { db, clock, unitsOnOrder } = deps;

  /** Refuses unless the actor keeps what belongs to this unit. */
  const keepsOf = async (
    actor: Actor,
    countyId: number,
    unitId: number,
    tx: Db = db,
  ): Promise<void> => {
    const { townId } = await getPlacedUnit(tx, countyId, unitId);
    requireKeeper(actor, { countyId, townId }, 'unitId');
  };

  return async (app) => {
    app.get(
      '/resources',
      {
        schema: {
          summary: 'What can be called in a county: teams, rescue teams, police, equipment',
          tags,
          querystring: ResourceQuery,
          response: { 200: ResourceList },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        requireReader(actor, request.query.countyId);
        return {
          items: await resourceList(deps, actor, request.query, clock.now()),
          mayAdd: isKeeperIn(actor, request.query.countyId),
        };
      },
    );

    app.post(
      '/resources',
      {
        schema: {
          summary: 'Add an entry to the register',
          tags,
          body: AddResourceRequest,
          response: { 201: ResourceAnswer },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { countyId, ...draft } = request.body;
        requireReader(actor, countyId);
        await keepsOf(actor, countyId, draft.unitId);
        const now = clock.now();
        const id = uuidv7(now);
        await inTransaction(db, [countyId], async (tx) => {
          await insertResource(tx, countyId, id, draft, { by: actor.id, now });
          await note(tx, actor, countyId, id, 'roster.resource-added', now);
        });
        return reply.code(201).send({ id, version: 1 });
      },
    );

    app.put(
      '/resources/:id',
      {
        schema: {
          summary: 'Change an entry of the register',
          tags,
          params: ResourceParams,
          body: ChangeResourceRequest,
          response: { 200: ResourceAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { id } = request.params;
        const { countyId, basedOn, ...draft } = request.body;
        requireReader(actor, countyId);
        await keepsOf(actor, countyId, draft.unitId);
        const now = clock.now();
        const version = await inTransaction(db, [countyId], async (tx) => {
          const held = await lockResource(tx, countyId, id);
          // It may move to another unit only by who keeps both.
          if (held.unitId !== draft.unitId) await keepsOf(actor, countyId, held.unitId, tx);
          if (held.version !== basedOn)
            throw new Refused('roster.changed-meanwhile', 'basedOn', { version: held.version });
          const written = await updateResource(tx, countyId, id, draft, { by: actor.id, now });
          await note(tx, actor, countyId, id, 'roster.resource-changed', now);
          return written;
        });
        return { id, version };
      },
    );

    app.delete(
      '/resources/:id',
      {
        schema: {
          summary: 'Strike an entry from the register',
          tags,
          params: ResourceParams,
          querystring: CountyQuery,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { id } = request.params;
        const { countyId } = request.query;
        requireReader(actor, countyId);
        const now = clock.now();
        await inTransaction(db, [countyId], async (tx) => {
          const { unitId } = await lockResource(tx, countyId, id);
          await keepsOf(actor, countyId, unitId, tx);
          await deleteResource(tx, countyId, id);
          await note(tx, actor, countyId, id, 'roster.resource-removed', now);
        });
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/resources/:id/position',
      {
        schema: {
          summary: 'Where a resource is, while its unit is on an order; only the last is kept',
          tags,
          params: ResourceParams,
          body: PositionRequest,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { id } = request.params;
        const { countyId, lng6, lat6 } = request.body;
        requireReader(actor, countyId);
        await inTransaction(db, [countyId], async (tx) => {
          const { unitId } = await lockResource(tx, countyId, id);
          if (!isOfUnit(actor, countyId, unitId))
            throw new Refused('roster.not-of-this-unit', 'id');
          if (!(await unitsOnOrder(tx, countyId, [unitId])).has(unitId))
            throw new Refused('roster.no-live-order', 'id');
          await writePosition(tx, { countyId, id, unitId, lng6, lat6 }, clock.now());
        });
        return reply.code(204).send(null);
      },
    );
  };
}

function note(
  tx: Tx,
  actor: Actor,
  countyId: number,
  id: string,
  action: AuditAction,
  now: number,
): Promise<void> {
  const subject = { subjectKind: 'resource', subjectId: id };
  return audit(tx, { action, actorId: actor.id, countyId, success: true, ...subject }, now);
}
