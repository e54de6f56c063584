// 核查 and after: whether it is really done, and what becomes of it when it is not.
import { DAY } from '#platform/time/index.ts';
import { isOpen } from '../lifecycle.ts';
import { facts, leadOf, refuse, said, shown, type Decide } from './action.ts';
import { mayClose } from './order.ts';

/** A closed incident may be reopened for a month (defaults 3(c) row 22). */
export const REOPEN_WINDOW_DAYS = 30;

export const rework: Decide<'rework'> = (_incident, input) =>
  facts({ type: 'incident.reworked', data: {}, words: { reason: input.reason } });

export const close: Decide<'close'> = (incident, input, context) => {
  const lead = leadOf(incident);
  const handledByMe = incident.assignments.some(
    (each) => each.doneBy === context.actor.id || each.signedBy === context.actor.id,
  );
  // Separation of duties binds persons: who handled it does not check it (design §3).
  if (context.actor.kind === 'person' && handledByMe)
    return refuse('incident.handler-cannot-check');
  if (lead && !mayClose(lead, context)) return refuse('incident.giver-closes');
  return facts({
    type: 'incident.closed',
    data: { outcome: input.outcome ?? incident.outcome ?? 'solved', ...shown(input.evidence) },
    ...said({ note: input.note }),
  });
};

export const reopen: Decide<'reopen'> = (incident, input, context) => {
  if (incident.flags.archived) return refuse('incident.archived');
  if (incident.closedAt !== null && context.now - incident.closedAt > REOPEN_WINDOW_DAYS * DAY)
    return refuse('incident.reopen-window', undefined, { days: REOPEN_WINDOW_DAYS });
  return facts({ type: 'incident.reopened', data: {}, words: { reason: input.reason } });
};

export const followUp: Decide<'followUp'> = (incident, input) => {
  if (incident.flags.archived) return refuse('incident.archived');
  return facts({
    type: 'incident.followedUp',
    data: {
      reached: input.reached,
      ...(input.satisfied === undefined ? {} : { satisfied: input.satisfied }),
    },
    ...said({ note: input.note }),
  });
};

export const archive: Decide<'archive'> = (incident) =>
  incident.flags.archived
    ? refuse('incident.archived')
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
  if (!master || master.countyId !== incident.countyId) return refuse('incident.not-found', 'into');
  if (!isOpen(master.status)) return refuse('incident.merge-target', 'into');
  return facts(
    { type: 'incident.merged', data: { into: master.id }, ...said({ note: input.note }) },
    { type: 'incident.joined', data: { from: incident.id }, on: master.id },
  );
};

export const unmerge: Decide<'unmerge'> = (incident, input) => {
  const from = incident.mergedInto;
  if (from === null) return refuse('incident.not-found', 'from');
  return facts(
    { type: 'incident.unmerged', data: { from }, ...said({ note: input.note }) },
    { type: 'incident.left', data: { from: incident.id }, on: from },
  );
};
