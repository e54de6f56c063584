// The slow and obvious way to count working time: step from minute to minute and look at the wall
// clock. The oracle of the property tests, sharing no arithmetic with what it checks; tests only.
import type { Budget } from '#modules/catalog/index.ts';
import { MINUTE, type Instant } from '#platform/time/index.ts';
import { WEEKDAYS, type CalendarDefinition, type Shift } from './calendar-definition.ts';

export type NaiveCalendar = Readonly<{
  /** When a budget of working time is used up; starts at whole minutes. */
  due(budget: Budget, from: Instant): Instant;
  /** Working time between two whole minutes (ms). */
  worked(from: Instant, to: Instant): number;
}>;

/** Reads the wall clock of every minute from `begin` to before `end`. */
export function naiveCalendar(
  definition: CalendarDefinition,
  begin: Instant,
  end: Instant,
): NaiveCalendar {
  const minutes = readMinutes(definition, begin, end);
  const perDay = new Map<string, number>();
  for (const { day, isWorked } of minutes)
    perDay.set(day, (perDay.get(day) ?? 0) + (isWorked ? 1 : 0));
  const minuteAt = (instant: Instant) => {
    const minute = minutes[(instant - begin) / MINUTE];
    if (minute === undefined) throw new Error('the oracle does not reach so far');
    return minute;
  };
  return {
    due({ amount, unit }, from) {
      let left = unit === 'workDay' ? amount : amount * 60;
      for (let instant = from; ; instant += MINUTE) {
        const { day, isWorked } = minuteAt(instant);
        if (!isWorked) continue;
        // Of a day, each of its working minutes is an equal share.
        const step = unit === 'workDay' ? 1 / (perDay.get(day) ?? 0) : 1;
        if (left - step < SHARE_NOISE) return instant + Math.round((left / step) * MINUTE);
        left -= step;
      }
    },
    worked(from, to) {
      let worked = 0;
      for (let instant = from; instant < to; instant += MINUTE)
        if (minuteAt(instant).isWorked) worked += MINUTE;
      return worked;
    },
  };
}

/** Thousands of shares of a day are added up. */
const SHARE_NOISE = 1e-9;

type Minute = Readonly<{ day: string; isWorked: boolean }>;

function readMinutes(definition: CalendarDefinition, begin: Instant, end: Instant): Minute[] {
  const wallClock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: definition.zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const minutes: Minute[] = [];
  // Clocks change on a quarter of an hour everywhere, so Intl is asked once for each quarter.
  for (let quarter = begin; quarter < end; quarter += 15 * MINUTE) {
    const [day = '', time = ''] = wallClock.format(quarter).split(' ');
    const shifts = shiftsOf(definition, day);
    for (let minute = 0; minute < 15; minute++) {
      const wall = time.slice(0, 3) + String(Number(time.slice(3)) + minute).padStart(2, '0');
      minutes.push({ day, isWorked: shifts.some(({ from, to }) => from <= wall && wall < to) });
    }
  }
  return minutes;
}

function shiftsOf(definition: CalendarDefinition, day: string): readonly Shift[] {
  const ofWeek = definition.week[WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] ?? 'monday'];
  if (definition.holidays.includes(day)) return [];
  if (ofWeek.length > 0 || !definition.makeUpDays.includes(day)) return ofWeek;
  return WEEKDAYS.map((weekday) => definition.week[weekday]).find((s) => s.length > 0) ?? [];
}
