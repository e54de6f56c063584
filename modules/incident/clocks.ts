// Which clocks an incident carries: each rule names the facts that start, stop and pause it.
// Every fact passes through `moveClocks` on its way in, so no verb can forget a clock.
import type { Budget, Catalog, CatalogItem, ClockPolicy } from '#modules/catalog/index.ts';
import { findItem } from '#modules/catalog/index.ts';
import {
  claimRung,
  clockChange,
  extendClock,
  pauseClock,
  rebudgetClock,
  recomputeClock,
  resumeClock,
  startClock,
  stopClock,
  type Calendars,
  type ClockChange,
  type ClockKind,
  type RunningClock,
} from '#modules/deadline/index.ts';
import { MINUTE, type Instant } from '#platform/time/index.ts';
import type { FactData, FactType } from './facts.ts';
import { isLive, type Assignment, type Help, type Incident } from './incident.ts';

/** What the clocks are computed from: one catalogue version and the county's calendars. */
export type ClockBasis = Readonly<{ catalog: Catalog; calendars: Calendars }>;

type Rule = Readonly<{
  kind: ClockKind;
  starts: readonly FactType[];
  stops: readonly FactType[];
  pauses?: readonly FactType[];
  resumes?: readonly FactType[];
  /** Facts after which it no longer means anything. */
  voids?: readonly FactType[];
  budget: (
    incident: Incident,
    item: CatalogItem | undefined,
    policy: ClockPolicy,
    type: FactType,
  ) => Budget | null;
  /** Keeps running when a start fact comes again: the case clock never restarts (先行处置). */
  once?: boolean;
  /** The rule holds for these only; otherwise it moves nothing. */
  only?: (incident: Incident, item: CatalogItem | undefined) => boolean;
  /** What a co-handler does moves it too; otherwise the lead alone does. */
  anyHandler?: boolean;
}>;

const ENDS: readonly FactType[] = [
  'incident.answered',
  'incident.selfHandled',
  'incident.dismissed',
  'incident.merged',
  'incident.closed',
];
/** Facts that give an order to a lead, and those that end the order before. */
const ORDERS: readonly FactType[] = ['incident.dispatched', 'incident.reassigned'];
const ORDER_ENDS: readonly FactType[] = [
  'incident.returned',
  'incident.recalled',
  'incident.reassigned',
];
const SUSPENDS: readonly FactType[] = ['incident.deferred', 'incident.shelved'];

/** What is shelved is looked at again every quarter (挂账). */
const QUARTER: Budget = { amount: 90 * 24, unit: 'hour' };
/** 首报: each level passes it on within two hours (State Council Order 493, art. 11). */
const FIRST_REPORT: Budget = { amount: 2, unit: 'hour' };
/** 续报: while it lasts, at least once a day (our own default; whatever changes is told at once). */
const NEXT_REPORT: Budget = { amount: 24, unit: 'hour' };

/** A 110 call is received when it comes in, or when it becomes known that it was one. */
const RECEIVED_1312: readonly FactType[] = [
  'incident.reported',
  'incident.appealed',
  'incident.unmerged',
  'incident.triaged',
  'incident.amended',
];

/** 1312 runs for non-police calls that 110 hands us: all three from the moment we receive them. */
const isCall1312 = (incident: Incident, item: CatalogItem | undefined) =>
  item?.is1312 === true && incident.source === 'police110';

