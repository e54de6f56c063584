// HTTP of one incident: its page, its verbs, its reporter, its receipt, and the live stream.
import { z } from 'zod';
import {
  actorOf,
  colleagues,
  reachOfActor,
  requireScope,
  roleDefinition,
  signedInOf,
  type Actor,
  type Role,
} from '#modules/identity/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { Refused, type Refusal } from '#platform/errors/index.ts';
import {
  eventStream,
  idempotencyKeyOf,
  languageOf,
  RATE_LIMITS,
  type Language,
  type RefusalText,
  refusalSentence,
  type Routes,
} from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  BulkRequest,
  BulkResult,
  Colleagues,
  ColleaguesQuery,
  IncidentDetail,
  RECEIPT_VERBS,
  ReceiptVerbRequest,
  ReporterView,
  RevealRequest,
  TrackCheck,
  TrackView,
  VERB_NAMES,
  VerbRequest,
  VerbResult,
  WhyNot,
  type Verb,
} from './contract.ts';
import { keptBack, rolesFor, verbsFor } from './decide.ts';
import { readFeed } from './feed.ts';
import { verbParams } from './labels.ts';
import { edgeOf } from './lifecycle.ts';
import { changesFor, type LiveHub } from './live.ts';
import { refusalOf, type Outcome } from './perform.ts';
import type { Performer } from './performer.ts';
import {
  incidentDetail,
  revealReporter,
  visibleIncident,
  type ReadDeps,
} from './queries/detail.ts';
import { checkReceiptHash, holderOf, trackByReceipt } from './queries/track.ts';
import { INCIDENT_REFUSALS } from './refusals.ts';

export type IncidentRoutesDeps = Readonly<{
  read: ReadDeps;
  performer: Performer;
  live: LiveHub;
  clock: Clock;
  /** Views of restricted matters and of reporters are written to the audit log before they are shown. */
  audit: (entry: {
    actor: Actor;
    action: 'incident.view-restricted' | 'incident.reveal';
    countyId: number;
    subject: string;
    details?: Record<string, string>;
    ip: string;
  }) => Promise<void>;
}>;

const Id = z.object({ id: z.uuid() });
const Receipt = z.object({ code: z.string().min(16).max(24) });
/** What the token of another system must carry to act on incidents. */
const VERB_SCOPE = 'incident:act';
const VerbName = z.enum(VERB_NAMES as [Verb, ...Verb[]]);

