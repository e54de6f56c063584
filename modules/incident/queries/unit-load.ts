// What do these units have in hand? Counted, without telling what the matters are.
import { sql, type Tx } from '#platform/db/index.ts';

/**
 * How many dispatched or handled matters each of these units holds a live order for; units without
 * any are left out.
 */
export async function openOrders(
  tx: Tx,
  countyId: number,
  unitIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ unitId: number; n: number }>`
    select a.unit_id as "unitId", count(distinct a.incident_id)::int as n
    from assignment a
    where a.county_id = ${countyId} and a.unit_id = any(${unitIds}::int[])
      and a.incident_status in ('dispatched', 'handling') and a.state in ('ordered', 'signed')
      and a.role <> 'asked'
    group by a.unit_id`.execute(tx);
  return new Map(rows.map(({ unitId, n }) => [unitId, n]));
}
