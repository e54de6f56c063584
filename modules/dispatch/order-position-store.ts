// The table of positions on orders. Whoever reads it reads only orders that run, within the rights.
import type { RawBuilder } from 'kysely';
import { scopeOf, scopeWhere, type Actor } from '#modules/identity/index.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  commandOf,
  ORDER_POSITION_KEPT_MS,
  ORDER_POSITIONS_MAX,
  type OrderPosition,
} from './order-position.ts';

/** An order that was accepted and is being worked on: signed, not ended, the matter not put off. */
const RUNS = sql<boolean>`(a.state = 'signed' and a.role <> 'asked'
  and a.incident_status in ('dispatched', 'handling')
  and (i.flags ->> 'deferredUntil') is null and coalesce(i.flags ->> 'shelved', 'false') <> 'true')`;

/**
 * Overwrites where somebody is on an order; false when that order does not run. It holds the order against
 * whoever ends it at this moment: that one then deletes what was written here.
 */
export async function writeOrderPosition(
  tx: Tx,
  countyId: number,
  orderedByUnit: number | null,
  { incidentId, assignmentNo, accountId, unitId, lng6, lat6, at }: OrderPosition,
): Promise<boolean> {
  const { rows } = await sql`
    with running as materialized (
      select a.no from assignment a join incident i on i.county_id = a.county_id and i.id = a.incident_id
      where a.county_id = ${countyId} and a.incident_id = ${incidentId} and a.no = ${assignmentNo}
        and a.unit_id = ${unitId} and ${RUNS}
      for share of a)
    insert into order_position as p
      (county_id, incident_id, assignment_no, account_id, unit_id, ordered_by_unit, lng6, lat6, at)
    select ${countyId}::int, ${incidentId}::uuid, no, ${accountId}::uuid, ${unitId}::int,
      ${orderedByUnit}::int, ${lng6}::int, ${lat6}::int, to_timestamp(${at} / 1000.0)
    from running
    on conflict on constraint order_position_pk do update set ordered_by_unit = excluded.ordered_by_unit,
      lng6 = excluded.lng6, lat6 = excluded.lat6, at = excluded.at
    returning 1`.execute(tx);
  return rows.length > 0;
}

/** Forgets one's own position on a matter. */
export async function deleteOwnPositions(
  tx: Tx,
  countyId: number,
  incidentId: string,
  accountId: string,
): Promise<void> {
  await sql`delete from order_position where county_id = ${countyId} and incident_id = ${incidentId}
    and account_id = ${accountId}`.execute(tx);
}

/** Where those are who work on orders that the actor commands: of one matter, or of the county. */
export async function readOrderPositions(
  tx: Tx,
  actor: Actor,
  countyId: number,
  now: Instant,
  incidentId?: string,
): Promise<readonly OrderPosition[]> {
  const { rows } = await sql<OrderPosition>`
    select p.incident_id as "incidentId", p.assignment_no as "assignmentNo",
      p.account_id as "accountId", p.unit_id as "unitId", p.lng6, p.lat6, p.at
    from order_position p
    join assignment a on a.county_id = p.county_id and a.incident_id = p.incident_id
      and a.no = p.assignment_no and a.unit_id = p.unit_id
    join incident i on i.county_id = p.county_id and i.id = p.incident_id
    where p.county_id = ${countyId}
      and ${incidentId === undefined ? sql`true` : sql`p.incident_id = ${incidentId}`}
      and p.at > to_timestamp(${now - ORDER_POSITION_KEPT_MS} / 1000.0)
      and ${RUNS} and ${commandWhere(actor)} and ${scopeWhere(scopeOf(actor), 'i')}
    order by p.at desc, p.account_id limit ${ORDER_POSITIONS_MAX}`.execute(tx);
  return rows;
}

/** `commandOf` as a condition: the rights are in the WHERE. */
function commandWhere(actor: Actor): RawBuilder<boolean> {
  const { counties, rooms } = commandOf(actor);
  const parts = [
    sql<boolean>`i.county_id = any(${counties}::int[])`,
    ...rooms.map(
      ({ countyId, unitId }) => sql<boolean>`(i.county_id = ${countyId}
        and (i.room_unit_id = ${unitId} or p.ordered_by_unit = ${unitId}))`,
    ),
  ];
  return sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** Deletes what is too old and what belongs to no order that runs; gives how many. */
export async function deleteEndedPositions(tx: Tx, before: Instant): Promise<number> {
  const { rows } = await sql`
    delete from order_position p
    where p.at <= to_timestamp(${before} / 1000.0) or not exists (
      select from assignment a join incident i on i.county_id = a.county_id and i.id = a.incident_id
      where a.county_id = p.county_id and a.incident_id = p.incident_id and a.no = p.assignment_no
        and ${RUNS})
    returning 1`.execute(tx);
  return rows.length;
}
