// Eight statuses, the same for every kind of incident, and the verbs that move between them (design §3).
// Everything else that can be true of an incident is a fact beside the status, never another status.
import { DAY, type Instant } from '#platform/time/index.ts';

export const STATUSES = [
  'reported',
  'filed',
  'dispatched',
  'handling',
  'resolved',
  'closed',
  'dismissed',
  'merged',
] as const;
export type Status = (typeof STATUSES)[number];

export const OPEN_STATUSES = ['reported', 'filed', 'dispatched', 'handling', 'resolved'] as const;

export const OUTCOMES = [
  'notAccepted', // dismissed 不予受理
  'notFound', // dismissed 查无
  'voided', // dismissed 作废
  'withdrawn', // dismissed 撤诉
  'solved', // closed 已解决
  'answered', // closed 已答复
  'explained', // closed 解释说明
  'selfHandled', // closed 自行处置
  'transferred', // closed 转出: to a court, petition office, 110; left out of closing rates
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Where a verb may be used, and where it leads. `to` is absent when the status stays as it is; `may` is
 * where what the verb found out can lead at once (查无; finished in the mirrored system).
 */
export type Edge = Readonly<{ from: readonly Status[]; to?: Status; may?: Status }>;

const ANY = STATUSES;
const OPEN: readonly Status[] = OPEN_STATUSES;
const AT_WORK: readonly Status[] = ['dispatched', 'handling'];

export const VERBS = {
  // the main line and its exceptions: they move the status
  accept: { from: ['reported'], to: 'filed' },
  answer: { from: ['reported', 'filed'], to: 'closed' },
  selfHandle: { from: ['reported'], to: 'closed' },
  dismiss: { from: ['reported'], to: 'dismissed' },
  appeal: { from: ['dismissed'], to: 'reported' },
  merge: { from: ['reported', 'filed'], to: 'merged' },
  unmerge: { from: ['merged'], to: 'reported' },
  dispatch: { from: ['filed'], to: 'dispatched' },
  reassign: { from: ['filed', 'dispatched', 'handling'], to: 'dispatched' },
  sign: { from: ['dispatched'], to: 'handling' },
  resolve: { from: ['handling'], to: 'resolved' },
  rework: { from: ['resolved'], to: 'handling' },
  close: { from: ['resolved'], to: 'closed' },
  reopen: { from: ['closed'], to: 'handling' },
  return: { from: AT_WORK, to: 'filed' },
  recall: { from: ['dispatched'], to: 'filed' },
  void: { from: OPEN, to: 'dismissed' },
  withdraw: { from: OPEN, to: 'dismissed' },
  // what may be done about an incident without moving it
  triage: { from: ['reported', 'filed'] },
  amend: { from: OPEN },
  transfer: { from: ['reported', 'filed'] },
  split: { from: ['reported', 'filed'] },
  verify: { from: ['reported'] },
  verified: { from: ['reported'], may: 'dismissed' },
  coAssign: { from: AT_WORK },
  coSign: { from: ['dispatched', 'handling', 'resolved'] },
  coReturn: { from: AT_WORK },
  contact: { from: ['reported', 'filed', 'dispatched', 'handling'] },
  arrive: { from: AT_WORK },
  done: { from: ['handling'] },
  waive: { from: AT_WORK },
  feedback: { from: ['handling', 'resolved', 'closed'] },
  ask: { from: ['handling'] },
  defer: { from: ['handling'] },
  resume: { from: ['handling'] },
  extend: { from: ['handling'] },
  shelve: { from: ['handling'] },
  review: { from: ['handling'] },
  urge: { from: OPEN },
  supervise: { from: [...OPEN, 'closed'] },
  replySupervision: { from: [...OPEN, 'closed'] },
  strikeOff: { from: [...OPEN, 'closed'] },
  escalate: { from: ['reported', 'filed', 'dispatched', 'handling'] },
  reinforce: { from: AT_WORK },
  acknowledge: { from: OPEN },
  support: { from: AT_WORK },
  decline: { from: OPEN },
  handOver: { from: AT_WORK },
  mirror: { from: ['dispatched', 'handling', 'resolved'], may: 'resolved' },
  followUp: { from: ['closed'], may: 'handling' },
  rate: { from: ['closed'], may: 'handling' },
  setAside: { from: ['closed'], may: 'handling' },
  spotCheck: { from: ['closed'], may: 'handling' },
  call: { from: [...OPEN, 'closed'] },
  declareMajor: { from: OPEN },
  reportUp: { from: [...OPEN, 'closed'] },
  join: { from: OPEN },
  annotate: { from: ANY },
  restrict: { from: ANY },
  archive: { from: ['closed', 'dismissed'] },
  // the machine's own
  ring: { from: [...OPEN, 'closed'] },
  recalculate: { from: [...OPEN, 'closed'] },
} as const satisfies Record<string, Edge>;

export type Verb = keyof typeof VERBS;
export const VERB_NAMES = Object.keys(VERBS) as readonly Verb[];

export function edgeOf(verb: Verb): Edge {
  return VERBS[verb];
}

/** The verbs that a status allows at all; who may use them is another question (rights.ts). */
export function verbsFrom(status: Status): readonly Verb[] {
  return VERB_NAMES.filter((verb) => edgeOf(verb).from.includes(status));
}

/** A closed incident may be reopened for a month (defaults 3(c) row 22). */
export const REOPEN_WINDOW_DAYS = 30;

export function isReopenable(closedAt: Instant | null, now: Instant): boolean {
  return closedAt === null || now - closedAt <= REOPEN_WINDOW_DAYS * DAY;
}

export function isOpen(status: Status): boolean {
  return (OPEN_STATUSES as readonly Status[]).includes(status);
}
