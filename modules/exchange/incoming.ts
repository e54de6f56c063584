// What an outside system's message makes happen here: a report, a verb on the matter, or nothing but a
// note in its record. Pure; a message that comes too late for its verb is written down, never lost.
import { edgeOf, isOpen, type Incident, type Source, type Verb } from '#modules/incident/index.ts';
import type { ReportInput } from '#modules/incident/contract.ts';
import type { Instant } from '#platform/time/index.ts';
import type { z } from 'zod';
import type { Message, MessageOf } from './contract.ts';
import type { Peer } from './peer.ts';
import type { ExchangeRefusal } from './refusals.ts';
import type { KnownBackup, KnownOrder } from './store.ts';
import { backupWords, callWords, stepWords, type Language } from './words.ts';

export type Act = Readonly<
  | { do: 'verb'; verb: Verb; input: object }
  | { do: 'nothing' }
  | { do: 'refuse'; code: ExchangeRefusal }
>;

/** What is known of what the message speaks of. */
export type Known = Readonly<{
  order: KnownOrder | null;
  /** The request for officers of ours with the number named. */
  backup: KnownBackup | null;
  incident: Incident | null;
}>;

const verb = (name: Verb, input: object): Act => ({ do: 'verb', verb: name, input });
const refuse = (code: ExchangeRefusal): Act => ({ do: 'refuse', code });

/** What a message other than an order makes happen. */
export function actFor(
  message: Exclude<Message, { kind: 'order' }>,
  known: Known,
  source: Source,
  language: Language,
): Act {
  const { incident, order } = known;
  switch (message.kind) {
    case 'backup':
      return refuse('exchange.not-yours-to-say');
    case 'backupStep':
      return known.backup && incident
        ? ofBackup(message, known.backup, incident, backupWords(message, language))
        : refuse('exchange.unknown-backup');
    case 'call':
      return incident
        ? ofCall(message, incident, source, callWords(message, language))
        : { do: 'nothing' };
    default:
      if (!order || !incident) return refuse('exchange.unknown-order');
      return order.givenBy === 'house'
        ? ofOurOrder(message, incident, language)
        : ofTheirOrder(message, incident, order.follows !== null, language);
  }
}

type OfOrder = Exclude<
  Message,
  { kind: 'order' } | { kind: 'backup' } | { kind: 'backupStep' } | { kind: 'call' }
>;

/**
 * 请求警力支援: their agreement sends the police station that we asked, as a co-handler with an order of
 * its own, which ends when its officers have left.
 */
function ofBackup(
  message: MessageOf<'backupStep'>,
  { helpNo }: KnownBackup,
  { flags, assignments }: Incident,
  note: string,
): Act {
  const help = flags.help?.find(({ no }) => no === helpNo);
  const assignmentNo = assignments.findLast((each) => each.helpNo === helpNo)?.no;
  if (
    !help ||
    (assignmentNo === undefined && message.step !== 'granted' && message.step !== 'refused')
  )
    return verb('annotate', { note });
  switch (message.step) {
    case 'granted':
      return help.toUnit === null
        ? verb('acknowledge', { helpNo, note })
        : verb('support', { helpNo, units: [help.toUnit], instruction: note });
    case 'refused':
      return verb('decline', { helpNo, reason: note });
    case 'arrived':
      return verb('arrive', { assignmentNo, note });
    case 'returned':
      return verb('done', { assignmentNo, note });
  }
}

const SECOND = 1000;
/** As the record's own limit: a call that lasts longer was not hung up. */
const CALL_SECONDS_MAX = 12 * 3600;

function ofCall(call: MessageOf<'call'>, { status }: Incident, source: Source, note: string): Act {
  if (!edgeOf('call').from.includes(status)) return verb('annotate', { note });
  const startedAt = Date.parse(call.startedAt);
  const endedAt = call.endedAt === undefined ? startedAt : Date.parse(call.endedAt);
  const seconds = Math.min(
    CALL_SECONDS_MAX,
    Math.max(0, Math.round((endedAt - startedAt) / SECOND)),
  );
  const party = source === 'police110' || source === 'hotline12345' ? source : 'other';
  return verb('call', { how: call.how, party, startedAt, seconds, note });
}

