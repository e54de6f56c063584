// Clocks counted a second time for the simulation: work time from wall-clock quarters, rungs from the
// ledger of each clock. Shares no arithmetic with the deadline module, so that the two check each other.
import {
  WEEKDAYS,
  type CalendarDefinition,
  type Rung,
  type RunningClock,
} from '#modules/deadline/index.ts';
import { DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';

const QUARTER = 15 * MINUTE;
/** Two ways of adding up fractions of a day differ by less. */
const TOLERANCE = 1_000;
const SHARES: Readonly<Record<1 | 2 | 3, number>> = { 1: 1, 2: 1.5, 3: 2 };

/** Work used up since the beginning of the table, by quarters of an hour. */
type Work = Readonly<{ from: Instant; hours: Float64Array; days: Float64Array }>;

export type WallClock = Readonly<{
  /** What is wrong with the instants of a clock; empty when nothing is. */
  faults: (clock: RunningClock) => string[];
  /** When a rung comes due, suspensions left out; while one lasts, as it stood before. */
  due: (clock: RunningClock, rung: 1 | 2 | 3) => Instant;
}>;

/** Counts on these versions of a county's working calendar, between two instants. */
export function wallClock(
  versions: readonly CalendarDefinition[],
  from: Instant,
  to: Instant,
): WallClock {
  const works = versions.map((definition) => worked(definition, from, to));
  const due: WallClock['due'] = (clock, rung) => {
    const work = clock.calendar === 'workTime' ? works[clock.calendarVersion - 1] : undefined;
    const { unit, amount } = clock.budget;
    if (!work) {
      const length = (unit === 'minute' ? MINUTE : unit === 'hour' ? HOUR : DAY) * amount;
      return elapse(
        clock,
        length * SHARES[rung],
        (at) => at,
        (used) => used,
      );
    }
    const table = unit === 'workDay' ? work.days : work.hours;
    const length = (unit === 'workDay' ? 1 : HOUR) * amount * SHARES[rung];
    const position = (at: Instant) => positionAt(work, table, at);
    return elapse(clock, length, position, (used) => instantAt(work, table, used));
  };
  return {
    due,
    faults(clock) {
      // Once over it keeps the instants that it had.
      if (clock.state === 'stopped' || clock.state === 'void') return [];
      const wrong = ([1, 2, 3] as const).filter(
        (rung) => Math.abs((clock.rungs[rung - 1] ?? 0) - due(clock, rung)) > TOLERANCE,
      );
      const { rung: claimed } = clock;
      const next =
        clock.state === 'running' && claimed < 3 ? clock.rungs[claimed as 0 | 1 | 2] : null;
      return [
        ...wrong.map(
          (rung) =>
            `clock ${clock.kind} ${clock.no}: rung ${rung} at ${iso(clock.rungs[rung - 1])}, ` +
            `counted by hand ${iso(due(clock, rung))}`,
        ),
        ...(clock.nextAt === next
          ? []
          : [`clock ${clock.kind} ${clock.no}: rings next at ${iso(clock.nextAt)}`]),
      ];
    },
  };
}

const iso = (at: Instant | null | undefined) => (at == null ? 'never' : new Date(at).toISOString());

/** Rungs of a running clock that have come due and that nobody has claimed. */
export function owed(clock: RunningClock, wall: WallClock, claimed: Rung, now: Instant): Rung[] {
  if (clock.state !== 'running') return [];
  return ([1, 2, 3] as const).filter(
    (rung) => rung > claimed && wall.due(clock, rung) + TOLERANCE < now,
  );
}

/** Whether a rung was claimed before its time. */
export function isEarly(clock: RunningClock, wall: WallClock, rung: 1 | 2 | 3, at: Instant) {
  return at + TOLERANCE < wall.due(clock, rung);
}

function elapse(
  { startedAt, suspensions }: RunningClock,
  length: number,
  position: (at: Instant) => number,
  instant: (position: number) => Instant,
): Instant {
  let end = position(startedAt) + length;
  for (const { from, to } of suspensions) {
    // One that lasts still has not moved anything; one that began after the end did not matter.
    if (to === null || position(from) >= end - NOISE) break;
    end += position(to) - position(from);
  }
  return instant(end);
}
const NOISE = 1e-7;

function worked(definition: CalendarDefinition, from: Instant, to: Instant): Work {
  const wall = new Intl.DateTimeFormat('sv-SE', {
    timeZone: definition.zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const quarters = Array.from({ length: Math.ceil((to - from) / QUARTER) }, (_, index) => {
    const [day = '', time = ''] = wall.format(from + index * QUARTER).split(' ');
    return { day, works: shiftsOn(definition, day).some((s) => s.from <= time && time < s.to) };
  });
  const perDay = new Map<string, number>();
  for (const { day, works } of quarters) perDay.set(day, (perDay.get(day) ?? 0) + (works ? 1 : 0));
  const hours = new Float64Array(quarters.length + 1);
  const days = new Float64Array(quarters.length + 1);
  quarters.forEach(({ day, works }, index) => {
    hours[index + 1] = (hours[index] ?? 0) + (works ? QUARTER : 0);
    days[index + 1] = (days[index] ?? 0) + (works ? 1 / (perDay.get(day) ?? 1) : 0);
  });
  return { from, hours, days };
}

function shiftsOn(definition: CalendarDefinition, day: string) {
  const ofWeek = definition.week[WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] ?? 'monday'];
  if (definition.holidays.includes(day)) return [];
  if (ofWeek.length > 0 || !definition.makeUpDays.includes(day)) return ofWeek;
  return WEEKDAYS.map((weekday) => definition.week[weekday]).find((s) => s.length > 0) ?? [];
}

function positionAt({ from }: Work, table: Float64Array, at: Instant): number {
  const index = Math.floor((at - from) / QUARTER);
  const [before, after] = [table[index], table[index + 1]];
  if (before === undefined || after === undefined)
    throw new Error('the table of work time does not reach so far');
  return before + (after - before) * (((at - from) % QUARTER) / QUARTER);
}

/** The first instant at which so much is used up. */
function instantAt({ from }: Work, table: Float64Array, used: number): Instant {
  let [low, high] = [0, table.length - 1];
  if ((table[high] ?? 0) < used) throw new Error('the table of work time does not reach so far');
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table[middle] ?? 0) < used - NOISE) low = middle + 1;
    else high = middle;
  }
  const before = table[low - 1] ?? 0;
  const share = (used - before) / ((table[low] ?? 0) - before);
  return from + (low - 1) * QUARTER + Math.min(1, share) * QUARTER;
}
