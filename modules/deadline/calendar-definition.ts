// A county's working calendar as people write it: hours of each weekday, holidays and make-up
// days (调休) of the published years. Data, never code; checked before it is compiled. Pure.
import { z } from 'zod';
import type { Refusal } from '#platform/errors/index.ts';

/** Years that a definition may declare; also bounds how far a compiled calendar reaches. */
const YEAR_MIN = 1990;
const YEAR_MAX = 2150;
/** A century of holidays; every published list is far shorter (China: about 30 days a year). */
const YEARS_MAX = 100;
const DAYS_MAX = 5_000;
/** Morning, afternoon, evening and some: more is a mistake. */
const SHIFTS_MAX = 6;

const WallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const IsoDay = z.iso.date();

/** Working hours on the wall clock, half-open: `{ from: '08:30', to: '12:00' }`; `24:00` ends a day. */
export const Shift = z.object({ from: WallTime, to: WallTime });
export type Shift = Readonly<z.infer<typeof Shift>>;
const Shifts = z.array(Shift).max(SHIFTS_MAX);

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const CalendarDefinition = z.object({
  /** IANA zone of the wall clock, e.g. `Asia/Shanghai`. */
  zone: z.string().min(1).max(64),
  /** Hours of an ordinary week; an empty list is a day off. */
  week: z.object({
    monday: Shifts,
    tuesday: Shifts,
    wednesday: Shifts,
    thursday: Shifts,
    friday: Shifts,
    saturday: Shifts,
    sunday: Shifts,
  }),
  /** Years whose holidays are known; in every other year the week alone decides (`estimated`). */
  years: z.array(z.number().int().min(YEAR_MIN).max(YEAR_MAX)).min(1).max(YEARS_MAX),
  /** Days off although the week says work. */
  holidays: z.array(IsoDay).max(DAYS_MAX),
  /** Days worked although the week says off; they keep the hours of the week's first working day. */
  makeUpDays: z.array(IsoDay).max(DAYS_MAX),
});
export type CalendarDefinition = z.infer<typeof CalendarDefinition>;

/** What is wrong with a definition beyond its shape, or null. */
export function checkDefinition(definition: CalendarDefinition): Refusal | null {
  return checkZone(definition.zone) ?? checkWeek(definition.week) ?? checkDays(definition);
}

function checkZone(zone: string): Refusal | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return null;
  } catch {
    return { code: 'deadline.unknown-zone', field: 'zone', params: { zone } };
  }
}

function checkWeek(week: CalendarDefinition['week']): Refusal | null {
  for (const day of WEEKDAYS) {
    let previous = '00:00';
    for (const { from, to } of week[day]) {
      // 'HH:MM' compares as text.
      if (from < previous || to <= from)
        return { code: 'deadline.shifts-overlap', field: `week.${day}`, params: { day, from, to } };
      previous = to;
    }
  }
  if (WEEKDAYS.every((day) => week[day].length === 0))
    return { code: 'deadline.no-working-hours', field: 'week' };
  return null;
}

function checkDays({ years, holidays, makeUpDays }: CalendarDefinition): Refusal | null {
  const declared = new Set(years);
  for (const day of [...holidays, ...makeUpDays])
    if (!declared.has(Number(day.slice(0, 4))))
      return { code: 'deadline.day-outside-years', field: 'years', params: { day } };
  const off = new Set(holidays);
  const twice = makeUpDays.find((day) => off.has(day));
  return twice === undefined
    ? null
    : { code: 'deadline.day-twice', field: 'makeUpDays', params: { day: twice } };
}
