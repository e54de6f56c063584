// A running clock: a budget on a calendar plus a ledger of suspensions. Its due instants are a pure
// function of these; every operation returns a new clock, and what no longer applies (pausing a
// stopped clock, a time before the last entry of the ledger) changes nothing or is clamped. Pure.
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  budgetLength,
  calendarForUnit,
  checkBudget,
  isUrgent,
  type Budget,
  type CalendarName,
} from './budget.ts';
import { advance, usedBetween, type Calendar, type Calendars } from './calendar.ts';

export const CLOCK_KINDS = [
  'acknowledge',
  'verify',
  'accept',
  'dispatch',
  'sign',
  'contact',
  'arrive',
  'feedback',
  'handle',
  'check',
  'followUp',
  'reply',
  'ruling',
  'review',
  'majorReport',
] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** Rungs of the ladder that were claimed: 0 none yet; 1 = 100 % used, 2 = 150 %, 3 = 200 %. */
export type Rung = 0 | 1 | 2 | 3;
export type ClockState = 'running' | 'paused' | 'stopped' | 'void';
export type StopReason = 'done' | 'replaced' | 'void';
export type Light = 'green' | 'yellow' | 'red' | 'paused' | 'done' | 'late';

/** One suspension; `to` is null while it lasts. */
export type Suspension = Readonly<{ from: Instant; to: Instant | null; reason: string }>;

export type RunningClock = Readonly<{
  /** Serial within the incident. */
  no: number;
  kind: ClockKind;
  assignmentNo: number | null;
  stage: string | null;
  budget: Budget;
  calendar: CalendarName;
  calendarVersion: number;
  startedAt: Instant;
  /** 100 % used. */
  dueAt: Instant;
  /** 80 % used: yellow from here. */
  warnAt: Instant;
  /** 100, 150 and 200 % used. */
  rungs: readonly [Instant, Instant, Instant];
  rung: Rung;
  /** The next unclaimed rung's instant while running; null otherwise. */
  nextAt: Instant | null;
  suspensions: readonly Suspension[];
  state: ClockState;
  stoppedAt: Instant | null;
  stoppedBy: StopReason | null;
  /** So short that it rings the unit's chain instead of climbing the ladder. */
  urgent: boolean;
}>;

export type ClockSpec = Readonly<{
  no: number;
  kind: ClockKind;
  assignmentNo?: number | null;
  stage?: string | null;
  budget: Budget;
  startedAt: Instant;
}>;

const WARN_SHARE = 0.8;
const NEVER: readonly Suspension[] = [];

/**
 * Starts a clock on the newest version of the budget's calendar.
 * Throws `deadline.budget-not-positive`, `deadline.no-calendar`, `deadline.outside-calendar`.
 */
export function startClock(spec: ClockSpec, calendars: Calendars): RunningClock {
  const { no, kind, assignmentNo = null, stage = null, startedAt } = spec;
  const budget = { amount: spec.budget.amount, unit: spec.budget.unit };
  checkBudget(budget);
  const calendar = calendars.get(calendarForUnit(budget));
  const { dueAt, warnAt, rungs } = timesOf(budget, startedAt, NEVER, calendar);
  // In the order in which a record is hashed (clock-change.ts).
  return {
    assignmentNo,
    budget,
    calendar: calendar.name,
    calendarVersion: calendar.version,
    dueAt,
    kind,
    nextAt: dueAt,
    no,
    rung: 0,
    rungs,
    stage,
    startedAt,
    state: 'running',
    stoppedAt: null,
    stoppedBy: null,
    suspensions: NEVER,
    urgent: isUrgent(budget),
    warnAt,
  };
}

/** Suspends a running clock; its due instants stand still until it is resumed. */
export function pauseClock(clock: RunningClock, at: Instant, reason: string): RunningClock {
  if (clock.state !== 'running') return clock;
  const from = Math.max(at, lastEntryOf(clock));
  return {
    ...clock,
    state: 'paused',
    nextAt: null,
    suspensions: [...clock.suspensions, { from, to: null, reason }],
  };
}

