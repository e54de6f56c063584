// SQL of the draws' own tables.
import type { DrawnFor } from '#modules/incident/index.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { DrawFilter } from './contract.ts';
import { NAMED_MAX, UNTOLD_MAX } from './limits.ts';
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
  await sql`insert into inspection_untold (county_id, draw_id) values (${countyId}, ${id})`.execute(
    tx,
  );
}

/** A draw as those are told of it who are to look at what was drawn. */
export type Drawn = Readonly<{
  id: string;
  countyId: number;
  drawnBy: string;
  drawnAt: Instant;
  dueAt: Instant;
  checkerUnitId: number;
  /** Where all of it lies; null: the whole county. */
  townId: number | null;
  matters: number;
}>;

type DrawRef = Readonly<{ countyId: number; id: string }>;

/** Draws that nobody was told of yet, the first drawn first. */
export async function untoldDraws(tx: Tx): Promise<readonly DrawRef[]> {
  const { rows } = await sql<DrawRef>`
    select county_id as "countyId", draw_id as id from inspection_untold
    order by draw_id limit ${UNTOLD_MAX}`.execute(tx);
  return rows;
}

/** Takes a draw for telling, in the commit that tells of it; undefined when another process has. */
export async function takeUntold(tx: Tx, { countyId, id }: DrawRef): Promise<Drawn | undefined> {
  const { rows } = await sql<Drawn>`
    with taken as (
      delete from inspection_untold where county_id = ${countyId} and draw_id = ${id}::uuid
      returning county_id, draw_id)
    select d.id, d.county_id as "countyId", d.drawn_by as "drawnBy", d.drawn_at as "drawnAt",
      d.due_at as "dueAt", d.checker_unit_id as "checkerUnitId", d.town_id as "townId",
      (select count(*)::int from inspection_entry e
        where e.county_id = d.county_id and e.draw_id = d.id) as matters
    from taken t join inspection_draw d on d.county_id = t.county_id and d.id = t.draw_id`.execute(
    tx,
  );
  return rows[0];
}

/** Of the draws that named these matters, those in which none waits for its check any more. */
export async function drawsLookedAt(
  tx: Tx,
  matters: readonly Readonly<{ countyId: number; incidentId: string }>[],
): Promise<readonly DrawRef[]> {
  if (matters.length === 0) return [];
  const { rows } = await sql<DrawRef>`
    select distinct named.county_id as "countyId", named.draw_id as id
    from unnest(${matters.map((one) => one.countyId)}::int[],
      ${matters.map((one) => one.incidentId)}::uuid[]) as m (county_id, incident_id)
    join inspection_entry named on named.county_id = m.county_id and named.incident_id = m.incident_id
    where not exists (select 1 from inspection_entry e
      join incident i on i.county_id = e.county_id and i.id = e.incident_id
      where e.county_id = named.county_id and e.draw_id = named.draw_id
        and i.status = 'closed'
        and not exists (select 1 from json_array_elements(i.flags -> 'spotChecks') as c
          where c ->> 'draw' = e.draw_id::text))`.execute(tx);
  return rows;
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
