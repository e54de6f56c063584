// Sends what waits to leave the house. A delivery is claimed for a minute, sent under its own id as key, and
// marked; what its sender does not take is tried again after a pause, a bounded number of times.
//
// At most once: between sending and marking a crash may fall. A side that recognises keys gets the same one
// again and sends nothing twice; one that does not is never asked again (state `unknown`).
import type { KeyObject } from 'node:crypto';
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { openAddress } from './addresses.ts';
import { ADDRESS_OF } from './channels.ts';
import { forgetDevice } from './devices.ts';
import {
  ATTEMPTS_MAX,
  CLAIM_MS,
  ERROR_MAX_CHARACTERS,
  RETRY_AFTER_MS,
  SEND_TIMEOUT_MS,
  SENDING_MAX,
} from './limits.ts';
import type { Channel, Urgency } from './message.ts';
import type { Sender, Sent } from './sender.ts';
import {
  about,
  gradeWord,
  headline,
  sentence,
  type Language,
  type Params,
  type Template,
} from './templates.ts';

export type DeliverDeps = Readonly<{
  db: Db;
  senders: readonly Sender[];
  addressKey: KeyObject;
  /** An instant as the county's clocks show it, e.g. `2026-11-21 09:05`. */
  localTime: (countyId: number, at: Instant) => string;
}>;

type Claimed = Readonly<{
  countyId: number;
  id: string;
  channel: Channel;
  attempts: number;
  accountId: string;
  messageId: string;
  incidentId: string | null;
  drawId: string | null;
  deviceId: string | null;
  template: Template;
  params: Params;
  urgency: Urgency;
  level: number | null;
  toldAt: Instant;
  sealed: Buffer | null;
  language: Language | null;
}>;

/** Sends what is due. Returns how many deliveries were tried. */
export async function deliverDue(
  deps: DeliverDeps,
  now: () => Instant,
  most = SENDING_MAX,
): Promise<number> {
  const claimed = await claim(deps, now(), most);
  // Sent side by side, marked one by one: a wave of messages may not take every connection of the pool.
  let marking: Promise<unknown> = Promise.resolve();
  await Promise.all(
    claimed.map(async (delivery) => {
      const sent = await sendOne(deps, delivery);
      const own = () => mark(deps.db, delivery, sent, now());
      marking = marking.then(own, own);
      return marking;
    }),
  );
  return claimed.length;
}

const at = (instant: Instant) => sql`to_timestamp(${instant}::float8 / 1000.0)`;

async function claim(
  { db, senders }: DeliverDeps,
  now: Instant,
  most: number,
): Promise<readonly Claimed[]> {
  return inTransaction(db, 'all', async (tx) => {
    await giveUpUnknown(tx, senders, now);
    const { rows } = await sql<Claimed>`
      with due as materialized (
        select d.county_id, d.id from delivery d
        where d.state in ('waiting', 'sending') and d.next_at <= ${at(now)}
          and d.channel = any(${senders.map((sender) => sender.channel)}::text[])
        order by d.next_at limit ${most} for update skip locked)
      update delivery d set state = 'sending', attempts = d.attempts + 1,
        next_at = ${at(now + CLAIM_MS)}
      from due, message m, notice n
      where d.county_id = due.county_id and d.id = due.id
        and m.county_id = d.county_id and m.id = d.message_id
        and n.county_id = m.county_id and n.id = m.notice_id
      returning d.county_id as "countyId", d.id, d.channel, d.attempts, m.account_id as "accountId",
        d.message_id as "messageId", m.incident_id as "incidentId", m.draw_id as "drawId",
        n.template, n.params, n.urgency, n.level, m.created_at as "toldAt",
        d.device_id as "deviceId",
        case when d.device_id is null
          then (select a.sealed from notification_address a where a.county_id = d.county_id
            and a.account_id = m.account_id and a.kind = ${KIND_OF}::jsonb ->> d.channel)
          -- A browser that has another person since is nobody's any more.
          else (select p.sealed from push_device p where p.county_id = d.county_id
            and p.id = d.device_id and p.account_id = m.account_id)
        end as sealed,
        (select s.language from notification_setting s where s.county_id = d.county_id
          and s.account_id = m.account_id) as language`.execute(tx);
    return rows;
  });
}

const KIND_OF = JSON.stringify(ADDRESS_OF);

