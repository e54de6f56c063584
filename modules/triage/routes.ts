// HTTP of triage: what the machine would say of a report that is still being typed.
import { z } from 'zod';
import { actorOf, covers, reachOfActor, scopeOf } from '#modules/identity/index.ts';
import { findIncidents, isOpen, subjectOf } from '#modules/incident/index.ts';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { PreviewAnswer, PreviewRequest, type DuplicateFound } from './contract.ts';
import type { DuplicatePolicy, Matter } from './duplicates.ts';
import { assess, matterOf, triage, type TriageInput, type TriageKnowledge } from './triage.ts';

export { answerRoutes, type AnswerRoutesDeps } from './answer/routes.ts';
export { plateRoutes, type PlateRoutesDeps } from './plates/routes.ts';
export { modelRoutes, type ModelRoutesDeps } from './versions/routes.ts';

/** What the process that knows the matters of a county says; undefined when it did not say it in time. */
export type AskDuplicates = (
  countyId: number,
  matter: Matter,
  policy: DuplicatePolicy,
) => Promise<readonly DuplicateFound[] | undefined>;

export type TriageRoutesDeps = Readonly<{
  db: Db;
  knowledge: (countyId: number) => Promise<TriageKnowledge>;
  duplicates: AskDuplicates;
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
        const { policy } = knowledge;
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
        const matter = matterOf(input, assessment, policy);
        const found = await deps.duplicates(countyId, matter, policy.duplicates);
        const { place, item, level, route } = triage(input, knowledge, assessment);
        return {
          thresholds: policy.thresholds,
          place,
          ...(item ? { item } : {}),
          ...(level ? { level } : {}),
          ...(route ? { route } : {}),
          isCompared: found !== undefined,
          duplicates: found?.length
            ? await inTransaction(deps.db, [countyId], (tx) => seenBy(tx, actor, countyId, found))
            : [],
        };
      },
    );
  };
}

/** Of what was found the open ones that the person may see anyway. */
async function seenBy(
  tx: Tx,
  actor: Parameters<typeof scopeOf>[0],
  countyId: number,
  found: readonly DuplicateFound[],
) {
  const stored = await findIncidents(
    tx,
    found.map(({ id }) => ({ countyId, id })),
  );
  const scope = scopeOf(actor);
  return found.flatMap((duplicate) => {
    const other = stored.get(duplicate.id);
    return other && isOpen(other.incident.status) && covers(scope, subjectOf(other.incident))
      ? [{ ...duplicate, number: other.incident.number, title: other.title }]
      : [];
  });
}
