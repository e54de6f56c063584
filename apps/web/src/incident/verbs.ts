// The verbs as the console knows them: a letter each, and the few inputs that its form asks for.
import { SPOT_CHECK_REASONS, type Status, type Verb } from '#modules/incident/contract.ts';
import type { TextKey } from '../text/language.tsx';

/** One key per verb; a capital means with Shift. No two verbs that a person may use in one status share a key. */
export const VERB_KEYS: Readonly<Record<Verb, string>> = {
  accept: 'a',
  answer: 'r',
  selfHandle: 'h',
  dismiss: 'x',
  appeal: 'p',
  merge: 'M',
  unmerge: 'u',
  dispatch: 'd',
  sign: 's',
  resolve: 'f',
  rework: 'w',
  close: 'c',
  reopen: 'o',
  return: 'b',
  recall: 'l',
  void: 'V',
  withdraw: 'W',
  triage: 'T',
  amend: 'e',
  verify: 'v',
  verified: 'q',
  coSign: 'S',
  coReturn: 'C',
  contact: 't',
  arrive: 'i',
  done: 'n',
  waive: 'N',
  feedback: 'g',
  ask: 'K',
  defer: 'D',
  resume: 'R',
  extend: 'E',
  shelve: 'L',
  urge: 'U',
  supervise: 'P',
  replySupervision: 'Y',
  escalate: 'I',
  reinforce: 'F',
  handOver: 'O',
  mirror: 'G',
  followUp: 'y',
  join: 'J',
  annotate: 'B',
  restrict: 'X',
  archive: 'A',
  ring: 'Z',
  recalculate: 'H',
  reassign: 'a',
  coAssign: 'h',
  transfer: 'w',
  acknowledge: 'o',
  support: 'q',
  decline: 'A',
  strikeOff: 'u',
  review: 'v',
  call: 'Q',
  declareMajor: 'H',
  reportUp: 'Z',
  split: 'n',
  rate: 's',
  setAside: 'd',
  spotCheck: 'f',
};

/** What a person in this status most likely wants; these stand first, the rest behind 更多. */
const FIRST: Readonly<Record<Status, readonly Verb[]>> = {
  reported: ['accept', 'answer', 'verified', 'verify', 'selfHandle', 'dismiss', 'merge'],
  filed: ['dispatch', 'reassign', 'answer', 'merge', 'transfer'],
  dispatched: [
    'sign',
    'acknowledge',
    'support',
    'coSign',
    'reportUp',
    'contact',
    'arrive',
    'return',
    'recall',
  ],
  handling: [
    'acknowledge',
    'support',
    'coSign',
    'reportUp',
    'resolve',
    'done',
    'contact',
    'arrive',
    'feedback',
    'ask',
    'extend',
    'defer',
    'return',
  ],
  resolved: ['close', 'rework'],
  closed: ['setAside', 'followUp', 'rate', 'reopen', 'strikeOff', 'archive'],
  dismissed: ['appeal', 'archive'],
  merged: ['unmerge'],
};

/** At most so many buttons; more would be a list, not a choice. */
const BUTTONS_MAX = 5;

/** What only the machine does has no button. */
export const SYSTEM_VERBS: readonly Verb[] = ['triage', 'ring', 'recalculate'];

/** My verbs in the order of use: buttons, the one that is the next step, and the rest. */
export function arrangeVerbs(
  status: Status,
  mine: readonly Verb[],
): { first: Verb[]; next: Verb | undefined; rest: Verb[] } {
  const steps = FIRST[status].filter((verb) => mine.includes(verb)).slice(0, BUTTONS_MAX);
  const rest = mine.filter((verb) => !steps.includes(verb) && !SYSTEM_VERBS.includes(verb));
  // A citizen has no step to take: what they may do is not hidden behind a menu for that.
  if (steps.length === 0 && rest.length <= BUTTONS_MAX)
    return { first: rest, next: undefined, rest: [] };
  return { first: steps, next: steps[0], rest };
}

