// The API of revising the catalogue: what was published, what a revision would change and touch, the next version.
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { DAY, type Clock } from '#platform/time/index.ts';
import {
  PublicationList,
  PublicationsQuery,
  PublishCatalogAnswer,
  PublishCatalogRequest,
  TryCatalogAnswer,
  TryCatalogRequest,
  WithdrawParams,
  WithdrawRequest,
} from './contract.ts';
import {
  AHEAD_MAX_DAYS,
  catalogPublications,
  checkRevision,
  formerCodes,
  publishRevision,
  withdrawPublication,
  type CatalogPublication,
} from './publications.ts';
import { houseChange } from './house-change.ts';
import { catalogOf, catalogVersion } from './queries/catalogs.ts';
import { houseVersions } from './queries/house-versions.ts';

export type PublicationRoutesDeps = Readonly<{
  db: Db;
  clock: Clock;
  /** Throws unless the request may read how the county works. */
  mayRead: (request: FastifyRequest, countyId: number) => void;
  /** Whether the request keeps the catalogue of the county. */
  mayKeep: (request: FastifyRequest, countyId: number) => boolean;
  /** Throws unless it does; gives who it is. */
  requireKeeper: (request: FastifyRequest, countyId: number) => string;
  /** Lines that some unit serves. */
  knownLines: (countyId: number) => Promise<ReadonlySet<string>>;
  namesOf: (accountIds: readonly string[]) => Promise<(id: string) => string | undefined>;
  /** What lies open of these items and which lists of the county name them. */
  touchedBy: (countyId: number, codes: readonly string[]) => Promise<TryCatalogAnswer['touched']>;
  recordPublication: (
    tx: Tx,
    request: FastifyRequest,
    countyId: number,
    published: CatalogPublication,
  ) => Promise<void>;
  recordWithdrawal: (
    tx: Tx,
    request: FastifyRequest,
    countyId: number,
    withdrawn: Readonly<{ number: number; reason: string }>,
  ) => Promise<void>;
}>;

const tags = ['catalog'];

export function publicationRoutes(deps: PublicationRoutesDeps): FastifyPluginAsyncZod {
  const { db, clock } = deps;
  return async (app) => {
    app.get(
      '/catalog/publications',
      {
        schema: {
          summary: 'What a county published of its catalogue, by whom and from when on',
          tags,
          querystring: PublicationsQuery,
          response: { 200: PublicationList },
        },
      },
      async (request) => {
        const { countyId } = request.query;
        deps.mayRead(request, countyId);
        const { id } = await catalogOf(db, countyId);
        const { items, former } = await inTransaction(db, [countyId], async (tx) => ({
          items: await catalogPublications(tx, countyId),
          former: await formerCodes(tx, countyId),
        }));
        const mayKeep = deps.mayKeep(request, countyId);
        const newest = items.find(({ withdrawn }) => withdrawn === null);
        const newerThan = async ({ versionId }: CatalogPublication) =>
          houseChange(await catalogVersion(db, versionId), await houseVersions(db));
        const nameOf = await deps.namesOf(
          items.flatMap(({ publishedBy, withdrawn }) => [
            publishedBy,
            ...(withdrawn ? [withdrawn.by] : []),
          ]),
        );
        return {
          items: items.map(({ withdrawn, ...each }) => ({
            ...each,
            publishedBy: nameOf(each.publishedBy) ?? '',
            withdrawn: withdrawn && { ...withdrawn, by: nameOf(withdrawn.by) ?? '' },
          })),
          inForce: items.find(({ versionId }) => versionId === id)?.number ?? 0,
          formerCodes: [...former.keys()],
          ...{ mayKeep, newer: newest && mayKeep ? await newerThan(newest) : null },
        };
      },
    );

    app.post(
      '/catalog/dry-run',
      {
        schema: {
          summary: 'What a revision of the catalogue would change and touch; nothing is changed',
          tags,
          body: TryCatalogRequest,
          response: { 200: TryCatalogAnswer },
        },
      },
      async (request) => {
        const { countyId } = request.body;
        deps.requireKeeper(request, countyId);
        const { differences } = await checkRevision(
          db,
          request.body,
          await deps.knownLines(countyId),
        );
        const old = differences.flatMap(({ code, before }) => (before ? [code] : []));
        return { differences: [...differences], touched: await deps.touchedBy(countyId, old) };
      },
    );

    app.post(
      '/catalog/publish',
      {
        schema: {
          summary: 'Publish the next version of the catalogue, at once or from a later day on',
          tags,
          body: PublishCatalogRequest,
          response: { 200: PublishCatalogAnswer },
        },
      },
      async (request) => {
        const { countyId, note, effectiveAt } = request.body;
        const by = deps.requireKeeper(request, countyId);
        const now = clock.now();
        if (effectiveAt !== null && effectiveAt > now + AHEAD_MAX_DAYS * DAY)
          throw new Refused('catalog.too-far-ahead', 'effectiveAt', { days: AHEAD_MAX_DAYS });
        const knownLines = await deps.knownLines(countyId);
        const published = await publishRevision(
          db,
          { revision: request.body, knownLines, note, effectiveAt: effectiveAt ?? now, by, now },
          (tx, each) => deps.recordPublication(tx, request, countyId, each),
        );
        const { number, versionId } = published;
        return { number, versionId, effectiveAt: published.effectiveAt };
      },
    );

    app.post(
      '/catalog/publications/:number/withdraw',
      {
        schema: {
          summary: 'Take back a version of the catalogue whose day has not come',
          tags,
          params: WithdrawParams,
          body: WithdrawRequest,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        const { countyId, reason } = request.body;
        const { number } = request.params;
        const by = deps.requireKeeper(request, countyId);
        await withdrawPublication(db, { countyId, number, by, reason, now: clock.now() }, (tx) =>
          deps.recordWithdrawal(tx, request, countyId, { number, reason }),
        );
        return reply.code(204).send(null);
      },
    );
  };
}