/** We handed it over: their steps are mirrored here, their result resolves it here. */
function ofOurOrder(message: OfOrder, incident: Incident, language: Language): Act {
  const mayMirror = edgeOf('mirror').from.includes(incident.status);
  if (message.kind === 'step') {
    const note = stepWords(message, language);
    return mayMirror ? verb('mirror', { step: message.step, note }) : verb('annotate', { note });
  }
  if (message.kind !== 'result') return refuse('exchange.not-yours-to-say');
  const note = resultWords(message, language);
  return mayMirror
    ? verb('mirror', { step: 'result', note, finished: true })
    : verb('annotate', { note });
}

/**
 * They gave it: they urge, recall, and say whether our result ends it. When it was merged, the matter is
 * others' as well: then they can send it back, but not end it.
 */
function ofTheirOrder(
  message: OfOrder,
  incident: Incident,
  isMerged: boolean,
  language: Language,
): Act {
  switch (message.kind) {
    case 'result':
      return refuse('exchange.not-yours-to-say');
    case 'step': {
      const note = stepWords(message, language);
      if (message.step === 'urged' && isOpen(incident.status)) return verb('urge', { note });
      if (message.step === 'calledAgain' && isOpen(incident.status)) return verb('join', { note });
      return verb('annotate', { note });
    }
    case 'recall': {
      const reason = message.words ?? (language === 'zh' ? '交办方撤回' : 'recalled by its giver');
      return isOpen(incident.status) && !isMerged
        ? verb('withdraw', { reason })
        : verb('annotate', { note: reason });
    }
    case 'answer':
      return message.accepted
        ? accepted(message, incident, isMerged, language)
        : sentBack(message, incident, language);
  }
}

function accepted(
  answer: MessageOf<'answer'>,
  incident: Incident,
  isMerged: boolean,
  language: Language,
): Act {
  const note = answer.words ?? (language === 'zh' ? '交办方确认办结' : 'its giver agrees');
  return incident.status === 'resolved' && !isMerged
    ? verb('close', { note })
    : verb('annotate', { note });
}

function sentBack(answer: MessageOf<'answer'>, incident: Incident, language: Language): Act {
  const reason = answer.words ?? (language === 'zh' ? '交办方退回重办' : 'sent back by its giver');
  if (incident.status === 'resolved') return verb('rework', { reason });
  if (incident.status === 'closed') return verb('reopen', { reason });
  const mayAppeal = incident.status === 'dismissed' && !incident.flags.appealed;
  return mayAppeal ? verb('appeal', { reason }) : verb('annotate', { note: reason });
}

function resultWords(result: MessageOf<'result'>, language: Language): string {
  return result.words ?? (language === 'zh' ? '办理完毕' : 'finished');
}

/** A degree in whole micro-degrees. */
const MICRO = 1_000_000;

/** The report that an order becomes. A kind of matter we do not know stays in its words. */
export function reportOf(
  order: MessageOf<'order'>,
  peer: Pick<Peer, 'source' | 'items'>,
  hasItem: (code: string) => boolean,
  now: Instant,
): z.output<typeof ReportInput> {
  const { caller, place, item } = order;
  const code = item?.code ?? (item?.words === undefined ? undefined : peer.items.get(item.words));
  const known = code !== undefined && hasItem(code);
  const unknownKind = known || item?.words === undefined ? '' : `\n[${item.words}]`;
  const { lng, lat } = place ?? {};
  return {
    source: peer.source,
    sourceKey: order.orderId,
    text: `${order.text}${unknownKind}`.slice(0, REPORT_TEXT_MAX),
    ...(order.title ? { title: order.title } : {}),
    ...(known ? { itemCode: code } : {}),
    ...(order.urgency === undefined ? {} : { level: order.urgency as 1 | 2 | 3 | 4 }),
    ...(lng === undefined || lat === undefined
      ? {}
      : { point: { lng6: Math.round(lng * MICRO), lat6: Math.round(lat * MICRO) } }),
    ...(place?.address ? { address: place.address } : {}),
    // The other house's clock may be ahead of ours.
    occurredAt: Math.min(Date.parse(order.happenedAt), now),
    ...(caller ? { reporter: caller } : {}),
  };
}
/** As the report's own limit (modules/incident/contract.ts). */
const REPORT_TEXT_MAX = 5000;