type Choice = readonly (readonly [value: string, label: TextKey])[];

/** One input of a verb's form; `name` is its name in the contract. */
export type Field = Readonly<
  {
    name: string;
    label: TextKey;
    required?: boolean;
    /** Asked only where another input has that value. */
    when?: readonly [name: string, value: unknown];
  } & (
    | { kind: 'words'; phrases?: boolean }
    | { kind: 'short' }
    | { kind: 'reason'; list: 'dismiss' | 'return' | 'defer' | 'void' | 'shelve' }
    | { kind: 'unit' }
    | { kind: 'units' }
    | { kind: 'people' }
    | { kind: 'item' }
    | { kind: 'level'; grades?: 'level' | 'value.major' }
    | { kind: 'instant'; past?: boolean }
    | { kind: 'choice'; options: Choice; initial?: string }
    | { kind: 'yesNo'; yes: TextKey; no: TextKey }
    | { kind: 'evidence' }
    | { kind: 'incident' }
    | { kind: 'assignment' }
    | { kind: 'supervision'; replied?: boolean }
    | { kind: 'help' }
    | { kind: 'parts' }
    | { kind: 'seconds' }
    | { kind: 'several'; options: Choice }
    | { kind: 'share' }
  )
>;

const note: Field = { name: 'note', label: 'field.note', kind: 'words' };
const evidence: Field = { name: 'evidence', label: 'field.evidence', kind: 'evidence' };
const reason: Field = { name: 'reason', label: 'field.reason', kind: 'words', required: true };
const more: Field = { name: 'reason', label: 'field.reasonMore', kind: 'words', phrases: true };
const noEvidence: Field = { name: 'noEvidence', label: 'field.noEvidence', kind: 'words' };
const reasonOf = (list: 'dismiss' | 'return' | 'defer' | 'void' | 'shelve'): Field => ({
  name: 'reasonCode',
  label: 'field.reasonCode',
  kind: 'reason',
  list,
  required: true,
});
const ended = (...values: ('solved' | 'answered' | 'explained' | 'transferred')[]): Field => ({
  name: 'outcome',
  label: 'field.outcome',
  kind: 'choice',
  options: values.map((value) => [value, `outcome.${value}`] as const),
  ...(values[0] ? { initial: values[0] } : {}),
});
const until: Field = { name: 'until', label: 'field.until', kind: 'instant', required: true };

/** 响应, 解决: the other two thirds of what a caller is asked (K21). */
const VERDICT: readonly Field[] = [
  { name: 'responded', label: 'field.responded', kind: 'yesNo', yes: 'say.yes', no: 'say.no' },
  { name: 'solved', label: 'field.solved', kind: 'yesNo', yes: 'say.yes', no: 'say.no' },
];

