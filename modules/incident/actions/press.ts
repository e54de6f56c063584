// Time and pressure: more time for good reasons, less patience for none.
import { dueRungs } from '#modules/deadline/index.ts';
import { facts, refuse, said, shown, type Decide } from './action.ts';
import { isSuspended } from './order.ts';

/** An incident is deferred at most twice and extended once (defaults 3(c) rows 14 and 15). */
export const DEFER_MAX = 2;
export const EXTEND_MAX = 1;
/** Supervisions of one incident; each has a number (督办单). */
const SUPERVISIONS_MAX = 20;

export const ask: Decide<'ask'> = (_incident, input) =>
  facts({
    type: 'incident.asked',
    data: { what: input.what, until: input.until ?? null },
    words: { reason: input.reason },
  });

export const defer: Decide<'defer'> = (incident, input, context) => {
  // Never the two highest levels (design §3 wins over defaults 3(c)).
  if (incident.level <= 2) return refuse('incident.level-forbids', undefined, { verb: 'defer' });
  if (isSuspended(incident)) return refuse('incident.suspended');
  if ((incident.flags.deferCount ?? 0) >= DEFER_MAX)
    return refuse('incident.defer-limit', undefined, { max: DEFER_MAX });
  if (input.until <= context.now) return refuse('incident.until-past', 'until');
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

export const extend: Decide<'extend'> = (incident, input) => {
  if (isSuspended(incident)) return refuse('incident.suspended');
  if ((incident.flags.extendCount ?? 0) >= EXTEND_MAX) return refuse('incident.extend-limit');
  return facts({
    type: 'incident.extended',
    data: { share: input.share },
    words: { reason: input.reason },
  });
};

export const shelve: Decide<'shelve'> = (incident, input) =>
  isSuspended(incident)
    ? refuse('incident.suspended')
    : facts({
        type: 'incident.shelved',
        data: { reasonCode: input.reasonCode },
        ...said({ reason: input.reason }),
      });

export const urge: Decide<'urge'> = (_incident, input) =>
  facts({ type: 'incident.urged', data: {}, ...said({ note: input.note }) });

export const supervise: Decide<'supervise'> = (incident, input, context) => {
  if (input.replyBy <= context.now) return refuse('incident.until-past', 'replyBy');
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

export const escalate: Decide<'escalate'> = (_incident, input) =>
  facts({ type: 'incident.escalated', data: { to: input.to }, words: { reason: input.reason } });

export const reinforce: Decide<'reinforce'> = (_incident, input) =>
  facts({
    type: 'incident.reinforceAsked',
    data: { kind: input.kind },
    words: { request: input.request },
  });

export const handOver: Decide<'handOver'> = (_incident, input) =>
  facts({
    type: 'incident.handedOver',
    data: { system: input.system, remoteId: input.remoteId ?? null },
    ...said({ note: input.note }),
  });

export const mirror: Decide<'mirror'> = (_incident, input) =>
  facts({
    type: 'incident.mirrored',
    data: { step: input.step, finished: input.finished },
    ...said({ note: input.note }),
  });

export const join: Decide<'join'> = (_incident, input) =>
  facts({
    type: 'incident.joined',
    data: { from: null, ...shown(input.evidence) },
    ...said({ note: input.note }),
  });

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

/** Every rung that has come due; one that was claimed before is not due again, whatever the wall clock says. */
export const ring: Decide<'ring'> = (incident, _input, context) =>
  facts(
    ...incident.clocks.flatMap((clock) =>
      dueRungs(clock, context.now).flatMap((rung) =>
        rung === 0 ? [] : [{ type: 'incident.rang', data: { clockNo: clock.no, rung } } as const],
      ),
    ),
  );
