// HTTP of plates: what was read in the photographs of a matter, masked; in clear for a reason that is logged;
// confirmed by a person who looked.
import { z } from 'zod';
import { actorOf, reachOfActor, type Actor } from '#modules/identity/index.ts';
import { visibleIncident, type Incident, type ReadDeps } from '#modules/incident/index.ts';
import { inTransaction, inWriting, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { ConfirmPlate, PlatesAnswer, RevealPlates, type PlateView } from './contract.ts';
import { maskPlate, mayRevealPlates, plateMatters } from './plates.ts';
import { confirmPlate, openPlate, platesOf } from './store.ts';

export type PlateRoutesDeps = Readonly<{
  read: ReadDeps;
  isReaderThere: () => boolean;
  clock: Clock;
  /** Resolves when it is logged. */
  audit: (entry: {
    actor: Actor;
    action: 'plate.reveal' | 'plate.confirm';
    countyId: number;
    subject: string;
    details: Readonly<Record<string, string>>;
    ip: string;
  }) => Promise<void>;
}>;

const Id = z.object({ id: z.uuid() });
const tags = ['triage'];

export function plateRoutes(deps: PlateRoutesDeps): Routes {
  const { db, keyring, names } = deps.read;

  const answer = async (tx: Tx, actor: Actor, incident: Incident, inClear: boolean) => {
    const { countyId, id: incidentId } = incident;
    const rows = await platesOf(tx, countyId, incidentId);
    await names.learnAccounts(rows.flatMap(({ confirmedBy }) => confirmedBy ?? []));
    const shown = (plate: string | null) => (plate && !inClear ? maskPlate(plate) : plate);
    const plates: PlateView[] = [];
    for (const row of rows) {
      const { evidenceId, outcome, agreed, confidence, reasons, confirmedBy, confirmedAt } = row;
      const opened = await openPlate(tx, keyring, { countyId, incidentId, evidenceId }, row);
      plates.push({
        ...{ evidenceId, outcome, agreed, confidence, reasons, plate: shown(opened.read) },
        confirmed:
          confirmedBy !== null && confirmedAt !== null
            ? {
                plate: shown(opened.confirmed),
                by: names.account(confirmedBy) ?? '',
                at: confirmedAt,
              }
            : null,
      });
    }
    return {
      matters: plateMatters(incident),
      isReaderThere: deps.isReaderThere(),
      mayReveal: mayRevealPlates(actor, incident),
      plates,
    };
  };

  return async (app) => {
    app.get(
      '/incidents/:id/plates',
      { schema: { tags, params: Id, response: { 200: PlatesAnswer } } },
      async (request) => {
        const actor = actorOf(request);
        return inTransaction(db, reachOfActor(actor), async (tx) => {
          const { incident } = await visibleIncident(tx, actor, request.params.id);
          return answer(tx, actor, incident, false);
        });
      },
    );

    app.post(
      '/incidents/:id/plates/reveal',
      { schema: { tags, params: Id, body: RevealPlates, response: { 200: PlatesAnswer } } },
      async (request) => {
        const actor = actorOf(request);
        const { incident, shown } = await inTransaction(db, reachOfActor(actor), async (tx) => {
          const { incident } = await visibleIncident(tx, actor, request.params.id);
          if (!mayRevealPlates(actor, incident)) throw new Refused('triage.plate-not-yours');
          return { incident, shown: await answer(tx, actor, incident, true) };
        });
        // Logged before it is shown: an answer that could not be logged is not given.
        await deps.audit({
          ...{ actor, action: 'plate.reveal', countyId: incident.countyId, subject: incident.id },
          details: { reason: request.body.reason },
          ip: request.ip,
        });
        return shown;
      },
    );

    app.post(
      '/incidents/:id/plates/:evidenceId/confirm',
      {
        schema: {
          tags,
          params: Id.extend({ evidenceId: z.uuid() }),
          body: ConfirmPlate,
          response: { 200: PlatesAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { id, evidenceId } = request.params;
        const { incident, shown } = await inWriting(db, reachOfActor(actor), async (tx) => {
          const { incident } = await visibleIncident(tx, actor, id);
          if (!mayRevealPlates(actor, incident)) throw new Refused('triage.plate-not-yours');
          const ref = { countyId: incident.countyId, incidentId: id, evidenceId };
          const { plate } = request.body;
          if (!(await confirmPlate(tx, keyring, ref, plate, actor.id, deps.clock.now())))
            throw new Refused('triage.no-such-plate');
          return { incident, shown: await answer(tx, actor, incident, true) };
        });
        await deps.audit({
          ...{ actor, action: 'plate.confirm', countyId: incident.countyId, subject: id },
          details: { evidenceId },
          ip: request.ip,
        });
        return shown;
      },
    );
  };
}
