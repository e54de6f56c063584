// A clock as it is kept: only what is not the ordinary case, of a clock that stood already only what moved,
// and never what follows from the rest. A history holds several clocks in nearly every entry, so this more
// than halves what is hashed and stored.
import { calendarForUnit, isUrgent } from './budget.ts';
import { nextOf, type RunningClock } from './clock.ts';

/**
 * What changed of a clock, or all that is worth saying of a new one; whole clocks are changes, too. Records of
 * before 2026-11 also say what follows from the rest.
 */
export type ClockChange = Pick<RunningClock, 'no' | 'kind'> & Partial<RunningClock>;

/**
 * A clock of which nothing is known but what is ordinarily so, in the order in which a record is hashed: all
 * clocks are made in it, so that nobody has to sort their changes.
 */
const ORDINARY = {
  assignmentNo: null,
  budget: undefined,
  calendar: undefined,
  calendarVersion: undefined,
  dueAt: undefined,
  kind: undefined,
  nextAt: null,
  no: undefined,
  rung: 0,
  rungs: undefined,
  stage: null,
  startedAt: undefined,
  state: undefined,
  stoppedAt: null,
  stoppedBy: null,
  suspensions: [],
  urgent: false,
  warnAt: undefined,
} as const satisfies { readonly [Name in keyof RunningClock]: RunningClock[Name] | undefined };

/** What is kept of a clock; `calendar`, `dueAt`, `nextAt` and `urgent` follow from it. */
const KEPT = [
  'assignmentNo',
  'budget',
  'calendarVersion',
  'kind',
  'no',
  'rung',
  'rungs',
  'stage',
  'startedAt',
  'state',
  'stoppedAt',
  'stoppedBy',
  'suspensions',
  'warnAt',
] as const satisfies readonly (keyof RunningClock)[];

/** What leads from `before` (undefined: no such clock) to `after`. */
export function clockChange(before: RunningClock | undefined, after: RunningClock): ClockChange {
  const base = before ?? ORDINARY;
  const change: Record<string, unknown> = {};
  for (const name of KEPT) {
    const value = after[name];
    if (name === 'no' || name === 'kind' || !isSame(base[name], value)) change[name] = value;
  }
  return change as ClockChange;
}

/** The clock after a change; without `before` the change must be one that `clockChange` made without. */
export function changedClock(before: RunningClock | undefined, change: ClockChange): RunningClock {
  const clock = { ...(before ?? ORDINARY), ...change } as Writable<RunningClock>;
  const { budget, rung, rungs, state } = clock;
  clock.calendar = calendarForUnit(budget);
  clock.dueAt = rungs[0];
  clock.nextAt = nextOf(state, rung, rungs);
  clock.urgent = isUrgent(budget);
  return clock;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** The same value; lists that are not one and the same count as changed unless both are empty. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return Array.isArray(a) && Array.isArray(b) && a.length === 0 && b.length === 0;
}