export const CLOCK_RULES: readonly Rule[] = [
  {
    kind: 'accept',
    starts: ['incident.reported', 'incident.appealed', 'incident.unmerged'],
    stops: ['incident.filed', ...ENDS],
    budget: (incident, item, policy) =>
      isCall1312(incident, item) ? (item?.limits.sign ?? null) : policy.accept[incident.level],
  },
  {
    kind: 'contact',
    starts: RECEIVED_1312,
    stops: ['incident.contacted'],
    voids: ENDS,
    once: true,
    only: isCall1312,
    anyHandler: true,
    budget: (_incident, item) => item?.limits.contact ?? null,
  },
  {
    kind: 'arrive',
    starts: RECEIVED_1312,
    stops: ['incident.arrived'],
    voids: ENDS,
    once: true,
    only: isCall1312,
    anyHandler: true,
    budget: (_incident, item) => item?.limits.arrive ?? null,
  },
  {
    kind: 'verify',
    starts: ['incident.verifyAsked'],
    stops: ['incident.verified'],
    voids: ['incident.filed', ...ENDS],
    budget: (incident, _item, policy) => policy.verify[incident.level],
  },
  {
    kind: 'dispatch',
    starts: ['incident.filed', 'incident.returned', 'incident.recalled'],
    stops: ['incident.dispatched', 'incident.reassigned'],
    voids: ENDS,
    budget: (incident, _item, policy) => policy.dispatch[incident.level],
  },
  {
    kind: 'sign',
    starts: ORDERS,
    stops: ['incident.signed'],
    voids: [...ORDER_ENDS, ...ENDS],
    // In a 110 call the one minute is the room's (accept); its team signs within the same limit.
    budget: (_incident, item) => item?.limits.sign ?? null,
  },
  {
    kind: 'arrive',
    starts: ORDERS,
    stops: ['incident.arrived'],
    voids: [...ORDER_ENDS, ...ENDS],
    only: (incident, item) => !isCall1312(incident, item),
    anyHandler: true,
    budget: (_incident, item) => item?.limits.arrive ?? null,
  },
  {
    kind: 'handle',
    starts: [...ORDERS, 'incident.reworked', 'incident.reopened'],
    stops: ['incident.resolved'],
    pauses: SUSPENDS,
    resumes: ['incident.resumed'],
    voids: ENDS,
    once: true,
    budget: (_incident, item, _policy, type) => {
      const budget = item?.limits.handle ?? null;
      // After a failed check there is half the time (defaults 3(c) row 20).
      return budget && type === 'incident.reworked'
        ? { ...budget, amount: budget.amount / 2 }
        : budget;
    },
  },
  {
    kind: 'feedback',
    // A team that goes straight to 申请办结 is done by that.
    starts: ['incident.done', 'incident.resolved'],
    stops: ['incident.fedBack'],
    once: true,
    only: isCall1312,
    anyHandler: false,
    budget: (_incident, item) => item?.limits.feedback ?? null,
  },
  {
    kind: 'check',
    starts: ['incident.resolved'],
    stops: ['incident.closed', 'incident.reworked'],
    voids: ['incident.dismissed'],
    budget: (incident, _item, policy) => policy.check[incident.level],
  },
  {
    kind: 'followUp',
    starts: ['incident.closed', 'incident.answered', 'incident.selfHandled'],
    stops: ['incident.followedUp', 'incident.rated'],
    voids: ['incident.reopened'],
    budget: (incident, item, policy) =>
      incident.flags.followUpDue || item?.followUpRequired ? policy.followUp[incident.level] : null,
  },
  {
    kind: 'review',
    starts: ['incident.shelved', 'incident.reviewed'],
    stops: ['incident.reviewed', 'incident.resumed'],
    voids: ENDS,
    budget: () => QUARTER,
  },
  {
    kind: 'majorReport',
    starts: ['incident.major', 'incident.reportedUp'],
    stops: ['incident.reportedUp'],
    voids: ['incident.dismissed', 'incident.merged'],
    budget: ({ flags: { major } }) => {
      if (!major || major.final) return null;
      return major.reports === 0 ? FIRST_REPORT : NEXT_REPORT;
    },
  },
];

/** Sources whose reporters are called back whatever the item (12345, citizens, deputies). */
export const FOLLOW_UP_SOURCES: readonly Incident['source'][] = [
  'hotline12345',
  'citizen',
  'phone',
  'visit',
  'letter',
  'deputy',
];

/** The rules that a kind of fact touches: most touch two or three. */
function rulesFor(type: FactType): readonly Rule[] {
  let rules = rulesByFact.get(type);
  if (!rules) {
    rules = CLOCK_RULES.filter(({ starts, stops, voids, pauses, resumes }) =>
      [starts, stops, voids, pauses, resumes].some((facts) => facts?.includes(type)),
    );
    rulesByFact.set(type, rules);
  }
  return rules;
}
const rulesByFact = new Map<FactType, readonly Rule[]>();

type Happening = Readonly<{ type: FactType; data: FactData[FactType]; at: Instant }>;

/**
 * What a fact changes of the clocks (empty when nothing).
 * `before` is undefined for the first fact; `after` has the fact already applied, its clocks not yet.
 */