export function incidentRoutes(deps: IncidentRoutesDeps): Routes {
  const seen = (actor: Actor, id: string) =>
    inTransaction(deps.read.db, reachOfActor(actor), (tx) => visibleIncident(tx, actor, id));
  return async (app) => {
    app.get(
      '/incidents/:id',
      { schema: { tags: ['incident'], params: Id, response: { 200: IncidentDetail } } },
      async (request) => {
        const actor = actorOf(request);
        const detail = await incidentDetail(deps.read, actor, request.params.id, deps.clock.now());
        if (detail.flags.includes('restricted'))
          await deps.audit({
            actor,
            action: 'incident.view-restricted',
            countyId: detail.countyId,
            subject: detail.id,
            ip: request.ip,
          });
        return detail;
      },
    );

    app.post(
      '/incidents/:id/verbs/:verb',
      {
        schema: {
          tags: ['incident'],
          params: Id.extend({ verb: VerbName }),
          body: VerbRequest,
          response: { 200: VerbResult },
        },
      },
      async (request) => {
        requireScope(request, VERB_SCOPE);
        const { id, verb } = request.params;
        const actor = actorOf(request);
        const once = idempotencyKeyOf(request, actor.id);
        const outcome = await deps.performer.perform({
          incidentId: id,
          verb,
          input: request.body.input,
          actor,
          ...(once ? { once } : {}),
          ...(request.body.expectedVersion === undefined
            ? {}
            : { expectedVersion: request.body.expectedVersion }),
        });
        return resultOf(outcome);
      },
    );

    app.post(
      '/verbs',
      { schema: { tags: ['incident'], body: BulkRequest, response: { 200: BulkResult } } },
      async (request) => {
        requireScope(request, VERB_SCOPE);
        const actor = actorOf(request);
        const language = languageOf(request.headers);
        const once = idempotencyKeyOf(request, actor.id);
        const { commands } = request.body;
        const outcomes: Promise<Outcome>[] = [];
        for (const [index, { id, verb, input, expectedVersion, follows }] of commands.entries()) {
          const perform = (version = expectedVersion) =>
            deps.performer.perform({
              // Each command has a key of its own; a blank, which no caller's key may hold, sets it apart.
              ...(once ? { once: { ...once, key: `${once.key} ${index}` } } : {}),
              incidentId: id,
              verb,
              input,
              actor,
              ...(version === undefined ? {} : { expectedVersion: version }),
            });
          const before = outcomes.at(-1);
          outcomes.push(follows && before ? afterwards(id, before, perform) : perform());
        }
        const ended = await Promise.all(outcomes);
        return {
          results: ended.map((outcome, index) =>
            outcome.ok
              ? { ok: true as const, result: resultOf(outcome) }
              : {
                  ok: false as const,
                  id: request.body.commands[index]?.id ?? '',
                  problem: {
                    code: outcome.refusal.code,
                    message: sentenceOf(outcome.refusal, language),
                    ...(outcome.refusal.field === undefined
                      ? {}
                      : { field: outcome.refusal.field }),
                  },
                },
          ),
        };
      },
    );

    app.get(
      '/incidents/:id/colleagues',
      {
        schema: {
          summary: 'Whom I could make a member of this matter',
          tags: ['incident'],
          params: Id,
          querystring: ColleaguesQuery,
          response: { 200: Colleagues },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { incident } = await seen(actor, request.params.id);
        if (!verbsFor(incident, actor).includes('restrict'))
          throw new Refused('incident.not-permitted', undefined, verbParams('restrict'));
        const found = await colleagues(deps.read.db, incident.countyId, request.query.text);
        return {
          items: found.map(({ id, name, role, unitId }) => ({
            id,
            name,
            role: roleDefinition(role as Role).name,
            unit: deps.read.names.unit(unitId) ?? null,
          })),
        };
      },
    );

    app.get(
      '/incidents/:id/why-not',
      {
        schema: {
          tags: ['incident'],
          params: Id,
          querystring: z.object({ verb: VerbName }),
          response: { 200: WhyNot },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { verb } = request.query;
        const { incident } = await seen(actor, request.params.id);
        const { from } = edgeOf(verb);
        const statusAllows = from.includes(incident.status);
        const kept = statusAllows ? keptBack(incident, verb) : null;
        return {
          verb,
          statusAllows,
          from: [...from],
          keptBack: kept && sentenceOf(refusalOf(kept), languageOf(request.headers)),
          roles: [...rolesFor(verb)],
        };
      },
    );

    app.post(
      '/incidents/:id/reveal',
      {
        schema: {
          tags: ['incident'],
          params: Id,
          body: RevealRequest,
          response: { 200: ReporterView },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const reporter = await revealReporter(deps.read, actor, request.params.id);
        // Logged before it is shown: an answer that could not be logged is not given.
        await deps.audit({
          actor,
          action: 'incident.reveal',
          countyId: (await seen(actor, request.params.id)).incident.countyId,
          subject: request.params.id,
          details: { reason: request.body.reason },
          ip: request.ip,
        });
        return reporter;
      },
    );

    app.get(
      '/track/:code',
      {
        config: { rateLimit: RATE_LIMITS.publicReceipt },
        schema: {
          tags: ['public'],
          params: Receipt,
          response: { 200: TrackView },
        },
      },
      async (request) => trackByReceipt(deps.read, request.params.code),
    );

    app.post(
      '/track/:code/verbs/:verb',
      {
        config: { rateLimit: RATE_LIMITS.publicReceipt },
        schema: {
          summary: 'What the holder of a receipt code does: add, urge, rate, appeal, withdraw',
          tags: ['public'],
          params: Receipt.extend({ verb: z.enum(RECEIPT_VERBS) }),
          body: ReceiptVerbRequest,
          response: { 200: TrackView },
        },
      },
      async (request) => {
        const { code, verb } = request.params;
        const { actor, incidentId } = await holderOf(deps.read.db, code);
        const { note, ...verdict } = request.body;
        // An appeal and a withdrawal call their words a reason.
        const isReason = verb === 'appeal' || verb === 'withdraw';
        const input = {
          ...(note === undefined ? {} : { [isReason ? 'reason' : 'note']: note }),
          ...(verb === 'rate' ? verdict : {}),
        };
        const once = idempotencyKeyOf(request, `${actor.id}/${incidentId}`);
        const outcome = await deps.performer.perform({
          ...{ incidentId, verb, input, actor },
          ...(once ? { once } : {}),
        });
        resultOf(outcome);
        return trackByReceipt(deps.read, code);
      },
    );

    app.get(
      '/track/:code/check',
      {
        config: { rateLimit: RATE_LIMITS.publicReceipt },
        schema: {
          tags: ['public'],
          params: Receipt,
          querystring: z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/) }),
          response: { 200: TrackCheck },
        },
      },
      async (request) => checkReceiptHash(deps.read.db, request.params.code, request.query.hash),
    );

    app.get('/stream', { schema: { tags: ['incident'] } }, async (request, reply) => {
      const { actor, sessionId } = signedInOf(request);
      const stream = eventStream(request, reply, { accountId: actor.id, sessionId });
      const tell = (entries: Parameters<typeof changesFor>[1]) => {
        for (const change of changesFor(actor, entries))
          if (!stream.send({ id: String(change.position), event: 'change', data: change })) return;
      };
      const stopHearing = deps.live.listen(tell);
      try {
        // What was missed while the connection was away, as far as one reading goes; the page then
        // asks anew for what it shows.
        const since = Number(stream.lastEventId);
        if (Number.isSafeInteger(since) && since > 0) tell(await readFeed(deps.read.db, since));
        await stream.ended;
      } finally {
        stopHearing();
      }
    });
  };
}

/** A refusal of another module (evidence) has no sentence here and shows its code, which support can read. */
function sentenceOf(refusal: Refusal, language: Language): string {
  const text = (INCIDENT_REFUSALS as Record<string, RefusalText>)[refusal.code];
  return text ? refusalSentence(text, language, refusal.params) : refusal.code;
}

/** What follows a command is done at the version that this one left, or not at all. */
async function afterwards(
  id: string,
  before: Promise<Outcome>,
  perform: (version: number) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await before;
  const isDone = outcome.ok && !outcome.proposed && outcome.incident.id === id;
  return isDone
    ? perform(outcome.incident.version)
    : { ok: false, refusal: { code: 'incident.follows-nothing' } };
}

function resultOf(outcome: Outcome): z.infer<typeof VerbResult> {
  if (!outcome.ok)
    throw new Refused(outcome.refusal.code, outcome.refusal.field, outcome.refusal.params);
  const { incident, proposed } = outcome;
  return { id: incident.id, version: incident.version, status: incident.status, proposed };
}

export { incidentListRoutes } from './list-routes.ts';
export { recordRoutes } from './record/routes.ts';
export { asideRoutes } from './aside-routes.ts';
