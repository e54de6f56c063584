// Time and pressure: more time for good reasons, less patience for none.
import { dueRungs, recomputeClock } from '#modules/deadline/index.ts';
import { DAY, HOUR, type Instant } from '#platform/time/index.ts';
import type { Incident } from '../incident.ts';
import { facts, personOf, refuse, said, shown, type Context, type Decide } from './action.ts';
import { isAboveTown, isSuspended, signedAndResolved } from './order.ts';

/** An incident is deferred at most twice and extended once (defaults 3(c) rows 14 and 15). */
export const DEFER_MAX = 2;
export const EXTEND_MAX = 1;
/** Supervisions of one incident; each has a number (督办单). */
const SUPERVISIONS_MAX = 20;
/** A date further ahead is no date but a way of forgetting. */
export const UNTIL_MAX_DAYS = 366;

/** More time: a town gives it on the routine level, above that the county commander (rows 14 and 15). */
function mayGiveTime(incident: Incident, context: Context): boolean {
  return incident.level === 4 || isAboveTown(context);
}

function wrongDate(until: Instant, field: string, { now }: Context) {
  if (until <= now) return refuse('incident.until-past', field);
  return until - now > UNTIL_MAX_DAYS * DAY
    ? refuse('incident.until-far', field, { days: UNTIL_MAX_DAYS })
    : null;
}

/** More time is asked for before it is over (defaults 3(c) row 14): afterwards it is late, and stays so. */
function isOverdue(incident: Incident, { now }: Context): boolean {
  return incident.clocks.some(
    (clock) =>
      clock.kind === 'handle' &&
      clock.assignmentNo === null &&
      clock.state === 'running' &&
      clock.dueAt < now,
  );
}

export const ask: Decide<'ask'> = (_incident, input) =>
  facts({
    type: 'incident.asked',
    data: { what: input.what, until: input.until ?? null },
    words: { reason: input.reason },
  });

export const defer: Decide<'defer'> = (incident, input, context) => {
  if (!mayGiveTime(incident, context)) return refuse('incident.commander-decides');
  if (isSuspended(incident)) return refuse('incident.suspended');
  if ((incident.flags.deferCount ?? 0) >= DEFER_MAX)
    return refuse('incident.defer-limit', undefined, { max: DEFER_MAX });
  if (isOverdue(incident, context)) return refuse('incident.due-passed');
  const wrong = wrongDate(input.until, 'until', context);
  if (wrong) return wrong;
  return facts({
    type: 'incident.deferred',
    data: { until: input.until, reasonCode: input.reasonCode },
    ...said({ reason: input.reason }),
  });
};

export const resume: Decide<'resume'> = (incident, input) =>
  isSuspended(incident)
    ? facts({ type: 'incident.resumed', data: {}, ...said({ note: input.note }) })
    : refuse('incident.not-deferred');

export const extend: Decide<'extend'> = (incident, input, context) => {
  if (!mayGiveTime(incident, context)) return refuse('incident.commander-decides');
  if (isSuspended(incident)) return refuse('incident.suspended');
  if (isOverdue(incident, context)) return refuse('incident.due-passed');
  if ((incident.flags.extendCount ?? 0) >= EXTEND_MAX) return refuse('incident.extend-limit');
  return facts({
    type: 'incident.extended',
    data: { share: input.share },
    words: { reason: input.reason },
  });
};

export const shelve: Decide<'shelve'> = (incident, input, context) => {
  const { proposed } = incident.flags;
  // Who confirms a proposal does not take the responsibility over by that.
  const named = proposed?.verb === 'shelve' ? proposed.terms?.responsibleId : undefined;
  const responsibleId = input.responsible ?? named ?? personOf(context);
  return isSuspended(incident)
    ? refuse('incident.suspended')
    : facts({
        type: 'incident.shelved',
        data: { reasonCode: input.reasonCode, ...(responsibleId ? { responsibleId } : {}) },
        ...said({ reason: input.reason }),
      });
};

/** 挂账复核: every quarter somebody looks whether it must stay shelved; otherwise it is resumed. */
export const review: Decide<'review'> = (incident, input) =>
  incident.flags.shelved
    ? facts({ type: 'incident.reviewed', data: {}, words: { note: input.note } })
    : refuse('incident.not-deferred');

/** Whoever reported may urge, but not by the minute: it would only bury the others. */
export const URGE_APART = 4 * HOUR;

export const urge: Decide<'urge'> = (incident, input, context) => {
  const last = incident.flags.urgedAt;
  if (context.reach === 'own' && last !== undefined && context.now - last < URGE_APART)
    return refuse('incident.urged-lately', undefined, { hours: URGE_APART / HOUR });
  return facts({ type: 'incident.urged', data: {}, ...said({ note: input.note }) });
};

