// The published rest days that are shipped as data can be compiled, and say what the notices say.
import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#platform/time/index.ts';
import { workedBetween } from './calendar.ts';
import { compileCalendar } from './compile-calendar.ts';
import china from './data/holidays-cn.json' with { type: 'json' };
import unitedStates from './data/holidays-us.json' with { type: 'json' };
import { aCalendarDefinition } from './testing.ts';

/** The working days of a year with these rest days. */
function workingDaysOf(restDays: typeof china, year: number): number {
  const { zone, years, holidays, makeUpDays } = restDays;
  const calendar = compileCalendar(aCalendarDefinition({ zone, years, holidays, makeUpDays }));
  const whole = workedBetween(
    Date.UTC(year, 0, 1) - DAY / 2,
    Date.UTC(year + 1, 0, 1) - DAY / 2,
    calendar,
  );
  return whole / (7 * HOUR);
}

describe('working days of a year', () => {
  // China: 365 − 104 weekend days − 13 statutory rest days = 248 in 2025 and 2026.
  test.each([2025, 2026])('China %s', (year) => {
    expect(workingDaysOf(china, year)).toBe(248);
  });
  test('United States 2026', () => {
    expect(workingDaysOf(unitedStates, 2026)).toBe(261 - 11); // 11 federal holidays, all on weekdays
  });
});