/** Ends the suspension; due instants move on by what was suspended, on the clock's own calendar. */
export function resumeClock(clock: RunningClock, at: Instant, calendars: Calendars): RunningClock {
  if (clock.state !== 'paused') return clock;
  const resumed = { ...clock, state: 'running', suspensions: endSuspension(clock, at) } as const;
  return withTimes(resumed, calendars.get(clock.calendar, clock.calendarVersion));
}

/** Stops a clock for good; the first stop counts. */
export function stopClock(clock: RunningClock, at: Instant, by: StopReason = 'done'): RunningClock {
  if (isOver(clock)) return clock;
  return {
    ...clock,
    state: by === 'void' ? 'void' : 'stopped',
    nextAt: null,
    suspensions: endSuspension(clock, at),
    stoppedAt: Math.max(at, lastEntryOf(clock)),
    stoppedBy: by,
  };
}

/**
 * 延期: adds to the budget; claimed rungs stay claimed. The unit of the clock is kept.
 * Throws `deadline.units-differ` where wall time would be added to working time or the reverse.
 */
export function extendClock(
  clock: RunningClock,
  budget: Budget,
  calendars: Calendars,
): RunningClock {
  checkBudget(budget);
  if (isOver(clock)) return clock;
  const calendar = calendars.get(clock.calendar, clock.calendarVersion);
  const total = {
    amount: clock.budget.amount + convert(budget, clock.budget, calendar),
    unit: clock.budget.unit,
  };
  checkBudget(total);
  return withTimes({ ...clock, budget: total, urgent: isUrgent(total) }, calendar);
}

/**
 * 重新定级: another budget from the old start, as if it had been this one all along; the ledger of
 * suspensions and claimed rungs stay. Throws what `startClock` throws.
 */
export function rebudgetClock(
  clock: RunningClock,
  budget: Budget,
  calendars: Calendars,
): RunningClock {
  checkBudget(budget);
  if (isOver(clock)) return clock;
  const name = calendarForUnit(budget);
  const version = name === clock.calendar ? clock.calendarVersion : undefined;
  const calendar = calendars.get(name, version);
  return withTimes(
    {
      ...clock,
      budget,
      calendar: calendar.name,
      calendarVersion: calendar.version,
      urgent: isUrgent(budget),
    },
    calendar,
  );
}

/** After a publication: moves an open clock to the newest calendar; the same clock if that changes nothing. */
export function recomputeClock(clock: RunningClock, calendars: Calendars): RunningClock {
  if (isOver(clock)) return clock;
  const calendar = calendars.get(clock.calendar);
  if (calendar.version === clock.calendarVersion) return clock;
  return withTimes({ ...clock, calendarVersion: calendar.version }, calendar);
}

/** Rungs reached by `now` and not yet claimed; none while the clock is paused or over. */
export function dueRungs(clock: RunningClock, now: Instant): readonly Rung[] {
  if (clock.state !== 'running') return [];
  return ([1, 2, 3] as const).filter((rung) => {
    const instant = clock.rungs[rung - 1];
    return rung > clock.rung && instant !== undefined && instant <= now;
  });
}

/** Claims a rung and those below it; a rung is claimed once, so a lower claim changes nothing. */
export function claimRung(clock: RunningClock, rung: Rung): RunningClock {
  if (rung <= clock.rung) return clock;
  return { ...clock, rung, nextAt: nextOf(clock.state, rung, clock.rungs) };
}

/** Green below 80 %, yellow from 80 %, red after 100 %; a stopped clock was `done` in time or `late`. */
export function lightOf(clock: RunningClock, now: Instant): Light {
  if (clock.state === 'paused') return 'paused';
  if (isOver(clock)) return effectiveNow(clock, now) > clock.dueAt ? 'late' : 'done';
  if (now > clock.dueAt) return 'red';
  return now >= clock.warnAt ? 'yellow' : 'green';
}

