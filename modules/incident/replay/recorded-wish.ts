// A recorded fact as the wish that led to it: the same verb with the same input by the same post at the same
// time. Words that the record keeps sealed are a dash: no decision reads them. Pure.
import type { Fact, FactData, FactType } from '../facts.ts';
import type { Assignment, Incident } from '../incident.ts';
import type { Verb } from '../lifecycle.ts';

/** What stands for words that are not read. */
const SEALED = '—';

/** A verb and its input; with `others` where it names another matter. */
export type RecordedWish = Readonly<{ verb: Verb; input: object; others?: readonly string[] }>;

type Made<T extends FactType> = (data: FactData[T], incident: Incident) => RecordedWish;

const plain =
  (verb: Verb, words: object = {}) =>
  (data: object): RecordedWish => ({ verb, input: { ...data, ...words } });

const orderOf = ({ assignments }: Incident, no: number | null): Assignment | undefined =>
  assignments.find((each) => each.no === no);
const byRole = (lead: Verb, co: Verb) => (data: { assignmentNo: number }, incident: Incident) => ({
  verb: orderOf(incident, data.assignmentNo)?.role === 'co' ? co : lead,
  input: { ...data, reason: SEALED },
});
const ordersIn = (assignments: readonly Assignment[]) => ({
  lead: assignments.find(({ role }) => role === 'lead')?.unitId ?? 0,
  co: assignments.filter(({ role }) => role === 'co').map(({ unitId }) => unitId),
});
const numbered = ({ assignmentNo, ...data }: { assignmentNo: number | null }) => ({
  ...data,
  ...(assignmentNo === null ? {} : { assignmentNo }),
});
const dismissals = { notAccepted: 'dismiss', notFound: 'dismiss', voided: 'void', withdrawn: 'withdraw' } as const; // prettier-ignore

/** Facts that follow by themselves from rules and time, so that nobody wished for them. */
export const BY_ITSELF: ReadonlySet<FactType> = new Set<FactType>([
  'incident.rang',
  'incident.joined', // but a caller's own second call
  'incident.left',
]);

/** Facts of which a life of its own kind would have to be made, with why they are left out. */
const LEFT_OUT: Partial<Record<FactType, string>> = {
  'incident.split': 'makes matters of its own',
  'incident.recalculated': 'a calendar was published meanwhile',
  'incident.spotChecked': 'its draw lies outside the record of the matter',
};

/** What the same decision records besides, right after its first fact. */
const FOLLOWS: Partial<Record<FactType, readonly FactType[]>> = {
  'incident.verified': ['incident.dismissed'],
  'incident.rated': ['incident.reopened'],
  'incident.followedUp': ['incident.proposed', 'incident.reopened'],
  'incident.reported': ['incident.restricted'],
  'incident.filed': ['incident.restricted'],
  'incident.amended': ['incident.restricted'],
  'incident.triaged': ['incident.restricted'],
  'incident.mirrored': ['incident.signed', 'incident.resolved'],
  'incident.spotChecked': ['incident.supervised', 'incident.reopened'],
};

/** Whether `fact` was recorded by the decision whose first fact is `first`. */
export function followsFrom(first: Fact, fact: Fact): boolean {
  return (
    fact.at === first.at &&
    fact.by.id === first.by.id &&
    FOLLOWS[first.type]?.includes(fact.type) === true
  );
}

