// Turns a calendar definition into prefix sums over real instants, once per version: local hours
// become UTC instants in the county's zone, daylight saving included; leap seconds are ignored. Pure.
import { Refused } from '#platform/errors/index.ts';
import { DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import { ascending } from './ascending.ts';
import type { Calendar } from './calendar.ts';
import {
  checkDefinition,
  WEEKDAYS,
  type CalendarDefinition,
  type Shift,
} from './calendar-definition.ts';

/**
 * How far the ordinary week reaches beyond the declared years: back for imported history, ahead for
 * twice the longest budget and its suspensions. Some 50 years take under 1 MB.
 */
const YEARS_BEFORE = 20;
const YEARS_AFTER = 20;

/** Which version of which county's calendar a definition is. */
export type CalendarIdentity = Readonly<{ id: string; version: number }>;

/**
 * Compiles a definition (tens of ms; keep the result). Throws `Refused` with the reason when the
 * definition contradicts itself (`checkDefinition`).
 */
export function compileCalendar(
  definition: CalendarDefinition,
  identity: CalendarIdentity = { id: 'workTime', version: 1 },
): Calendar {
  const refusal = checkDefinition(definition);
  if (refusal !== null) throw new Refused(refusal.code, refusal.field, refusal.params);
  const firstYear = Math.min(...definition.years) - YEARS_BEFORE;
  const lastYear = Math.max(...definition.years) + YEARS_AFTER;
  const hoursOf = hoursByDay(definition);

  const opensAt: number[] = [];
  const closesAt: number[] = [];
  const before: number[] = [];
  const dayOf: number[] = [];
  const beforeDay: number[] = [0];
  let worked = 0;
  let from = Infinity;
  let to = -Infinity;
  for (const day of localDays(definition.zone, firstDayOf(firstYear), firstDayOf(lastYear + 1))) {
    from = Math.min(from, day.instantAt(0));
    to = day.instantAt(DAY);
    const workedBefore = worked;
    for (const shift of hoursOf(day.number)) {
      const opens = day.instantAt(wallTime(shift.from));
      const closes = day.instantAt(wallTime(shift.to));
      // A spring-forward gap can swallow a whole shift.
      if (closes <= opens) continue;
      opensAt.push(opens);
      closesAt.push(closes);
      before.push(worked);
      dayOf.push(beforeDay.length - 1);
      worked += closes - opens;
    }
    if (worked > workedBefore) beforeDay.push(worked);
  }
  return {
    ...identity,
    name: 'workTime',
    zone: definition.zone,
    knownYears: new Set(definition.years),
    dayLength: ordinaryHours(definition).reduce(
      (sum, shift) => sum + wallTime(shift.to) - wallTime(shift.from),
      0,
    ),
    workTime: {
      opensAt: ascending(opensAt),
      closesAt: Float64Array.from(closesAt),
      before: ascending(before),
      dayOf: Int32Array.from(dayOf),
      beforeDay: Float64Array.from(beforeDay),
      firstYear,
      lastYear,
      from,
      to,
    },
  };
}

/** The hours of a day, by its number since 1970-01-01: holiday, make-up day, or what the week says. */
function hoursByDay(definition: CalendarDefinition): (day: number) => readonly Shift[] {
  const week = WEEKDAYS.map((weekday) => definition.week[weekday]);
  const holidays = new Set(definition.holidays.map(dayNumber));
  const makeUpDays = new Set(definition.makeUpDays.map(dayNumber));
  const makeUpHours = ordinaryHours(definition);
  return (day) => {
    if (holidays.has(day)) return [];
    const hours = week[(day + THURSDAY) % 7] ?? [];
    return hours.length === 0 && makeUpDays.has(day) ? makeUpHours : hours;
  };
}

/** 1970-01-01 was a Thursday: place 3 of a week that begins on Monday. */
const THURSDAY = 3;

/** The hours of the week's first working day. */
function ordinaryHours({ week }: CalendarDefinition): readonly Shift[] {
  return WEEKDAYS.map((weekday) => week[weekday]).find((shifts) => shifts.length > 0) ?? [];
}

/** `08:30` as ms since local midnight, on a day without a change of the clocks. */
function wallTime(text: string): number {
  return Number(text.slice(0, 2)) * HOUR + Number(text.slice(3)) * MINUTE;
}

function dayNumber(isoDay: string): number {
  return Date.parse(isoDay) / DAY;
}

function firstDayOf(year: number): number {
  return Date.UTC(year, 0, 1) / DAY;
}

/** A day in a zone; `instantAt` is the first instant of it at which the wall clock reads so much or more. */
type LocalDay = Readonly<{ number: number; instantAt: (wall: number) => Instant }>;

/** The days from number `first` to before `last`, each with the offset, or the two, that it has. */
function* localDays(zone: string, first: number, last: number): Generator<LocalDay> {
  const offsetAt = offsetsOf(zone);
  let early = offsetAt(first * DAY - offsetAt(first * DAY));
  // Where clocks go forward at midnight, the next day begins at one o'clock, not an hour before.
  let begins = first * DAY - early;
  for (let number = first; number < last; number++) {
    const instantAt = wallClock(offsetAt, number * DAY, early, begins);
    yield { number, instantAt };
    begins = instantAt(DAY);
    early = offsetAt(begins);
  }
}

/** The wall clock of the day whose midnight would be at `midnight` in UTC; it begins with offset `early`. */
function wallClock(
  offsetAt: (instant: Instant) => number,
  midnight: number,
  early: number,
  begins: Instant,
): LocalDay['instantAt'] {
  const ends = midnight - early + DAY;
  const late = offsetAt(ends);
  if (early === late) return (wall) => Math.max(midnight + wall - early, begins);
  const turn = turnOf(offsetAt, late, begins, ends);
  return (wall) => {
    const instant = midnight + wall - early;
    return instant < turn ? Math.max(instant, begins) : Math.max(midnight + wall - late, turn);
  };
}

/** The first instant after `low` and up to `high` from which `offset` holds; one change is assumed. */
function turnOf(
  offsetAt: (instant: Instant) => number,
  offset: number,
  low: Instant,
  high: Instant,
): Instant {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === offset) high = middle;
    else low = middle;
  }
  return high;
}

/** Shorter than any period of changed clocks since 1990 (Morocco's Ramadan: about 30 days). */
const CALM_PERIOD = 21 * DAY;

/**
 * Local time minus UTC (ms) at an instant of a zone, for instants that mostly ascend: a period that begins
 * and ends with the same offset is taken to keep it, which spares most of the slow questions to Intl.
 */
function offsetsOf(zone: string): (instant: Instant) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  let calmFrom = Infinity;
  let calmOffset = 0;
  return (instant) => {
    if (instant >= calmFrom && instant <= calmFrom + CALM_PERIOD) return calmOffset;
    const offset = offsetIn(format, instant);
    if (offset === offsetIn(format, instant + CALM_PERIOD)) {
      calmFrom = instant;
      calmOffset = offset;
    }
    return offset;
  };
}

/** Parses `GMT`, `GMT+08:00`, `GMT-04:00`; offsets with seconds ended in the 1970s. */
function offsetIn(format: Intl.DateTimeFormat, instant: Instant): number {
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(format.format(instant));
  if (match === null) return 0;
  const [, sign, hours, minutes] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}
