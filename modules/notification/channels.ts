// Over which ways a message leaves the house, and when. Pure.
import { DAY, MINUTE, type Instant } from '#platform/time/index.ts';
import type { Channel, Urgency } from './message.ts';

/** How a person wants to be told, as far as that is theirs to say. */
export type Settings = Readonly<{
  sound: boolean;
  /** Null: whatever the house has. */
  channels: readonly Channel[] | null;
  /** Minutes of the day in the county's zone. */
  quiet: Readonly<{ from: number; until: number }> | null;
  language: 'zh' | 'en';
}>;

export const DEFAULT_SETTINGS: Settings = {
  sound: true,
  channels: null,
  quiet: null,
  language: 'zh',
};

export const ADDRESS_KINDS = ['phone', 'zhezhengding', 'wecom', 'email'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** What somebody is reached at: an address that they typed, or browsers in which they switched pushing on. */
export type ReachKind = AddressKind | 'device';

/** What a channel sends to; the webhook is the house's and needs none. */
export const ADDRESS_OF: Readonly<Record<Channel, ReachKind | null>> = {
  sms: 'phone',
  voice: 'phone',
  zhezhengding: 'zhezhengding',
  wecom: 'wecom',
  webPush: 'device',
  email: 'email',
  webhook: null,
};

/** A call wakes people: only for 特急 and for whoever is next because nobody answered. */
function isTriedFor(
  channel: Channel,
  urgency: Urgency,
  level: number | null,
  position: number,
): boolean {
  switch (channel) {
    case 'voice':
      return urgency === 'urgent' && (level === 1 || position > 0);
    case 'sms':
      return urgency === 'urgent';
    case 'email':
    case 'webPush':
    case 'zhezhengding':
    case 'wecom':
      return urgency !== 'information';
    case 'webhook':
      return position === 0;
  }
}

export type Reachable = Readonly<{
  /** Channels that the house has configured. */
  configured: readonly Channel[];
  /** What the person is reached at. */
  addresses: ReadonlySet<ReachKind>;
  settings: Settings;
}>;

/** The channels one message goes out over. Urgent ones are not a matter of taste. */
export function channelsFor(
  { configured, addresses, settings }: Reachable,
  message: Readonly<{ urgency: Urgency; level: number | null; position: number }>,
): readonly Channel[] {
  return configured.filter((channel) => {
    const kind = ADDRESS_OF[channel];
    if (kind === null || !addresses.has(kind)) return false;
    if (!isTriedFor(channel, message.urgency, message.level, message.position)) return false;
    return message.urgency === 'urgent' || (settings.channels?.includes(channel) ?? true);
  });
}

/** When a message may leave: at once when it is urgent, otherwise after the quiet hours it falls into. */
export function leavesAt(
  urgency: Urgency,
  { quiet }: Settings,
  now: Instant,
  minuteOfDay: number,
): Instant {
  if (urgency === 'urgent' || !quiet || !isQuiet(quiet, minuteOfDay)) return now;
  const wait = (quiet.until - minuteOfDay + MINUTES_OF_DAY) % MINUTES_OF_DAY;
  return now + wait * MINUTE;
}
const MINUTES_OF_DAY = DAY / MINUTE;

function isQuiet({ from, until }: NonNullable<Settings['quiet']>, minute: number): boolean {
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}
