// What is due for the standing work: deferrals that end, matters to archive, clocks on an old calendar.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';

export type Due = Readonly<{ countyId: number; incidentId: string }>;

export async function deferralsOver(db: Db, now: Instant, limit: number): Promise<Due[]> {
  return inTransaction(db, 'all', async (tx) => {
    const { rows } = await sql<Due>`
      select county_id as "countyId", id as "incidentId" from incident
      where deferred_until <= to_timestamp(${now} / 1000.0)
      order by deferred_until limit ${limit}`.execute(tx);
    return rows;
  });
}

export async function closedBefore(db: Db, before: Instant, limit: number): Promise<Due[]> {
  return inTransaction(db, 'all', async (tx) => {
    const { rows } = await sql<Due>`
      select county_id as "countyId", id as "incidentId" from incident
      where closed_at < to_timestamp(${before} / 1000.0) and not archived
        and status in ('closed', 'dismissed')
      order by closed_at limit ${limit}`.execute(tx);
    return rows;
  });
}

/** Incidents after an id with an open clock on an older working calendar than this version. */
export async function onOlderCalendar(
  tx: Tx,
  countyId: number,
  version: number,
  afterId: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from incident i
    where i.county_id = ${countyId} and i.id > ${afterId}
      and (i.closed_at is null or i.clock_due_at is not null)
      and exists (
        select from json_array_elements(i.state -> 'clocks') as clock
        where clock -> 'budget' ->> 'unit' in ('workHour', 'workDay')
          and clock ->> 'state' in ('running', 'paused')
          and (clock ->> 'calendarVersion')::int < ${version})
    order by i.id limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** Makes the partition of the facts of one month (`2026-11-01`) if it is missing. */
export async function makeFactMonth(db: Db, month: string): Promise<void> {
  await sql`select maplebridge_fact_month(${month}::date)`.execute(db);
}
