// Who was told of this matter, and who said 收到? For whoever may see it.
import { sql, type Tx } from '#platform/db/index.ts';
import type { NoticeView } from '../contract.ts';

/** Notices of one matter shown at once, newest first; older ones are of no use to anybody at work. */
const NOTICES_SHOWN_MAX = 50;

export async function noticesAbout(
  tx: Tx,
  countyId: number,
  incidentId: string,
): Promise<NoticeView[]> {
  const { rows } = await sql<NoticeView>`
    select n.id, n.template, n.params, n.urgency, n.created_at as "createdAt",
      coalesce((select jsonb_agg(jsonb_build_object('name', a.name, 'position', m.position,
        'createdAt', floor(extract(epoch from m.created_at) * 1000),
        'seenAt', floor(extract(epoch from m.seen_at) * 1000),
        'acknowledgedAt', floor(extract(epoch from m.acknowledged_at) * 1000),
        'doneAt', floor(extract(epoch from m.done_at) * 1000)) order by m.position, m.id)
        from message m join account a on a.id = m.account_id
        where m.county_id = n.county_id and m.notice_id = n.id), '[]') as receivers
    from notice n where n.county_id = ${countyId} and n.incident_id = ${incidentId}
    order by n.id desc limit ${NOTICES_SHOWN_MAX}`.execute(tx);
  return rows;
}
