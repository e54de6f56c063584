// What was sent outside the page, over which channel, and how did it end? For the system administrator:
// names of receivers and masked addresses, never what a matter is about beyond the message itself.
import { z } from 'zod';
import { inReading, sql, type Db } from '#platform/db/index.ts';
import { decodeCursor, encodeCursor } from '#platform/http/index.ts';
import type { DeliveryItem, DeliveryQuery } from '../contract.ts';
import { ADDRESS_OF } from '../channels.ts';
import { CHANNELS } from '../message.ts';

const Cursor = z.tuple([z.uuid()]);

/** Address kinds by channel as a lookup inside the statement. */
const KIND_OF = JSON.stringify(
  Object.fromEntries(CHANNELS.map((channel) => [channel, ADDRESS_OF[channel]])),
);

/** A page of the deliveries of these counties, newest first. */
export async function deliveryPage(
  db: Db,
  counties: readonly number[],
  query: z.output<typeof DeliveryQuery>,
): Promise<{ items: DeliveryItem[]; nextCursor: string | null }> {
  const after = query.cursor === undefined ? undefined : decodeCursor(Cursor, query.cursor)[0];
  return inReading(db, counties, async (tx) => {
    const { rows } = await sql<DeliveryItem>`
      select d.id, d.channel, d.state, n.template, n.params - 'item' - 'place' as params,
        n.params ->> 'number' as number, n.urgency,
        case when d.channel = 'webhook' then null else a.name end as receiver,
        case when d.device_id is null
          then (select masked from notification_address k where k.county_id = d.county_id
            and k.account_id = m.account_id and k.kind = ${KIND_OF}::jsonb ->> d.channel)
          else (select label from push_device p where p.county_id = d.county_id and p.id = d.device_id)
        end as address,
        d.attempts, d.created_at as "createdAt", d.sent_at as "sentAt", d.next_at as "nextAt",
        d.gateway_id as "gatewayId", d.error
      from delivery d
      join message m on m.county_id = d.county_id and m.id = d.message_id
      join notice n on n.county_id = m.county_id and n.id = m.notice_id
      join account a on a.id = m.account_id
      where d.county_id = any(${[...counties]}::int[])
        ${query.channel === undefined ? sql`` : sql`and d.channel = ${query.channel}`}
        ${query.state === undefined ? sql`` : sql`and d.state = ${query.state}`}
        ${after === undefined ? sql`` : sql`and d.id < ${after}`}
      order by d.id desc limit ${query.limit + 1}`.execute(tx);
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    return {
      items,
      nextCursor: rows.length > query.limit && last ? encodeCursor([last.id]) : null,
    };
  });
}