export const VERB_FORMS: Readonly<Record<Verb, readonly Field[]>> = {
  accept: [
    { name: 'itemCode', label: 'field.itemCode', kind: 'item' },
    { name: 'level', label: 'field.level', kind: 'level' },
    note,
  ],
  answer: [
    { name: 'reply', label: 'field.reply', kind: 'words', required: true, phrases: true },
    ended('answered', 'explained', 'transferred'),
  ],
  selfHandle: [
    { name: 'result', label: 'field.result', kind: 'words', required: true, phrases: true },
    evidence,
  ],
  dismiss: [
    {
      name: 'outcome',
      label: 'field.outcome',
      kind: 'choice',
      options: [
        ['notAccepted', 'outcome.notAccepted'],
        ['notFound', 'outcome.notFound'],
      ],
      initial: 'notAccepted',
    },
    reasonOf('dismiss'),
    more,
  ],
  appeal: [reason],
  merge: [{ name: 'into', label: 'field.into', kind: 'incident', required: true }, note],
  unmerge: [note],
  dispatch: [
    { name: 'lead', label: 'field.lead', kind: 'unit', required: true },
    { name: 'co', label: 'field.co', kind: 'units' },
    { name: 'instruction', label: 'field.instruction', kind: 'words', phrases: true },
  ],
  reassign: [
    { name: 'lead', label: 'field.lead', kind: 'unit', required: true },
    { name: 'co', label: 'field.co', kind: 'units' },
    { ...reasonOf('return'), required: false } as Field,
    { name: 'reason', label: 'field.reasonMore', kind: 'words', phrases: true },
  ],
  coAssign: [
    { name: 'co', label: 'field.co', kind: 'units', required: true },
    { name: 'instruction', label: 'field.instruction', kind: 'words', phrases: true },
  ],
  split: [{ name: 'parts', label: 'field.parts', kind: 'parts', required: true }, note],
  transfer: [{ name: 'to', label: 'field.desk', kind: 'unit', required: true }, reason],
  sign: [note],
  coSign: [note],
  coReturn: [reasonOf('return'), more],
  resolve: [
    { name: 'result', label: 'field.result', kind: 'words', required: true, phrases: true },
    ended('solved', 'explained', 'transferred'),
    evidence,
    noEvidence,
  ],
  rework: [{ ...reason, phrases: true } as Field],
  close: [
    ended('solved', 'explained', 'transferred'),
    { ...note, phrases: true } as Field,
    evidence,
  ],
  reopen: [reason],
  return: [
    reasonOf('return'),
    more,
    { name: 'suggestedUnit', label: 'field.suggestedUnit', kind: 'unit' },
  ],
  recall: [{ name: 'reason', label: 'field.reason', kind: 'words' }],
  void: [reasonOf('void'), more],
  withdraw: [{ name: 'reason', label: 'field.reason', kind: 'words' }],
  triage: [],
  amend: [
    { name: 'itemCode', label: 'field.itemCode', kind: 'item' },
    { name: 'level', label: 'field.level', kind: 'level' },
    note,
  ],
  verify: [{ name: 'unit', label: 'field.verifyUnit', kind: 'unit' }, note],
  verified: [
    {
      name: 'real',
      label: 'field.real',
      kind: 'yesNo',
      yes: 'value.real',
      no: 'value.notReal',
      required: true,
    },
    note,
    evidence,
  ],
  contact: [{ ...note, phrases: true } as Field],
  arrive: [note],
  done: [note, evidence, noEvidence],
  waive: [
    { name: 'assignmentNo', label: 'field.assignment', kind: 'assignment', required: true },
    reason,
  ],
  feedback: [
    { name: 'note', label: 'field.note', kind: 'words', required: true, phrases: true },
    evidence,
  ],
  ask: [
    {
      name: 'what',
      label: 'field.what',
      kind: 'choice',
      options: [
        ['extend', 'value.what.extend'],
        ['defer', 'value.what.defer'],
        ['shelve', 'value.what.shelve'],
      ],
      initial: 'extend',
      required: true,
    },
    { name: 'until', label: 'field.until', kind: 'instant' },
    reason,
  ],
  defer: [until, reasonOf('defer'), more],
  resume: [note],
  extend: [{ name: 'share', label: 'field.share', kind: 'share', required: true }, reason],
  shelve: [reasonOf('shelve'), more],
  review: [{ ...note, required: true } as Field],
  urge: [{ ...note, phrases: true } as Field],
  supervise: [
    {
      name: 'grade',
      label: 'field.grade',
      kind: 'choice',
      options: [
        ['ordinary', 'value.grade.ordinary'],
        ['key', 'value.grade.key'],
        ['leader', 'value.grade.leader'],
      ],
      initial: 'ordinary',
      required: true,
    },
    { name: 'replyBy', label: 'field.replyBy', kind: 'instant', required: true },
    { name: 'note', label: 'field.note', kind: 'words', required: true, phrases: true },
  ],
  replySupervision: [
    { name: 'no', label: 'field.supervisionNo', kind: 'supervision', required: true },
    { name: 'reply', label: 'field.reply', kind: 'words', required: true },
  ],
  strikeOff: [
    {
      name: 'no',
      label: 'field.supervisionNo',
      kind: 'supervision',
      replied: true,
      required: true,
    },
    {
      name: 'accepted',
      label: 'field.accepted',
      kind: 'yesNo',
      yes: 'value.accepted',
      no: 'value.notAccepted',
      required: true,
    },
    { name: 'replyBy', label: 'field.replyAgainBy', kind: 'instant' },
    note,
  ],
  acknowledge: [{ name: 'helpNo', label: 'field.help', kind: 'help' }, note],
  support: [
    { name: 'helpNo', label: 'field.help', kind: 'help', required: true },
    { name: 'units', label: 'field.supportUnits', kind: 'units', required: true },
    { name: 'instruction', label: 'field.instruction', kind: 'words', phrases: true },
  ],
  decline: [{ name: 'helpNo', label: 'field.help', kind: 'help', required: true }, reason],
  escalate: [
    {
      name: 'to',
      label: 'field.to',
      kind: 'choice',
      options: [
        ['county', 'value.to.county'],
        ['city', 'value.to.city'],
      ],
      initial: 'county',
      required: true,
    },
    reason,
  ],
  reinforce: [
    {
      name: 'kind',
      label: 'field.kind',
      kind: 'choice',
      options: [
        ['people', 'value.kind.people'],
        ['rescue', 'value.kind.rescue'],
        ['police', 'value.kind.police'],
        ['equipment', 'value.kind.equipment'],
      ],
      initial: 'people',
      required: true,
    },
    { name: 'request', label: 'field.request', kind: 'words', required: true },
    { name: 'to', label: 'field.askUnit', kind: 'unit' },
  ],
  handOver: [
    {
      name: 'system',
      label: 'field.system',
      kind: 'choice',
      options: [
        ['law-enforcement', 'value.system.lawEnforcement'],
        ['hotline-12345', 'value.system.hotline'],
        ['police-110', 'value.system.police'],
        ['other', 'value.system.other'],
      ],
      initial: 'law-enforcement',
      required: true,
    },
    { name: 'remoteId', label: 'field.remoteId', kind: 'short' },
    note,
  ],
  mirror: [
    { name: 'step', label: 'field.step', kind: 'short', required: true },
    { name: 'finished', label: 'field.finished', kind: 'yesNo', yes: 'say.yes', no: 'say.no' },
    note,
  ],
  followUp: [
    {
      name: 'reached',
      label: 'field.reached',
      kind: 'yesNo',
      yes: 'value.reached',
      no: 'value.notReached',
      required: true,
    },
    {
      name: 'satisfied',
      label: 'field.satisfied',
      kind: 'yesNo',
      yes: 'value.satisfied',
      no: 'value.notSatisfied',
    },
    ...VERDICT,
    {
      name: 'unreasonable',
      label: 'field.unreasonable',
      kind: 'yesNo',
      yes: 'say.yes',
      no: 'say.no',
    },
    { ...note, phrases: true } as Field,
  ],
  rate: [
    {
      name: 'satisfied',
      label: 'field.satisfied',
      kind: 'yesNo',
      yes: 'value.satisfied',
      no: 'value.notSatisfied',
      required: true,
    },
    ...VERDICT,
    // It is handled once more: whoever does it has to know why.
    {
      ...{ name: 'note', label: 'track.about.rate', kind: 'words', required: true },
      when: ['satisfied', false],
    },
    { ...note, when: ['satisfied', true] } as Field,
  ],
  setAside: [
    {
      name: 'agree',
      label: 'field.agree',
      kind: 'yesNo',
      yes: 'value.setAside',
      no: 'value.handleAgain',
      required: true,
    },
    { ...note, required: true } as Field,
  ],
  spotCheck: [
    {
      name: 'passed',
      label: 'field.passed',
      kind: 'yesNo',
      yes: 'value.passed',
      no: 'value.notPassed',
      required: true,
    },
    {
      name: 'reasons',
      label: 'field.spotReasons',
      kind: 'several',
      options: SPOT_CHECK_REASONS.map((value) => [value, `value.spotReason.${value}`] as const),
      required: true,
      when: ['passed', false],
    },
    {
      name: 'then',
      label: 'field.spotThen',
      kind: 'choice',
      options: [
        ['reopen', 'value.spotThen.reopen'],
        ['supervise', 'value.spotThen.supervise'],
        ['record', 'value.spotThen.record'],
      ],
      initial: 'reopen',
      required: true,
      when: ['passed', false],
    },
    {
      name: 'replyBy',
      label: 'field.replyBy',
      kind: 'instant',
      required: true,
      when: ['then', 'supervise'],
    },
    { ...note, required: true, when: ['passed', false] } as Field,
    { ...note, when: ['passed', true] } as Field,
    evidence,
  ],
  call: [
    {
      name: 'how',
      label: 'field.callHow',
      kind: 'choice',
      options: [
        ['transfer', 'value.call.transfer'],
        ['threeWay', 'value.call.threeWay'],
        ['ordinary', 'value.call.ordinary'],
      ],
      initial: 'threeWay',
      required: true,
    },
    {
      name: 'party',
      label: 'field.callParty',
      kind: 'choice',
      options: [
        ['reporter', 'value.party.reporter'],
        ['police110', 'value.party.police110'],
        ['hotline12345', 'value.party.hotline12345'],
        ['unit', 'value.party.unit'],
        ['other', 'value.party.other'],
      ],
      initial: 'police110',
      required: true,
    },
    { name: 'startedAt', label: 'field.callStarted', kind: 'instant', past: true, required: true },
    { name: 'seconds', label: 'field.callSeconds', kind: 'seconds', required: true },
    note,
  ],
  declareMajor: [
    {
      name: 'grade',
      label: 'field.majorGrade',
      kind: 'level',
      grades: 'value.major',
      required: true,
    },
    { ...note, required: true } as Field,
  ],
  reportUp: [
    {
      name: 'stage',
      label: 'field.reportStage',
      kind: 'choice',
      options: [
        ['first', 'value.stage.first'],
        ['followUp', 'value.stage.followUp'],
        ['final', 'value.stage.final'],
      ],
      required: true,
    },
    {
      name: 'recipients',
      label: 'field.recipients',
      kind: 'several',
      options: [
        ['countyGovernment', 'value.recipient.countyGovernment'],
        ['countyEmergency', 'value.recipient.countyEmergency'],
        ['lineDepartment', 'value.recipient.lineDepartment'],
        ['cityCentre', 'value.recipient.cityCentre'],
        ['cityEmergency', 'value.recipient.cityEmergency'],
      ],
      required: true,
    },
    { name: 'text', label: 'field.reportText', kind: 'words', required: true },
  ],
  join: [note, evidence],
  annotate: [{ name: 'note', label: 'incident.opinion', kind: 'words', required: true }, evidence],
  restrict: [
    {
      name: 'restricted',
      label: 'field.restricted',
      kind: 'yesNo',
      yes: 'say.yes',
      no: 'say.no',
      required: true,
    },
    { name: 'members', label: 'field.members', kind: 'people' },
    reason,
  ],
  archive: [],
  ring: [],
  recalculate: [],
};

/** The fields of a form, without those that are asked only where another input, itself asked, has another value. */
export function askedFields(
  fields: readonly Field[],
  input: Readonly<Record<string, unknown>>,
): readonly Field[] {
  const isAsked = ({ when }: Field): boolean => {
    if (!when) return true;
    const [name, value] = when;
    return input[name] === value && fields.filter((one) => one.name === name).every(isAsked);
  };
  return fields.filter(isAsked);
}