export function moveClocks(
  before: Incident | undefined,
  after: Incident,
  fact: Happening,
  basis: ClockBasis,
): readonly ClockChange[] {
  /** All clocks as they stand by now: those of before in their places, new ones behind. */
  const clocks = [...after.clocks];
  /** Places of those that moved, in the order in which they did. */
  const moved: number[] = [];
  const current = () => clocks;
  const put = (clock: RunningClock) => {
    const found = clocks.findIndex((each) => each.no === clock.no);
    const place = found < 0 ? clocks.length : found;
    clocks[place] = clock;
    if (!moved.includes(place)) moved.push(place);
  };
  const item = after.itemCode === null ? undefined : findItem(basis.catalog, after.itemCode);
  const policy = basis.catalog.clockPolicy;
  const nextNo = () => clocks.reduce((last, clock) => Math.max(last, clock.no), 0) + 1;

  const byCo = isByCoHandler(after, fact);
  for (const rule of rulesFor(fact.type)) {
    if (rule.only && !rule.only(after, item)) continue;
    // A co-handler that returns its part leaves the matter where it was.
    if (byCo && (!rule.anyHandler || fact.type === 'incident.returned')) continue;
    // A clock of one order alone (a co-handler's, a supporting unit's) is moved below, by what that unit does;
    // only the time for handling is shared: pausing the matter pauses all who work on it.
    const open = current().filter(
      (clock) =>
        clock.kind === rule.kind &&
        isOpenClock(clock) &&
        (clock.assignmentNo === null || rule.kind === 'handle'),
    );
    if (rule.stops.includes(fact.type)) for (const clock of open) put(stopClock(clock, fact.at));
    else if (rule.voids?.includes(fact.type))
      for (const clock of open) put(voidClock(clock, fact.at));
    if (rule.pauses?.includes(fact.type))
      for (const clock of open)
        if (clock.state === 'running') put(pauseClock(clock, fact.at, fact.type));
    if (rule.resumes?.includes(fact.type))
      for (const clock of open)
        if (clock.state === 'paused') put(resumeClock(clock, fact.at, basis.calendars));
    if (!rule.starts.includes(fact.type)) continue;
    if (hasBegun(current(), rule, fact.type)) continue;
    const budget = rule.budget(after, item, policy, fact.type);
    // 1312 counts from the moment our side received the call, whenever the item became known.
    const startedAt = LATE_KNOWN.includes(fact.type) ? after.reportedAt : fact.at;
    if (budget)
      put(startClock({ no: nextNo(), kind: rule.kind, budget, startedAt }, basis.calendars));
  }
  if (before) regrade(before, after, fact, basis, current, put);
  special(after, fact, basis, current, put, nextNo);
  // Nothing rings any more for a matter that was never one, or that goes on under another's number.
  if (after.status === 'dismissed' || after.status === 'merged' || after.flags.archived)
    for (const clock of current()) if (isOpenClock(clock)) put(voidClock(clock, fact.at));
  return moved.map((place) => clockChange(after.clocks[place], clocks[place] as RunningClock));
}

export function isOpenClock(clock: RunningClock): boolean {
  return clock.state === 'running' || clock.state === 'paused';
}

export function hasOpenClock(incident: Incident, kind: ClockKind): boolean {
  return incident.clocks.some((clock) => clock.kind === kind && isOpenClock(clock));
}

function isByCoHandler(after: Incident, { data }: Happening): boolean {
  const no = (data as { assignmentNo?: number | null }).assignmentNo ?? null;
  return no !== null && after.assignments.some((each) => each.no === no && each.role === 'co');
}

/** Facts by which the item becomes known later than the report. */
const LATE_KNOWN: readonly FactType[] = ['incident.triaged', 'incident.amended'];
/** Facts that give even a `once` clock a new run. */
const NEW_RUN: readonly FactType[] = ['incident.reworked', 'incident.reopened'];

