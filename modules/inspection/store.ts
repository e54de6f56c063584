// SQL of the draws' own tables.
import type { DrawnFor } from '#modules/incident/index.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { DrawFilter } from './contract.ts';
import { NAMED_MAX } from './limits.ts';
import type { Member } from './sample.ts';

export type NewDraw = Readonly<{
  id: string;
  countyId: number;
  drawnBy: string;
  drawnByUnit: number;
  drawnAt: Instant;
  dueAt: Instant;
  checkerUnitId: number;
  townId: number | null;
  filter: DrawFilter;
  wanted: number;
  seed: string;
  population: readonly Member[];
  /** In the order in which they were drawn. */
  drawn: readonly string[];
}>;

/** Writes a draw with its population and its entries: once, and never anything else. */
export async function insertDraw(tx: Tx, draw: NewDraw): Promise<void> {
  const { countyId, id, filter, population, drawn } = draw;
  await sql`insert into inspection_draw (county_id, id, drawn_by, drawn_by_unit, drawn_at, due_at,
      checker_unit_id, town_id, filter, stratify, wanted, population, seed)
    values (${countyId}, ${id}, ${draw.drawnBy}, ${draw.drawnByUnit},
      to_timestamp(${draw.drawnAt} / 1000.0), to_timestamp(${draw.dueAt} / 1000.0),
      ${draw.checkerUnitId}, ${draw.townId}, ${JSON.stringify(filter)}::json,
      ${filter.stratify ?? null}, ${draw.wanted}, ${population.length}, ${draw.seed})`.execute(tx);
  await sql`insert into inspection_population (county_id, draw_id, ids, strata)
    values (${countyId}, ${id}, ${population.map((one) => one.id)}::uuid[],
      ${population.map((one) => one.stratum)}::text[])`.execute(tx);
  await sql`insert into inspection_entry (county_id, draw_id, no, incident_id, unit_id, item_code)
    select ${countyId}, ${id}, d.no, i.id, coalesce(
        (select a.unit_id from assignment a where a.county_id = i.county_id and a.incident_id = i.id
          and a.role = 'lead' and a.state in ('signed', 'done') order by a.no desc limit 1),
        (select (f.body::json #>> '{by,unitId}')::int from fact f
          where f.county_id = i.county_id and f.incident_id = i.id
            and f.type in ('incident.answered', 'incident.selfHandled') order by f.seq desc limit 1)),
      i.item_code
    from unnest(${[...drawn]}::uuid[]) with ordinality as d (id, no)
    join incident i on i.county_id = ${countyId} and i.id = d.id`.execute(tx);
}

/** The draws that named a matter and whom they asked, due first. */
export const findDrawn: DrawnFor = async (tx, countyId, incidentId) => {
  const { rows } = await sql<{ draw: string; checkerUnitId: number }>`
    select d.id as draw, d.checker_unit_id as "checkerUnitId" from inspection_entry e
    join inspection_draw d on d.county_id = e.county_id and d.id = e.draw_id
    where e.county_id = ${countyId} and e.incident_id = ${incidentId}::uuid
    order by d.due_at, d.id limit ${NAMED_MAX}`.execute(tx);
  return rows;
};

/** What a draw chose from. */
export async function readPopulation(tx: Tx, countyId: number, drawId: string): Promise<Member[]> {
  const { rows } = await sql<{ ids: string[]; strata: string[] }>`
    select ids, strata from inspection_population
    where county_id = ${countyId} and draw_id = ${drawId}::uuid`.execute(tx);
  const [row] = rows;
  return (row?.ids ?? []).map((id, at) => ({ id, stratum: row?.strata[at] ?? '' }));
}
