// Who may ask what would have been, and over which matters. Those who lead a county or a town ask over what they may
// see, and are told which matters would differ; those who administer the county's rules handle no business and get
// numbers alone, without any need-to-know matter.
import {
  roleDefinition,
  scopeOf,
  scopeWhere,
  type Actor,
  type Scope,
} from '#modules/identity/index.ts';
import { WHAT_IF_LEADERS } from '#modules/incident/contract.ts';
import { Refused } from '#platform/errors/index.ts';
import { sql } from '#platform/db/index.ts';
import type { CountyQuestion } from './what-if.ts';

/** Null: the county's numbers without need-to-know matters. */
export type Sight = Readonly<{ scope: Scope | null }>;

/** @throws Refused for everybody else. */
export function sightOf({ posts, ...actor }: Actor, countyId: number): Sight {
  const here = posts.filter(({ place }) => place.countyId === countyId);
  const leading = here.filter(({ role }) => WHAT_IF_LEADERS.includes(role));
  if (leading.length > 0) return { scope: scopeOf({ ...actor, posts: leading }) };
  const administers = here.some(({ role }) =>
    roleDefinition(role).admin.some((right) => right === 'catalog' || right === 'accounts'),
  );
  if (!administers) throw new Refused('identity.not-allowed');
  return { scope: null };
}

export function seenBy({ scope }: Sight): NonNullable<CountyQuestion['seen']> {
  return (alias) =>
    scope ? scopeWhere(scope, alias) : sql<boolean>`not ${sql.ref(`${alias}.restricted`)}`;
}
