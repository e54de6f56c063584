// Guessed places by name, the best first.
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { PreviewAnswer } from '#modules/triage/contract.ts';
import { treeQuery } from '../api/reference.ts';

type PlaceGuess = z.infer<typeof PreviewAnswer>['place'];
export type NamedPlace = Readonly<{
  place: PlaceGuess['value'];
  name: string;
  confidence: number;
}>;

/** Choices shown of one guess; a clerk reads no more. */
const CHOICES_MAX = 4;

export function useNamedPlaces(countyId: number, guess: PlaceGuess | undefined): NamedPlace[] {
  const { data: tree } = useQuery(treeQuery(countyId));
  if (!guess || !tree) return [];
  const nameOf = (place: PlaceGuess['value']): string => {
    const names = [place.townId, place.villageId].flatMap(
      (id) => tree.find((one) => one.id === id)?.name ?? [],
    );
    const candidate = guess.candidates.find((one) => one.place.villageId === place.villageId);
    return names.join(' ') || (candidate?.name ?? '');
  };
  const { value, confidence, candidates } = guess;
  const best = { place: value, name: nameOf(value), confidence };
  const all = [...(value.townId === null ? [] : [best]), ...candidates];
  const seen = new Set<string>();
  return all
    .filter((one) => one.name !== '' && !seen.has(one.name) && seen.add(one.name))
    .slice(0, CHOICES_MAX);
}
