// The API of working calendars: everyone signed in may read them, the process administrator of a
// county publishes its next version.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf, auditPublication, roleDefinition, type Actor } from '#modules/identity/index.ts';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  CalendarList,
  CalendarListQuery,
  CalendarVersionParams,
  PublishCalendarAnswer,
  PublishCalendarRequest,
  PublishedCalendar,
} from './contract.ts';
import { calendarVersions, getPublishedCalendar } from './queries/published-calendars.ts';
import { publishCalendar } from './store.ts';

export type DeadlineRoutesDeps = Readonly<{
  db: Db;
  clock: Clock;
  /** Called in the transaction of a publication, so that open clocks are sure to be recomputed. */
  onPublished?: (tx: Tx, countyId: number, version: number) => Promise<void>;
}>;

export function deadlineRoutes({
  db,
  clock,
  onPublished,
}: DeadlineRoutesDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/calendars',
      {
        schema: {
          summary: 'Working calendars of a county, newest first',
          tags: ['calendars'],
          querystring: CalendarListQuery,
          response: { 200: CalendarList },
        },
      },
      async (request) => {
        actorOf(request);
        return { items: await calendarVersions(db, request.query.countyId) };
      },
    );

    app.get(
      '/calendars/:version',
      {
        schema: {
          summary: 'One version of a working calendar',
          tags: ['calendars'],
          params: CalendarVersionParams,
          querystring: CalendarListQuery,
          response: { 200: PublishedCalendar },
        },
      },
      async (request) => {
        actorOf(request);
        return getPublishedCalendar(db, request.query.countyId, request.params.version);
      },
    );

    app.post(
      '/calendars',
      {
        schema: {
          summary: 'Publish the next version of a working calendar',
          tags: ['calendars'],
          body: PublishCalendarRequest,
          response: { 201: PublishCalendarAnswer },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { countyId, definition, basedOn } = request.body;
        requirePublisher(actor, countyId);
        const version = await inTransaction(db, [countyId], async (tx) => {
          const at = clock.now();
          const published = await publishCalendar(tx, countyId, definition, actor.id, {
            at,
            basedOn,
          });
          const action = 'deadline.calendar-published';
          await auditPublication(tx, request, { action, countyId, version: published }, at);
          await onPublished?.(tx, countyId, published);
          return published;
        });
        return reply.code(201).send({ version });
      },
    );
  };
}

/** Refuses unless a post in this very county carries the right over catalogues and calendars. */
function requirePublisher(actor: Actor, countyId: number): void {
  const mayPublish = actor.posts.some(
    ({ role, place }) =>
      place.countyId === countyId && roleDefinition(role).admin.includes('catalog'),
  );
  if (!mayPublish) throw new Refused('deadline.not-yours-to-publish', 'countyId');
}
