// The rules of the clocks as data: which facts start, stop, pause and void each, and what budget it has. Pure.
import type { Budget, Catalog, CatalogItem, ClockPolicy } from '#modules/catalog/index.ts';
import type { Calendars, ClockKind } from '#modules/deadline/index.ts';
import type { FactType } from './facts.ts';
import type { Incident } from './incident.ts';

/** What the clocks are computed from: one catalogue version and the county's calendars. */
export type ClockBasis = Readonly<{ catalog: Catalog; calendars: Calendars }>;

export type Rule = Readonly<{
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
  /** Counts from the moment our side received the matter, whenever it became known what it is (1312). */
  fromReceipt?: boolean;
  /** Keeps running when a start fact comes again: the case clock never restarts (先行处置). */
  once?: boolean;
  /** The rule holds for these only; otherwise it moves nothing. */
  only?: (incident: Incident, item: CatalogItem | undefined) => boolean;
  /** What a co-handler does moves it too; otherwise the lead alone does. */
  anyHandler?: boolean;
}>;

export const ENDS: readonly FactType[] = [
  'incident.answered',
  'incident.selfHandled',
  'incident.dismissed',
  'incident.merged',
  'incident.closed',
];
/** Facts that give an order to a lead, and those that end the order before. */
export const ORDERS: readonly FactType[] = ['incident.dispatched', 'incident.reassigned'];
export const ORDER_ENDS: readonly FactType[] = [
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

/** Facts by which the item may become known later than the report. */
export const LATE_KNOWN: readonly FactType[] = [
  'incident.triaged',
  'incident.amended',
  'incident.filed',
];
/** A 110 call is received when it comes in, or when it becomes known that it was one. */
const RECEIVED_1312: readonly FactType[] = [
  'incident.reported',
  'incident.appealed',
  'incident.unmerged',
  ...LATE_KNOWN,
];

/** 1312 runs for non-police calls that 110 hands us: all three from the moment we receive them. */
export const isCall1312 = (incident: Incident, item: CatalogItem | undefined) =>
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
    fromReceipt: true,
    only: isCall1312,
    anyHandler: true,
    // Whoever was called back before anybody named the item is not called once more for the clock's sake.
    budget: ({ flags }, item) => (flags.contacted ? null : (item?.limits.contact ?? null)),
  },
  {
    kind: 'arrive',
    starts: RECEIVED_1312,
    stops: ['incident.arrived'],
    voids: ENDS,
    once: true,
    fromReceipt: true,
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

/** What a kind of fact does to the clocks of one rule. */
export type Move = Readonly<{
  rule: Rule;
  /** How it ends those that are open; null when it does not. */
  ends: 'stop' | 'void' | null;
  pauses: boolean;
  resumes: boolean;
  starts: boolean;
}>;

/** What a kind of fact does by the rules: most touch two or three. */
export function movesOf(type: FactType): readonly Move[] {
  let moves = movesByFact.get(type);
  if (!moves) movesByFact.set(type, (moves = CLOCK_RULES.flatMap((rule) => moveOf(rule, type))));
  return moves;
}
const movesByFact = new Map<FactType, readonly Move[]>();

function moveOf(rule: Rule, type: FactType): readonly Move[] {
  const isIn = (facts: readonly FactType[] | undefined) => facts?.includes(type) === true;
  const ends = isIn(rule.stops) ? 'stop' : isIn(rule.voids) ? 'void' : null;
  const pauses = isIn(rule.pauses);
  const resumes = isIn(rule.resumes);
  const starts = isIn(rule.starts);
  return ends || pauses || resumes || starts ? [{ rule, ends, pauses, resumes, starts }] : [];
}
