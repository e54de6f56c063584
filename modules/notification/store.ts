// SQL of the write model: notices, their messages and deliveries, written set-wise in one transaction.
import { readFact, type Fact } from '#modules/incident/index.ts';
import { rowset, sql, type Columns, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { CALL_NEXT_MAX } from './limits.ts';
import type { Channel, DoneHow, OpenNotice, Target, Urgency } from './message.ts';
import { targetFrom, targetKey } from './target.ts';
import type { Params } from './templates.ts';

/** One reader of the feed at a time, whoever holds this lock until its commit. */
const READER_LOCK = 7_031_090;

/** False when another process is reading. */
export async function lockReader(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${READER_LOCK}) as mine`.execute(tx);
  return rows[0]?.mine === true;
}

type FactRef = Readonly<{ countyId: number; incidentId: string; seq: number }>;

/** Facts by their place in the record, in the order asked for; those that are missing are left out. */
export async function factsAt(tx: Tx, refs: readonly FactRef[]): Promise<readonly Fact[]> {
  if (refs.length === 0) return [];
  const { rows } = await sql<{ body: string }>`
    select f.body from unnest(${refs.map((ref) => ref.countyId)}::int[],
      ${refs.map((ref) => ref.incidentId)}::uuid[], ${refs.map((ref) => ref.seq)}::int[])
      with ordinality as r (county_id, incident_id, seq, nth)
    join fact f on f.county_id = r.county_id and f.incident_id = r.incident_id and f.seq = r.seq
    order by r.nth`.execute(tx);
  return rows.map((row) => readFact(row.body));
}

type NoticeRow = Omit<OpenNotice, 'target'> & Readonly<{ target: string }>;
const NOTICE = sql.raw(`n.id, n.county_id as "countyId", n.incident_id as "incidentId", n.target,
  n.template, n.params, n.urgency, n.ask, n.ask_no as "askNo", n.level, n.position,
  n.created_at as "createdAt"`);
const fromRow = (row: NoticeRow): OpenNotice => ({ ...row, target: targetFrom(row.target) });

type Ref = Readonly<{ countyId: number; id: string }>;

/** What still waits about these incidents. */
export async function openNotices(tx: Tx, refs: readonly Ref[]): Promise<readonly OpenNotice[]> {
  if (refs.length === 0) return [];
  const { rows } = await sql<NoticeRow>`
    select ${NOTICE} from unnest(${refs.map((ref) => ref.countyId)}::int[],
      ${refs.map((ref) => ref.id)}::uuid[]) as r (county_id, id)
    join notice n on n.county_id = r.county_id and n.incident_id = r.id and n.ended_at is null
    for update of n`.execute(tx);
  return rows.map(fromRow);
}

/** Claims notices that nobody has answered in time; they are this transaction's until it ends. */
export async function dueNotices(tx: Tx, now: Instant): Promise<readonly OpenNotice[]> {
  const { rows } = await sql<NoticeRow>`
    select ${NOTICE} from notice n where n.next_at <= to_timestamp(${now} / 1000.0)
    order by n.next_at limit ${CALL_NEXT_MAX} for update skip locked`.execute(tx);
  return rows.map(fromRow);
}

export type NewNotice = OpenNotice &
  Readonly<{
    factSeq: number;
    /** The matter whose fact it tells of, when its own was merged into that one. */
    masterId: string | null;
    targetKey: string;
    nextAt: Instant | null;
    endedAt: Instant | null;
  }>;
export type NewMessage = Readonly<{
  countyId: number;
  id: string;
  noticeId: string;
  /** What it is about: a matter, or a draw of spot checks. */
  incidentId: string | null;
  drawId: string | null;
  accountId: string;
  urgency: Urgency;
  position: number;
  createdAt: Instant;
}>;
export type NewDelivery = Readonly<{
  countyId: number;
  id: string;
  messageId: string;
  channel: Channel;
  /** The browser that is pushed to; null for every other channel. */
  deviceId: string | null;
  nextAt: Instant;
  createdAt: Instant;
}>;

type NoticeCells = Omit<NewNotice, 'target'>;
const NOTICE_COLUMNS: Columns<NoticeCells> = {
  countyId: 'int',
  id: 'uuid',
  incidentId: 'uuid',
  factSeq: 'int',
  masterId: 'uuid',
  template: 'text',
  targetKey: 'text',
  ask: 'text',
  askNo: 'int',
  urgency: 'text',
  level: 'smallint',
  params: 'json',
  position: 'smallint',
  nextAt: 'instant',
  createdAt: 'instant',
  endedAt: 'instant',
};

/** Writes notices that were not written before; returns the ids of the new ones. */
export async function insertNotices(
  tx: Tx,
  notices: readonly NewNotice[],
): Promise<ReadonlySet<string>> {
  if (notices.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    insert into notice (county_id, id, incident_id, fact_seq, master_id, template, target, ask, ask_no,
      urgency, level, params, position, next_at, created_at, ended_at)
    select countyId, id, incidentId, factSeq, masterId, template, targetKey, ask, askNo,
      urgency, level, params, position, nextAt, createdAt, endedAt
    from ${rowset<NoticeCells>(NOTICE_COLUMNS, notices)} as r
    on conflict (county_id, incident_id, fact_seq, template, target,
      coalesce(master_id, incident_id)) do nothing
    returning id`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/** What is told of a draw (draws.ts). */
export type DrawNotice = Readonly<{
  countyId: number;
  id: string;
  drawId: string;
  target: Target;
  params: Params;
  createdAt: Instant;
}>;

/** Writes the notice of a draw; false when there is one already. */
export async function insertDrawNotice(tx: Tx, notice: DrawNotice): Promise<boolean> {
  const { countyId, id, drawId, target, params, createdAt } = notice;
  const { rows } = await sql`
    insert into notice (county_id, id, draw_id, template, target, ask, urgency, params, position,
      created_at)
    values (${countyId}, ${id}, ${drawId}, 'drawn', ${targetKey(target)}, 'spotCheck', 'ordinary',
      ${JSON.stringify(params)}::jsonb, 0, to_timestamp(${createdAt} / 1000.0))
    on conflict do nothing returning id`.execute(tx);
  return rows.length > 0;
}

/** What still waits about these draws. */
export async function openDrawNotices(tx: Tx, draws: readonly Ref[]): Promise<readonly Ref[]> {
  if (draws.length === 0) return [];
  const { rows } = await sql<Ref>`
    select n.county_id as "countyId", n.id
    from unnest(${draws.map((one) => one.countyId)}::int[], ${draws.map((one) => one.id)}::uuid[])
      as d (county_id, id)
    join notice n on n.county_id = d.county_id and n.draw_id = d.id and n.ended_at is null
    for update of n`.execute(tx);
  return rows;
}

const MESSAGE_COLUMNS: Columns<NewMessage> = {
  countyId: 'int',
  id: 'uuid',
  noticeId: 'uuid',
  incidentId: 'uuid',
  drawId: 'uuid',
  accountId: 'uuid',
  urgency: 'text',
  position: 'smallint',
  createdAt: 'instant',
};
const DELIVERY_COLUMNS: Columns<NewDelivery> = {
  countyId: 'int',
  id: 'uuid',
  messageId: 'uuid',
  channel: 'text',
  deviceId: 'uuid',
  nextAt: 'instant',
  createdAt: 'instant',
};

/** Writes messages with their deliveries; a person who has the notice already gets it no second time. */
export async function insertMessages(
  tx: Tx,
  messages: readonly NewMessage[],
  deliveries: readonly NewDelivery[],
): Promise<void> {
  if (messages.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    insert into message (county_id, id, notice_id, incident_id, draw_id, account_id, urgency, position,
      created_at)
    select countyId, id, noticeId, incidentId, drawId, accountId, urgency, position, createdAt
    from ${rowset(MESSAGE_COLUMNS, messages)} as r
    on conflict (county_id, notice_id, account_id) do nothing returning id`.execute(tx);
  const written = new Set(rows.map((row) => row.id));
  const own = deliveries.filter((each) => written.has(each.messageId));
  if (own.length === 0) return;
  await sql`
    insert into delivery (county_id, id, message_id, channel, device_id, state, next_at, created_at)
    select countyId, id, messageId, channel, deviceId, 'waiting', nextAt, createdAt
    from ${rowset(DELIVERY_COLUMNS, own)} as r on conflict do nothing`.execute(tx);
}

/** Ends notices: their messages are done, what was not sent yet is not sent any more. */
export async function endNotices(
  tx: Tx,
  notices: readonly Ref[],
  how: DoneHow,
  now: Instant,
): Promise<void> {
  if (notices.length === 0) return;
  const [counties, ids] = [notices.map((each) => each.countyId), notices.map((each) => each.id)];
  const these = sql`(select * from unnest(${counties}::int[], ${ids}::uuid[]))`;
  const at = sql`to_timestamp(${now} / 1000.0)`;
  await sql`update notice set ended_at = ${at}, next_at = null
    where (county_id, id) in ${these} and ended_at is null`.execute(tx);
  await sql`update message set done_at = ${at}, done_how = ${how}
    where (county_id, notice_id) in ${these} and done_at is null and acknowledged_at is null`.execute(
    tx,
  );
  await cancelDeliveries(tx, these);
}

/** Acting stops reminding on every channel; what a gateway has taken already is gone. */
async function cancelDeliveries(tx: Tx, notices: ReturnType<typeof sql>): Promise<void> {
  await sql`update delivery d set state = 'cancelled', next_at = null
    from message m where (m.county_id, m.notice_id) in ${notices}
      and d.county_id = m.county_id and d.message_id = m.id and d.state = 'waiting'`.execute(tx);
}

/** Moves a notice one step up its chain. */
export async function moveNotice(
  tx: Tx,
  notice: Ref,
  position: number,
  nextAt: Instant | null,
): Promise<void> {
  await sql`update notice set position = ${position},
      next_at = to_timestamp(${nextAt}::float8 / 1000.0)
    where county_id = ${notice.countyId} and id = ${notice.id}`.execute(tx);
}

/** Who has these notices already, as `notice/account`. */
export async function toldAlready(tx: Tx, notices: readonly Ref[]): Promise<ReadonlySet<string>> {
  if (notices.length === 0) return new Set();
  const { rows } = await sql<{ noticeId: string; accountId: string }>`
    select notice_id as "noticeId", account_id as "accountId" from message
    where (county_id, notice_id) in (select * from unnest(
      ${notices.map((each) => each.countyId)}::int[], ${notices.map((each) => each.id)}::uuid[]))`.execute(
    tx,
  );
  return new Set(rows.map((row) => `${row.noticeId}/${row.accountId}`));
}

/**
 * 收到: writes the receipt of one's own message. For an urgent notice it ends the chain and the ringing of
 * colleagues. False when there is no such message of theirs; saying it twice changes nothing.
 */
export async function acknowledge(
  tx: Tx,
  message: Readonly<{ id: string; accountId: string }>,
  now: Instant,
): Promise<boolean> {
  const at = sql`to_timestamp(${now} / 1000.0)`;
  const { rows } = await sql<{ countyId: number; noticeId: string; urgency: Urgency }>`
    update message set acknowledged_at = coalesce(acknowledged_at, ${at}),
      seen_at = coalesce(seen_at, ${at})
    where id = ${message.id} and account_id = ${message.accountId}
    returning county_id as "countyId", notice_id as "noticeId", urgency`.execute(tx);
  const own = rows[0];
  if (!own) return false;
  await sql`update notice set acknowledged_at = ${at}, acknowledged_by = ${message.accountId}, next_at = null
    where county_id = ${own.countyId} and id = ${own.noticeId} and acknowledged_at is null`.execute(
    tx,
  );
  if (own.urgency !== 'urgent') return true;
  await sql`update message set done_at = ${at}, done_how = 'answered'
    where county_id = ${own.countyId} and notice_id = ${own.noticeId} and id <> ${message.id}
      and acknowledged_at is null and done_at is null`.execute(tx);
  await cancelDeliveries(tx, sql`(select ${own.countyId}::int, ${own.noticeId}::uuid)`);
  return true;
}

/** Marks messages of this person as seen. */
export async function markSeen(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
  now: Instant,
): Promise<void> {
  await sql`update message set seen_at = to_timestamp(${now} / 1000.0)
    where account_id = ${accountId} and id = any(${[...ids]}::uuid[]) and seen_at is null`.execute(
    tx,
  );
}

/** Marks everything of this person as seen. */
export async function markAllSeen(tx: Tx, accountId: string, now: Instant): Promise<void> {
  await sql`update message set seen_at = to_timestamp(${now} / 1000.0)
    where account_id = ${accountId} and seen_at is null`.execute(tx);
}
