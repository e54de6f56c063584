// Place search over HTTP, for the form of the phone desk.
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '#platform/db/index.ts';
import { PlaceSearchAnswer, PlaceSearchQuery } from './contract.ts';
import type { Area } from './place-name.ts';
import { placeSearch } from './queries/place-search.ts';

export type AddressRoutesDeps = Readonly<{
  db: Db;
  /** The county's towns and villages, kept in memory by the app. */
  areasOf: (countyId: number) => Promise<readonly Area[]>;
  /** Throws `Refused` unless the person is signed in and may look at this county. */
  mayRead: (request: FastifyRequest, countyId: number) => void | Promise<void>;
}>;

export function addressRoutes({ db, areasOf, mayRead }: AddressRoutesDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/places/search',
      {
        schema: {
          tags: ['place'],
          summary: 'Places whose name holds the text, best first',
          querystring: PlaceSearchQuery,
          response: { 200: PlaceSearchAnswer },
        },
      },
      async (request) => {
        const { countyId, text, limit } = request.query;
        await mayRead(request, countyId);
        return {
          places: await placeSearch(db, { countyId, text, limit, areas: await areasOf(countyId) }),
        };
      },
    );
  };
}
