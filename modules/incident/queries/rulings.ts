// Whose was it, when the county had to rule? The orders given after a second return (职责裁定).
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { FactData } from '../facts.ts';
import { readFact } from '../record/upcast.ts';

export type Ruling = Readonly<{
  incidentId: string;
  /** 编号. */
  number: string;
  at: Instant;
  itemCode: string;
  townId: number | null;
  villageId: number | null;
  gridId: number | null;
  level: 1 | 2 | 3 | 4;
  source: string;
  lead: number;
  co: readonly number[];
}>;

type Row = Omit<Ruling, 'at' | 'lead' | 'co'> & Readonly<{ body: string }>;

/** The rulings on a county's newest incidents, newest first; restricted matters are left out. */
export async function rulings(tx: Tx, countyId: number, limit: number): Promise<readonly Ruling[]> {
  const { rows } = await sql<Row>`
    select f.incident_id as "incidentId", i.number, i.item_code as "itemCode",
      i.town_id as "townId", i.village_id as "villageId", i.grid_id as "gridId", i.level, i.source,
      f.body
    from fact f join incident i on i.county_id = f.county_id and i.id = f.incident_id
    where f.county_id = ${countyId} and f.type in ('incident.dispatched', 'incident.reassigned')
      and f.body like '%"ruled":true%' and i.item_code is not null and not i.restricted
    order by f.incident_id desc, f.seq desc limit ${limit}`.execute(tx);
  return rows.flatMap(({ body, ...row }): Ruling[] => {
    const fact = readFact(body);
    const { ruled, assignments } = fact.data as FactData['incident.dispatched'];
    const lead = assignments.find(({ role }) => role === 'lead')?.unitId;
    if (!ruled || lead === undefined) return [];
    const co = assignments.filter(({ role }) => role === 'co').map(({ unitId }) => unitId);
    return [{ ...row, at: fact.at, lead, co }];
  });
}
