// What triage found, as the verb `triage` of the incident takes it. Pure.
import type { Incident, VerbInput } from '#modules/incident/index.ts';
import type { TriageResult } from './contract.ts';
import { stanceOf, type TriagePolicy } from './policy.ts';

/**
 * The guesses with their reasons (also that a person gave it), without their alternatives, which are for
 * the screen. `acts` names those sure enough to stand without being asked.
 */
export function triageVerbInput(
  result: TriageResult,
  known: Pick<Incident, 'itemCode' | 'place'>,
  policy: TriagePolicy,
): VerbInput<'triage'> {
  const { place, item, level, duplicates, route, room } = result;
  const isSure = (guess: Guess<unknown> | undefined) =>
    guess !== undefined && stanceOf(guess.confidence, policy) === 'act';
  const acts: VerbInput<'triage'>['acts'] = [];
  if (refines(known.place, place.value) && isSure(place)) acts.push('place');
  if (known.itemCode === null && isSure(item)) acts.push('item');
  // The level follows the item: it is proposed for that item, and acted on with it.
  const itemStands = known.itemCode !== null || acts.includes('item');
  if (itemStands && isSure(level)) acts.push('level');
  return {
    acts,
    place: bare(place),
    ...(item && { item: bare(item) }),
    ...(level && { level: bare(level) }),
    ...(route && { route: bare(route) }),
    duplicates,
    ...(room && { roomUnitId: room.value }),
  };
}

type Guess<T> = Pick<TriageResult['place'], 'confidence' | 'reasons' | 'rule'> & { value: T };

/** A town alone may be no more than that of the desk which took the call: a village in it says more. */
function refines(known: Incident['place'], found: TriageResult['place']['value']): boolean {
  return known.townId === null || (known.villageId === null && found.townId === known.townId);
}

function bare<T>({ value, confidence, reasons, rule }: Guess<T>): Guess<T> {
  return { value, confidence, reasons, rule };
}
