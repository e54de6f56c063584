// The API of the duty lists: read, publish the next version.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf, auditPublication } from '#modules/identity/index.ts';
import { jurisdictionTree } from '#modules/organization/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  CountyQuery,
  DutyListAnswer,
  DutyListQuery,
  DutyListsAnswer,
  PlaceParams,
  PublishDutyListAnswer,
  PublishDutyListRequest,
} from './contract.ts';
import { listTown, publishDutyList } from './duty-list-publish.ts';
import { dutyListHeads, findDutyList } from './duty-list-store.ts';
import { requireKeeper, requireReader } from './require.ts';
import { mayKeep } from './rights.ts';

const tags = ['duty-lists'];

export function dutyListRoutes({
  db,
  clock,
}: Readonly<{ db: Db; clock: Clock }>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/duty-lists',
      {
        schema: {
          summary: 'The duty lists of a county and its towns, each in its newest version',
          tags,
          querystring: CountyQuery,
          response: { 200: DutyListsAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { countyId } = request.query;
        requireReader(actor, countyId);
        const [items, tree] = await Promise.all([
          inTransaction(db, [countyId], (tx) => dutyListHeads(tx, countyId)),
          jurisdictionTree(db, countyId),
        ]);
        const kept = tree.filter(
          ({ level, townId }) =>
            (level === 'county' || level === 'town') && mayKeep(actor, { countyId, townId }),
        );
        return { items, mayKeep: kept.map(({ id }) => id) };
      },
    );

    app.get(
      '/duty-lists/:placeId',
      {
        schema: {
          summary: 'A duty list in force, or an earlier version',
          tags,
          params: PlaceParams,
          querystring: DutyListQuery,
          response: { 200: DutyListAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { placeId } = request.params;
        const { countyId, version } = request.query;
        requireReader(actor, countyId);
        await listTown(db, countyId, placeId);
        return inTransaction(db, [countyId], async (tx) => {
          const list = await findDutyList(tx, countyId, placeId, version);
          if (!list) throw new Refused('roster.no-duty-list', 'placeId');
          const newest = version === undefined ? list : await findDutyList(tx, countyId, placeId);
          return { ...list, rows: [...list.rows], newest: newest?.version ?? list.version };
        });
      },
    );

    app.post(
      '/duty-lists/:placeId/publish',
      {
        schema: {
          summary: 'Publish the next version of a duty list',
          tags,
          params: PlaceParams,
          body: PublishDutyListRequest,
          response: { 200: PublishDutyListAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { placeId } = request.params;
        const { countyId } = request.body;
        requireReader(actor, countyId);
        const { townId } = await listTown(db, countyId, placeId);
        requireKeeper(actor, { countyId, townId }, 'placeId');
        const now = clock.now();
        const publication = { ...request.body, placeId, by: actor.id, now };
        const version = await publishDutyList(db, publication, (work) =>
          inTransaction(db, [countyId], async (tx) => {
            const written = await work(tx);
            const { note, rows } = publication;
            const action = 'roster.duty-list-published';
            const published = { action, countyId, placeId, version: written, note } as const;
            await auditPublication(
              tx,
              request,
              { ...published, details: { rows: rows.length } },
              now,
            );
            return written;
          }),
        );
        return { version };
      },
    );
  };
}
