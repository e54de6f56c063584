// Clocks that belong to one order, one request, one supervision, and move in their own way. Pure.
import type { Budget } from '#modules/catalog/index.ts';
import { findItem } from '#modules/catalog/index.ts';
import {
  claimRung,
  extendClock,
  recomputeClock,
  startClock,
  stopClock,
  type ClockKind,
  type RunningClock,
} from '#modules/deadline/index.ts';
import { MINUTE, type Instant } from '#platform/time/index.ts';
import { ENDS, ORDER_ENDS, ORDERS, type ClockBasis } from './clock-rules.ts';
import { isOpenClock, nextNo, put, type ClockTable } from './clock-table.ts';
import type { FactData, FactType } from './facts.ts';
import { isLive, type Assignment, type Help, type Incident } from './incident.ts';

export type Happening = Readonly<{ type: FactType; data: FactData[FactType]; at: Instant }>;

/** Clocks that a single kind of fact moves in its own way. */
export function moveSpecials(
  after: Incident,
  fact: Happening,
  basis: ClockBasis,
  table: ClockTable,
): void {
  if (fact.type === 'incident.rang') {
    const { clockNo, rung } = fact.data as FactData['incident.rang'];
    const clock = table.now.find((candidate) => candidate.no === clockNo);
    if (clock) put(table, claimRung(clock, rung));
  }
  const stopStage = (kind: ClockKind, no: number) => {
    for (const clock of table.now)
      if (clock.kind === kind && clock.stage === String(no) && isOpenClock(clock))
        put(table, stopClock(clock, fact.at));
  };
  if (fact.type === 'incident.extended') {
    const { share } = fact.data as FactData['incident.extended'];
    const clock = table.now.find(
      (open) => open.kind === 'handle' && open.assignmentNo === null && isOpenClock(open),
    );
    if (clock) {
      const more = { ...clock.budget, amount: clock.budget.amount * share };
      put(table, extendClock(clock, more, basis.calendars));
    }
  }
  if (fact.type === 'incident.supervised') {
    const { no, replyBy } = fact.data as FactData['incident.supervised'];
    put(table, replyClock(no, replyBy, fact.at, basis, table));
  }
  if (fact.type === 'incident.supervisionReplied') {
    const { no } = fact.data as FactData['incident.supervisionReplied'];
    stopStage('reply', no);
  }
  if (fact.type === 'incident.struckOff') {
    const { no, accepted, replyBy } = fact.data as FactData['incident.struckOff'];
    if (!accepted && replyBy !== undefined)
      put(table, replyClock(no, replyBy, fact.at, basis, table));
  }
  // Help that was asked for is acknowledged within the time of its level (K-ack, defaults 3(c)).
  const help = (fact.data as { help?: Help }).help;
  const acknowledge = basis.catalog.clockPolicy.acknowledge[after.level];
  if (help && acknowledge)
    put(
      table,
      startClock(
        {
          no: nextNo(table),
          kind: 'acknowledge',
          stage: String(help.no),
          budget: acknowledge,
          startedAt: fact.at,
        },
        basis.calendars,
      ),
    );
  if (HELP_SEEN.includes(fact.type))
    stopStage('acknowledge', (fact.data as FactData['incident.acknowledged']).helpNo);
  if (GIVES_ORDERS.includes(fact.type)) {
    const { assignments } = fact.data as FactData['incident.coAssigned'];
    for (const clock of clocksOfOrders(after, assignments, fact.at, basis, table))
      put(table, clock);
  }
  if (ruled(fact))
    for (const clock of table.now)
      if (clock.kind === 'ruling' && isOpenClock(clock)) put(table, stopClock(clock, fact.at));
  if (fact.type === 'incident.returned' && after.flags.disputed)
    if (!table.now.some((clock) => clock.kind === 'ruling' && isOpenClock(clock)))
      put(
        table,
        startClock(
          { no: nextNo(table), kind: 'ruling', budget: RULING, startedAt: fact.at },
          basis.calendars,
        ),
      );
  const ends = ENDS_OWN[fact.type];
  if (ends) {
    const { assignmentNo } = fact.data as FactData['incident.done'];
    for (const clock of table.now)
      if (
        clock.assignmentNo === assignmentNo &&
        isOpenClock(clock) &&
        (ends === 'all' || clock.kind === ends)
      )
        put(
          table,
          fact.type === 'incident.waived' ? voidClock(clock, fact.at) : stopClock(clock, fact.at),
        );
  }
  // An order that comes back or ends takes its own clocks with it; the case clock goes on.
  if (ORDER_ENDS.includes(fact.type))
    for (const clock of table.now) {
      const its = after.assignments.find((each) => each.no === clock.assignmentNo);
      if (its && !isLive(its) && isOpenClock(clock)) put(table, voidClock(clock, fact.at));
    }
  // With the matter ends whatever still had to be done about it, be it of a kind that its item no longer has.
  if (ENDS.includes(fact.type))
    for (const clock of table.now)
      if (isOpenClock(clock) && !OUTLIVES.includes(clock.kind))
        put(table, voidClock(clock, fact.at));
  if (fact.type === 'incident.recalculated')
    for (const clock of table.now) {
      const anew = recomputeClock(clock, basis.calendars);
      if (anew !== clock) put(table, anew);
    }
}

