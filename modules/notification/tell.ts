// From a notice to the people who get it: the first step of the chain that has somebody, less who did it,
// who is off duty, and whose rights do not cover the matter. Reading only; the writing is store.ts's.
import { covers, scopeOf, type Actor, type Role } from '#modules/identity/index.ts';
import { subjectOf, type Incident } from '#modules/incident/index.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { channelsFor, DEFAULT_SETTINGS, leavesAt } from './channels.ts';
import { chainOf, ROSTERED_ONLY, type Circle } from './chain.ts';
import { RECIPIENTS_MAX } from './limits.ts';
import type { Channel, Target, Urgency } from './message.ts';
import { peopleOf, type People } from './queries/people.ts';
import { reachOfPeople } from './queries/reachable.ts';
import { isInternal, OUTSIDE_ROLES, type NoticeNames } from './rules.ts';
import type { NewDelivery, NewMessage } from './store.ts';
import type { Template } from './templates.ts';

export type NotificationDeps = Readonly<{
  db: Db;
  /** Names of a county's units, places and items; loaded when they are asked for. */
  namesOf: (countyId: number) => Promise<NoticeNames>;
  /** Minute of the day as the county's clocks show it. */
  minuteOfDay: (countyId: number, at: Instant) => number;
  /**
   * Who of these units is on duty then, by unit; a unit that keeps no roster is left out, and then everybody of
   * it is asked.
   */
  onDuty: (
    countyId: number,
    unitIds: readonly number[],
    at: Instant,
  ) => Promise<ReadonlyMap<number, readonly string[]>>;
  /** An instant as the county's clocks show it: `2026-11-21 09:05`. */
  localTime: (countyId: number, at: Instant) => string;
  /** Ways out of the house that are configured. */
  channels: readonly Channel[];
}>;

/** What `nextStep` has to know of a notice. */
export type Telling = Readonly<{
  target: Target;
  template: Template;
  urgency: Urgency;
  /** Not told: whoever did it. */
  except: string | null;
}>;

export type Step = Readonly<{ position: number; people: readonly Actor[]; isLast: boolean }>;

export type Gathered = People &
  Readonly<{ onDuty: Awaited<ReturnType<NotificationDeps['onDuty']>> }>;

/** The people of every circle that these tellings may come to, and who is on duty there, read at once. */
export async function gatherPeople(
  deps: NotificationDeps,
  tx: Tx,
  countyId: number,
  tellings: readonly { target: Target; incident: Incident }[],
  now: Instant,
): Promise<Gathered> {
  const all = tellings.flatMap(({ target, incident }) => chainOf(target, incident));
  const circles = [...new Map(all.map((circle) => [JSON.stringify(circle), circle])).values()];
  const people = await peopleOf(tx, countyId, circles, now);
  const units = new Set(circles.flatMap((circle) => unitsAsked(circle, people.of(circle))));
  const onDuty = units.size === 0 ? new Map() : await deps.onDuty(countyId, [...units], now);
  return { ...people, onDuty };
}

/**
 * The first step from `from` on that has somebody; undefined when the chain has nobody (left).
 * For what is not urgent a unit with nobody on duty is told all the same: it waits quietly in the page.
 */
export function nextStep(
  people: Gathered,
  telling: Telling,
  incident: Incident,
  from: number,
): Step | undefined {
  const chain = chainOf(telling.target, incident);
  for (let position = from; position < chain.length; position++) {
    const circle = chain[position] as Circle;
    const covered = people
      .of(isInternal(telling.template) ? insideOf(circle) : circle)
      .filter((actor) => covers(scopeOf(actor), subjectOf(incident)));
    const able = covered.filter((actor) => actor.id !== telling.except);
    // Whoever did it is the only one asked and knows: that is no reason to go over their head.
    if (position === 0 && able.length < covered.length && able.length === 0) return undefined;
    const present = onDutyAmong(people.onDuty, circle, able);
    const quietly = able.filter(
      ({ posts }) => !posts.every(({ role }) => ROSTERED_ONLY.includes(role)),
    );
    const chosen = present.length > 0 || telling.urgency === 'urgent' ? present : quietly;
    if (chosen.length > 0)
      return {
        position,
        people: chosen.slice(0, RECIPIENTS_MAX),
        isLast: position === chain.length - 1,
      };
  }
  return undefined;
}