/** Wall time (ms) left until due, negative when late; it stands still while paused and when over. */
export function remaining(clock: RunningClock, now: Instant): number {
  return clock.dueAt - effectiveNow(clock, now);
}

/** The instant up to which the clock has run: its last suspension or stop, whichever is earlier. */
function effectiveNow(clock: RunningClock, now: Instant): Instant {
  const last = clock.suspensions.at(-1);
  if (clock.state === 'running') return now;
  if (clock.state === 'paused') return last?.from ?? now;
  return last !== undefined && last.to === clock.stoppedAt ? last.from : (clock.stoppedAt ?? now);
}

function isOver(clock: RunningClock): boolean {
  return clock.state === 'stopped' || clock.state === 'void';
}

/** The last instant in the ledger: nothing is ever written before it, so a clock set back does no harm. */
function lastEntryOf(clock: RunningClock): Instant {
  const last = clock.suspensions.at(-1);
  return last === undefined ? clock.startedAt : (last.to ?? last.from);
}

function endSuspension(clock: RunningClock, at: Instant): readonly Suspension[] {
  const last = clock.suspensions.at(-1);
  if (last === undefined || last.to !== null) return clock.suspensions;
  return [...clock.suspensions.slice(0, -1), { ...last, to: Math.max(at, last.from) }];
}

/** When a clock rings next, by what state it is in and which rung was claimed last; null: never. */
export function nextOf(
  state: ClockState,
  rung: Rung,
  rungs: RunningClock['rungs'],
): Instant | null {
  return state !== 'running' || rung === 3 ? null : rungs[rung];
}

function withTimes(clock: RunningClock, calendar: Calendar): RunningClock {
  const { budget, startedAt, suspensions, state, rung } = clock;
  const { dueAt, warnAt, rungs } = timesOf(budget, startedAt, suspensions, calendar);
  return { ...clock, dueAt, warnAt, rungs, nextAt: nextOf(state, rung, rungs) };
}

function timesOf(
  budget: Budget,
  startedAt: Instant,
  suspensions: readonly Suspension[],
  calendar: Calendar,
): Pick<RunningClock, 'dueAt' | 'warnAt' | 'rungs'> {
  const length = budgetLength(budget);
  const used = (share: number) =>
    instantUsed(budget.unit, startedAt, suspensions, length * share, calendar);
  const dueAt = used(1);
  return { dueAt, warnAt: used(WARN_SHARE), rungs: [dueAt, used(1.5), used(2)] };
}

/** Days are summed as fractions: what differs by less (far below 1 ms) is the same. */
const USE_NOISE = 1e-9;

/**
 * The first instant at which `length` is used up outside the suspensions that have ended. One that
 * still lasts is left out: when it ends is not known, so the instants stand as they were before it.
 */
function instantUsed(
  unit: Budget['unit'],
  startedAt: Instant,
  suspensions: readonly Suspension[],
  length: number,
  calendar: Calendar,
): Instant {
  let from = startedAt;
  let left = length;
  for (const suspension of suspensions) {
    if (suspension.to === null) break;
    const used = usedBetween(calendar, unit, from, suspension.from);
    if (used >= left - USE_NOISE) break;
    left -= used;
    from = suspension.to;
  }
  return advance(calendar, unit, from, left);
}

/** `added` in the unit of `onto`; a working day counts with the length of an ordinary one. */
function convert(added: Budget, onto: Budget, calendar: Calendar): number {
  if (added.unit === onto.unit) return added.amount;
  if (calendarForUnit(added) !== calendarForUnit(onto))
    throw new Refused('deadline.units-differ', 'budget', { unit: added.unit, onto: onto.unit });
  return (added.amount * unitLength(added.unit, calendar)) / unitLength(onto.unit, calendar);
}

function unitLength(unit: Budget['unit'], calendar: Calendar): number {
  return unit === 'workDay' ? calendar.dayLength : budgetLength({ amount: 1, unit });
}
