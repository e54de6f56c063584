// Which matters that came in under keys with this beginning still want something done? For whoever
// keeps a series of reports going (the demonstration's day).
import { sql, type Tx } from '#platform/db/index.ts';
import { OPEN_STATUSES } from '../lifecycle.ts';

export type KeyedIncident = Readonly<{ id: string; key: string }>;

/** Open ones, and closed ones on which a clock still runs (回访); the oldest first. */
export async function liveByKey(
  tx: Tx,
  countyId: number,
  prefix: string,
  limit: number,
): Promise<readonly KeyedIncident[]> {
  const { rows } = await sql<KeyedIncident>`
    select i.id, r.key from report r
    join incident i on i.county_id = r.county_id and i.id = r.incident_id
    where r.county_id = ${countyId} and starts_with(r.key, ${prefix})
      and (i.status = any(${[...OPEN_STATUSES]}) or (i.status = 'closed' and i.clock_kind is not null))
    order by i.id limit ${limit}`.execute(tx);
  return rows;
}