const WISHES: { [T in FactType]?: Made<T> } = {
  'incident.triaged': plain('triage'),
  'incident.amended': ({ catalogVersion: _version, ...data }) => ({ verb: 'amend', input: data }),
  'incident.verifyAsked': ({ unitId }) => ({
    verb: 'verify',
    input: unitId === null ? {} : { unit: unitId },
  }),
  'incident.verified': plain('verified'),
  'incident.filed': ({ itemCode, level }) => ({ verb: 'accept', input: { itemCode, level } }),
  'incident.answered': plain('answer', { reply: SEALED }),
  'incident.selfHandled': plain('selfHandle', { result: SEALED }),
  'incident.dismissed': ({ outcome, reasonCode }) => ({
    verb: dismissals[outcome as keyof typeof dismissals],
    input: { outcome, reasonCode },
  }),
  'incident.appealed': plain('appeal', { reason: SEALED }),
  'incident.merged': ({ into }) => ({ verb: 'merge', input: { into }, others: [into] }),
  'incident.unmerged': ({ from }) => ({ verb: 'unmerge', input: {}, others: [from] }),
  'incident.joined': ({ evidence }) => ({ verb: 'join', input: evidence ? { evidence } : {} }),
  'incident.dispatched': ({ assignments, route }) => ({
    verb: 'dispatch',
    input: { ...ordersIn(assignments), ...(route ? { route } : {}) },
  }),
  'incident.reassigned': ({ assignments, reasonCode, route }) => ({
    verb: 'reassign',
    input: {
      ...ordersIn(assignments),
      ...(reasonCode === null ? {} : { reasonCode }),
      ...(route ? { route } : {}),
    },
  }),
  'incident.coAssigned': ({ assignments }) => ({
    verb: 'coAssign',
    input: { co: assignments.map(({ unitId }) => unitId) },
  }),
  'incident.transferred': ({ to }) => ({ verb: 'transfer', input: { to, reason: SEALED } }),
  'incident.signed': byRole('sign', 'coSign'),
  'incident.contacted': (data) => ({ verb: 'contact', input: numbered(data) }),
  'incident.arrived': ({ assignmentNo, how }, { place }) => ({
    verb: 'arrive',
    // Whether it was near enough was decided then; the position itself was never kept.
    input: {
      assignmentNo,
      ...(how === 'byPosition' ? { lng6: place.lng6, lat6: place.lat6 } : {}),
    },
  }),
  'incident.done': ({ excused: _excused, ...data }) => ({
    verb: 'done',
    input: { ...data, noEvidence: SEALED },
  }),
  'incident.waived': plain('waive', { reason: SEALED }),
  'incident.fedBack': (data) => ({ verb: 'feedback', input: { ...numbered(data), note: SEALED } }),
  'incident.resolved': ({ excused: _excused, ...data }) => ({
    verb: 'resolve',
    input: { ...data, result: SEALED, noEvidence: SEALED },
  }),
  'incident.reworked': plain('rework', { reason: SEALED }),
  'incident.closed': plain('close'),
  'incident.reopened': plain('reopen', { reason: SEALED }),
  'incident.returned': byRole('return', 'coReturn'),
  'incident.recalled': plain('recall'),
  'incident.proposed': ({ verb, terms = {} }) => ({
    verb,
    input: {
      ...terms,
      ...(terms.responsibleId === undefined ? {} : { responsible: terms.responsibleId }),
    },
  }),
  'incident.asked': ({ what, until }) => ({
    verb: 'ask',
    input: { what, reason: SEALED, ...(until === null ? {} : { until }) },
  }),
  'incident.deferred': plain('defer'),
  'incident.resumed': plain('resume'),
  'incident.extended': plain('extend', { reason: SEALED }),
  'incident.shelved': ({ reasonCode, responsibleId }) => ({
    verb: 'shelve',
    input: { reasonCode, ...(responsibleId === undefined ? {} : { responsible: responsibleId }) },
  }),
  'incident.reviewed': plain('review', { note: SEALED }),
  'incident.urged': plain('urge'),
  'incident.supervised': ({ grade, replyBy }) => ({
    verb: 'supervise',
    input: { grade, replyBy, note: SEALED },
  }),
  'incident.supervisionReplied': plain('replySupervision', { reply: SEALED }),
  'incident.struckOff': plain('strikeOff'),
  'incident.escalated': ({ to }) => ({ verb: 'escalate', input: { to, reason: SEALED } }),
  'incident.reinforceAsked': ({ kind, help }) => ({
    verb: 'reinforce',
    input: { kind, request: SEALED, ...(help?.toUnit == null ? {} : { to: help.toUnit }) },
  }),
  'incident.acknowledged': plain('acknowledge'),
  'incident.supported': ({ helpNo, assignments }) => ({
    verb: 'support',
    input: { helpNo, units: assignments.map(({ unitId }) => unitId) },
  }),
  'incident.declined': plain('decline', { reason: SEALED }),
  'incident.handedOver': ({ system, remoteId }) => ({
    verb: 'handOver',
    input: { system, ...(remoteId === null ? {} : { remoteId }) },
  }),
  'incident.mirrored': plain('mirror'),
  'incident.followUpTried': () => ({ verb: 'followUp', input: { reached: false } }),
  'incident.followedUp': plain('followUp'),
  'incident.rated': plain('rate'),
  'incident.setAside': () => ({ verb: 'setAside', input: { agree: true, note: SEALED } }),
  'incident.called': plain('call'),
  'incident.major': plain('declareMajor', { note: SEALED }),
  'incident.reportedUp': plain('reportUp', { text: SEALED }),
  'incident.annotated': plain('annotate', { note: SEALED }),
  'incident.restricted': plain('restrict', { reason: SEALED }),
  'incident.archived': plain('archive'),
};

/** Why a fact cannot be lived again; undefined where it can. */
export function whyLeftOut({ type }: Pick<Fact, 'type'>): string | undefined {
  return LEFT_OUT[type] ?? (type in WISHES ? undefined : 'no verb is known for it');
}

/** The wish behind a fact that can be lived again. */
export function wishOf(fact: Fact, incident: Incident): RecordedWish {
  const make = WISHES[fact.type] as Made<FactType> | undefined;
  if (!make) throw new Error(`${fact.type} is not left out and has no verb`);
  return make(fact.data as never, incident);
}
