// 受理: what a command room does with a report before it becomes an order.
import { findItem, type CatalogItem } from '#modules/catalog/index.ts';
import type { Draft } from '../facts.ts';
import { isLive, type Incident, type Level, type Place } from '../incident.ts';
import { statusParams, verbParams } from '../labels.ts';
import {
  facts,
  isMovedOutOfSight,
  refuse,
  said,
  shown,
  type Context,
  type Decide,
  type Refused,
} from './action.ts';

export const accept: Decide<'accept'> = (incident, input, context) => {
  const code = input.itemCode ?? incident.itemCode;
  if (code === null) return refuse('incident.needs-item', 'itemCode');
  const item = findItem(context.basis.catalog, code);
  if (!item) return refuse('incident.unknown-item', 'itemCode', { code });
  // A new item brings its own level; a level that a person or triage set for this item stays.
  const level: Level = input.level ?? (code === incident.itemCode ? incident.level : item.level);
  const filed = {
    type: 'incident.filed',
    data: { catalogVersion: context.basis.catalog.id, itemCode: code, level },
    ...said({ note: input.note }),
  } as const;
  return facts(filed, ...becomesSecret(incident, item, context));
};

/**
 * Need-to-know items open to whoever named the item, who names the other members (defaults 3(b) rule 3); those
 * who have signed for it are at work already and stay members.
 */
function becomesSecret(
  incident: Incident,
  item: CatalogItem | undefined,
  { actor }: Context,
): readonly Extract<Draft, { type: 'incident.restricted' }>[] {
  if (!item?.restricted || incident.flags.restricted || actor.kind !== 'person') return [];
  const atWork = incident.assignments.filter(isLive).flatMap(({ signedBy }) => signedBy ?? []);
  const members = [...new Set([actor.id, ...atWork])];
  return [{ type: 'incident.restricted', data: { restricted: true, members } }];
}

export const answer: Decide<'answer'> = (_incident, input) =>
  facts({
    type: 'incident.answered',
    data: { outcome: input.outcome },
    words: { reply: input.reply },
  });

export const selfHandle: Decide<'selfHandle'> = (incident, input, context) => {
  const item =
    incident.itemCode === null ? undefined : findItem(context.basis.catalog, incident.itemCode);
  if (!item) return refuse('incident.needs-item', 'itemCode');
  if (!item.selfHandle) return refuse('incident.item-not-self-handled');
  return facts({
    type: 'incident.selfHandled',
    data: shown(input.evidence),
    words: { result: input.result },
  });
};

export const dismiss: Decide<'dismiss'> = (_incident, input) =>
  facts({
    type: 'incident.dismissed',
    data: { outcome: input.outcome, reasonCode: input.reasonCode },
    ...said({ reason: input.reason }),
  });

export const appeal: Decide<'appeal'> = (incident, input) => {
  if (incident.flags.appealed) return refuse('incident.appeal-once');
  if (incident.outcome === 'voided' || incident.outcome === 'withdrawn')
    return refuse('incident.not-now', undefined, {
      ...verbParams('appeal'),
      ...statusParams('dismissed'),
    });
  return facts({ type: 'incident.appealed', data: {}, words: { reason: input.reason } });
};

export const verify: Decide<'verify'> = (incident, input, context) => {
  if (incident.flags.verifying) return refuse('incident.already-done');
  if (input.unit !== undefined && !context.hasUnit(input.unit))
    return refuse('incident.unknown-unit', 'unit', { unit: input.unit });
  return facts({
    type: 'incident.verifyAsked',
    data: { unitId: input.unit ?? null },
    ...said({ note: input.note }),
  });
};

export const verified: Decide<'verified'> = (incident, input) => {
  if (!incident.flags.verifying) return refuse('incident.not-verifying');
  const found = {
    type: 'incident.verified',
    data: { real: input.real, ...shown(input.evidence) },
    ...said({ note: input.note }),
  } as const;
  // 查无: nothing there, so the report ends here (defaults 3(c) row 3).
  return input.real
    ? facts(found)
    : facts(found, {
        type: 'incident.dismissed',
        data: { outcome: 'notFound', reasonCode: 'not-found' },
      });
};

/** What the machine found out: place, item, level, duplicates, route; each with reasons. */
export const triage: Decide<'triage'> = (incident, input, context) => {
  if (input.item && !findItem(context.basis.catalog, input.item.value))
    return refuse('incident.unknown-item', 'item', { code: input.item.value });
  // The room that receives it is fixed once; a correction of the place is a person's (amend).
  const { roomUnitId, ...rest } = input;
  return facts({
    type: 'incident.triaged',
    data: roomUnitId === undefined || incident.roomUnitId !== null ? rest : { ...rest, roomUnitId },
  });
};

export const amend: Decide<'amend'> = (incident, input, context) => {
  if (input.itemCode !== undefined && !findItem(context.basis.catalog, input.itemCode))
    return refuse('incident.unknown-item', 'itemCode', { code: input.itemCode });
  const wrong = input.place && wrongPlace(input.place, context);
  if (wrong) return wrong;
  const item =
    input.itemCode === undefined ? undefined : findItem(context.basis.catalog, input.itemCode);
  const secret = becomesSecret(incident, item, context);
  // What becomes need-to-know by this correction is moved as what it will be.
  const [becoming] = secret;
  const known: Incident = becoming
    ? {
        ...incident,
        flags: { ...incident.flags, restricted: true },
        memberIds: becoming.data.members,
      }
    : incident;
  if (input.place && isMovedOutOfSight(known, input.place, context))
    return refuse('incident.place-out-of-reach', 'place');
  const level =
    input.level ?? (item && input.itemCode !== incident.itemCode ? item.level : undefined);
  const amended = {
    type: 'incident.amended',
    data: {
      ...(input.itemCode === undefined
        ? {}
        : { itemCode: input.itemCode, catalogVersion: context.basis.catalog.id }),
      ...(level === undefined ? {} : { level }),
      ...(input.place === undefined ? {} : { place: input.place }),
    },
    ...said({ note: input.note }),
  } as const;
  return facts(amended, ...secret);
};

/** Town, village and grid must be what they are called and lie within one another. */
function wrongPlace(place: Place, { placeOf }: Context): Refused | null {
  const within = { town: place.townId, village: place.villageId, grid: place.gridId };
  for (const level of ['town', 'village', 'grid'] as const) {
    const id = within[level];
    if (id === null) continue;
    const known = placeOf(id);
    if (known?.level !== level) return refuse('incident.unknown-place', `place.${level}Id`);
    const isInside =
      level === 'town' ||
      (known.townId === place.townId &&
        (level === 'village' || known.villageId === place.villageId));
    if (!isInside) return refuse('incident.place-not-within', `place.${level}Id`);
  }
  return null;
}
