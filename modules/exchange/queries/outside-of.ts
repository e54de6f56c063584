// What of one matter lies with outside systems: its orders, requests for officers and calls.
import { sql, type Tx } from '#platform/db/index.ts';
import type { OutsideView } from '../contract.ts';
import { BESIDE_MAX } from '../limits.ts';
import { ordersOf } from '../store.ts';

type Named<T> = Omit<T, 'name'>;

export async function outsideOf(
  tx: Tx,
  countyId: number,
  incidentId: string,
  nameOf: (system: string) => OutsideView['orders'][number]['name'],
): Promise<OutsideView> {
  const orders = await ordersOf(tx, countyId, [incidentId]);
  const backups = await sql<Named<OutsideView['backups'][number]>>`
    select system, asked_at as "askedAt", step, stepped_at as "steppedAt" from exchange_backup
    where county_id = ${countyId} and incident_id = ${incidentId}
    order by asked_at desc limit ${BESIDE_MAX}`.execute(tx);
  const calls = await sql<Named<OutsideView['calls'][number]>>`
    select system, how, started_at as "startedAt", ended_at as "endedAt" from exchange_call
    where county_id = ${countyId} and incident_id = ${incidentId}
    order by started_at desc limit ${BESIDE_MAX}`.execute(tx);
  const named = <T extends { system: string }>(row: T) => ({ ...row, name: nameOf(row.system) });
  return {
    orders: orders
      .slice(0, BESIDE_MAX)
      .map(({ system, orderId, givenBy, sentAt, remoteNumber, state }) =>
        named({ system, orderId, givenBy, sentAt, remoteNumber, state }),
      ),
    backups: backups.rows.map(named),
    calls: calls.rows.map(named),
  };
}
