// HTTP of the check of an answer: what the handler sees while writing and the checker before closing.
import { z } from 'zod';
import { actorOf, type Actor } from '#modules/identity/index.ts';
import type { Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { AnswerCheckRequest, AnswerCheckResult } from './contract.ts';
import { incidentAnswer, type AnswerDeps } from './incident-answer.ts';

export type AnswerRoutesDeps = AnswerDeps &
  Readonly<{
    clock: Clock;
    /** It quotes the matter's words: a restricted one is on the audit log before it is shown. */
    audit: (entry: {
      actor: Actor;
      action: 'incident.view-restricted';
      countyId: number;
      subject: string;
      ip: string;
    }) => Promise<void>;
  }>;

export function answerRoutes(deps: AnswerRoutesDeps): Routes {
  return async (app) => {
    app.post(
      '/incidents/:id/answer-check',
      {
        schema: {
          summary:
            'Does the answer take up what was asked? Of the one on record, or of these words',
          tags: ['triage'],
          params: z.object({ id: z.uuid() }),
          body: AnswerCheckRequest,
          response: { 200: AnswerCheckResult },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { id } = request.params;
        const { answer } = request.body;
        const { incident, check } = await incidentAnswer(deps, actor, id, answer, deps.clock.now());
        if (incident.flags.restricted)
          await deps.audit({
            actor,
            action: 'incident.view-restricted',
            countyId: incident.countyId,
            subject: id,
            ip: request.ip,
          });
        return { check };
      },
    );
  };
}
