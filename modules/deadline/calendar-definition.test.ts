import { expect, test } from 'vitest';
import { CalendarDefinition, checkDefinition } from './calendar-definition.ts';
import { compileCalendar } from './compile-calendar.ts';
import { aCalendarDefinition, REST_DAYS_2026 } from './testing.ts';

const { week } = aCalendarDefinition();
const sunday = (...shifts: [string, string][]) => ({
  week: { ...week, sunday: shifts.map(([from, to]) => ({ from, to })) },
});
const nothing = Object.fromEntries(
  Object.keys(week).map((day) => [day, []]),
) as unknown as typeof week;

test('an ordinary definition is in order', () => {
  const definition = aCalendarDefinition(REST_DAYS_2026);
  expect(CalendarDefinition.parse(definition)).toEqual(definition);
  expect(checkDefinition(definition)).toBeNull();
  expect(
    checkDefinition(aCalendarDefinition(sunday(['00:00', '06:00'], ['06:00', '24:00']))),
  ).toBeNull();
});

test.each([
  ['deadline.unknown-zone', { zone: 'Asia/Yueqing' }],
  ['deadline.shifts-overlap', sunday(['08:00', '12:00'], ['11:00', '15:00'])],
  ['deadline.shifts-overlap', sunday(['12:00', '12:00'])],
  ['deadline.shifts-overlap', sunday(['22:00', '06:00'])],
  ['deadline.no-working-hours', { week: nothing }],
  ['deadline.day-outside-years', { holidays: ['2027-01-01'] }],
  ['deadline.day-outside-years', { makeUpDays: ['2025-12-31'] }],
  ['deadline.day-twice', { holidays: ['2026-05-09'], makeUpDays: ['2026-05-09'] }],
])('%s', (code, overrides) => {
  const definition = aCalendarDefinition(overrides);
  expect(checkDefinition(definition)?.code).toBe(code);
  expect(() => compileCalendar(definition)).toThrow(code);
});

test.each([
  ['a day that is none', { holidays: ['2026-02-30'] }],
  ['a time that is none', sunday(['08:00', '24:01'])],
  ['no years', { years: [] }],
])('%s does not even have the form', (_what, overrides) => {
  expect(CalendarDefinition.safeParse(aCalendarDefinition(overrides)).success).toBe(false);
});
