// What triage found, as the verb `triage` of the incident takes it. Pure.
import type { VerbInput } from '#modules/incident/index.ts';
import type { TriageResult } from './contract.ts';
import { stanceOf, type TriagePolicy } from './policy.ts';
import { GIVEN_RULE } from './triage.ts';

const GUESSED = ['place', 'item', 'level'] as const;

/**
 * The guesses without their alternatives, which are for the screen, and without what a person gave.
 * `acts` names those sure enough to stand without being asked. A place that is not known at all is
 * left out.
 */
export function triageVerbInput(result: TriageResult, policy: TriagePolicy): VerbInput<'triage'> {
  const guesses = {
    ...(result.place.confidence > 0 && { place: result.place }),
    ...(result.item && { item: result.item }),
    ...(result.level && { level: result.level }),
  };
  const made = GUESSED.filter((name) => guesses[name] && guesses[name].rule !== GIVEN_RULE);
  const { place, item, level } = guesses;
  const { duplicates, route, room } = result;
  return {
    acts: made.filter((name) => stanceOf(guesses[name]?.confidence ?? 0, policy) === 'act'),
    ...(place && made.includes('place') && { place: bare(place) }),
    ...(item && made.includes('item') && { item: bare(item) }),
    ...(level && made.includes('level') && { level: bare(level) }),
    ...(duplicates.length > 0 && { duplicates }),
    ...(route && { route }),
    ...(room && { roomUnitId: room.value }),
  };
}

type Guess<T> = Pick<TriageResult['place'], 'confidence' | 'reasons' | 'rule'> & { value: T };

function bare<T>({ value, confidence, reasons, rule }: Guess<T>): Guess<T> {
  return { value, confidence, reasons, rule };
}