function insideOf(circle: Circle): Circle {
  if (circle.kind === 'persons') return circle;
  const roles: readonly Role[] = circle.roles.filter((role) => !OUTSIDE_ROLES.includes(role));
  return { ...circle, roles };
}

/** Nobody off duty is called. Each is asked about in the unit of the post by which they are concerned. */
function onDutyAmong(
  onDuty: Gathered['onDuty'],
  circle: Circle,
  able: readonly Actor[],
): readonly Actor[] {
  if (circle.kind === 'persons') return able;
  return able.filter((actor) => {
    const own = unitsAsked(circle, [actor]);
    const isCalledAnyway = !actor.posts.every(({ role }) => ROSTERED_ONLY.includes(role));
    if (own.length === 0) return isCalledAnyway;
    return own.some((unitId) => onDuty.get(unitId)?.includes(actor.id) ?? isCalledAnyway);
  });
}

/** The units whose rosters say whether these people of a circle are on duty. */
function unitsAsked(circle: Circle, people: readonly Actor[]): readonly number[] {
  if (circle.kind === 'persons') return [];
  if (circle.kind === 'unit') return [circle.unitId];
  return people.flatMap((actor) => postUnits(actor, circle.roles));
}

function postUnits(actor: Actor, roles: readonly Role[]): number[] {
  return actor.posts.flatMap(({ role, unitId }) =>
    unitId !== null && roles.includes(role) ? [unitId] : [],
  );
}

type Told = Readonly<{
  notice: Readonly<{
    id: string;
    countyId: number;
    /** The matter, or the draw, that it is about. */
    incidentId: string | null;
    drawId?: string | null;
    urgency: Urgency;
    level: number | null;
  }>;
  position: number;
  accountIds: readonly string[];
  /** Told only in the page: what happened too long ago. */
  isStale?: boolean;
}>;

/** The messages of one county, with what has to be sent of them outside the page. */
export async function messagesFor(
  deps: NotificationDeps,
  tx: Tx,
  countyId: number,
  told: readonly Told[],
  now: Instant,
): Promise<{ messages: NewMessage[]; deliveries: NewDelivery[] }> {
  const messages: NewMessage[] = [];
  const deliveries: NewDelivery[] = [];
  const reach =
    deps.channels.length === 0
      ? undefined
      : await reachOfPeople(tx, countyId, [...new Set(told.flatMap((each) => each.accountIds))]);
  for (const { notice, position, accountIds, isStale = false } of told) {
    const { urgency, level } = notice;
    accountIds.forEach((accountId, index) => {
      const message: NewMessage = {
        countyId,
        id: uuidv7(now),
        noticeId: notice.id,
        incidentId: notice.incidentId,
        drawId: notice.drawId ?? null,
        accountId,
        urgency,
        position,
        createdAt: now,
      };
      messages.push(message);
      const person = reach?.get(accountId);
      if (!person || isStale) return;
      const settings = person.settings ?? DEFAULT_SETTINGS;
      const nextAt = leavesAt(urgency, settings, now, deps.minuteOfDay(countyId, now));
      const own = channelsFor(
        { configured: deps.channels, ...person },
        { urgency, level, position },
      );
      // The house's own webhook hears of a notice once, not once for each receiver.
      const house: readonly Channel[] =
        index === 0 && position === 0 && deps.channels.includes('webhook') ? ['webhook'] : [];
      const ways = [...own, ...house].flatMap((channel) =>
        (channel === 'webPush' ? person.devices : [null]).map((deviceId) => ({
          channel,
          deviceId,
        })),
      );
      for (const { channel, deviceId } of ways)
        deliveries.push({
          countyId,
          id: uuidv7(now),
          messageId: message.id,
          channel,
          deviceId,
          nextAt: channel === 'webhook' ? now : nextAt,
          createdAt: now,
        });
    });
  }
  return { messages, deliveries };
}
