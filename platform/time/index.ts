// Time as the business sees it: an instant is a number of milliseconds, and "now" is always given,
// never taken, so that stories and tests can move it.

export { inTime } from './in-time.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved: for stories and tests. */
export interface MovableClock extends Clock {
  moveTo(instant: Instant): void;
  advance(milliseconds: number): void;
}

export function movableClock(start: Instant): MovableClock {
  let current = start;
  return {
    now: () => current,
    moveTo(instant) {
      current = instant;
    },
    advance(milliseconds) {
      current += milliseconds;
    },
  };
}

/** The calendar day (`2026-11-21`) of an instant in an IANA zone. */
export function dayIn(zone: string, instant: Instant): string {
  return dayFormat(zone).format(instant);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();
function dayFormat(zone: string): Intl.DateTimeFormat {
  let format = dayFormats.get(zone);
  if (!format) {
    // The Swedish locale writes ISO dates, which sort and compare as text.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
    dayFormats.set(zone, format);
  }
  return format;
}

/** The minute (`2026-11-21 09:05`) of an instant in an IANA zone. */
export function minuteIn(zone: string, instant: Instant): string {
  let format = minuteFormats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
    minuteFormats.set(zone, format);
  }
  return format.format(instant);
}
const minuteFormats = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of an IANA zone are ahead of UTC at an instant, in ms; zones keep to whole minutes. */
export function offsetIn(zone: string, instant: Instant): number {
  const shown = Date.parse(`${minuteIn(zone, instant).replace(' ', 'T')}:00Z`);
  return shown - Math.floor(instant / MINUTE) * MINUTE;
}

/** An instant as the clocks of an IANA zone show it, and their offset: `2026-11-21 09:05:07.250+08:00`. */
export function stampIn(zone: string, instant: Instant): string {
  const offset = offsetIn(zone, instant);
  const shown = new Date(instant + offset).toISOString().slice(0, -1).replace('T', ' ');
  const ahead = new Date(Math.abs(offset)).toISOString().slice(11, 16);
  return `${shown}${offset < 0 ? '-' : '+'}${ahead}`;
}
