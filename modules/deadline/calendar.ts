// A compiled calendar and the two questions asked of it millions of times: when is a budget used
// up, and how much time was used between two instants. Look-ups in prefix sums; no I/O. Pure.
import { Refused } from '#platform/errors/index.ts';
import { DAY, dayIn, type Instant } from '#platform/time/index.ts';
import { lastBelow, type Ascending } from './ascending.ts';
import { budgetLength, checkBudget, type Budget, type CalendarName } from './budget.ts';

/** A calendar of one county and version. */
export type Calendar = Readonly<{
  id: string;
  name: CalendarName;
  version: number;
  /** IANA zone of its wall clock. */
  zone: string;
  /** Years whose holidays were published; elsewhere the ordinary week is assumed. */
  knownYears: ReadonlySet<number>;
  /** Working ms of an ordinary working day, the week's first. */
  dayLength: number;
  /** Null: every instant counts. */
  workTime: WorkTime | null;
}>;

/** Working time as ascending half-open spans and, per working day, sums of what came before (ms). */
export type WorkTime = Readonly<{
  opensAt: Ascending;
  closesAt: Float64Array;
  /** Worked ms before each span. */
  before: Ascending;
  /** Number of the working day to which each span belongs. */
  dayOf: Int32Array;
  /** Worked ms before each working day; one entry more than there are days. */
  beforeDay: Float64Array;
  /** The compiled years, inclusive, and their instants, half-open. */
  firstYear: number;
  lastYear: number;
  from: Instant;
  to: Instant;
}>;

/** Calendars of one county; without a version, the newest. Throws `deadline.no-calendar`. */
export type Calendars = Readonly<{ get(name: CalendarName, version?: number): Calendar }>;

/** Day and night: the same for every county, so it has one version for ever. */
export const CLOCK_24X7: Calendar = {
  id: 'clock24x7',
  name: 'clock24x7',
  version: 1,
  zone: 'UTC',
  knownYears: new Set(),
  dayLength: DAY,
  workTime: null,
};

/** Calendars held in memory: `clock24x7` and the given versions of the working calendar. */
export function calendarsOf(versions: readonly Calendar[]): Calendars {
  const byVersion = new Map(versions.map((calendar) => [calendar.version, calendar]));
  return calendarsFrom(Math.max(0, ...byVersion.keys()), (version) => byVersion.get(version));
}

/** The same with the working calendar looked up by version; `newest` is 0 when there is none. */
export function calendarsFrom(
  newest: number,
  find: (version: number) => Calendar | undefined,
): Calendars {
  return {
    get(name, version = newest) {
      if (name === 'clock24x7') return CLOCK_24X7;
      const calendar = name === 'workTime' ? find(version) : undefined;
      if (calendar === undefined)
        throw new Refused('deadline.no-calendar', undefined, { calendar: name, version });
      return calendar;
    },
  };
}

/**
 * The first instant at which `budget`, begun at `from`, is used up.
 *
 * Hours count working ms. A `workDay` is one working day of the county, however long that day is:
 * N working days begun within working hours end N working days later at the same share of the
 * day's hours (with equal days: at the same time of day); begun outside hours, they begin with the
 * next opening and end at the close of the N-th working day. Because the *first* such instant is
 * taken, nothing is ever due "at tomorrow's opening" when it can be due at today's close.
 * On `clock24x7` a `workDay` is 24 hours.
 *
 * Throws `deadline.budget-not-positive` and `deadline.outside-calendar`.
 */
export function dueInstant(budget: Budget, from: Instant, calendar: Calendar): Instant {
  checkBudget(budget);
  return advance(calendar, budget.unit, from, budgetLength(budget));
}

/** Calendar time used between two instants (ms); 0 when `to` is not after `from`. */
export function workedBetween(from: Instant, to: Instant, calendar: Calendar): number {
  if (to <= from) return 0;
  const { workTime } = calendar;
  return workTime === null ? to - from : workedAt(workTime, to) - workedAt(workTime, from);
}