export const supervise: Decide<'supervise'> = (incident, input, context) => {
  const wrong = wrongDate(input.replyBy, 'replyBy', context);
  if (wrong) return wrong;
  const before = incident.flags.supervisions ?? [];
  if (before.length >= SUPERVISIONS_MAX)
    return refuse('incident.batch-too-large', undefined, { max: SUPERVISIONS_MAX });
  return facts({
    type: 'incident.supervised',
    data: { no: before.length + 1, grade: input.grade, replyBy: input.replyBy },
    words: { note: input.note },
  });
};

export const replySupervision: Decide<'replySupervision'> = (incident, input) => {
  const open = incident.flags.supervisions?.find((each) => each.no === input.no);
  if (!open || open.repliedAt !== undefined)
    return refuse('incident.no-supervision', 'no', { no: input.no });
  return facts({
    type: 'incident.supervisionReplied',
    data: { no: input.no },
    words: { reply: input.reply },
  });
};

/** 销号: whoever issued it, or the same office, takes the answer; otherwise it is due again. */
export const strikeOff: Decide<'strikeOff'> = (incident, input, context) => {
  const it = incident.flags.supervisions?.find((each) => each.no === input.no);
  if (!it || it.repliedAt === undefined || it.struckAt !== undefined)
    return refuse('incident.no-reply', 'no', { no: input.no });
  const unit = context.post?.unitId ?? null;
  const isIssuer = it.issuedBy === context.actor.id || (unit !== null && unit === it.issuedByUnit);
  if (!isIssuer) return refuse('incident.issuer-strikes-off');
  const { no, accepted, replyBy } = input;
  const words = said({ note: input.note });
  if (accepted) return facts({ type: 'incident.struckOff', data: { no, accepted }, ...words });
  if (replyBy === undefined) return refuse('incident.reply-by-needed', 'replyBy');
  return (
    wrongDate(replyBy, 'replyBy', context) ??
    facts({ type: 'incident.struckOff', data: { no, accepted, replyBy }, ...words })
  );
};

export const handOver: Decide<'handOver'> = (_incident, input) =>
  facts({
    type: 'incident.handedOver',
    data: { system: input.system, remoteId: input.remoteId ?? null },
    ...said({ note: input.note }),
  });

export const mirror: Decide<'mirror'> = (incident, input) => {
  const mirrored = {
    type: 'incident.mirrored',
    data: { step: input.step, finished: input.finished },
    ...said({ note: input.note }),
  } as const;
  // Closed over there is resolved here; the room checks, then closes (design §3).
  return facts(mirrored, ...(input.finished ? signedAndResolved(incident) : []));
};

/** Whoever reported adds to it as often as a matter may need; beyond that somebody plays. */
export const OWN_JOINS_MAX = 30;

export const join: Decide<'join'> = (incident, input, context) => {
  if (context.reach === 'own' && (incident.flags.joined ?? 0) >= OWN_JOINS_MAX)
    return refuse('incident.batch-too-large', undefined, { max: OWN_JOINS_MAX });
  return facts({
    type: 'incident.joined',
    data: { from: null, ...shown(input.evidence) },
    ...said({ note: input.note }),
  });
};

export const annotate: Decide<'annotate'> = (_incident, input) =>
  facts({
    type: 'incident.annotated',
    data: shown(input.evidence),
    words: { note: input.note },
  });

export const restrict: Decide<'restrict'> = (_incident, input, context) =>
  facts({
    type: 'incident.restricted',
    data: {
      restricted: input.restricted,
      // Nobody locks himself out of what he has just restricted.
      members: input.restricted ? [...new Set([context.actor.id, ...input.members])] : [],
    },
    words: { reason: input.reason },
  });

/** A published calendar: open clocks move to it; nothing is recorded when none does. */
export const recalculate: Decide<'recalculate'> = (incident, _input, { basis }) => {
  const moved = incident.clocks.flatMap((clock) => {
    const anew = recomputeClock(clock, basis.calendars);
    return anew === clock ? [] : [anew];
  });
  const calendarVersion = moved[0]?.calendarVersion;
  return calendarVersion === undefined
    ? facts()
    : facts({ type: 'incident.recalculated', data: { calendarVersion } });
};

/** Every rung that has come due; one that was claimed before is not due again, whatever the wall clock says. */
export const ring: Decide<'ring'> = (incident, _input, context) =>
  facts(
    ...incident.clocks.flatMap((clock) =>
      dueRungs(clock, context.now).flatMap((rung) =>
        rung === 0 ? [] : [{ type: 'incident.rang', data: { clockNo: clock.no, rung } } as const],
      ),
    ),
  );
