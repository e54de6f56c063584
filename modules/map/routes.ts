// The map over HTTP: clusters of incidents within the rights, and the outlines of places.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf } from '#modules/identity/index.ts';
import type { Db } from '#platform/db/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { Clusters, MapQuery, Shapes, ShapesQuery } from './contract.ts';
import { incidentClusters } from './queries/clusters.ts';
import { shapeStore } from './shapes.ts';

export type MapRoutesDeps = Readonly<{ db: Db; clock: Clock }>;

const tags = ['map'];

export function mapRoutes({ db, clock }: MapRoutesDeps): FastifyPluginAsyncZod {
  const shapes = shapeStore(db, clock);
  return async (app) => {
    app.get(
      '/map/incidents',
      {
        schema: {
          summary: 'Incidents in a part of the map, clustered by zoom',
          tags,
          querystring: MapQuery,
          response: { 200: Clusters },
        },
      },
      async (request) => incidentClusters(db, actorOf(request), request.query, clock.now()),
    );

    app.get(
      '/map/shapes',
      {
        schema: {
          summary: 'The outlines of the places directly below one, as GeoJSON',
          tags,
          querystring: ShapesQuery,
        },
      },
      async (request, reply) => {
        actorOf(request);
        const { level, parent } = request.query;
        const { json, etag } = await shapes(level, parent);
        void reply.header('etag', etag).header('cache-control', 'private, max-age=300');
        if (request.headers['if-none-match'] === etag) return reply.code(304).send();
        return reply.header('content-type', 'application/geo+json; charset=utf-8').send(json);
      },
    );
  };
}

export { Shapes };
