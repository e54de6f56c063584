// The door of the deadline module: budgets, calendars and clocks. Pure, except for the store.
export type { Budget, BudgetUnit, CalendarName } from './budget.ts';
export { calendarForUnit, isUrgent } from './budget.ts';
export { CalendarDefinition, Shift, WEEKDAYS } from './calendar-definition.ts';
export type { Weekday } from './calendar-definition.ts';
export type { Calendar, Calendars } from './calendar.ts';
export { calendarsOf, CLOCK_24X7, dueInstant, isEstimated, workedBetween } from './calendar.ts';
export { compileCalendar } from './compile-calendar.ts';
export type { CalendarIdentity } from './compile-calendar.ts';
export { changedClock, clockChange } from './clock-change.ts';
export type { ClockChange } from './clock-change.ts';
export type {
  ClockKind,
  ClockSpec,
  ClockState,
  Light,
  Rung,
  RunningClock,
  StopReason,
  Suspension,
} from './clock.ts';
export {
  claimRung,
  dueRungs,
  extendClock,
  lightOf,
  pauseClock,
  rebudgetClock,
  recomputeClock,
  remaining,
  resumeClock,
  startClock,
  stopClock,
} from './clock.ts';
export { DEADLINE_REFUSALS } from './refusals.ts';
export type { DeadlineRefusal } from './refusals.ts';
export { loadCalendars, loadCountyCalendars, publishCalendar, seedCalendar } from './store.ts';
