// Local days and hours of a county as instants. Pure.
import { DAY, dayIn, offsetIn, type Instant } from '#platform/time/index.ts';

/** Answers remembered: a county's shifts begin at a handful of hours on the days of a few weeks. */
const REMEMBERED_MAX = 5_000;
const remembered = new Map<string, Instant>();

/**
 * The instant at which clocks in `zone` show `time` (`08:30`) on `day` (`2026-11-22`). An hour that the
 * clocks skip in spring is read with the offset before the change; one that comes twice is the first.
 */
export function instantIn(zone: string, day: string, time: string): Instant {
  const key = `${zone} ${day} ${time}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const found = findInstant(zone, Date.parse(`${day}T${time}:00Z`));
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, found);
  return found;
}

function findInstant(zone: string, local: number): Instant {
  const before = local - offsetIn(zone, local - DAY);
  if (before + offsetIn(zone, before) === local) return before;
  const after = local - offsetIn(zone, local + DAY);
  return after + offsetIn(zone, after) === local ? after : before;
}

/** The day `count` days after `day`, both as `2026-11-22`. */
export function dayAfter(day: string, count: number): string {
  return dayIn('UTC', Date.parse(`${day}T00:00:00Z`) + count * DAY);
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}
