// HTTP of many incidents: pages, counts, badges, exports, callers and saved views.
import { z } from 'zod';
import { actorOf, type Actor } from '#modules/identity/index.ts';
import { attachmentNamed, languageOf, type Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  CallerMatters,
  CallerQuery,
  Count,
  CountQuery,
  Counts,
  Desk,
  IncidentPage,
  ListQuery,
  SavedView,
  SaveViewRequest,
  SupervisionList,
  Tasks,
} from './contract.ts';
import { callerMatters } from './queries/callers.ts';
import { incidentCount } from './queries/count.ts';
import { incidentCounts } from './queries/counts.ts';
import { deskOf, earlierMatters } from './queries/desk.ts';
import type { LocalTime } from './queries/export-columns.ts';
import { exportIncidents } from './queries/export.ts';
import { incidentList } from './queries/list.ts';
import { deleteView, savedViews, saveView } from './queries/saved-views.ts';
import { supervisionList } from './queries/supervisions.ts';
import { incidentSearch, searchCount, type SearchDeps } from './queries/search.ts';
import { tasksOf } from './queries/tasks.ts';

export type IncidentListRoutesDeps = Readonly<{
  read: SearchDeps;
  clock: Clock;
  localTime: LocalTime;
  /** Exports and looks into a caller's history are written to the audit log before they are answered. */
  audit: (entry: {
    actor: Actor;
    action: 'incident.export' | 'incident.callers';
    details: Readonly<Record<string, string | number | boolean>>;
    ip: string;
  }) => Promise<void>;
}>;

const ExportQuery = ListQuery.omit({ cursor: true, limit: true }).extend({
  format: z.enum(['csv', 'xlsx']).default('csv'),
  persons: z.stringbool().default(false),
});
const ViewId = z.object({ id: z.uuid() });
const IncidentId = ViewId;
const tags = ['incident'];

export function incidentListRoutes({
  read,
  clock,
  localTime,
  audit,
}: IncidentListRoutesDeps): Routes {
  return async (app) => {
    app.get(
      '/supervisions',
      {
        schema: {
          summary: 'Supervisions that are not struck off, the one due first on top',
          tags,
          response: { 200: SupervisionList },
        },
      },
      async (request) => supervisionList(read, actorOf(request)),
    );

    app.get(
      '/incidents',
      {
        schema: {
          summary: 'A page of the incidents that I may see; with `q` a search, newest first',
          tags,
          querystring: ListQuery,
          response: { 200: IncidentPage },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        return request.query.q
          ? incidentSearch(read, actor, request.query, clock.now())
          : incidentList(read, actor, request.query, clock.now());
      },
    );

    app.get(
      '/incidents/count',
      {
        schema: {
          summary: 'How many there are, up to a limit',
          tags,
          querystring: CountQuery,
          response: { 200: Count },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        return request.query.q
          ? searchCount(read, actor, request.query, clock.now())
          : incidentCount(read.db, actor, request.query, clock.now());
      },
    );

    app.get(
      '/incidents/counts',
      { schema: { summary: 'The badges of my work', tags, response: { 200: Counts } } },
      async (request) => incidentCounts(read.db, actorOf(request), clock.now()),
    );

    app.get(
      '/incidents/desk',
      { schema: { summary: 'What the signing desk has before it', tags, response: { 200: Desk } } },
      async (request) => deskOf(read, actorOf(request), clock.now()),
    );

    app.get(
      '/incidents/tasks',
      {
        schema: {
          summary: 'What my unit was ordered to do and has not done',
          tags,
          response: { 200: Tasks },
        },
      },
      async (request) => tasksOf(read, actorOf(request), clock.now()),
    );

    app.get(
      '/incidents/:id/earlier',
      {
        schema: {
          summary: 'The earlier matters of whoever reported this one; looked up by their number',
          tags,
          params: IncidentId,
          response: { 200: CallerMatters },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const matters = await earlierMatters(read, actor, request.params.id);
        const details = { found: matters.items.length, of: request.params.id };
        await audit({ actor, action: 'incident.callers', details, ip: request.ip });
        return matters;
      },
    );

    app.get(
      '/incidents/export',
      { schema: { summary: 'The list as a CSV or Excel file', tags, querystring: ExportQuery } },
      async (request, reply) => {
        const actor = actorOf(request);
        const { format } = request.query;
        const language = languageOf(request.headers);
        const now = clock.now();
        const { file, rows, cut } = await exportIncidents(
          {
            ...read,
            localTime,
            audit: (details) =>
              audit({ actor, action: 'incident.export', details, ip: request.ip }),
          },
          actor,
          { ...request.query, limit: 1 },
          language,
          now,
        );
        // Several files of one day are told apart by their minute.
        const [countyId = 0] = actor.posts.map(({ place }) => place.countyId);
        const minute = localTime(countyId, now).replace(/\D/g, '');
        const name = `${language === 'zh' ? '事件' : 'incidents'}-${minute}.${format}`;
        return reply
          .header('content-type', CONTENT_TYPES[format])
          .header('content-disposition', attachmentNamed(name))
          .header('x-rows', rows)
          .header('x-cut', String(cut))
          .send(file);
      },
    );

    app.get(
      '/callers',
      {
        schema: {
          summary: 'The earlier matters of a telephone',
          tags,
          querystring: CallerQuery,
          response: { 200: CallerMatters },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const matters = await callerMatters(read, actor, request.query.phone, clock.now());
        const details = { found: matters.items.length };
        await audit({ actor, action: 'incident.callers', details, ip: request.ip });
        return matters;
      },
    );

    app.get(
      '/views',
      { schema: { tags, response: { 200: z.object({ items: z.array(SavedView) }) } } },
      async (request) => ({ items: await savedViews(read.db, actorOf(request).id) }),
    );

    app.post(
      '/views',
      { schema: { tags, body: SaveViewRequest, response: { 200: SavedView } } },
      async (request) => saveView(read.db, actorOf(request).id, request.body, clock.now()),
    );

    app.delete(
      '/views/:id',
      { schema: { tags, params: ViewId, response: { 204: z.null() } } },
      async (request, reply) => {
        await deleteView(read.db, actorOf(request).id, request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