/** Who asked is still to be told and called back, and what was demanded or owed upwards stays due. */
const OUTLIVES: readonly ClockKind[] = ['feedback', 'followUp', 'reply', 'majorReport'];

/** What one unit does ends these clocks of its own order. */
const ENDS_OWN: Partial<Record<FactType, ClockKind | 'all'>> = {
  'incident.signed': 'sign',
  'incident.arrived': 'arrive',
  'incident.done': 'all',
  'incident.waived': 'all',
};
const HELP_SEEN: readonly FactType[] = [
  'incident.acknowledged',
  'incident.supported',
  'incident.declined',
];
const GIVES_ORDERS: readonly FactType[] = [...ORDERS, 'incident.coAssigned', 'incident.supported'];

/** 职责裁定: after a second return the county desk decides within a working day (design §3, Returns). */
const RULING: Budget = { amount: 1, unit: 'workDay' };

const ruled = (fact: Happening) =>
  ORDERS.includes(fact.type) && (fact.data as FactData['incident.dispatched']).ruled === true;

/** The issuer of a supervision sets the day itself, so the budget is the wall time until then. */
function replyClock(
  no: number,
  replyBy: Instant,
  at: Instant,
  basis: ClockBasis,
  table: ClockTable,
): RunningClock {
  const budget: Budget = { amount: Math.max(1, replyBy - at) / MINUTE, unit: 'minute' };
  return startClock(
    { no: nextNo(table), kind: 'reply', stage: String(no), budget, startedAt: at },
    basis.calendars,
  );
}

/** Co-handlers are due earlier than the lead, who needs their opinion. */
const CO_HANDLER_SHARE = 0.8;

/**
 * The clocks of single orders: a co-handler's time for its part; a supporting unit's to sign and to arrive;
 * and a new lead's own time where the case clock has begun before (it never restarts).
 */
function clocksOfOrders(
  after: Incident,
  assignments: readonly Assignment[],
  at: Instant,
  basis: ClockBasis,
  table: ClockTable,
): RunningClock[] {
  const item = after.itemCode === null ? undefined : findItem(basis.catalog, after.itemCode);
  if (!item) return [];
  const { handle, sign, arrive } = item.limits;
  const caseBegan = table.now.some(
    (clock) =>
      clock.kind === 'handle' &&
      clock.assignmentNo === null &&
      clock.state !== 'void' &&
      clock.startedAt < at,
  );
  const wanted = assignments.flatMap(
    ({ no, role, helpNo }): { assignmentNo: number; kind: ClockKind; budget: Budget | null }[] => {
      if (role === 'lead')
        return caseBegan ? [{ assignmentNo: no, kind: 'handle', budget: handle }] : [];
      if (helpNo !== undefined)
        return [
          { assignmentNo: no, kind: 'sign', budget: sign },
          { assignmentNo: no, kind: 'arrive', budget: arrive },
        ];
      const share = handle && { ...handle, amount: handle.amount * CO_HANDLER_SHARE };
      return [{ assignmentNo: no, kind: 'handle', budget: share }];
    },
  );
  let next = nextNo(table);
  return wanted.flatMap(({ budget, ...clock }) =>
    budget ? [startClock({ ...clock, no: next++, budget, startedAt: at }, basis.calendars)] : [],
  );
}

export function voidClock(clock: RunningClock, at: Instant): RunningClock {
  return { ...stopClock(clock, at), state: 'void', stoppedBy: 'void' };
}
