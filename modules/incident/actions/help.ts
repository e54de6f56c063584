// 提级、请求支援: who cannot manage alone asks above, and whoever was asked answers. A request is an order
// with a clock of its own; the clocks of the matter go on.
import type { Help, HelpKind, Incident } from '../incident.ts';
import { verbParams } from '../labels.ts';
import { facts, refuse, said, type Context, type Decide } from './action.ts';
import { alreadyThere, unitsRefused } from './hands.ts';
import { isAboveTown, orders } from './order.ts';

/** Requests of one matter; each has a number. */
export const HELP_MAX = 30;

/** One step up: a town turns to its county, the county to the city (defaults 3(b)). */
export const escalate: Decide<'escalate'> = (incident, input, context) => {
  if (input.to === 'city' && !isAboveTown(context))
    return refuse('incident.not-permitted', 'to', verbParams('escalate'));
  const help = ask(incident, 'escalation', deskAbove(incident, context), context);
  if (!help) return refuse('incident.batch-too-large', undefined, { max: HELP_MAX });
  return facts({
    type: 'incident.escalated',
    data: { to: input.to, help },
    words: { reason: input.reason },
  });
};

export const reinforce: Decide<'reinforce'> = (incident, input, context) => {
  if (input.to !== undefined && !context.hasUnit(input.to))
    return refuse('incident.unknown-unit', 'to', { unit: input.to });
  const toUnit =
    input.to ??
    (input.kind === 'police'
      ? context.offices.policeOf(incident.place.townId)
      : deskAbove(incident, context));
  const help = ask(incident, input.kind, toUnit, context);
  if (!help) return refuse('incident.batch-too-large', undefined, { max: HELP_MAX });
  return facts({
    type: 'incident.reinforceAsked',
    data: { kind: input.kind, help },
    words: { request: input.request },
  });
};

function ask(
  incident: Incident,
  kind: HelpKind,
  toUnit: number | null,
  context: Context,
): Help | null {
  const no = (incident.flags.help?.length ?? 0) + 1;
  if (no > HELP_MAX) return null;
  return {
    no,
    kind,
    fromUnit: context.post?.unitId ?? null,
    toUnit,
    askedBy: context.actor.id,
    askedAt: context.now,
  };
}

/** A team, a village or a department turns to the desk that gave the order, a desk to the one above it. */
function deskAbove(incident: Incident, { offices, post }: Context): number | null {
  const own = post?.unitId ?? null;
  const above = own === null ? null : offices.above(own);
  if (above !== null) return above;
  // Nobody sits above the highest desk; its own duty commander answers.
  return incident.roomUnitId ?? offices.roomOf(incident.place.townId);
}

/** 收到: whoever was asked has seen it. */
export const acknowledge: Decide<'acknowledge'> = (incident, input, context) => {
  const it = openHelp(incident, context).find(
    (each) =>
      each.acknowledgedAt === undefined && (input.helpNo === undefined || each.no === input.helpNo),
  );
  if (!it) return refuse('incident.no-help-asked', 'helpNo');
  return facts({
    type: 'incident.acknowledged',
    data: { helpNo: it.no },
    ...said({ note: input.note }),
  });
};

/** 增援: units are sent; each works under an order of its own beside the lead. */
export const support: Decide<'support'> = (incident, input, context) => {
  const it = openHelp(incident, context).find((each) => each.no === input.helpNo);
  if (!it) return refuse('incident.no-help-asked', 'helpNo');
  const wrong =
    unitsRefused(input.units, context, 'units') ?? alreadyThere(incident, input.units, 'units');
  if (wrong) return wrong;
  return facts({
    type: 'incident.supported',
    data: { helpNo: it.no, assignments: orders(incident, context, [], input.units, it.no) },
    ...said({ instruction: input.instruction }),
  });
};

export const decline: Decide<'decline'> = (incident, input, context) => {
  const it = openHelp(incident, context).find((each) => each.no === input.helpNo);
  if (!it) return refuse('incident.no-help-asked', 'helpNo');
  return facts({
    type: 'incident.declined',
    data: { helpNo: it.no },
    words: { reason: input.reason },
  });
};

/** Requests that this person's office was asked and has not answered; the desks above may answer for it. */
export function openHelp(
  incident: Incident,
  context: Pick<Context, 'post' | 'reach'>,
): readonly Help[] {
  const unit = context.post?.unitId ?? null;
  return (incident.flags.help ?? []).filter(
    (each) =>
      each.answeredAt === undefined &&
      (each.toUnit === null || each.toUnit === unit || isAboveTown(context)),
  );
}
