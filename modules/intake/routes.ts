// HTTP of reporting: one report, or a batch from another system.
import { actorOf, requireScope, type Actor } from '#modules/identity/index.ts';
import type { Performer, Received } from '#modules/incident/index.ts';
import { Refused, type Refusal } from '#platform/errors/index.ts';
import { idempotencyKeyOf, type Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { ReportBatch, ReportBatchResult, ReportInput, ReportResult } from './contract.ts';
import { countyOfReport, isSeenAfterwards, prepareReport, type CountyDesk } from './report.ts';
import { INTAKE_SCOPE } from './scope.ts';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

export type IntakeRoutesDeps = Readonly<{
  performer: Performer;
  desk: (countyId: number) => Promise<CountyDesk>;
  clock: Clock;
  /** Reports that were refused are audited, as every refusal is. */
  onRefused: (actor: Actor, refusal: Refusal) => void;
}>;

export function intakeRoutes(deps: IntakeRoutesDeps): Routes {
  async function receive(
    actor: Actor,
    input: z.output<typeof ReportInput>,
  ): Promise<Received & { isVisible: boolean }> {
    const desk = await deps.desk(countyOfReport(actor, input.countyId));
    const report = prepareReport(input, actor, desk, deps.clock.now());
    return { ...(await deps.performer.receive(report)), isVisible: isSeenAfterwards(report) };
  }

  return async (app) => {
    app.post(
      '/reports',
      {
        schema: {
          tags: ['intake'],
          body: ReportInput,
          response: { 200: ReportResult, 201: ReportResult },
        },
      },
      async (request, reply) => {
        requireScope(request, INTAKE_SCOPE);
        const actor = actorOf(request);
        try {
          const received = await receive(actor, keyed(request.body, request, actor));
          if (!received.ok) throw refusedOf(received.refusal);
          reply.code(received.duplicate ? 200 : 201);
          return resultOf(received);
        } catch (error) {
          if (error instanceof Refused) deps.onRefused(actor, error.refusal);
          throw error;
        }
      },
    );

    app.post(
      '/reports/batch',
      {
        schema: { tags: ['intake'], body: ReportBatch, response: { 200: ReportBatchResult } },
      },
      async (request) => {
        requireScope(request, INTAKE_SCOPE);
        const actor = actorOf(request);
        const results = await Promise.all(
          request.body.reports.map(async (input) => {
            const refusal = (error: Refusal) => {
              deps.onRefused(actor, error);
              const { code, field } = error;
              return {
                ok: false as const,
                problem: { code, ...(field === undefined ? {} : { field }) },
              };
            };
            try {
              const received = await receive(actor, input);
              return received.ok
                ? { ok: true as const, report: resultOf(received) }
                : refusal(received.refusal);
            } catch (error) {
              if (error instanceof Refused) return refusal(error.refusal);
              throw error;
            }
          }),
        );
        return { results };
      },
    );
  };
}

/** A report without its source's own key is known by its `Idempotency-Key`: sent again it is the same. */
function keyed<T extends { sourceKey?: string | undefined }>(
  input: T,
  request: FastifyRequest,
  actor: Actor,
): T {
  const claim = idempotencyKeyOf(request, actor.id);
  if (!claim || input.sourceKey !== undefined) return input;
  return { ...input, sourceKey: `${claim.accountId}/${claim.key}` };
}

function resultOf(
  received: Extract<Received, { ok: true }> & { isVisible: boolean },
): z.infer<typeof ReportResult> {
  const { incidentId, number, receiptCode, duplicate, isVisible } = received;
  return { incidentId, number, receiptCode, duplicate, isVisible };
}

function refusedOf(refusal: Refusal): Refused {
  return new Refused(refusal.code, refusal.field, refusal.params);
}

export { importRoutes } from './import/routes.ts';
