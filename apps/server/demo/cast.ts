// The people of the demonstration by what they do and for whom, so that every step of a matter is taken
// by somebody who may take it. Pure.
import type { Actor, Role } from '#modules/identity/index.ts';
import { rightFor, type Incident, type Verb } from '#modules/incident/index.ts';

export type Cast = Readonly<{
  of: (role: Role) => readonly Actor[];
  ofUnit: (unitId: number | null) => readonly Actor[];
  /** People of this role whose post lies in that place. */
  inTown: (role: Role, townId: number | null) => readonly Actor[];
  inVillage: (role: Role, villageId: number | null) => readonly Actor[];
}>;

export function castOf(actors: readonly Actor[], countyId: number): Cast {
  const posts = actors.flatMap((actor) =>
    actor.posts.filter(({ place }) => place.countyId === countyId).map((post) => ({ actor, post })),
  );
  const group = <K>(keyOf: (each: (typeof posts)[number]) => K) => {
    const groups = Map.groupBy(posts, keyOf);
    return (key: K): readonly Actor[] => groups.get(key)?.map(({ actor }) => actor) ?? [];
  };
  const byRole = group(({ post }) => post.role);
  const byUnit = group(({ post }) => post.unitId);
  const byTown = group(({ post }) => `${post.role}/${post.place.townId ?? ''}`);
  const byVillage = group(({ post }) => `${post.role}/${post.place.villageId ?? ''}`);
  return {
    of: byRole,
    ofUnit: (unitId) => (unitId === null ? [] : byUnit(unitId)),
    inTown: (role, townId) => (townId === null ? [] : byTown(`${role}/${townId}`)),
    inVillage: (role, villageId) => (villageId === null ? [] : byVillage(`${role}/${villageId}`)),
  };
}

/** The first of them who may do this here. */
export function whoMay(
  incident: Incident,
  verb: Verb,
  candidates: readonly Actor[],
): Actor | undefined {
  return candidates.find((actor) => rightFor(incident, verb, actor) !== undefined);
}
