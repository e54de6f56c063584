// The rights to see draws as a condition in the WHERE (rights.ts says the same in memory).
import type { Actor } from '#modules/identity/index.ts';
import { sql } from '#platform/db/index.ts';
import type { RawBuilder } from 'kysely';
import { drawTermsOf } from '../rights.ts';

/** True for the draws `alias` of that county that the actor sees. */
export function drawsWhere(actor: Actor, countyId: number, alias: string): RawBuilder<boolean> {
  const { whole, towns, units } = drawTermsOf(actor, countyId);
  const row = (column: string) => sql.ref(`${alias}.${column}`);
  const inCounty = sql<boolean>`${row('county_id')} = ${countyId}`;
  return whole
    ? inCounty
    : sql<boolean>`(${inCounty} and (${row('town_id')} = any (${[...towns]}::int[])
        or ${row('checker_unit_id')} = any (${[...units]}::int[])))`;
}

/** True for the draws `alias` of any county that the actor sees. */
export function drawsSeenBy(actor: Actor, alias: string): RawBuilder<boolean> {
  const counties = [...new Set(actor.posts.map(({ place }) => place.countyId))];
  return counties.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`(${sql.join(
        counties.map((countyId) => drawsWhere(actor, countyId, alias)),
        sql` or `,
      )})`;
}