/** Whether an instant lies in a year whose holidays are not published, so that it may yet move. */
export function isEstimated(instant: Instant, calendar: Calendar): boolean {
  if (calendar.workTime === null) return false;
  return !calendar.knownYears.has(Number(dayIn(calendar.zone, instant).slice(0, 4)));
}

/** Use between two instants in the measure of `unit`: days for `workDay`, ms otherwise. */
export function usedBetween(
  calendar: Calendar,
  unit: Budget['unit'],
  from: Instant,
  to: Instant,
): number {
  if (to <= from) return 0;
  const { workTime } = calendar;
  if (unit !== 'workDay') return workedBetween(from, to, calendar);
  if (workTime === null) return (to - from) / DAY;
  return dayPositionAt(workTime, to) - dayPositionAt(workTime, from);
}

/** The first instant at which `length` (in the measure of `unit`, above 0) is used from `from` on. */
export function advance(
  calendar: Calendar,
  unit: Budget['unit'],
  from: Instant,
  length: number,
): Instant {
  const { workTime } = calendar;
  if (workTime === null) return Math.round(from + (unit === 'workDay' ? length * DAY : length));
  if (unit === 'workDay')
    return instantOf(
      workTime,
      workedOfDayPosition(workTime, dayPositionAt(workTime, from) + length),
    );
  return instantOf(workTime, workedAt(workTime, from) + Math.max(1, Math.round(length)));
}

/** Worked ms from the first span to an instant. */
function workedAt(workTime: WorkTime, instant: Instant): number {
  const span = spanAt(workTime, instant);
  return span < 0 ? 0 : workedInSpan(workTime, span, instant);
}

/** Working days from the first span to an instant: whole days and the used share of the last. */
function dayPositionAt(workTime: WorkTime, instant: Instant): number {
  const span = spanAt(workTime, instant);
  if (span < 0) return 0;
  const day = at(workTime.dayOf, span);
  const dayBegan = at(workTime.beforeDay, day);
  const dayLength = at(workTime.beforeDay, day + 1) - dayBegan;
  return day + (workedInSpan(workTime, span, instant) - dayBegan) / dayLength;
}

/** Shares of a day are fractions; a hair beyond a day's close must not become the next opening. */
const DAY_SHARE_NOISE = 1e-9;

function workedOfDayPosition({ beforeDay }: WorkTime, position: number): number {
  const whole = Math.round(position);
  const exact = Math.abs(position - whole) < DAY_SHARE_NOISE ? whole : position;
  const day = Math.ceil(exact) - 1;
  if (day >= beforeDay.length - 1) return Infinity;
  const dayBegan = at(beforeDay, day);
  return dayBegan + Math.max(1, Math.round((exact - day) * (at(beforeDay, day + 1) - dayBegan)));
}

/** The first instant at which `worked` ms (above 0) have passed since the first span. */
function instantOf(workTime: WorkTime, worked: number): Instant {
  const span = lastBelow(workTime.before, worked);
  const instant = at(workTime.opensAt.values, span) + worked - at(workTime.before.values, span);
  if (instant > at(workTime.closesAt, span)) throw outside(workTime);
  return instant;
}

/** The last span that opened before `instant`, or -1; at an opening nothing of it is used yet. */
function spanAt(workTime: WorkTime, instant: Instant): number {
  if (!(instant >= workTime.from && instant < workTime.to)) throw outside(workTime);
  return lastBelow(workTime.opensAt, instant);
}

function workedInSpan(workTime: WorkTime, span: number, instant: Instant): number {
  const until = Math.min(instant, at(workTime.closesAt, span));
  return at(workTime.before.values, span) + until - at(workTime.opensAt.values, span);
}

function at(values: Float64Array | Int32Array, index: number): number {
  return values[index] as number;
}

function outside({ firstYear, lastYear }: WorkTime): Refused {
  return new Refused('deadline.outside-calendar', undefined, { from: firstYear, to: lastYear });
}
