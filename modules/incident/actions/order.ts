// 派遣: who is asked to do what, and how an order comes back.
import { findItem } from '#modules/catalog/index.ts';
import { calendarForUnit, dueInstant } from '#modules/deadline/index.ts';
import type { Draft } from '../facts.ts';
import type { Assignment, Incident } from '../incident.ts';
import { isLive } from '../incident.ts';
import { verbParams } from '../labels.ts';
import {
  assignmentFor,
  facts,
  leadOf,
  refuse,
  said,
  shown,
  type Context,
  type Decide,
  type Refused,
} from './action.ts';
import { NOTHING_ASKED, proofGiven } from './proof.ts';

export const dispatch: Decide<'dispatch'> = (incident, input, context) => {
  const units = [input.lead, ...input.co];
  for (const unit of units)
    if (!context.hasUnit(unit)) return refuse('incident.unknown-unit', 'lead', { unit });
  if (new Set(units).size < units.length) return refuse('incident.unit-twice', 'co');
  return facts({
    type: 'incident.dispatched',
    data: {
      assignments: orders(incident, context, [input.lead], input.co),
      ...(input.route ? { route: input.route } : {}),
      ...(incident.flags.disputed && isAboveTown(context) ? { ruled: true } : {}),
    },
    ...said({ instruction: input.instruction }),
  });
};

/** New orders in the name of the office that gives them, numbered after those before. */
export function orders(
  incident: Incident,
  context: Context,
  leads: readonly number[],
  cos: readonly number[],
  helpNo?: number,
): readonly Assignment[] {
  const first = nextAssignmentNo(incident);
  return [...leads, ...cos].map((unitId, index) => ({
    ...(helpNo === undefined ? {} : { helpNo }),
    no: first + index,
    orderedAt: context.now,
    orderedBy: context.actor.id,
    orderedByUnit: context.post?.unitId ?? incident.roomUnitId,
    role: index < leads.length ? 'lead' : 'co',
    unitId,
  }));
}

export function nextAssignmentNo(incident: Incident): number {
  return Math.max(0, ...incident.assignments.map((each) => each.no)) + 1;
}

export const sign: Decide<'sign'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  // The lead's signature starts the handling; a co-handler signs with coSign.
  if (!own || own.role !== 'lead') return refuse('incident.no-assignment');
  return signed(own, input);
};

export const coSign: Decide<'coSign'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  if (!own || own.role !== 'co') return refuse('incident.no-assignment');
  return signed(own, input);
};

function signed(assignment: Assignment, input: { note?: string | undefined }) {
  if (assignment.signedAt !== undefined) return refuse('incident.already-done');
  return facts({
    type: 'incident.signed',
    data: { assignmentNo: assignment.no },
    ...said({ note: input.note }),
  });
}

export const contact: Decide<'contact'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  const running = incident.clocks.some(
    (clock) => clock.kind === 'contact' && clock.state === 'running',
  );
  if (!running && own?.contactedAt !== undefined) return refuse('incident.already-done');
  return facts({
    type: 'incident.contacted',
    data: { assignmentNo: own?.no ?? null, ...shown(input.evidence) },
    ...said({ note: input.note }),
  });
};

export const arrive: Decide<'arrive'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  if (!own) return refuse('incident.no-assignment');
  if (own.arrivedAt !== undefined) return refuse('incident.already-done');
  return facts({
    type: 'incident.arrived',
    data: { assignmentNo: own.no, how: isOnTheSpot(incident, input) ? 'byPosition' : 'byHand' },
    ...said({ note: input.note }),
  });
};

/** Within this distance of the place a position proves the arrival (defaults 3(c), K-arrive). */
const ON_THE_SPOT_METRES = 200;
const METRES_PER_MICRO_DEGREE = 0.111_32;

/** The position is compared and forgotten: it is not recorded (design §7). */
function isOnTheSpot(
  incident: Incident,
  at: { lng6?: number | undefined; lat6?: number | undefined },
): boolean {
  const { lng6, lat6 } = incident.place;
  if (lng6 === null || lat6 === null || at.lng6 === undefined || at.lat6 === undefined)
    return false;
  const east = (at.lng6 - lng6) * Math.cos((lat6 / 1e6) * (Math.PI / 180));
  return Math.hypot(east, at.lat6 - lat6) * METRES_PER_MICRO_DEGREE <= ON_THE_SPOT_METRES;
}

export const done: Decide<'done'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  if (!own) return refuse('incident.no-assignment');
  if (own.doneAt !== undefined) return refuse('incident.already-done');
  // A co-handler gives its opinion; what the catalogue demands, the lead shows.
  const isLead = own.role === 'lead';
  const proof = isLead ? proofGiven(incident, 'done', input, context) : NOTHING_ASKED;
  if ('refused' in proof) return proof;
  return facts({
    type: 'incident.done',
    data: { assignmentNo: own.no, ...shown(input.evidence), ...proof.data },
    ...said({ opinion: input.note, ...proof.words }),
  });
};

export const waive: Decide<'waive'> = (incident, input) => {
  const co = incident.assignments.find((each) => each.no === input.assignmentNo && isLive(each));
  if (!co || co.role !== 'co') return refuse('incident.no-assignment', 'assignmentNo');
  if (co.doneAt !== undefined || co.waivedAt !== undefined) return refuse('incident.already-done');
  return facts({
    type: 'incident.waived',
    data: { assignmentNo: co.no },
    words: { reason: input.reason },
  });
};

