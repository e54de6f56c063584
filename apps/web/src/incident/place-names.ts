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
  return guess && tree ? namePlaces(guess, tree) : [];
}

type Tree = readonly Readonly<{ id: number; name: string }>[];

/** Each with its town: a village of the same name lies in another one, too. */
export function namePlaces(
  { value, confidence, candidates }: PlaceGuess,
  tree: Tree,
): NamedPlace[] {
  const named = (id: number | null): string => tree.find((one) => one.id === id)?.name ?? '';
  const withTown = (place: PlaceGuess['value'], name: string): string => {
    const town = named(place.townId);
    return name.startsWith(town) ? name : `${town} ${name}`;
  };
  const best = {
    place: value,
    name:
      [named(value.townId), named(value.villageId)].filter(Boolean).join(' ') ||
      (candidates.find(({ place }) => place.villageId === value.villageId)?.name ?? ''),
    confidence,
  };
  const all = [
    ...(value.townId === null ? [] : [best]),
    ...candidates.map((one) => ({ ...one, name: withTown(one.place, one.name) })),
  ];
  const seen = new Set<string>();
  return all
    .filter((one) => one.name !== '' && !seen.has(one.name) && seen.add(one.name))
    .slice(0, CHOICES_MAX);
}