/**
 * Tries whose end nobody wrote down, where a repetition could send twice or is not wanted any more: the
 * side does not recognise keys, or somebody has answered meanwhile.
 */
async function giveUpUnknown(tx: Tx, senders: readonly Sender[], now: Instant): Promise<void> {
  const unsafe = senders.filter((sender) => !sender.recognisesKeys).map(({ channel }) => channel);
  const own = senders.map(({ channel }) => channel);
  await sql`update delivery d set state = 'unknown', next_at = null
    from message m where m.county_id = d.county_id and m.id = d.message_id
      and d.state = 'sending' and d.next_at <= ${at(now)} and d.channel = any(${own}::text[])
      and (d.channel = any(${unsafe}::text[]) or m.done_at is not null
        or m.acknowledged_at is not null)`.execute(tx);
}

async function sendOne(deps: DeliverDeps, delivery: Claimed): Promise<Sent> {
  const sender = deps.senders.find(({ channel }) => channel === delivery.channel);
  const kind = ADDRESS_OF[delivery.channel];
  if (!sender) return { ok: false, kind: 'permanent', reason: 'channel.off' };
  if (kind !== null && delivery.sealed === null)
    return {
      ok: false,
      kind: 'permanent',
      reason: kind === 'device' ? 'channel.device-gone' : 'channel.no-address',
    };
  const { countyId, accountId, template, params, level, toldAt, urgency } = delivery;
  const language = delivery.language ?? 'zh';
  // The time makes two urgings of one matter two messages: messengers drop what says the same.
  const time = deps.localTime(countyId, toldAt).slice(5);
  try {
    return await sender.send(
      {
        key: delivery.id,
        to:
          kind === null || delivery.sealed === null
            ? ''
            : openAddress(deps.addressKey, { countyId, accountId, kind }, delivery.sealed),
        language,
        subject: headline(template, params, language),
        grade: gradeWord(level, language),
        about: about(params, language),
        text: `${time} ${sentence(template, params, level, language)}`,
        urgency,
        number: String(params['number'] ?? ''),
        path: pathOf(delivery),
        messageId: delivery.messageId,
      },
      AbortSignal.timeout(SEND_TIMEOUT_MS),
    );
  } catch {
    // A sender's own mistake is not told word for word: it may hold the address.
    return { ok: false, kind: 'permanent', reason: 'channel.broken' };
  }
}

/** Where it is found in the web app. */
function pathOf({ incidentId, drawId }: Claimed): string {
  return incidentId === null ? `/spot-checks/${drawId}` : `/incidents/${incidentId}`;
}

/** Writes how it ended; only while the claim is still ours. */
async function mark(db: Db, delivery: Claimed, sent: Sent, now: Instant): Promise<void> {
  const { countyId, id, attempts, deviceId } = delivery;
  if (!sent.ok && sent.kind === 'gone' && deviceId !== null)
    await inTransaction(db, 'all', (tx) => forgetDevice(tx, deviceId));
  const again = !sent.ok && sent.kind === 'transient' && attempts < ATTEMPTS_MAX;
  const pause = RETRY_AFTER_MS[attempts - 1] ?? RETRY_AFTER_MS.at(-1) ?? 0;
  const state = sent.ok
    ? 'sent'
    : again
      ? 'waiting'
      : sent.kind === 'unknown'
        ? 'unknown'
        : 'failed';
  await inTransaction(db, [countyId], async (tx) => {
    await sql`update delivery set state = ${state},
        sent_at = ${sent.ok ? at(now) : sql`null`},
        gateway_id = ${sent.ok ? sent.id.slice(0, ERROR_MAX_CHARACTERS) : null},
        error = ${sent.ok ? null : sent.reason.slice(0, ERROR_MAX_CHARACTERS)},
        next_at = ${again ? at(now + pause) : sql`null`}
      where county_id = ${countyId} and id = ${id} and state = 'sending'
        and attempts = ${attempts}`.execute(tx);
    // Answered while it was being tried: it is not tried again.
    if (again)
      await sql`update delivery d set state = 'cancelled', next_at = null
        from message m where d.county_id = ${countyId} and d.id = ${id} and d.state = 'waiting'
          and m.county_id = d.county_id and m.id = d.message_id
          and (m.done_at is not null or m.acknowledged_at is not null)`.execute(tx);
  });
}
