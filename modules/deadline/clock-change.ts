// A clock as it is kept: only what is not the ordinary case, and of a clock that stood already only what
// moved. A history holds several clocks in nearly every entry, so this halves what is hashed and stored.
import type { RunningClock } from './clock.ts';

/** What changed of a clock, or all that is worth saying of a new one; whole clocks are changes, too. */
export type ClockChange = Pick<RunningClock, 'no' | 'kind'> & Partial<RunningClock>;

/** What is so of a clock unless something else is said. */
const ORDINARY: Partial<RunningClock> = {
  assignmentNo: null,
  stage: null,
  rung: 0,
  nextAt: null,
  suspensions: [],
  stoppedAt: null,
  stoppedBy: null,
  urgent: false,
};

/** What leads from `before` (undefined: no such clock) to `after`. */
export function clockChange(before: RunningClock | undefined, after: RunningClock): ClockChange {
  const base: Partial<RunningClock> = before ?? ORDINARY;
  const change: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = after[name];
    if (name === 'no' || name === 'kind' || !isSame(base[name], value)) change[name] = value;
  }
  return change as ClockChange;
}

const FIELDS: Readonly<Record<keyof RunningClock, true>> = {
  no: true,
  kind: true,
  assignmentNo: true,
  stage: true,
  budget: true,
  calendar: true,
  calendarVersion: true,
  startedAt: true,
  dueAt: true,
  warnAt: true,
  rungs: true,
  rung: true,
  nextAt: true,
  suspensions: true,
  state: true,
  stoppedAt: true,
  stoppedBy: true,
  urgent: true,
};
/** In the order in which a record is hashed, so that nobody has to sort them then. */
const NAMES = Object.keys(FIELDS).sort() as readonly (keyof RunningClock)[];

/** The clock after a change; without `before` the change must be one that `clockChange` made without. */
export function changedClock(before: RunningClock | undefined, change: ClockChange): RunningClock {
  return { ...(before ?? ORDINARY), ...change } as RunningClock;
}

/** The same value; lists that are not one and the same count as changed unless both are empty. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Array.isArray(a) && Array.isArray(b) && a.length === 0 && b.length === 0);
}
