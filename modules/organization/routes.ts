// The API of places and units: reference data that everyone signed in may read.
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import {
  CountyList,
  JurisdictionList,
  JurisdictionQuery,
  OutlineCollection,
  OutlineParams,
  OutlineQuery,
  ServingQuery,
  UnitList,
  UnitQuery,
} from './contract.ts';
import { countyList, findCounty } from './queries/counties.ts';
import { jurisdictionChildren, jurisdictionTree } from './queries/jurisdictions.ts';
import { outlinesOf } from './queries/shapes.ts';
import { unitList, unitsServing } from './queries/units.ts';
import { ringToDegrees } from './ring.ts';

export type OrganizationRoutesDeps = Readonly<{
  db: Db;
  /** Throws unless the request is signed in; identity stands on the same level, so apps wire it. */
  requireSignedIn: (request: FastifyRequest) => void;
}>;

const tags = ['organization'];

export function organizationRoutes({
  db,
  requireSignedIn,
}: OrganizationRoutesDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/organization/counties',
      { schema: { summary: 'The counties that live here', tags, response: { 200: CountyList } } },
      async (request) => {
        requireSignedIn(request);
        return { items: [...(await countyList(db))] };
      },
    );

    app.get(
      '/organization/jurisdictions',
      {
        schema: {
          summary: 'The children of a place, or the tree of a county down to its villages',
          tags,
          querystring: JurisdictionQuery,
          response: { 200: JurisdictionList },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const { query } = request;
        const found =
          'parent' in query
            ? await jurisdictionChildren(db, query.parent)
            : await jurisdictionTree(db, query.county);
        return { items: [...found] };
      },
    );

    app.get(
      '/organization/units',
      {
        schema: {
          summary: 'Units of a county',
          tags,
          querystring: UnitQuery,
          response: { 200: UnitList },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const { county, kind, line, jurisdiction, text, limit } = request.query;
        const items = await unitList(db, {
          countyId: county,
          limit,
          ...(kind === undefined ? {} : { kinds: [kind] }),
          ...(line === undefined ? {} : { line }),
          ...(jurisdiction === undefined ? {} : { jurisdictionId: jurisdiction }),
          ...(text === undefined ? {} : { text }),
        });
        return { items: [...items] };
      },
    );

    app.get(
      '/organization/units/serving',
      {
        schema: {
          summary: 'Units that serve a place on a line, nearest first',
          tags,
          querystring: ServingQuery,
          response: { 200: UnitList },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const { jurisdiction, line } = request.query;
        return { items: [...(await unitsServing(db, jurisdiction, line))] };
      },
    );

    app.get(
      '/organization/outline/:countyId',
      {
        schema: {
          summary: 'The outlines of one level of a county as GeoJSON',
          tags,
          params: OutlineParams,
          querystring: OutlineQuery,
          response: { 200: OutlineCollection },
        },
      },
      async (request, reply) => {
        requireSignedIn(request);
        const { countyId } = request.params;
        const county = await findCounty(db, countyId);
        if (!county)
          throw new Refused('organization.county-unknown', 'countyId', { code: countyId });
        const outlines = await outlinesOf(db, countyId, request.query.level);
        // Borders change with a reorganisation, years apart; the browser may keep them for a while.
        void reply.header('cache-control', 'private, max-age=3600');
        return {
          type: 'FeatureCollection' as const,
          mapNotice: { zh: county.mapNoticeZh, en: county.mapNoticeEn },
          features: outlines.map(({ id, rings, ...properties }) => ({
            type: 'Feature' as const,
            id,
            properties,
            geometry: {
              type: 'MultiPolygon' as const,
              coordinates: rings.map((ring) => [ringToDegrees(ring)]),
            },
          })),
        };
      },
    );
  };
}
