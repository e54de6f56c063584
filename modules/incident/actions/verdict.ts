// 回访、评价、抽查: what those who asked say of the end, and what follows from it.
import { HOUR, MINUTE } from '#platform/time/index.ts';
import { isLive, type Incident } from '../incident.ts';
import {
  facts,
  refuse,
  said,
  shown,
  type Context,
  type Decide,
  type Decision,
  type Drawn,
} from './action.ts';
import type { Draft } from '../facts.ts';
import { isHandler, reopening } from './judge.ts';
import { supervise } from './press.ts';

/** Calls until it stands that nobody could be reached, each at another hour. */
export const FOLLOW_UP_TRIES_MAX = 3;
const TRIES_APART = HOUR;
/** Verdicts of draws kept with one matter; more would be a way of keeping at it. */
export const SPOT_CHECKS_MAX = 20;

type Verdict = Readonly<{
  responded?: boolean | undefined;
  solved?: boolean | undefined;
  satisfied?: boolean | undefined;
}>;

export const followUp: Decide<'followUp'> = (incident, input, context) => {
  if (context.actor.kind === 'person' && handledHere(incident, context))
    return refuse('incident.handler-cannot-follow-up');
  if (!input.reached) return notReached(incident, input.note, context);
  const followedUp: Draft = {
    type: 'incident.followedUp',
    data: { reached: true, ...told(input) },
    ...said({ note: input.note }),
  };
  if (input.satisfied !== false) return facts(followedUp);
  // Whether a demand has no ground is not for one person to say.
  return input.unreasonable
    ? facts(followedUp, { type: 'incident.proposed', data: { verb: 'setAside' } })
    : facts(followedUp, ...reopenedOnce(incident, context));
};

function notReached(incident: Incident, note: string | undefined, context: Context): Decision {
  const { followUpTries = 0, triedAt } = incident.flags;
  const wait = triedAt === undefined ? 0 : triedAt + TRIES_APART - context.now;
  if (wait > 0)
    return refuse('incident.follow-up-too-soon', undefined, { minutes: Math.ceil(wait / MINUTE) });
  const attempt = followUpTries + 1;
  const words = said({ note });
  return attempt < FOLLOW_UP_TRIES_MAX
    ? facts({ type: 'incident.followUpTried', data: { attempt }, ...words })
    : facts({ type: 'incident.followedUp', data: { reached: false }, ...words });
}

/** By whom it was handled: the person, or the unit that had the order from somebody else. */
function handledHere(incident: Incident, context: Context): boolean {
  const unit = context.post?.unitId ?? null;
  return (
    isHandler(incident, context) ||
    incident.assignments.some(
      (each) => each.doneAt !== undefined && each.unitId === unit && each.orderedByUnit !== unit,
    )
  );
}

export const rate: Decide<'rate'> = (incident, input, context) => {
  const rated: Draft = {
    type: 'incident.rated',
    data: told(input),
    ...said({ note: input.note }),
  };
  return input.satisfied ? facts(rated) : facts(rated, ...reopenedOnce(incident, context));
};

/** A dissatisfied caller has a right to one reopening, unless two reviewers found no ground for it. */
function reopenedOnce(incident: Incident, context: Context): readonly Draft[] {
  if (incident.flags.reopenedByCaller || incident.flags.setAside) return [];
  const reopened = reopening(incident, context, {}, true);
  // Too late for it: the verdict stands for itself.
  return 'refused' in reopened ? [] : [reopened];
}

/** 不合理诉求: the second reviewer agrees, or it is handled again. */
export const setAside: Decide<'setAside'> = (incident, input, context) => {
  const { proposed } = incident.flags;
  if (proposed?.verb !== 'setAside') return refuse('incident.no-set-aside');
  if (proposed.by === context.actor.id) return refuse('incident.second-person');
  if (input.agree)
    return facts({ type: 'incident.setAside', data: {}, words: { note: input.note } });
  const reopened = reopening(incident, context, { reason: input.note }, true);
  return 'refused' in reopened ? reopened : facts(reopened);
};

