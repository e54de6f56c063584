// What an outside system is told of what happened here: which fact becomes which message. Pure.
import type { Fact, HistoryEntry, Incident } from '#modules/incident/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { RESULT_OUTCOMES, type Message, type MessageOf, type StepName } from './contract.ts';
import { actorIdOf } from './peer.ts';
import type { KnownOrder } from './store.ts';

export type Names = Readonly<{
  unit: (id: number) => string | undefined;
  item: (catalogVersion: number, code: string) => string | undefined;
}>;

const iso = (at: Instant): string => new Date(at).toISOString();
/** Words as long as the contract allows; ours are no longer. */
const worded = (text: string | undefined) => (text ? { words: text } : {});

/** What a fact says to the other side of an order; null: nothing. */
export function newsOf(
  order: KnownOrder,
  incident: Incident,
  history: readonly HistoryEntry[],
  { fact, words }: HistoryEntry,
  names: Names,
): Message | null {
  return order.givenBy === 'outside'
    ? newsOfTheirOrder(order, incident, fact, words ?? {}, names)
    : newsOfOurOrder(order, awaitsAnswer(order, history, fact.seq), fact, words ?? {});
}

/** Whether they had reported a result by then that we had not sent back. */
function awaitsAnswer(
  { system }: KnownOrder,
  history: readonly HistoryEntry[],
  seq: number,
): boolean {
  let awaits = false;
  for (const { fact } of history) {
    if (fact.seq >= seq) break;
    if (fact.type === 'incident.reworked' || fact.type === 'incident.reopened') awaits = false;
    if (fact.type === 'incident.mirrored' && fact.by.id === actorIdOf(system))
      awaits ||= fact.data.finished;
  }
  return awaits;
}

/** Steps that are told with nothing but their words. */
const PLAIN_STEPS: Partial<Record<Fact['type'], readonly [StepName, string]>> = {
  'incident.filed': ['accepted', 'note'],
  'incident.contacted': ['contacted', 'note'],
  'incident.arrived': ['arrived', 'note'],
  'incident.done': ['done', 'opinion'],
  'incident.fedBack': ['feedback', 'note'],
  'incident.reworked': ['reworked', 'reason'],
  'incident.reopened': ['reworked', 'reason'],
  'incident.appealed': ['reworked', 'reason'],
  'incident.returned': ['returned', 'reason'],
  'incident.recalled': ['returned', 'reason'],
  'incident.shelved': ['deferred', 'reason'],
  'incident.merged': ['merged', 'note'],
};

function newsOfTheirOrder(
  { orderId }: KnownOrder,
  incident: Incident,
  fact: Fact,
  words: Readonly<Record<string, string>>,
  names: Names,
): Message | null {
  const step = (name: StepName, more: Partial<MessageOf<'step'>> = {}): Message => ({
    kind: 'step',
    orderId,
    step: name,
    at: iso(fact.at),
    ...more,
  });
  const unitOf = (assignmentNo: number) => {
    const unitId = incident.assignments.find(({ no }) => no === assignmentNo)?.unitId;
    const unit = unitId === undefined ? undefined : names.unit(unitId);
    return unit === undefined ? {} : { unit };
  };
  switch (fact.type) {
    case 'incident.reported':
      return step('received', { number: incident.number });
    case 'incident.dispatched': {
      const lead = fact.data.assignments.find(({ role }) => role === 'lead');
      return step('dispatched', lead ? unitOf(lead.no) : {});
    }
    case 'incident.reassigned': {
      const lead = fact.data.assignments.find(({ role }) => role === 'lead');
      return step('dispatched', lead ? unitOf(lead.no) : {});
    }
    case 'incident.transferred': {
      const unit = names.unit(fact.data.to);
      return step('note', unit === undefined ? {} : { unit });
    }
    case 'incident.signed':
      return step('signed', unitOf(fact.data.assignmentNo));
    case 'incident.deferred':
      return step('deferred', { until: iso(fact.data.until), ...worded(words.reason) });
    case 'incident.resolved':
      return result(orderId, fact.data.outcome, fact.at, words.result);
    case 'incident.dismissed':
      return result(orderId, fact.data.outcome, fact.at, words.reason);
    // Only of a matter that the order was merged into: an order itself never ends so.
    case 'incident.answered':
      return result(orderId, 'explained', fact.at, words.reply);
    case 'incident.selfHandled':
      return result(orderId, 'solved', fact.at, words.result);
    default: {
      const plain = PLAIN_STEPS[fact.type];
      return plain ? step(plain[0], worded(words[plain[1]])) : null;
    }
  }
}