export const feedback: Decide<'feedback'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  return facts({
    type: 'incident.fedBack',
    data: { assignmentNo: own?.no ?? null, ...shown(input.evidence) },
    words: { note: input.note },
  });
};

export const resolve: Decide<'resolve'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  if (!own || own.role !== 'lead') return refuse('incident.no-assignment');
  if (isSuspended(incident)) return refuse('incident.suspended');
  const waiting = coHandlersAtWork(incident);
  if (waiting.length)
    return refuse('incident.co-handlers-open', undefined, {
      count: waiting.length,
    });
  // What was explained or passed on elsewhere left nothing to be shown.
  const isSolved = input.outcome === 'solved';
  const proof = isSolved ? proofGiven(incident, 'resolve', input, context) : NOTHING_ASKED;
  if ('refused' in proof) return proof;
  return facts({
    type: 'incident.resolved',
    data: {
      assignmentNo: own.no,
      ...shown(input.evidence),
      ...proof.data,
      outcome: input.outcome,
    },
    words: { result: input.result, ...proof.words },
  });
};

/** The lead cannot resolve until each co-handler is done or waived (design §3). */
function coHandlersAtWork(incident: Incident): readonly Assignment[] {
  return incident.assignments.filter(
    (each) =>
      each.role === 'co' &&
      isLive(each) &&
      each.doneAt === undefined &&
      each.waivedAt === undefined,
  );
}

/** What follows when the outside system that handles it is finished; nothing while others still work. */
export function signedAndResolved(incident: Incident): readonly Draft[] {
  const lead = leadOf(incident);
  const atWork = incident.status === 'dispatched' || incident.status === 'handling';
  if (!lead || !atWork || isSuspended(incident) || coHandlersAtWork(incident).length) return [];
  const assigned = { assignmentNo: lead.no };
  const resolved = {
    type: 'incident.resolved',
    data: { ...assigned, outcome: 'solved' },
  } as const;
  return incident.status === 'dispatched'
    ? [{ type: 'incident.signed', data: assigned }, resolved]
    : [resolved];
}

export const returnOrder: Decide<'return'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  if (!own || own.role !== 'lead') return refuse('incident.no-assignment');
  const kept = keptHere(own, incident);
  if (kept) return kept;
  if (isReturnWindowOver(incident, own, context)) return refuse('incident.return-window');
  if (input.suggestedUnit !== undefined && !context.hasUnit(input.suggestedUnit))
    return refuse('incident.unknown-unit', 'suggestedUnit', { unit: input.suggestedUnit });
  if (input.suggestedUnit === own.unitId)
    return refuse('incident.suggests-itself', 'suggestedUnit');
  return facts({
    type: 'incident.returned',
    data: {
      assignmentNo: own.no,
      reasonCode: input.reasonCode,
      ...(input.suggestedUnit === undefined ? {} : { suggestedUnit: input.suggestedUnit }),
    },
    ...said({ reason: input.reason }),
  });
};

/** What keeps the lead's order where it is, whoever wants to return it and why; null: nothing does. */
export function keptHere(
  { signedAt }: Pick<Assignment, 'signedAt'>,
  incident: Pick<Incident, 'level' | 'flags'>,
): Refused | null {
  if (isSuspended(incident)) return refuse('incident.suspended');
  // The two highest levels are handled first and disputed after (先行处置、后议职责).
  return incident.level <= 2 && signedAt !== undefined
    ? refuse('incident.level-forbids', undefined, verbParams('return'))
    : null;
}

/** A co-handler returns its own part; the lead goes on, and needs nothing from it any more. */
export const coReturn: Decide<'coReturn'> = (incident, input, context) => {
  const own = assignmentFor(incident, input.assignmentNo, context);
  if (!own || own.role !== 'co') return refuse('incident.no-assignment');
  if (own.doneAt !== undefined || own.waivedAt !== undefined)
    return refuse('incident.already-done');
  if (isReturnWindowOver(incident, own, context)) return refuse('incident.return-window');
  return facts({
    type: 'incident.returned',
    data: { assignmentNo: own.no, reasonCode: input.reasonCode },
    ...said({ reason: input.reason }),
  });
};

/** Silence is acceptance; an order of the room to itself was never anybody else's to refuse. */
function isReturnWindowOver(incident: Incident, own: Assignment, context: Context): boolean {
  const item =
    incident.itemCode === null ? undefined : findItem(context.basis.catalog, incident.itemCode);
  if (!item || own.unitId === own.orderedByUnit) return false;
  const calendar = context.basis.calendars.get(calendarForUnit(item.returnWindow));
  return context.now > dueInstant(item.returnWindow, own.orderedAt, calendar);
}

export const recall: Decide<'recall'> = (incident, input, context) => {
  const lead = leadOf(incident);
  if (!lead) return refuse('incident.no-assignment');
  return mayClose(lead, context)
    ? facts({ type: 'incident.recalled', data: {}, ...said({ reason: input.reason }) })
    : refuse('incident.giver-closes');
};

export function isSuspended(incident: Pick<Incident, 'flags'>): boolean {
  return incident.flags.deferredUntil !== undefined || incident.flags.shelved === true;
}

/** 谁派单谁办结: the office that gave the order, or one above it. */
export function mayClose(lead: Assignment, context: Context): boolean {
  if (isAboveTown(context)) return true;
  return lead.orderedByUnit === null || lead.orderedByUnit === context.post?.unitId;
}

/** The county's or the city's desk, or the machine. */
export function isAboveTown(context: Pick<Context, 'post' | 'reach'>): boolean {
  return context.post === null || context.reach === 'county' || context.reach === 'city';
}