/**
 * 抽查: somebody who had no part in it looks whether the end is true. What a draw has named is judged once,
 * by the unit that the draw asked; what does not stand is handled again, supervised, or only on record.
 */
export const spotCheck: Decide<'spotCheck'> = (incident, input, context) => {
  const { passed, reasons, note, then = 'reopen' } = input;
  const { actor, hands } = context;
  const isPerson = actor.kind === 'person';
  if (isPerson && (isHandler(incident, context) || hands.persons.includes(actor.id)))
    return refuse('incident.handler-cannot-check');
  if (isPerson && isOfHandlingUnit(incident, context))
    return refuse('incident.handling-unit-cannot-check');
  const draw = input.draw ?? waitingDraw(incident, context);
  const wrong = draw === undefined ? null : wrongDraw(draw, incident, context);
  if (wrong) return wrong;
  if (!passed && !(reasons?.length && note))
    return refuse('incident.verdict-needs-reasons', reasons?.length ? 'note' : 'reasons');
  const checked: Draft = {
    type: 'incident.spotChecked',
    data: {
      passed,
      ...(draw === undefined ? {} : { draw }),
      ...(passed || !reasons ? {} : { reasons: [...new Set(reasons)], then }),
      ...shown(input.evidence),
    },
    ...said({ note }),
  };
  if (passed || then === 'record') return facts(checked);
  if (then === 'supervise') {
    // Nobody could reply to it: what is archived is handled again or stands on record.
    if (incident.flags.archived) return refuse('incident.archived', 'then');
    const { replyBy, grade = 'ordinary' } = input;
    if (replyBy === undefined) return refuse('incident.supervision-needs-date', 'replyBy');
    const supervised = supervise(incident, { grade, replyBy, note: note ?? '' }, context);
    return 'refused' in supervised ? supervised : facts(checked, ...supervised.facts);
  }
  const reopened = reopening(incident, context, { reason: note });
  return 'refused' in reopened ? reopened : facts(checked, reopened);
};

/** What a check that names no draw answers: the one that waits for a unit of whoever checks, due first. */
function waitingDraw(incident: Incident, context: Context): string | undefined {
  return context.drawn.find((each) => isAsked(each, context) && !isJudged(each.draw, incident))
    ?.draw;
}

function wrongDraw(draw: string, incident: Incident, context: Context) {
  const drawn = context.drawn.find((each) => each.draw === draw);
  if (!drawn) return refuse('incident.not-drawn', 'draw');
  if (isJudged(draw, incident)) return refuse('incident.spot-checked-already', 'draw');
  if ((incident.flags.spotChecks?.length ?? 0) >= SPOT_CHECKS_MAX)
    return refuse('incident.batch-too-large', 'draw', { max: SPOT_CHECKS_MAX });
  return context.actor.kind === 'person' && !isAsked(drawn, context)
    ? refuse('incident.other-checker', 'draw')
    : null;
}

const isAsked = ({ checkerUnitId }: Drawn, { actor }: Context): boolean =>
  actor.posts.some(({ unitId }) => unitId === checkerUnitId);

const isJudged = (draw: string, { flags }: Incident): boolean =>
  flags.spotChecks?.some((each) => each.draw === draw) === true;

/** Of a unit that did the work, or that answered or settled it without an order. */
function isOfHandlingUnit({ assignments }: Incident, { actor, hands }: Context): boolean {
  const units = new Set([
    ...hands.units,
    ...assignments.flatMap((each) =>
      isLive(each) && (each.signedAt !== undefined || each.doneAt !== undefined) ? each.unitId : [],
    ),
  ]);
  return actor.posts.some(({ unitId }) => unitId !== null && units.has(unitId));
}

function told({ responded, solved, satisfied }: Verdict) {
  return {
    ...(responded === undefined ? {} : { responded }),
    ...(solved === undefined ? {} : { solved }),
    ...(satisfied === undefined ? {} : { satisfied }),
  };
}