function result(
  orderId: string,
  outcome: string,
  at: Instant,
  text: string | undefined,
): MessageOf<'result'> {
  const known = RESULT_OUTCOMES.find((each) => each === outcome) ?? 'solved';
  return { kind: 'result', orderId, outcome: known, at: iso(at), ...worded(text) };
}

function newsOfOurOrder(
  { orderId }: KnownOrder,
  awaits: boolean,
  fact: Fact,
  words: Readonly<Record<string, string>>,
): Message | null {
  const at = iso(fact.at);
  switch (fact.type) {
    case 'incident.closed':
      // Settled here before they were done: there is nothing left to do for them.
      return awaits
        ? { kind: 'answer', orderId, accepted: true, at, ...worded(words.note) }
        : { kind: 'recall', orderId, at, ...worded(words.note) };
    case 'incident.reworked':
    case 'incident.reopened':
      if (!awaits) return null; // of our own side's work, which was never theirs
      return { kind: 'answer', orderId, accepted: false, at, ...worded(words.reason) };
    case 'incident.dismissed':
    case 'incident.recalled':
      return { kind: 'recall', orderId, at, ...worded(words.reason) };
    case 'incident.urged':
      return { kind: 'step', orderId, step: 'urged', at, ...worded(words.note) };
    case 'incident.joined':
      return { kind: 'step', orderId, step: 'calledAgain', at, ...worded(words.note) };
    default:
      return null;
  }
}

/** The order that a hand-over becomes; how it was reported is the first entry of its history. */
export function orderOf(
  orderId: string,
  incident: Incident,
  handedOver: HistoryEntry,
  reported: HistoryEntry,
  names: Names,
): MessageOf<'order'> {
  const said = reported.words ?? {};
  const person = incident.reporterMode === 'named' ? (reported.person ?? {}) : {};
  const { lng6, lat6 } = incident.place;
  const code = incident.itemCode;
  const itemWords = code === null ? undefined : names.item(incident.catalogVersion, code);
  const note = handedOver.words?.note;
  return {
    kind: 'order',
    orderId,
    form: 'workOrder',
    happenedAt: iso(incident.occurredAt),
    urgency: incident.level,
    ...(code === null ? {} : { item: { code, ...(itemWords ? { words: itemWords } : {}) } }),
    ...(said.title ? { title: said.title } : {}),
    // The words of a report may have been erased in the meantime; an order always says something.
    text: [said.text ?? incident.number, note].filter(Boolean).join('\n\n').slice(0, TEXT_KEPT_MAX),
    place: {
      ...(said.address ? { address: said.address } : {}),
      ...(lng6 === null || lat6 === null ? {} : { lng: lng6 / MICRO, lat: lat6 / MICRO }),
    },
    caller: {
      mode: incident.reporterMode,
      ...(person.name ? { name: person.name } : {}),
      ...(person.phone ? { phone: person.phone } : {}),
    },
  };
}
const MICRO = 1_000_000;
/** A report and the note of its hand-over together stay within one message. */
const TEXT_KEPT_MAX = 5000;

/** 请求警力支援, as 110 is asked. */
export function backupOf(
  backupId: string,
  incident: Incident,
  asked: HistoryEntry,
  reported: HistoryEntry,
  orderId: string | undefined,
  names: Names,
): MessageOf<'backup'> {
  const unitId = asked.fact.by.unitId;
  const unit = unitId === undefined ? undefined : names.unit(unitId);
  const address = reported.words?.address;
  return {
    kind: 'backup',
    backupId,
    number: incident.number,
    ...(orderId === undefined ? {} : { orderId }),
    at: iso(asked.fact.at),
    ...(unit === undefined ? {} : { unit }),
    ...(address ? { place: address } : {}),
    words: asked.words?.request ?? incident.number,
  };
}

/** 语音转接 or 三方通话 that the room wrote down, as the other side of the call is told. */
export function callOf(
  incident: Incident,
  fact: Extract<Fact, { type: 'incident.called' }>,
  orderId: string | undefined,
): MessageOf<'call'> | null {
  const { how, startedAt, seconds } = fact.data;
  if (how === 'ordinary') return null;
  return {
    kind: 'call',
    callId: `${incident.number}-${fact.seq}`,
    ...(orderId === undefined ? {} : { orderId }),
    how,
    parties: [{ as: 'room' }, { as: 'desk' }, ...(how === 'threeWay' ? [CALLER] : [])],
    startedAt: iso(startedAt),
    endedAt: iso(startedAt + seconds * 1000),
  };
}
const CALLER = { as: 'caller' } as const;
