// Calendars for tests: an office week in China with the published rest days of 2026, and one in New York.
import type { CalendarDefinition, Shift } from './calendar-definition.ts';
import { calendarsOf, type Calendars } from './calendar.ts';
import { compileCalendar } from './compile-calendar.ts';

const OFFICE: Shift[] = [
  { from: '08:30', to: '12:00' },
  { from: '14:00', to: '17:30' },
];

/** Monday to Friday 8:30–12:00 and 14:00–17:30 (seven hours), no rest days but the weekends of 2026. */
export function aCalendarDefinition(
  overrides: Partial<CalendarDefinition> = {},
): CalendarDefinition {
  return {
    zone: 'Asia/Shanghai',
    week: {
      monday: OFFICE,
      tuesday: OFFICE,
      wednesday: OFFICE,
      thursday: OFFICE,
      friday: OFFICE,
      saturday: [],
      sunday: [],
    },
    years: [2026],
    holidays: [],
    makeUpDays: [],
    ...overrides,
  };
}

/** The weekdays off and weekend days worked of 2026 (State Council notice of November 2025). */
export const REST_DAYS_2026 = {
  holidays: [
    ...['2026-01-01', '2026-01-02', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19'],
    ...['2026-02-20', '2026-02-23', '2026-04-06', '2026-05-01', '2026-05-04', '2026-05-05'],
    ...['2026-06-19', '2026-09-25', '2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06'],
    '2026-10-07',
  ],
  makeUpDays: [
    ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  ],
};

/** The calendars of a Chinese county in 2026, version 1. */
export function calendarsOfChina(): Calendars {
  return (china ??= calendarsOf([compileCalendar(aCalendarDefinition(REST_DAYS_2026))]));
}
let china: Calendars | undefined;
