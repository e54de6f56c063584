// Whose hands was a closed matter in? Asked of the record, because the row keeps only who holds it now.
import { sql, type Tx } from '#platform/db/index.ts';
import type { RawBuilder } from 'kysely';
import type { Hands } from '../actions/action.ts';
import type { FactType } from '../facts.ts';

/** What ends a matter without an order: the unit that did it is the one that handled it. */
const ENDED_AT_ONCE: readonly FactType[] = ['incident.selfHandled', 'incident.answered'];
/** Who did one of these had a hand in how it ended. */
const BY_HAND: readonly FactType[] = [
  ...ENDED_AT_ONCE,
  ...(['incident.signed', 'incident.arrived', 'incident.done'] as const),
  ...(['incident.resolved', 'incident.closed'] as const),
];

/** Everybody who handled or closed it, and the units that ended it without an order. */
export async function handsIn(tx: Tx, countyId: number, incidentId: string): Promise<Hands> {
  const { rows } = await sql<{ type: FactType; person: string; unitId: number | null }>`
    select f.type, f.body::json #>> '{by,id}' as person, (f.body::json #>> '{by,unitId}')::int as "unitId"
    from fact f where f.county_id = ${countyId} and f.incident_id = ${incidentId}
      and f.type = any (${BY_HAND}::text[])`.execute(tx);
  return {
    persons: [...new Set(rows.map(({ person }) => person))],
    units: [
      ...new Set(
        rows.flatMap(({ type, unitId }) =>
          ENDED_AT_ONCE.includes(type) && unitId !== null ? unitId : [],
        ),
      ),
    ],
  };
}

/**
 * The same as a condition on the incident `alias`: true where neither that person nor one of those units
 * had a hand in it. An order counts from its signing, as long as it was not returned or taken back.
 */
export function untouchedBy(
  alias: string,
  accountId: string,
  unitIds: readonly number[],
): RawBuilder<boolean> {
  const row = (column: string) => sql.ref(`${alias}.${column}`);
  return sql<boolean>`(not exists (
      select from assignment a where a.county_id = ${row('county_id')} and a.incident_id = ${row('id')}
        and a.unit_id = any (${unitIds}::int[]) and a.state in ('signed', 'done'))
    and not exists (
      select from fact f where f.county_id = ${row('county_id')} and f.incident_id = ${row('id')}
        and f.type = any (${BY_HAND}::text[])
        and ((strpos(f.body, ${accountId}) > 0 and f.body::json #>> '{by,id}' = ${accountId})
          or (f.type = any (${ENDED_AT_ONCE}::text[])
            and (f.body::json #>> '{by,unitId}')::int = any (${unitIds}::int[])))))`;
}
