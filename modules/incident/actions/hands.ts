// 改派、增派、移交: a matter goes into other hands, or into more of them, without beginning again.
import { findItem } from '#modules/catalog/index.ts';
import type { Draft } from '../facts.ts';
import type { Assignment, Incident } from '../incident.ts';
import { isLive } from '../incident.ts';
import { isDesk, rankOf } from '../offices.ts';
import {
  facts,
  isMovedOutOfSight,
  leadOf,
  refuse,
  said,
  type Context,
  type Decide,
  type Newborn,
  type Refused,
} from './action.ts';
import { isAboveTown, isSuspended, mayClose, orders } from './order.ts';

/** Another lead: after a return, or because the one before was the wrong one or does not come. */
export const reassign: Decide<'reassign'> = (incident, input, context) => {
  const before = leadOf(incident);
  const last = before ?? lastReturned(incident);
  if (!last) return refuse('incident.no-assignment');
  if (before && !mayClose(before, context)) return refuse('incident.giver-closes');
  if (isSuspended(incident)) return refuse('incident.suspended');
  if (before?.unitId === input.lead) return refuse('incident.unit-twice', 'lead');
  const wrong = unitsRefused([input.lead, ...input.co], context, 'co');
  if (wrong) return wrong;
  // A co-handler that becomes the lead gives up its own part.
  const ended = incident.assignments.filter(
    (each) => isLive(each) && (each === before || each.unitId === input.lead),
  );
  const staying = incident.assignments.filter((each) => isLive(each) && !ended.includes(each));
  if (staying.some((each) => input.co.includes(each.unitId)))
    return refuse('incident.unit-twice', 'co');
  return facts({
    type: 'incident.reassigned',
    data: {
      assignments: orders(incident, context, [input.lead], input.co),
      ended: ended.map((each) => each.no),
      reasonCode: input.reasonCode ?? last.returnCode ?? null,
      ...(input.route ? { route: input.route } : {}),
      ...(incident.flags.disputed && isAboveTown(context) ? { ruled: true } : {}),
    },
    ...said({ reason: input.reason, instruction: input.instruction }),
  });
};

function lastReturned(incident: Incident): Assignment | undefined {
  return incident.assignments.findLast(
    (each) => each.role === 'lead' && (each.returnedAt ?? each.recalledAt) !== undefined,
  );
}

export const coAssign: Decide<'coAssign'> = (incident, input, context) => {
  const lead = leadOf(incident);
  if (!lead) return refuse('incident.no-assignment');
  if (!mayClose(lead, context)) return refuse('incident.giver-closes');
  const wrong = unitsRefused(input.co, context, 'co') ?? alreadyThere(incident, input.co, 'co');
  if (wrong) return wrong;
  return facts({
    type: 'incident.coAssigned',
    data: { assignments: orders(incident, context, [], input.co) },
    ...said({ instruction: input.instruction }),
  });
};

/** 移交: up, down or across to another desk, which answers for it from then on. */
export const transfer: Decide<'transfer'> = (incident, input, context) => {
  const to = context.offices.of(input.to);
  if (!to || !isDesk(to)) return refuse('incident.not-a-desk', 'to');
  if (to.id === incident.roomUnitId) return refuse('incident.unit-twice', 'to');
  const from = incident.roomUnitId === null ? undefined : context.offices.of(incident.roomUnitId);
  const climb = from ? rankOf(to) - rankOf(from) : 0;
  const elsewhere = to.townId !== null && to.townId !== incident.place.townId;
  // Whoever it was filed under by mistake no longer has it among its own; the point stays.
  const place = { ...incident.place, townId: to.townId, villageId: null, gridId: null };
  if (elsewhere && isMovedOutOfSight(incident, place, context))
    return refuse('incident.place-out-of-reach', 'to');
  return facts({
    type: 'incident.transferred',
    data: {
      from: incident.roomUnitId,
      to: to.id,
      direction: climb > 0 ? 'up' : climb < 0 ? 'down' : 'across',
      ...(elsewhere ? { place } : {}),
    },
    words: { reason: input.reason },
  });
};

/**
 * 拆分: several demands in one report become matters of their own. Each begins as a report of the same
 * place and reporter; who is called back, and who follows it by a code, stays with the one they came from.
 */
export const split: Decide<'split'> = (incident, input, context) => {
  if (incident.flags.parentId) return refuse('incident.part-again');
  for (const [at, { itemCode }] of input.parts.entries())
    if (itemCode !== undefined && !findItem(context.basis.catalog, itemCode))
      return refuse('incident.unknown-item', `parts.${at}.itemCode`, { code: itemCode });
  const children = input.parts.flatMap((_, at) => context.newborn[at] ?? []);
  if (children.length < input.parts.length) return refuse('incident.changed-meanwhile');
  return facts(
    { type: 'incident.split', data: { children }, ...said({ note: input.note }) },
    ...children.flatMap((child, at) => born(incident, input.parts[at], child, context)),
  );
};

function born(
  incident: Incident,
  part: { text: string; itemCode?: string | undefined } | undefined,
  { id, number }: Newborn,
  context: Context,
): readonly Draft[] {
  if (!part) return [];
  const { catalog } = context.basis;
  const item = part.itemCode === undefined ? undefined : findItem(catalog, part.itemCode);
  const reported: Draft = {
    type: 'incident.reported',
    on: id,
    data: {
      number,
      source: incident.source,
      reporterId: incident.reporterId,
      reporterMode: incident.reporterMode,
      itemCode: item?.code ?? null,
      level: item?.level ?? incident.level,
      catalogVersion: catalog.id,
      place: incident.place,
      roomUnitId: incident.roomUnitId,
      occurredAt: incident.occurredAt,
      parentId: incident.id,
    },
    words: { text: part.text },
  };
  const members = incident.memberIds;
  return incident.flags.restricted
    ? [reported, { type: 'incident.restricted', on: id, data: { restricted: true, members } }]
    : [reported];
}

/** Units that cannot be given an order together. */
export function unitsRefused(
  units: readonly number[],
  context: Context,
  field: string,
): Refused | null {
  for (const unit of units)
    if (!context.hasUnit(unit)) return refuse('incident.unknown-unit', field, { unit });
  return new Set(units).size < units.length ? refuse('incident.unit-twice', field) : null;
}

/** A unit that is at work on it already needs no second order. */
export function alreadyThere(
  incident: Incident,
  units: readonly number[],
  field: string,
): Refused | null {
  const there = incident.assignments.some(
    (each) => isLive(each) && each.doneAt === undefined && units.includes(each.unitId),
  );
  return there ? refuse('incident.unit-twice', field) : null;
}
