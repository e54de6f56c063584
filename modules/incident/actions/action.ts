// The shape of a verb: given the incident, what the person said and what is known, it either says which
// facts are to be recorded or why not. Pure: the same decision is made live, in replay and in tests.
import type { EvidenceKind } from '#modules/evidence/index.ts';
import type { Actor, Post, Reach } from '#modules/identity/index.ts';
import { isOpen, type Verb } from '../lifecycle.ts';
import type { ClockBasis } from '../clocks.ts';
import type { Draft } from '../facts.ts';
import { isLive, type Assignment, type Incident, type Place } from '../incident.ts';
import type { VerbInput } from '../inputs.ts';
import type { KnownPlace, Offices } from '../offices.ts';
import type { IncidentRefusal } from '../refusals.ts';
import type { Instant } from '#platform/time/index.ts';

export type Refused = Readonly<{
  refused: IncidentRefusal;
  field?: string;
  params?: Readonly<Record<string, string | number | boolean>>;
}>;

export type Decision = Readonly<{ facts: readonly Draft[] }> | Refused;

/** What was read or taken for one command alone, under the lock of its incident. */
export type Gathered = Readonly<{
  /** Ids and numbers for matters that the verb bears. */
  newborn?: readonly Newborn[];
  /** Matters taken out of it that are not closed. */
  openChildren?: number;
  /** Of what kind the pieces of evidence are that its input names. */
  kinds?: ReadonlyMap<string, EvidenceKind>;
  /** For a spot check: whose hands it was in, and the draws that named it, due first. */
  hands?: Hands;
  drawn?: readonly Drawn[];
}>;
/** Who had a hand in a matter, by its record: those who handled or closed it, and units that ended it without an order. */
export type Hands = Readonly<{ persons: readonly string[]; units: readonly number[] }>;
/** 抽样: a draw that named the matter, and whom it asked. */
export type Drawn = Readonly<{ draw: string; checkerUnitId: number }>;
export type Newborn = Readonly<{ id: string; number: string }>;

/** What a decision may look at; gathered before, for the whole batch. */
export type Context = Readonly<{
  actor: Actor;
  /** The post by whose right the verb is used; null for the machine. */
  post: Post | null;
  reach: Reach | null;
  now: Instant;
  basis: ClockBasis;
  /** Units of the county that may receive orders, by id. */
  hasUnit: (unitId: number) => boolean;
  placeOf: (jurisdictionId: number) => KnownPlace | undefined;
  offices: Offices;
  /** Other incidents that the input names, locked with this one. */
  others: ReadonlyMap<string, Incident>;
  /** Ids and numbers taken for matters that the verb bears. */
  newborn: readonly Newborn[];
  /** Matters taken out of this one that are not closed. */
  openChildren: number;
  /** Whose hands it was in beyond what the incident itself says. */
  hands: Hands;
  /** The draws that named it for a spot check, due first. */
  drawn: readonly Drawn[];
  /** Of what kind a piece of evidence is; a picture where nobody looked it up. */
  kindOf: (id: string) => EvidenceKind;
  /** Whether the actor may use the same verb on that other incident. */
  reaches: (other: Incident) => boolean;
}>;

export type Decide<V extends Verb> = (
  incident: Incident,
  input: VerbInput<V>,
  context: Context,
) => Decision;

export const facts = (...drafts: readonly Draft[]): Decision => ({ facts: drafts });

export function refuse(code: IncidentRefusal, field?: string, params?: Refused['params']): Refused {
  return {
    refused: code,
    ...(field === undefined ? {} : { field }),
    ...(params === undefined ? {} : { params }),
  };
}

/** Words to be sealed: only those that were said. */
export function said(words: Readonly<Record<string, string | undefined>>): {
  words?: Record<string, string>;
} {
  let some: Record<string, string> | undefined;
  for (const name in words) {
    const text = words[name];
    if (text !== undefined && text !== '') (some ??= {})[name] = text;
  }
  return some ? { words: some } : {};
}

/** Evidence to be named in a fact: only when there is some. */
export function shown(evidence: readonly string[] | undefined): { evidence?: readonly string[] } {
  return evidence?.length ? { evidence } : {};
}

export function leadOf(incident: Incident): Assignment | undefined {
  return incident.assignments.findLast((each) => each.role === 'lead' && isLive(each));
}

/**
 * The assignment a person acts upon: the one named, else that of the own unit, else (a clerk on the
 * phone for a team, a grid worker on the spot) the lead's.
 */
export function assignmentFor(
  incident: Incident,
  no: number | undefined,
  context: Context,
): Assignment | undefined {
  const live = incident.assignments.filter(isLive);
  const own = context.post?.unitId;
  const bound = context.reach === 'assigned' || context.reach === 'unit';
  if (no !== undefined)
    return live.find((each) => each.no === no && (!bound || each.unitId === own));
  return live.findLast((each) => each.unitId === own) ?? (bound ? undefined : leadOf(incident));
}

export function personOf(context: Context): string | null {
  return context.actor.kind === 'person' ? context.actor.id : null;
}

/**
 * Whether a need-to-know matter would lie out of the reach of the one who moves it. Only its members know of
 * it, and whoever works elsewhere is none: after that, perhaps nobody could see or move it any more.
 */
export function isMovedOutOfSight(incident: Incident, place: Place, context: Context): boolean {
  const isSecret = incident.flags.restricted === true && context.actor.kind === 'person';
  return isSecret && !context.reaches({ ...incident, place });
}

export { isOpen };
