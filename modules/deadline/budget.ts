// What the catalogue's time budgets mean: wall time (minute, hour) runs day and night, working
// time (workHour, workDay) runs on the county's calendar. Pure.
import { BUDGET_MAX, type Budget } from '#modules/catalog/contract.ts';
import { HOUR, MINUTE } from '#platform/time/index.ts';
import { Refused } from '#platform/errors/index.ts';

export type { Budget };
export type BudgetUnit = Budget['unit'];

export type CalendarName = 'clock24x7' | 'workTime';

/** Budgets shorter than this ring the unit's own chain at once instead of climbing the ladder. */
const URGENT_BELOW = 15 * MINUTE;

/** The calendar on which a budget runs. */
export function calendarForUnit(budget: Budget): CalendarName {
  return budget.unit === 'workHour' || budget.unit === 'workDay' ? 'workTime' : 'clock24x7';
}

/** Whether a budget is so short that a person must be rung rather than reminded. */
export function isUrgent(budget: Budget): boolean {
  return calendarForUnit(budget) === 'clock24x7' && budgetLength(budget) < URGENT_BELOW;
}

/** Length of a budget: ms for `minute`, `hour` and `workHour`; a number of days for `workDay`. */
export function budgetLength(budget: Budget): number {
  switch (budget.unit) {
    case 'minute':
      return budget.amount * MINUTE;
    case 'hour':
    case 'workHour':
      return budget.amount * HOUR;
    case 'workDay':
      return budget.amount;
  }
}

/** Throws `deadline.budget-not-positive` unless the amount is above 0 and within its limit. */
export function checkBudget(budget: Budget): void {
  const { amount, unit } = budget;
  const maximum = BUDGET_MAX[unit];
  if (!(amount > 0 && amount <= maximum))
    throw new Refused('deadline.budget-not-positive', 'budget', { amount, maximum, unit });
}
