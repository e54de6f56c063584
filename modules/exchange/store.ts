// SQL of the exchange: numbered messages both ways, whose order is whose, and numbers used once.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { RANGES_MAX, type BackupStepName, type Message, type Range } from './contract.ts';
import type { MessageSeal } from './sealing.ts';

export type PeerKey = Readonly<{ countyId: number; system: string }>;

const at = (instant: Instant | null) =>
  instant === null ? sql`null` : sql`to_timestamp(${instant} / 1000.0)`;

export type PeerRow = Readonly<{
  outSeq: number;
  inSolid: number;
  inHighest: number;
  inTold: number;
  lastOutAt: Instant | null;
  lastInAt: Instant | null;
  reconciledAt: Instant | null;
  problem: string | null;
}>;
const PEER = sql.raw(`out_seq as "outSeq", in_solid as "inSolid", in_highest as "inHighest",
  in_told as "inTold", last_out_at as "lastOutAt", last_in_at as "lastInAt",
  reconciled_at as "reconciledAt", problem`);

/** The system's row, held until the end of the transaction: numbers are given one commit after another. */
export async function lockPeer(tx: Tx, { countyId, system }: PeerKey): Promise<PeerRow> {
  await sql`insert into exchange_peer (county_id, system) values (${countyId}, ${system})
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<PeerRow>`
    select ${PEER} from exchange_peer where county_id = ${countyId} and system = ${system}
    for update`.execute(tx);
  return rows[0] ?? NEW_PEER;
}

const NEW_PEER: PeerRow = {
  outSeq: 0,
  inSolid: 0,
  inHighest: 0,
  inTold: 0,
  lastOutAt: null,
  lastInAt: null,
  reconciledAt: null,
  problem: null,
};

export async function readPeer(tx: Tx, { countyId, system }: PeerKey): Promise<PeerRow> {
  const { rows } = await sql<PeerRow>`
    select ${PEER} from exchange_peer where county_id = ${countyId} and system = ${system}`.execute(
    tx,
  );
  return rows[0] ?? NEW_PEER;
}

export async function setPeerProblem(
  tx: Tx,
  { countyId, system }: PeerKey,
  problem: string | null,
): Promise<void> {
  await sql`update exchange_peer set problem = ${problem}
    where county_id = ${countyId} and system = ${system}
      and problem is distinct from ${problem}`.execute(tx);
}

// ---- outgoing --------------------------------------------------------------------------------

/** A message to be sent: of which order, and which fact it tells of. */
export type Draft = Readonly<{
  message: Message;
  orderId: string | null;
  incidentId: string | null;
  factSeq: number | null;
}>;

const draftKey = (draft: {
  incidentId: string | null;
  factSeq: number | null;
  orderId: string | null;
  kind: string;
}) => `${draft.incidentId}/${draft.factSeq}/${draft.orderId}/${draft.kind}`;

/** Gives each message that was not queued before its number, in the transaction of what it tells of. */
export async function enqueue(
  tx: Tx,
  seal: MessageSeal,
  peer: PeerKey,
  drafts: readonly Draft[],
  now: Instant,
): Promise<number> {
  if (drafts.length === 0) return 0;
  const { countyId, system } = peer;
  const { outSeq } = await lockPeer(tx, peer);
  const ids = [...new Set(drafts.flatMap(({ incidentId }) => incidentId ?? []))];
  const { rows } = await sql<{
    incidentId: string;
    factSeq: number;
    orderId: string | null;
    kind: string;
  }>`
    select incident_id as "incidentId", fact_seq as "factSeq", order_id as "orderId", kind
    from exchange_out where county_id = ${countyId} and system = ${system}
      and incident_id = any(${ids}::uuid[])`.execute(tx);
  const before = new Set(rows.map(draftKey));
  const fresh = drafts.filter(
    (draft) =>
      draft.incidentId === null || !before.has(draftKey({ ...draft, kind: draft.message.kind })),
  );
  let seq = outSeq;
  for (const { message, orderId, incidentId, factSeq } of fresh) {
    seq += 1;
    const place = { countyId, system, direction: 'out', seq } as const;
    await sql`
      insert into exchange_out (county_id, system, seq, key, kind, order_id, incident_id, fact_seq,
        sealed, made_at, state, next_at)
      values (${countyId}, ${system}, ${seq}, ${uuidv7(now)}, ${message.kind}, ${orderId}, ${incidentId},
        ${factSeq}, ${seal.seal(place, JSON.stringify(message))}, ${at(now)}, 'waiting', ${at(now)})`.execute(
      tx,
    );
  }
  if (seq > outSeq)
    await sql`update exchange_peer set out_seq = ${seq}
      where county_id = ${countyId} and system = ${system}`.execute(tx);
  return seq - outSeq;
}

export type OutRow = Readonly<{
  seq: number;
  key: string;
  kind: string;
  sealed: Buffer | null;
  madeAt: Instant;
  attempts: number;
  state: 'waiting' | 'sent' | 'taken' | 'refused';
}>;
const OUT = sql.raw(`seq, key, kind, sealed, made_at as "madeAt", attempts, state`);

export async function outDue(
  tx: Tx,
  { countyId, system }: PeerKey,
  now: Instant,
  limit: number,
): Promise<OutRow[]> {
  const { rows } = await sql<OutRow>`
    select ${OUT} from exchange_out
    where county_id = ${countyId} and system = ${system} and state in ('waiting', 'sent')
      and next_at <= ${at(now)}
    order by seq limit ${limit}`.execute(tx);
  return rows;
}

/** When the next message is to be sent (again); null when none waits. */
export async function nextOutAt(tx: Tx, { countyId, system }: PeerKey): Promise<Instant | null> {
  const { rows } = await sql<{ at: Instant | null }>`
    select min(next_at) as at from exchange_out
    where county_id = ${countyId} and system = ${system} and state in ('waiting', 'sent')`.execute(
    tx,
  );
  return rows[0]?.at ?? null;
}

export type Sent = Readonly<{
  state: 'waiting' | 'sent' | 'taken' | 'refused';
  /** When to try again; null: never. */
  nextAt: Instant | null;
  problem: string | null;
}>;

/** What became of sending a message; one that was answered stays answered. */
export async function markSent(
  tx: Tx,
  { countyId, system }: PeerKey,
  seq: number,
  { state, nextAt, problem }: Sent,
  now: Instant,
): Promise<void> {
  const done = state === 'taken' || state === 'refused';
  await sql`
    update exchange_out set state = ${state}, attempts = attempts + 1, next_at = ${at(nextAt)},
      problem = ${problem}, done_at = ${at(done ? now : null)}
    where county_id = ${countyId} and system = ${system} and seq = ${seq}
      and state in ('waiting', 'sent')`.execute(tx);
  if (state !== 'waiting')
    await sql`update exchange_peer set last_out_at = ${at(now)}
      where county_id = ${countyId} and system = ${system}`.execute(tx);
}

/** A receipt that came by itself; only of the message it names. */
export async function markReceipt(
  tx: Tx,
  { countyId, system }: PeerKey,
  receipt: Readonly<{ seq: number; key: string; refused: string | null }>,
  now: Instant,
): Promise<void> {
  const state = receipt.refused === null ? 'taken' : 'refused';
  await sql`
    update exchange_out set state = ${state}, problem = ${receipt.refused}, next_at = null,
      done_at = ${at(now)}
    where county_id = ${countyId} and system = ${system} and seq = ${receipt.seq}
      and key::text = ${receipt.key} and state in ('waiting', 'sent')`.execute(tx);
}

/** Sends again, and at once, what the other side lacks; how many. */
export async function sendAgain(
  tx: Tx,
  { countyId, system }: PeerKey,
  ranges: readonly Range[],
  now: Instant,
  limit: number,
): Promise<number> {
  if (ranges.length === 0) return 0;
  const { numAffectedRows } = await sql`
    update exchange_out set state = 'waiting', next_at = ${at(now)}, done_at = null
    where (county_id, system, seq) in (
      select county_id, system, seq from exchange_out o
      join unnest(${ranges.map(([from]) => from)}::bigint[], ${ranges.map(([, to]) => to)}::bigint[])
        as r (low, high) on o.seq >= r.low and o.seq <= r.high
      where o.county_id = ${countyId} and o.system = ${system} and o.state <> 'refused'
        and o.sealed is not null
      order by o.seq limit ${limit})`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

// ---- incoming --------------------------------------------------------------------------------

export type InRow = Readonly<{
  seq: number;
  key: string;
  kind: string;
  orderId: string | null;
  digest: Buffer;
  sealed: Buffer | null;
  sentAt: Instant;
  receivedAt: Instant;
  state: 'stored' | 'applied' | 'refused' | 'givenUp';
  attempts: number;
  nextAt: Instant | null;
  problem: string | null;
}>;
const IN = sql.raw(`seq, key, kind, order_id as "orderId", digest, sealed, sent_at as "sentAt",
  received_at as "receivedAt", state, attempts, next_at as "nextAt", problem`);

export async function findIn(
  tx: Tx,
  { countyId, system }: PeerKey,
  seq: number,
): Promise<InRow | undefined> {
  const { rows } = await sql<InRow>`
    select ${IN} from exchange_in
    where county_id = ${countyId} and system = ${system} and seq = ${seq}`.execute(tx);
  return rows[0];
}

/** Keeps a message under its number and moves the marks of how far we are. The peer's row is held. */
export async function keepIn(
  tx: Tx,
  peer: PeerKey,
  before: PeerRow,
  row: Omit<InRow, 'attempts' | 'nextAt'>,
): Promise<void> {
  const { countyId, system } = peer;
  const done = row.state === 'stored' ? null : row.receivedAt;
  await sql`
    insert into exchange_in (county_id, system, seq, key, kind, order_id, digest, sealed, sent_at,
      received_at, state, next_at, done_at, problem)
    values (${countyId}, ${system}, ${row.seq}, ${row.key}, ${row.kind}, ${row.orderId}, ${row.digest},
      ${row.sealed}, ${at(row.sentAt)}, ${at(row.receivedAt)}, ${row.state},
      ${at(row.state === 'stored' ? row.receivedAt : null)}, ${at(done)}, ${row.problem})`.execute(
    tx,
  );
  await moveMarks(tx, peer, before, row.seq);
  await sql`update exchange_peer set last_in_at = ${at(row.receivedAt)}
    where county_id = ${countyId} and system = ${system}`.execute(tx);
}

/** Moves the marks of how far we are, now that number `seq` is there. */
export async function moveMarks(
  tx: Tx,
  peer: PeerKey,
  before: PeerRow,
  seq: number,
): Promise<void> {
  const next = before.inSolid + 1;
  const isThere = seq === next || (await findIn(tx, peer, next)) !== undefined;
  const solid = isThere ? await solidFrom(tx, peer, next) : before.inSolid;
  await sql`
    update exchange_peer set in_solid = ${solid}, in_highest = greatest(in_highest, ${seq})
    where county_id = ${peer.countyId} and system = ${peer.system}`.execute(tx);
}

/** Up to where every number is there, at least up to `from`. */
async function solidFrom(tx: Tx, { countyId, system }: PeerKey, from: number): Promise<number> {
  const { rows } = await sql<{ solid: number | null }>`
    select max(seq) as solid from (
      select seq, seq - row_number() over (order by seq) as island from exchange_in
      where county_id = ${countyId} and system = ${system} and seq >= ${from}
    ) numbered where island = ${from} - 1`.execute(tx);
  return rows[0]?.solid ?? from;
}

/** Numbers that never came, up to the highest that came or that the other side says it sent. */
export async function missingIn(tx: Tx, { countyId, system }: PeerKey): Promise<Range[]> {
  const { rows } = await sql<{ low: number; high: number }>`
    with p as (select in_solid, greatest(in_highest, in_told) as end_ from exchange_peer
      where county_id = ${countyId} and system = ${system}),
    there as (
      select in_solid as seq from p union all
      select seq from exchange_in, p where county_id = ${countyId} and system = ${system}
        and seq > in_solid union all
      select end_ + 1 from p)
    select seq + 1 as low, next - 1 as high from (
      select seq, lead(seq) over (order by seq) as next from there) steps
    where next > seq + 1 order by seq limit ${RANGES_MAX}`.execute(tx);
  return rows.map(({ low, high }): Range => [low, high]);
}

/** Messages that wait to be applied, in their order. */
export async function storedIn(
  tx: Tx,
  { countyId, system }: PeerKey,
  limit: number,
): Promise<InRow[]> {
  const { rows } = await sql<InRow>`
    select ${IN} from exchange_in
    where county_id = ${countyId} and system = ${system} and state = 'stored'
    order by seq limit ${limit}`.execute(tx);
  return rows;
}

export type Applied = Readonly<{
  state: 'applied' | 'refused';
  incidentId: string | null;
  problem: string | null;
}>;

/** The end of a message; false when another process was faster. */
export async function markApplied(
  tx: Tx,
  { countyId, system }: PeerKey,
  seq: number,
  { state, incidentId, problem }: Applied,
  now: Instant,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update exchange_in set state = ${state}, incident_id = ${incidentId}, problem = ${problem},
      attempts = attempts + 1, next_at = null, done_at = ${at(now)}
    where county_id = ${countyId} and system = ${system} and seq = ${seq} and state = 'stored'`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

/** It could not be applied now: to be tried again. */
export async function putOffIn(
  tx: Tx,
  { countyId, system }: PeerKey,
  seq: number,
  problem: string,
  nextAt: Instant,
): Promise<void> {
  await sql`
    update exchange_in set attempts = attempts + 1, problem = ${problem}, next_at = ${at(nextAt)}
    where county_id = ${countyId} and system = ${system} and seq = ${seq} and state = 'stored'`.execute(
    tx,
  );
}

export async function noteStanding(
  tx: Tx,
  { countyId, system }: PeerKey,
  told: number,
  now: Instant,
): Promise<void> {
  await sql`update exchange_peer set in_told = ${told}, reconciled_at = ${at(now)}
    where county_id = ${countyId} and system = ${system}`.execute(tx);
}

// ---- orders, requests for officers, calls ------------------------------------------------------

export type KnownOrder = Readonly<{
  countyId: number;
  system: string;
  orderId: string;
  givenBy: 'outside' | 'house';
  incidentId: string;
  sentAt: Instant;
  remoteNumber: string | null;
  state: 'open' | 'resultSent' | 'ended';
  follows: string | null;
}>;
const ORDER =
  sql.raw(`county_id as "countyId", system, order_id as "orderId", given_by as "givenBy",
  incident_id as "incidentId", sent_at as "sentAt", remote_number as "remoteNumber", state, follows`);

export async function findOrder(
  tx: Tx,
  { countyId, system }: PeerKey,
  orderId: string,
): Promise<KnownOrder | null> {
  const { rows } = await sql<KnownOrder>`
    select ${ORDER} from exchange_order
    where county_id = ${countyId} and system = ${system} and order_id = ${orderId}`.execute(tx);
  return rows[0] ?? null;
}

/** The orders that these incidents answer for: their own, and those merged into them. */
export async function ordersOf(
  tx: Tx,
  countyId: number,
  incidentIds: readonly string[],
): Promise<KnownOrder[]> {
  const { rows } = await sql<KnownOrder>`
    select ${ORDER} from exchange_order
    where county_id = ${countyId}
      and (incident_id = any(${[...incidentIds]}::uuid[]) or follows = any(${[...incidentIds]}::uuid[]))
    order by system, order_id`.execute(tx);
  return rows;
}

/** False when it was known before. */
export async function insertOrder(
  tx: Tx,
  order: Omit<KnownOrder, 'remoteNumber' | 'state' | 'follows'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into exchange_order (county_id, system, order_id, given_by, incident_id, sent_at)
    values (${order.countyId}, ${order.system}, ${order.orderId}, ${order.givenBy},
      ${order.incidentId}, ${at(order.sentAt)})
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

export async function changeOrder(
  tx: Tx,
  { countyId, system, orderId }: PeerKey & { orderId: string },
  change: Readonly<{ state?: KnownOrder['state']; remoteNumber?: string }>,
): Promise<void> {
  await sql`update exchange_order set state = coalesce(${change.state ?? null}, state),
      remote_number = coalesce(${change.remoteNumber ?? null}, remote_number)
    where county_id = ${countyId} and system = ${system} and order_id = ${orderId}`.execute(tx);
}

/** 并案 and 拆并: whose news are the order's news from now on. */
export async function followOrders(
  tx: Tx,
  countyId: number,
  incidentId: string,
  into: string | null,
): Promise<void> {
  await sql`update exchange_order set follows = ${into}
    where county_id = ${countyId}
      and (incident_id = ${incidentId} or (${into}::uuid is not null and follows = ${incidentId}))`.execute(
    tx,
  );
}

export type KnownBackup = Readonly<{
  id: string;
  system: string;
  incidentId: string;
  helpNo: number | null;
}>;

export async function findBackup(
  tx: Tx,
  { countyId, system }: PeerKey,
  id: string,
): Promise<KnownBackup | null> {
  const { rows } = await sql<KnownBackup>`
    select id, system, incident_id as "incidentId", help_no as "helpNo" from exchange_backup
    where county_id = ${countyId} and system = ${system} and id::text = ${id}`.execute(tx);
  return rows[0] ?? null;
}

export async function insertBackup(
  tx: Tx,
  countyId: number,
  backup: KnownBackup,
  askedAt: Instant,
): Promise<void> {
  await sql`insert into exchange_backup (county_id, id, system, incident_id, help_no, asked_at)
    values (${countyId}, ${backup.id}, ${backup.system}, ${backup.incidentId}, ${backup.helpNo},
      ${at(askedAt)})
    on conflict do nothing`.execute(tx);
}

export async function stepBackup(
  tx: Tx,
  countyId: number,
  id: string,
  step: BackupStepName,
  steppedAt: Instant,
): Promise<void> {
  await sql`update exchange_backup set step = ${step}, stepped_at = ${at(steppedAt)}
    where county_id = ${countyId} and id = ${id}
      and (stepped_at is null or stepped_at <= ${at(steppedAt)})`.execute(tx);
}

export async function insertCall(
  tx: Tx,
  { countyId, system }: PeerKey,
  call: Readonly<{
    callId: string;
    incidentId: string | null;
    how: 'transfer' | 'threeWay';
    startedAt: Instant;
    endedAt: Instant | null;
  }>,
): Promise<void> {
  await sql`
    insert into exchange_call (county_id, system, call_id, incident_id, how, started_at, ended_at)
    values (${countyId}, ${system}, ${call.callId}, ${call.incidentId}, ${call.how},
      ${at(call.startedAt)}, ${at(call.endedAt)})
    on conflict (county_id, system, call_id) do update set ended_at = excluded.ended_at`.execute(
    tx,
  );
}

// ---- numbers used once, and what is kept no longer ---------------------------------------------

/** False when the number was used before. */
export async function useNonce(
  db: Db,
  system: string,
  nonce: string,
  now: Instant,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into exchange_nonce (system, nonce, used_at) values (${system}, ${nonce}, ${at(now)})
    on conflict do nothing`.execute(db);
  return numAffectedRows === 1n;
}

export async function deleteNonces(db: Db, before: Instant, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from exchange_nonce where (system, nonce) in (
      select system, nonce from exchange_nonce where used_at < ${at(before)} limit ${limit})`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n);
}

/** Erases the texts of messages that both sides have had for long enough; how many. */
export async function eraseTexts(tx: Tx, before: Instant, limit: number): Promise<number> {
  const out = await sql`
    update exchange_out set sealed = null where (county_id, system, seq) in (
      select county_id, system, seq from exchange_out
      where sealed is not null and made_at < ${at(before)} and state in ('taken', 'refused')
      limit ${limit})`.execute(tx);
  const incoming = await sql`
    update exchange_in set sealed = null where (county_id, system, seq) in (
      select county_id, system, seq from exchange_in
      where sealed is not null and received_at < ${at(before)} and state <> 'stored'
      limit ${limit})`.execute(tx);
  return Number((out.numAffectedRows ?? 0n) + (incoming.numAffectedRows ?? 0n));
}
