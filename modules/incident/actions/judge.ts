// 核查 and after: whether it is really done, and what becomes of it when it is not.
import { hasOpenClock } from '../clocks.ts';
import { isOpen, isReopenable, REOPEN_WINDOW_DAYS } from '../lifecycle.ts';
import type { Draft } from '../facts.ts';
import type { Assignment, Incident } from '../incident.ts';
import {
  facts,
  leadOf,
  refuse,
  said,
  shown,
  type Context,
  type Decide,
  type Refused,
} from './action.ts';
import { mayClose, nextAssignmentNo } from './order.ts';

export const rework: Decide<'rework'> = (_incident, input) =>
  facts({ type: 'incident.reworked', data: {}, words: { reason: input.reason } });

export const close: Decide<'close'> = (incident, input, context) => {
  const lead = leadOf(incident);
  // Separation of duties binds persons: who handled it does not check it (design §3).
  if (context.actor.kind === 'person' && isHandler(incident, context))
    return refuse('incident.handler-cannot-check');
  if (lead && !mayClose(lead, context)) return refuse('incident.giver-closes');
  if (context.openChildren > 0)
    return refuse('incident.parts-open', undefined, { count: context.openChildren });
  return facts({
    type: 'incident.closed',
    data: { outcome: input.outcome ?? incident.outcome ?? 'solved', ...shown(input.evidence) },
    ...said({ note: input.note }),
  });
};

export const reopen: Decide<'reopen'> = (incident, input, context) => {
  const reopened = reopening(incident, context, { reason: input.reason });
  return 'refused' in reopened ? reopened : facts(reopened);
};

/** 重办: back to its lead, or to the room where it was answered or settled without an order. */
export function reopening(
  incident: Incident,
  context: Context,
  words: Readonly<Record<string, string | undefined>>,
  byCaller = false,
): Draft | Refused {
  if (!isReopenable(incident.closedAt, context.now))
    return refuse('incident.reopen-window', undefined, { days: REOPEN_WINDOW_DAYS });
  const unitId = incident.roomUnitId;
  if (!leadOf(incident) && unitId === null) return refuse('incident.no-assignment');
  const assignment =
    leadOf(incident) || unitId === null
      ? undefined
      : ({
          no: nextAssignmentNo(incident),
          unitId,
          role: 'lead',
          orderedByUnit: unitId,
          orderedBy: context.actor.id,
          orderedAt: context.now,
        } satisfies Assignment);
  return {
    type: 'incident.reopened',
    data: { ...(assignment ? { assignment } : {}), ...(byCaller ? { byCaller: true } : {}) },
    ...said(words),
  };
}

/** Who did the work, or signed for those who did, does not judge it. */
export function isHandler(incident: Incident, context: Context): boolean {
  return incident.assignments.some(({ signedBy, doneBy, workedBy = [] }) =>
    [signedBy, doneBy, ...workedBy].includes(context.actor.id),
  );
}

/** 回访归档: people archive after the call back; the machine when the time for reopening is over. */
export const archive: Decide<'archive'> = (incident, _input, context) =>
  context.actor.kind === 'person' && hasOpenClock(incident, 'followUp')
    ? refuse('incident.follow-up-owed')
    : facts({ type: 'incident.archived', data: {} });

export const voidIncident: Decide<'void'> = (_incident, input) =>
  facts({
    type: 'incident.dismissed',
    data: { outcome: 'voided', reasonCode: input.reasonCode },
    ...said({ reason: input.reason }),
  });

export const withdraw: Decide<'withdraw'> = (_incident, input) =>
  facts({
    type: 'incident.dismissed',
    data: { outcome: 'withdrawn', reasonCode: 'withdrawn' },
    ...said({ reason: input.reason }),
  });

export const merge: Decide<'merge'> = (incident, input, context) => {
  if (input.into === incident.id) return refuse('incident.merge-self', 'into');
  const master = context.others.get(input.into);
  if (!master || master.countyId !== incident.countyId || !context.reaches(master))
    return refuse('incident.not-found', 'into');
  if (!isOpen(master.status)) return refuse('incident.merge-target', 'into');
  return facts(
    { type: 'incident.merged', data: { into: master.id }, ...said({ note: input.note }) },
    {
      type: 'incident.joined',
      data: {
        from: incident.id,
        reports: reportsOf(incident),
        ...(incident.flags.followUpDue ? { followUp: true } : {}),
      },
      // What the second reporter adds is read where the work goes on.
      ...said({ note: input.note }),
      on: master.id,
    },
  );
};

/** Reporters follow the master, and take along those who had followed them. */
const reportsOf = (incident: Incident) => 1 + (incident.flags.joined ?? 0);

export const unmerge: Decide<'unmerge'> = (incident, input, context) => {
  const from = incident.mergedInto;
  const masters = mastersOf(incident, context);
  if (from === null || masters === null) return refuse('incident.changed-meanwhile');
  return facts(
    { type: 'incident.unmerged', data: { from }, ...said({ note: input.note }) },
    ...masters.map(
      (on) =>
        ({
          type: 'incident.left',
          data: { from: incident.id, reports: reportsOf(incident) },
          on,
        }) as const,
    ),
  );
};

/**
 * Its master and, when that was merged in turn, the one beyond: all of them counted its reporters. Null
 * when one is missing: they were gathered before the lock, and in between one was merged elsewhere.
 */
function mastersOf(incident: Incident, { others }: Context): readonly string[] | null {
  const masters: string[] = [];
  for (let id = incident.mergedInto; id !== null;) {
    const master = others.get(id);
    if (!master) return null;
    masters.push(id);
    id = master.mergedInto;
  }
  return masters;
}
