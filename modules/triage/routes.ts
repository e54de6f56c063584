// HTTP of triage: what the machine would say of a report that is still being typed.
import { z } from 'zod';
import { actorOf, covers, reachOfActor, scopeOf } from '#modules/identity/index.ts';
import { findIncidents, subjectOf } from '#modules/incident/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { PreviewAnswer, PreviewRequest } from './contract.ts';
import { recentNear } from './queries/recent-incidents.ts';
import {
  assess,
  duplicateQuestion,
  triage,
  type TriageInput,
  type TriageKnowledge,
} from './triage.ts';

export { answerRoutes, type AnswerRoutesDeps } from './answer/routes.ts';
export { modelRoutes, type ModelRoutesDeps } from './versions/routes.ts';

export type TriageRoutesDeps = Readonly<{
  db: Db;
  knowledge: (countyId: number) => Promise<Omit<TriageKnowledge, 'recent'>>;
  clock: Clock;
}>;

export function triageRoutes(deps: TriageRoutesDeps): Routes {
  return async (app) => {
    app.post(
      '/triage/preview',
      {
        schema: { tags: ['triage'], body: PreviewRequest, response: { 200: PreviewAnswer } },
      },
      async (request): Promise<z.infer<typeof PreviewAnswer>> => {
        const actor = actorOf(request);
        const { body } = request;
        const reach = reachOfActor(actor);
        const countyId = body.countyId ?? (reach === 'all' ? undefined : reach[0]);
        if (countyId === undefined || (reach !== 'all' && !reach.includes(countyId)))
          throw new Refused('identity.not-allowed', 'countyId');
        const knowledge = await deps.knowledge(countyId);
        const input: TriageInput = {
          text: body.text,
          point: body.point ?? null,
          source: body.source ?? 'phone',
          occurredAt: deps.clock.now(),
          itemCode: body.itemCode ?? null,
          level: null,
          place: null,
        };
        const assessment = assess(input, knowledge);
        const question = duplicateQuestion(input, assessment, knowledge.policy);
        return inTransaction(deps.db, [countyId], async (tx) => {
          const [near = []] = await recentNear(tx, [{ countyId, ...question, except: null }]);
          const result = triage(input, { ...knowledge, recent: () => near }, assessment);
          const stored = await findIncidents(
            tx,
            result.duplicates.map(({ id }) => ({ countyId, id })),
          );
          const scope = scopeOf(actor);
          return {
            thresholds: knowledge.policy.thresholds,
            place: result.place,
            ...(result.item ? { item: result.item } : {}),
            ...(result.level ? { level: result.level } : {}),
            ...(result.route ? { route: result.route } : {}),
            // Only what the person may see anyway.
            duplicates: result.duplicates.flatMap((duplicate) => {
              const other = stored.get(duplicate.id);
              return other && covers(scope, subjectOf(other.incident))
                ? [{ ...duplicate, number: other.incident.number, title: other.title }]
                : [];
            }),
          };
        });
      },
    );
  };
}
