// HTTP of the versions: what there is, how well each does, and switching them.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { accountNames, actorOf } from '#modules/identity/index.ts';
import { inReading, type Db } from '#platform/db/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  ChangeAnswer,
  ChangeParams,
  ChangeRequest,
  CHANGES_SHOWN_MAX,
  ModelsAnswer,
  ModelsQuery,
  type BaseModel,
  type VersionItem,
} from './contract.ts';
import { correctionsSince, shadowFigures } from './queries/figures.ts';
import { mayChangeModels, requireModelKeeper, requireModelReader } from './rights.ts';
import { listChanges, listVersions, standing } from './store.ts';
import { switchVersion } from './switch.ts';
import { changesOf, type ModelVersion } from './version.ts';

export type ModelRoutesDeps = Readonly<{
  db: Db;
  clock: Clock;
  /** The model of the house, as it judges for a county without a version in force. */
  base: (countyId: number) => Promise<Omit<BaseModel, 'isInForce'>>;
}>;

const tags = ['triage'];

export function modelRoutes({ db, clock, base }: ModelRoutesDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/models',
      {
        schema: {
          summary: "Versions of the county's own model, with their scores and what was overruled",
          tags,
          querystring: ModelsQuery,
          response: { 200: ModelsAnswer },
        },
      },
      async (request): Promise<ModelsAnswer> => {
        const actor = actorOf(request);
        const { countyId } = request.query;
        requireModelReader(actor, countyId);
        const house = await base(countyId);
        const { versions, changes, now, corrections } = await inReading(
          db,
          [countyId],
          async (tx) => {
            const found = await listVersions(tx, countyId);
            const now = await standing(tx, countyId);
            const items: VersionItem[] = [];
            for (const version of found)
              items.push({
                ...shown(version),
                shadow: await shadowFigures(tx, countyId, version.version),
              });
            return {
              versions: items,
              changes: await listChanges(tx, countyId, CHANGES_SHOWN_MAX),
              now,
              corrections: await correctionsSince(tx, countyId, now.since),
            };
          },
        );
        const names = await accountNames(db, [...new Set(changes.map(({ by }) => by))]);
        return {
          base: { ...house, isInForce: now.inForce === null },
          versions,
          changes: changes.map((change) => ({
            ...change,
            byName: names.get(change.by) ?? change.by,
          })),
          corrections,
          mayChange: mayChangeModels(actor, countyId),
        };
      },
    );

    app.post(
      '/models/:version/changes',
      {
        schema: {
          summary: 'Put a version on trial, switch it on, retire it or roll it back',
          tags,
          params: ChangeParams,
          body: ChangeRequest,
          response: { 200: ChangeAnswer },
        },
      },
      async (request): Promise<ChangeAnswer> => {
        const actor = actorOf(request);
        const { countyId, change, reason } = request.body;
        requireModelKeeper(actor, countyId);
        const { isNew: _, ...answer } = await switchVersion(db, {
          ...{ countyId, change, reason, by: actor.id, now: clock.now() },
          version: request.params.version,
          origin: { ip: request.ip, requestId: request.id },
        });
        return answer;
      },
    );
  };
}

function shown(version: ModelVersion): Omit<VersionItem, 'shadow'> {
  const { countyId: _, hasWeights: __, labels, ...rest } = version;
  return { ...rest, labels: labels.length, changes: changesOf(version) };
}
