// Which clocks an incident carries: each rule names the facts that start, stop and pause it.
// Every fact passes through `moveClocks` on its way in, so no verb can forget a clock.
import type { Budget } from '#modules/catalog/index.ts';
import { findItem } from '#modules/catalog/index.ts';
import {
  pauseClock,
  rebudgetClock,
  resumeClock,
  startClock,
  stopClock,
  type ClockChange,
  type ClockKind,
  type RunningClock,
} from '#modules/deadline/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  CLOCK_RULES,
  isCall1312,
  LATE_KNOWN,
  movesOf,
  type ClockBasis,
  type Move,
  type Rule,
} from './clock-rules.ts';
import { moveSpecials, voidClock, type Happening } from './clock-specials.ts';
import { changesOf, clockTable, isOpenClock, nextNo, put, type ClockTable } from './clock-table.ts';
import type { FactType } from './facts.ts';
import type { Incident } from './incident.ts';

export { FOLLOW_UP_SOURCES, type ClockBasis } from './clock-rules.ts';
export { isOpenClock } from './clock-table.ts';

/**
 * The clocks after a fact, and what it changes of them (empty when nothing).
 * `before` is undefined for the first fact; `after` has the fact already applied, its clocks not yet.
 */
export function moveClocks(
  before: Incident | undefined,
  after: Incident,
  fact: Happening,
  basis: ClockBasis,
): Readonly<{ clocks: readonly RunningClock[]; changes: readonly ClockChange[] }> {
  const table = clockTable(after.clocks);
  const item = after.itemCode === null ? undefined : findItem(basis.catalog, after.itemCode);
  const byCo = isByCoHandler(after, fact);
  for (const move of movesOf(fact.type)) {
    const { rule } = move;
    if (rule.only && !rule.only(after, item)) continue;
    // A co-handler that returns its part leaves the matter where it was.
    if (byCo && (!rule.anyHandler || fact.type === 'incident.returned')) continue;
    for (const clock of table.now)
      if (isMovedBy(rule, clock)) put(table, movedClock(move, clock, fact, basis));
    if (!move.starts || hasBegun(table.now, rule, fact.type)) continue;
    const budget = rule.budget(after, item, basis.catalog.clockPolicy, fact.type);
    if (!budget) continue;
    const isLate = rule.fromReceipt && LATE_KNOWN.includes(fact.type);
    const startedAt = isLate ? after.reportedAt : fact.at;
    put(
      table,
      startClock({ no: nextNo(table), kind: rule.kind, budget, startedAt }, basis.calendars),
    );
  }
  if (before) regrade(before, after, fact, basis, table);
  moveSpecials(after, fact, basis, table);
  // Nothing rings any more for a matter that was never one, or that goes on under another's number.
  if (after.status === 'dismissed' || after.status === 'merged' || after.flags.archived)
    for (const clock of table.now) if (isOpenClock(clock)) put(table, voidClock(clock, fact.at));
  return { clocks: table.now, changes: changesOf(table) };
}

/**
 * A clock of one order alone (a co-handler's, a supporting unit's) is moved by what that unit does
 * (`moveSpecials`); only the time for handling is shared: pausing the matter pauses all who work on it.
 */
function isMovedBy({ kind }: Rule, clock: RunningClock): boolean {
  const isShared = clock.assignmentNo === null || kind === 'handle';
  return clock.kind === kind && isShared && isOpenClock(clock);
}

function movedClock(
  { ends, pauses, resumes }: Move,
  clock: RunningClock,
  { at, type }: Happening,
  { calendars }: ClockBasis,
): RunningClock {
  if (ends === 'stop') return stopClock(clock, at);
  if (ends === 'void') return voidClock(clock, at);
  if (pauses) return pauseClock(clock, at, type);
  return resumes ? resumeClock(clock, at, calendars) : clock;
}

export function hasOpenClock(incident: Incident, kind: ClockKind): boolean {
  return incident.clocks.some((clock) => clock.kind === kind && isOpenClock(clock));
}

function isByCoHandler(after: Incident, { data }: Happening): boolean {
  const no = (data as { assignmentNo?: number | null }).assignmentNo ?? null;
  return no !== null && after.assignments.some((each) => each.no === no && each.role === 'co');
}

/** Facts that give even a `once` clock a new run. */
const NEW_RUN: readonly FactType[] = ['incident.reworked', 'incident.reopened'];

/** Whether a start fact finds the clock begun already; there are never two of one kind at once. */
function hasBegun(clocks: readonly RunningClock[], rule: Rule, type: FactType): boolean {
  const keepsOn = rule.once === true && !NEW_RUN.includes(type);
  return clocks.some(
    (clock) =>
      clock.kind === rule.kind &&
      clock.assignmentNo === null &&
      (isOpenClock(clock) || (keepsOn && clock.state !== 'void')),
  );
}

/**
 * A new item or level gives open clocks their new budget from the old start. What was granted or cut
 * (an extension, half the time after rework, a co-handler's share) stays in proportion.
 */
function regrade(
  before: Incident,
  after: Incident,
  fact: Happening,
  basis: ClockBasis,
  table: ClockTable,
): void {
  if (!LATE_KNOWN.includes(fact.type)) return;
  if (before.itemCode === after.itemCode && before.level === after.level) return;
  const was = gradingOf(before, basis);
  const is = gradingOf(after, basis);
  for (const clock of table.now.filter(isOpenClock)) {
    const old = was.budget(clock.kind, fact.type);
    const budget = is.budget(clock.kind, fact.type);
    if (!budget) {
      // What turned out to be no 110 call is not held to its minutes.
      if (old && was.isCall && !is.isCall) put(table, voidClock(clock, fact.at));
      continue;
    }
    if (!old || sameBudget(old, budget)) continue;
    const share = old.unit === clock.budget.unit ? clock.budget.amount / old.amount : 1;
    put(table, rebudgetClock(clock, { ...budget, amount: budget.amount * share }, basis.calendars));
  }
}

/** Budgets as the rules give them to an incident of this item and level. */
function gradingOf(incident: Incident, { catalog }: ClockBasis) {
  const item = incident.itemCode === null ? undefined : findItem(catalog, incident.itemCode);
  return {
    isCall: isCall1312(incident, item),
    budget(kind: ClockKind, type: FactType): Budget | null {
      const rule = CLOCK_RULES.find(
        (each) => each.kind === kind && (each.only?.(incident, item) ?? true),
      );
      return rule?.budget(incident, item, catalog.clockPolicy, type) ?? null;
    },
  };
}

function sameBudget(a: Budget, b: Budget): boolean {
  return a.amount === b.amount && a.unit === b.unit;
}

/** The earliest instant at which a clock of this incident rings next; null when none will. */
export function nextRing(clocks: readonly RunningClock[]): Instant | null {
  let next: Instant | null = null;
  for (const clock of clocks)
    if (
      clock.state === 'running' &&
      clock.nextAt !== null &&
      (next === null || clock.nextAt < next)
    )
      next = clock.nextAt;
  return next;
}

/** The running clock that is due first: the one a list shows. */
export function nearestClock(clocks: readonly RunningClock[]): RunningClock | null {
  let nearest: RunningClock | null = null;
  for (const clock of clocks)
    if (clock.state === 'running' && (nearest === null || clock.dueAt < nearest.dueAt))
      nearest = clock;
  return nearest;
}
