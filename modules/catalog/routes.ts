// The API of the catalogue: everyone signed in may read it.
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '#platform/db/index.ts';
import {
  CatalogAnswer,
  CatalogQuery,
  ItemList,
  ItemSearchQuery,
  PhraseList,
  PhraseQuery,
} from './contract.ts';
import { publicationRoutes, type PublicationRoutesDeps } from './publication-routes.ts';
import { catalogOf, catalogVersion } from './queries/catalogs.ts';
import { phrasesFor } from './queries/phrases.ts';
import { searchItems } from './search.ts';

export type { PublicationRoutesDeps };

export type CatalogRoutesDeps = Readonly<{
  db: Db;
  /** Revising it; without these it is only read. */
  keeping?: PublicationRoutesDeps;
  /** Throws unless the request is signed in; identity stands on the same level, so apps wire it. */
  requireSignedIn: (request: FastifyRequest) => void;
}>;

export function catalogRoutes({
  db,
  keeping,
  requireSignedIn,
}: CatalogRoutesDeps): FastifyPluginAsyncZod {
  return async (app) => {
    if (keeping) await app.register(publicationRoutes(keeping));

    app.get(
      '/catalog',
      {
        schema: {
          summary: 'The catalogue of a county: groups, items, clocks and reasons',
          tags: ['catalog'],
          querystring: CatalogQuery,
          response: { 200: CatalogAnswer },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const { countyId, versionId } = request.query;
        return versionId === undefined ? catalogOf(db, countyId) : catalogVersion(db, versionId);
      },
    );

    app.get(
      '/catalog/items',
      {
        schema: {
          summary: 'Items for what has been typed, best first',
          tags: ['catalog'],
          querystring: ItemSearchQuery,
          response: { 200: ItemList },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const { countyId, text } = request.query;
        return { items: searchItems(await catalogOf(db, countyId), text) };
      },
    );

    app.get(
      '/catalog/phrases',
      {
        schema: {
          summary: 'Phrases to answer, return and close with',
          tags: ['catalog'],
          querystring: PhraseQuery,
          response: { 200: PhraseList },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const { countyId, verb } = request.query;
        return { items: [...(await phrasesFor(db, countyId, verb))] };
      },
    );
  };
}
