// How the exchange with each system stands, and its messages: for the administrator's page.
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Direction, MessageView, PeerView } from '../contract.ts';
import { FLOW_WINDOW_MS, TROUBLED_FROM_TRIES, VIEW_ROWS_MAX } from '../limits.ts';
import type { Peer } from '../peer.ts';
import { missingIn, readPeer, type PeerKey } from '../store.ts';

type Heap = Readonly<{ waiting: number; refused: number; oldestAt: Instant | null }>;

export async function peerView(db: Db, peer: Peer, now: Instant): Promise<PeerView> {
  const health = await peer.transport.health();
  return inTransaction(db, [peer.countyId], async (tx) => {
    const row = await readPeer(tx, peer);
    const outgoing = await heap(tx, peer, 'exchange_out', 'made_at', ['waiting', 'sent']);
    const incoming = await heap(tx, peer, 'exchange_in', 'received_at', ['stored']);
    return {
      countyId: peer.countyId,
      system: peer.system,
      name: peer.name,
      form: peer.transport.form,
      health,
      out: { sent: row.outSeq, ...outgoing, lastAt: row.lastOutAt },
      in: {
        highest: row.inHighest,
        ...incoming,
        lastAt: row.lastInAt,
        missing: await missingIn(tx, peer),
      },
      reconciledAt: row.reconciledAt,
      problem: row.problem,
      flow: await flowOf(tx, peer, now),
    };
  });
}

async function heap(
  tx: Tx,
  { countyId, system }: PeerKey,
  table: 'exchange_out' | 'exchange_in',
  since: string,
  waiting: readonly string[],
): Promise<Heap> {
  const { rows } = await sql<Heap>`
    select count(*) filter (where state = any(${[...waiting]}))::int as waiting,
      count(*) filter (where state = 'refused')::int as refused,
      min(${sql.ref(since)}) filter (where state = any(${[...waiting]})) as "oldestAt"
    from ${sql.table(table)}
    where county_id = ${countyId} and system = ${system}
      and (state = any(${[...waiting]}) or state = 'refused')`.execute(tx);
  return rows[0] ?? { waiting: 0, refused: 0, oldestAt: null };
}

/**
 * 跨系统自动流转率: orders that went by messages, of these and of the hand-overs to the system that only
 * somebody's word carried (a remote number given by hand).
 */
async function flowOf(
  tx: Tx,
  { countyId, system }: PeerKey,
  now: Instant,
): Promise<PeerView['flow']> {
  const { rows } = await sql<PeerView['flow']>`
    with went as (
      select o.order_id,
        o.given_by = 'outside' or exists (select from exchange_out m
          where m.county_id = o.county_id and m.system = o.system and m.order_id = o.order_id
            and m.kind = 'order' and m.state = 'taken') as by_message
      from exchange_order o
      where o.county_id = ${countyId} and o.system = ${system}
        and o.sent_at > to_timestamp(${now - FLOW_WINDOW_MS} / 1000.0))
    select count(*) filter (where by_message)::int as automatic, count(*)::int as "all"
    from went`.execute(tx);
  return rows[0] ?? { automatic: 0, all: 0 };
}

/** Messages of one direction, newest first; `troubled` only those that want a person. */
export async function messagePage(
  tx: Tx,
  { countyId, system }: PeerKey,
  direction: Direction,
  { troubled, before }: Readonly<{ troubled: boolean; before: number | undefined }>,
): Promise<MessageView[]> {
  const isOut = direction === 'out';
  const table = sql.table(isOut ? 'exchange_out' : 'exchange_in');
  const made = sql.ref(isOut ? 'm.made_at' : 'm.received_at');
  const trouble = sql`(m.state = 'refused' or m.problem is not null or m.attempts >= ${TROUBLED_FROM_TRIES}
    and m.state in ('waiting', 'sent', 'stored'))`;
  const { rows } = await sql<
    Omit<MessageView, 'incident'> & { incidentId: string | null; number: string | null }
  >`
    select m.seq, m.kind, m.state, m.incident_id as "incidentId", i.number, ${made} as "madeAt",
      m.done_at as "doneAt", m.attempts, m.problem
    from ${table} m
    left join incident i on i.county_id = m.county_id and i.id = m.incident_id
    where m.county_id = ${countyId} and m.system = ${system}
      and m.seq < ${before ?? Number.MAX_SAFE_INTEGER}
      and ${troubled ? trouble : sql`true`}
    order by m.seq desc limit ${VIEW_ROWS_MAX}`.execute(tx);
  return rows.map(({ incidentId, number, ...row }) => ({
    ...row,
    incident: incidentId === null || number === null ? null : { id: incidentId, number },
  }));
}

/** Takes a refused message up again; false when there is nothing to take up. */
export async function retryMessage(
  tx: Tx,
  { countyId, system }: PeerKey,
  direction: Direction,
  seq: number,
  now: Instant,
): Promise<boolean> {
  const at = sql`to_timestamp(${now} / 1000.0)`;
  const { numAffectedRows } =
    direction === 'out'
      ? await sql`
          update exchange_out set state = 'waiting', next_at = ${at}, problem = null, done_at = null
          where county_id = ${countyId} and system = ${system} and seq = ${seq}
            and state <> 'taken' and sealed is not null`.execute(tx)
      : await sql`
          update exchange_in set state = 'stored', next_at = ${at}, problem = null, done_at = null
          where county_id = ${countyId} and system = ${system} and seq = ${seq}
            and state <> 'applied' and kind <> 'unknown' and sealed is not null`.execute(tx);
  return numAffectedRows === 1n;
}