/** Whether a start fact finds the clock begun already; there are never two of one kind at once. */
function hasBegun(clocks: readonly RunningClock[], rule: Rule, type: FactType): boolean {
  const same = clocks.filter((clock) => clock.kind === rule.kind && clock.assignmentNo === null);
  if (same.some(isOpenClock)) return true;
  return (
    rule.once === true && !NEW_RUN.includes(type) && same.some((each) => each.state !== 'void')
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
  current: () => readonly RunningClock[],
  put: (clock: RunningClock) => void,
): void {
  if (!LATE_KNOWN.includes(fact.type)) return;
  if (before.itemCode === after.itemCode && before.level === after.level) return;
  const was = gradingOf(before, basis);
  const is = gradingOf(after, basis);
  for (const clock of current().filter(isOpenClock)) {
    const old = was.budget(clock.kind, fact.type);
    const budget = is.budget(clock.kind, fact.type);
    if (!budget) {
      // What turned out to be no 110 call is not held to its minutes.
      if (old && was.isCall && !is.isCall) put(voidClock(clock, fact.at));
      continue;
    }
    if (!old || sameBudget(old, budget)) continue;
    const share = old.unit === clock.budget.unit ? clock.budget.amount / old.amount : 1;
    put(rebudgetClock(clock, { ...budget, amount: budget.amount * share }, basis.calendars));
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

/** Clocks that a single kind of fact moves in its own way. */
function special(
  after: Incident,
  fact: Happening,
  basis: ClockBasis,
  current: () => readonly RunningClock[],
  put: (clock: RunningClock) => void,
  nextNo: () => number,
): void {
  if (fact.type === 'incident.rang') {
    const { clockNo, rung } = fact.data as FactData['incident.rang'];
    const clock = current().find((candidate) => candidate.no === clockNo);
    if (clock) put(claimRung(clock, rung));
  }
  const stopStage = (kind: ClockKind, no: number) => {
    for (const clock of current())
      if (clock.kind === kind && clock.stage === String(no) && isOpenClock(clock))
        put(stopClock(clock, fact.at));
  };
  if (fact.type === 'incident.extended') {
    const { share } = fact.data as FactData['incident.extended'];
    const clock = current().find(
      (open) => open.kind === 'handle' && open.assignmentNo === null && isOpenClock(open),
    );
    if (clock) {
      const more = { ...clock.budget, amount: clock.budget.amount * share };
      put(extendClock(clock, more, basis.calendars));
    }
  }
  if (fact.type === 'incident.supervised') {
    const { no, replyBy } = fact.data as FactData['incident.supervised'];
    put(replyClock(no, replyBy, fact.at, basis, nextNo));
  }
  if (fact.type === 'incident.supervisionReplied') {
    const { no } = fact.data as FactData['incident.supervisionReplied'];
    stopStage('reply', no);
  }
  if (fact.type === 'incident.struckOff') {
    const { no, accepted, replyBy } = fact.data as FactData['incident.struckOff'];
    if (!accepted && replyBy !== undefined) put(replyClock(no, replyBy, fact.at, basis, nextNo));
  }
  // Help that was asked for is acknowledged within the time of its level (K-ack, defaults 3(c)).
  const help = (fact.data as { help?: Help }).help;
  const acknowledge = basis.catalog.clockPolicy.acknowledge[after.level];
  if (help && acknowledge)
    put(
      startClock(
        {
          no: nextNo(),
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
    for (const clock of clocksOfOrders(after, assignments, fact.at, basis, nextNo, current()))
      put(clock);
  }
  if (ruled(fact))
    for (const clock of current())
      if (clock.kind === 'ruling' && isOpenClock(clock)) put(stopClock(clock, fact.at));
  if (fact.type === 'incident.returned' && after.flags.disputed)
    if (!current().some((clock) => clock.kind === 'ruling' && isOpenClock(clock)))
      put(
        startClock(
          { no: nextNo(), kind: 'ruling', budget: RULING, startedAt: fact.at },
          basis.calendars,
        ),
      );
  const ends = ENDS_OWN[fact.type];
  if (ends) {
    const { assignmentNo } = fact.data as FactData['incident.done'];
    for (const clock of current())
      if (
        clock.assignmentNo === assignmentNo &&
        isOpenClock(clock) &&
        (ends === 'all' || clock.kind === ends)
      )
        put(
          fact.type === 'incident.waived' ? voidClock(clock, fact.at) : stopClock(clock, fact.at),
        );
  }
  // An order that comes back or ends takes its own clocks with it; the case clock goes on.
  if (ORDER_ENDS.includes(fact.type))
    for (const clock of current()) {
      const its = after.assignments.find((each) => each.no === clock.assignmentNo);
      if (its && !isLive(its) && isOpenClock(clock)) put(voidClock(clock, fact.at));
    }
  // With the matter ends what was still asked of others about it; a reply that was demanded stays due.
  if (ENDS.includes(fact.type))
    for (const clock of current())
      if (
        isOpenClock(clock) &&
        (clock.assignmentNo !== null || clock.kind === 'acknowledge' || clock.kind === 'ruling')
      )
        put(voidClock(clock, fact.at));
  if (fact.type === 'incident.recalculated')
    for (const clock of current()) {
      const anew = recomputeClock(clock, basis.calendars);
      if (anew !== clock) put(anew);
    }
}

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
  nextNo: () => number,
): RunningClock {
  const budget: Budget = { amount: Math.max(1, replyBy - at) / MINUTE, unit: 'minute' };
  return startClock(
    { no: nextNo(), kind: 'reply', stage: String(no), budget, startedAt: at },
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
  nextNo: () => number,
  clocks: readonly RunningClock[],
): RunningClock[] {
  const item = after.itemCode === null ? undefined : findItem(basis.catalog, after.itemCode);
  if (!item) return [];
  const { handle, sign, arrive } = item.limits;
  const caseBegan = clocks.some(
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
  let next = nextNo();
  return wanted.flatMap(({ budget, ...clock }) =>
    budget ? [startClock({ ...clock, no: next++, budget, startedAt: at }, basis.calendars)] : [],
  );
}

function voidClock(clock: RunningClock, at: Instant): RunningClock {
  return { ...stopClock(clock, at), state: 'void', stoppedBy: 'void' };
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
