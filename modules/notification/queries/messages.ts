// What was I told? Only messages about what I may still see: rights are asked anew at every reading.
import { z } from 'zod';
import { reachOfActor, scopeOf, scopeWhere, type Actor } from '#modules/identity/index.ts';
import { drawsSeenBy } from '#modules/inspection/index.ts';
import { inReading, sql, type Db, type Tx } from '#platform/db/index.ts';
import { decodeCursor, encodeCursor } from '#platform/http/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { MessageItem, MessagePage, MessageQuery, MessageSummary } from '../contract.ts';
import { RINGING_SHOWN_MAX, UNREAD_CAP } from '../limits.ts';
import { settingsOf } from './settings.ts';

type Matter = NonNullable<MessageItem['matter']>;
type Row = Omit<MessageItem, 'clock' | 'matter'> &
  Readonly<{
    incidentId: Matter['id'] | null;
    number: Matter['number'];
    title: Matter['title'];
    status: Matter['status'];
    level: Matter['level'];
    restricted: boolean;
    clockKind: NonNullable<MessageItem['clock']>['kind'] | null;
    clockStartedAt: Instant | null;
    clockWarnAt: Instant | null;
    clockDueAt: Instant | null;
  }>;

const COLUMNS =
  sql.raw(`m.id, m.incident_id as "incidentId", m.draw_id as "drawId", i.number, i.title, i.restricted, i.status,
  i.level, n.template, n.params, m.urgency, n.ask, m.position, i.clock_kind as "clockKind",
  i.clock_started_at as "clockStartedAt", i.clock_warn_at as "clockWarnAt",
  i.clock_due_at as "clockDueAt", m.created_at as "createdAt", m.seen_at as "seenAt",
  m.acknowledged_at as "acknowledgedAt", m.done_at as "doneAt", m.done_how as "doneHow"`);
const FROM = sql.raw(`message m
  join notice n on n.county_id = m.county_id and n.id = m.notice_id
  left join incident i on i.county_id = m.county_id and i.id = m.incident_id
  left join inspection_draw d on d.county_id = m.county_id and d.id = m.draw_id`);
/** What the message is about is still the actor's to see. */
const isSeenBy = (actor: Actor) =>
  sql<boolean>`(case when m.draw_id is null then ${scopeWhere(scopeOf(actor), 'i')}
    else ${drawsSeenBy(actor, 'd')} end)`;
/** As everywhere: members know a restricted matter by its number. */
const MASKED_TITLE = '＊＊＊';

const WHERE_LIST = {
  all: sql`true`,
  unread: sql`m.seen_at is null and m.done_at is null`,
  waiting: sql`n.ask <> 'nothing' and m.acknowledged_at is null and m.done_at is null`,
} as const;

const Cursor = z.tuple([z.uuid()]);

/** A page of the actor's messages, newest first. */
export async function messagePage(
  db: Db,
  actor: Actor,
  query: z.output<typeof MessageQuery>,
): Promise<z.infer<typeof MessagePage>> {
  const after = query.cursor === undefined ? undefined : decodeCursor(Cursor, query.cursor)[0];
  return inReading(db, reachOfActor(actor), async (tx) => {
    const { rows } = await sql<Row>`
      select ${COLUMNS} from ${FROM}
      where m.account_id = ${actor.id} and ${isSeenBy(actor)}
        and ${WHERE_LIST[query.list]}
        ${query.urgency === undefined ? sql`` : sql`and m.urgency = ${query.urgency}`}
        ${after === undefined ? sql`` : sql`and m.id < ${after}`}
      order by m.id desc limit ${query.limit + 1}`.execute(tx);
    const items = rows.slice(0, query.limit).map(itemFrom);
    const last = items.at(-1);
    return {
      items,
      nextCursor: rows.length > query.limit && last ? encodeCursor([last.id]) : null,
    };
  });
}

/** How many are unread, and what rings now. */
export async function messageSummary(db: Db, actor: Actor): Promise<MessageSummary> {
  return inReading(db, reachOfActor(actor), async (tx) => {
    const [unread, ringing, settings] = [
      await unreadOf(tx, actor),
      await ringingOf(tx, actor),
      await settingsOf(tx, actor.id),
    ];
    return {
      unread: Math.min(unread, UNREAD_CAP - 1),
      capped: unread >= UNREAD_CAP,
      ringing,
      sound: settings.sound,
    };
  });
}

async function unreadOf(tx: Tx, actor: Actor): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select 1 from ${FROM}
      where m.account_id = ${actor.id} and m.seen_at is null and m.done_at is null
        and ${isSeenBy(actor)} limit ${UNREAD_CAP}) as counted`.execute(tx);
  return rows[0]?.count ?? 0;
}

async function ringingOf(tx: Tx, actor: Actor): Promise<MessageItem[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from ${FROM}
    where m.account_id = ${actor.id} and m.urgency = 'urgent' and m.acknowledged_at is null
      and m.done_at is null and ${isSeenBy(actor)}
    order by m.id desc limit ${RINGING_SHOWN_MAX}`.execute(tx);
  return rows.map(itemFrom);
}

/** Whether the actor may still see what this message of theirs is about. */
export async function isMine(tx: Tx, actor: Actor, id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from ${FROM}
    where m.id = ${id} and m.account_id = ${actor.id} and ${isSeenBy(actor)}`.execute(tx);
  return rows.length > 0;
}

function itemFrom(row: Row): MessageItem {
  const { clockKind, clockStartedAt, clockWarnAt, clockDueAt, restricted, ...more } = row;
  const { incidentId, number, title, status, level, ...rest } = more;
  return {
    ...rest,
    matter:
      incidentId === null
        ? null
        : {
            ...{ id: incidentId, number, status, level },
            title: restricted ? MASKED_TITLE : title,
          },
    clock:
      clockKind === null || clockStartedAt === null || clockWarnAt === null || clockDueAt === null
        ? null
        : {
            kind: clockKind,
            startedAt: clockStartedAt,
            warnAt: clockWarnAt,
            dueAt: clockDueAt,
            state: 'running',
          },
  };
}
