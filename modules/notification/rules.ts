// Who is told what when something has happened: one table, fact by fact. It only says whom it concerns;
// whether their rights cover the matter, who is on duty and over which channel come after. Pure.
import type { Role } from '#modules/identity/index.ts';
import { LEVEL_WORDS } from '#modules/incident/contract.ts';
import {
  isLive,
  type Assignment,
  type Fact,
  type FactData,
  type FactType,
  type Incident,
} from '#modules/incident/index.ts';
import { isStillAsked, nextAsk } from './asks.ts';
import { isAccountId, rings } from './chain.ts';
import type { Ask, Notice, Target, Urgency } from './message.ts';
import { WHAT_WORDS, type Params, type Template, type Words } from './templates.ts';

/** Names for ids, as far as messages say them. */
export type NoticeNames = Readonly<{
  unit: (unitId: number) => string | undefined;
  place: (jurisdictionId: number) => string | undefined;
  item: (catalogVersion: number, code: string) => Words | undefined;
}>;

type Told = Readonly<{
  template: Template;
  to: Target | null;
  ask?: Ask;
  askNo?: number | null;
  /** Left out: urgent when it asks for something and the matter rings. */
  urgency?: Urgency;
  params?: Params;
}>;
type Rules = {
  [T in FactType]?: (
    incident: Incident,
    data: FactData[T],
    fact: Fact,
    names: NoticeNames,
  ) => readonly Told[];
};

const unit = (unitId: number | null | undefined): Target | null =>
  unitId == null ? null : { kind: 'unit', unitId };
const heads = (unitId: number | null | undefined): Target | null =>
  unitId == null ? null : { kind: 'heads', unitId };
const person = (accountId: string | null | undefined): Target | null =>
  accountId == null || !isAccountId(accountId) ? null : { kind: 'person', accountId };
const roles = (...codes: Role[]): Target => ({ kind: 'roles', roles: codes });
const thing = (name: keyof typeof WHAT_WORDS): Params => ({ thing: WHAT_WORDS[name] });

const leadOf = (incident: Incident) =>
  incident.assignments.findLast((each) => each.role === 'lead' && isLive(each));
const assignment = (incident: Incident, no: number | null) =>
  incident.assignments.find((each) => each.no === no);
const ofUnit = (names: NoticeNames, own: Assignment | undefined): Params => ({
  unit: (own && names.unit(own.unitId)) ?? '',
});
const room = (incident: Incident) => unit(incident.roomUnitId);
/** The office that gave the order checks and closes (谁派单谁办结). */
const giver = (incident: Incident) => leadOf(incident)?.orderedByUnit ?? incident.roomUnitId;
const toReporter = (template: Template, incident: Incident): Told => ({
  template,
  to: person(incident.reporterId),
  urgency: 'information',
});

const TO_REPORTERS: readonly Template[] = ['reportFiled', 'reportClosed', 'reportDismissed'];

/** The actor of bulk imports. */
const IMPORT = 'system:import';

const RULES: Rules = {
  // What is imported is history; a late report (补录) may come from a phone that had no network.
  'incident.reported': (incident, _data, fact) =>
    fact.by.id === IMPORT ? [] : [{ template: 'toAccept', to: room(incident), ask: 'accept' }],
  'incident.appealed': (incident) => [{ template: 'toAccept', to: room(incident), ask: 'accept' }],
  'incident.unmerged': (incident) => [{ template: 'toAccept', to: room(incident), ask: 'accept' }],
  // Triage found out whose it is, or that it is one of those that ring.
  'incident.triaged': (incident, data) =>
    data.roomUnitId !== undefined || (data.acts.includes('level') && incident.level <= 2)
      ? [{ template: 'toAccept', to: room(incident), ask: 'accept' }]
      : [],
  'incident.amended': (incident, data) =>
    data.level === undefined || data.level > 2
      ? []
      : [
          {
            template: 'levelRaised',
            to: unit(incident.holderUnitId),
            ...nextAsk(incident),
            params: { thing: LEVEL_WORDS[data.level] },
          },
        ],
  'incident.verifyAsked': (incident, data) => [
    {
      template: 'toVerify',
      ask: 'verify',
      to:
        data.unitId !== null
          ? unit(data.unitId)
          : incident.place.villageId === null
            ? null
            : { kind: 'village', villageId: incident.place.villageId },
    },
  ],
  'incident.verified': (incident, data) =>
    data.real ? [{ template: 'verified', to: room(incident), ask: 'accept' }] : [],
  'incident.filed': (incident) => [toReporter('reportFiled', incident)],
  'incident.dispatched': (_incident, data) => newOrders(data.assignments),
  'incident.reassigned': (incident, data) => [
    ...newOrders(data.assignments),
    ...data.ended.map((no): Told => ({
      template: 'recalled',
      to: unit(assignment(incident, no)?.unitId),
      urgency: 'ordinary',
    })),
  ],
  'incident.coAssigned': (_incident, data) => newOrders(data.assignments),
  'incident.transferred': (incident, data) => [
    { template: 'transferred', to: unit(data.to), ...nextAsk(incident) },
  ],
  'incident.signed': (incident, data, _fact, names) => receipt('signed', incident, data, names),
  'incident.arrived': (incident, data, _fact, names) => receipt('arrived', incident, data, names),
  'incident.returned': (incident, data, _fact, names) => {
    const own = assignment(incident, data.assignmentNo);
    const params = ofUnit(names, own);
    if (own?.role === 'co')
      return [
        {
          template: 'returnedCo',
          to: unit(leadOf(incident)?.unitId),
          urgency: 'information',
          params,
        },
        { template: 'returnedCo', to: room(incident), urgency: 'information', params },
      ];
    return incident.flags.disputed
      ? [{ template: 'disputed', to: roles('countyDuty'), ask: 'dispatch', params }]
      : [
          {
            template: 'returned',
            to: unit(own?.orderedByUnit) ?? room(incident),
            ask: 'dispatch',
            params,
          },
        ];
  },
  'incident.recalled': (incident, _data, fact) =>
    incident.assignments
      .filter((each) => each.recalledAt === fact.at)
      .map((each) => ({ template: 'recalled', to: unit(each.unitId), urgency: 'ordinary' })),
  'incident.resolved': (incident, data, _fact, names) => [
    {
      template: 'toCheck',
      to: unit(giver(incident)),
      ask: 'check',
      // Nobody waits in danger for a check; it has hours (K-check).
      urgency: 'ordinary',
      params: ofUnit(names, assignment(incident, data.assignmentNo)),
    },
  ],
  'incident.reworked': (incident) => [
    { template: 'reworked', to: unit(incident.holderUnitId), ask: 'handle' },
  ],
  'incident.reopened': (incident) => [
    { template: 'reopened', to: unit(incident.holderUnitId), ask: 'handle' },
  ],
  'incident.asked': (incident, data, _fact, names) => [
    {
      template: 'asked',
      // A town gives time on the routine level, above that the county commander (domain 3(c) rows 14, 15, 23).
      to:
        incident.level === 4 && data.what !== 'shelve'
          ? heads(incident.roomUnitId)
          : roles('countyCommander'),
      ask: 'decide',
      urgency: 'ordinary',
      params: { ...thing(data.what), ...ofUnit(names, leadOf(incident)) },
    },
  ],
  'incident.deferred': (incident) => granted(incident, 'defer'),
  'incident.extended': (incident) => granted(incident, 'extend'),
  'incident.shelved': (incident) => granted(incident, 'shelve'),
  'incident.proposed': (incident, data) => [
    {
      template: 'proposed',
      to:
        data.verb === 'close' || data.verb === 'setAside'
          ? unit(giver(incident))
          : data.verb === 'void'
            ? heads(incident.roomUnitId)
            : roles('countyCommander'),
      ask: 'second',
      urgency: 'ordinary',
      params: thing(data.verb),
    },
  ],
  'incident.merged': (incident) => [toReporter('reportMerged', incident)],
  // A caller adds to what somebody works on; the room, which notes it, knows.
  'incident.joined': (incident, _data, { by }) =>
    incident.holderUnitId === incident.roomUnitId || incident.holderUnitId === by.unitId
      ? []
      : [{ template: 'joined', to: unit(incident.holderUnitId), urgency: 'ordinary' }],
  'incident.urged': (incident) => [
    { template: 'urged', to: unit(incident.holderUnitId), ...nextAsk(incident) },
  ],
  'incident.supervised': (incident, data) => [
    {
      template: 'supervised',
      to: unit(incident.holderUnitId ?? incident.roomUnitId),
      ask: 'reply',
      askNo: data.no,
      urgency: 'ordinary',
      params: { no: data.no },
    },
  ],
  'incident.supervisionReplied': (incident, data) => [
    {
      template: 'supervisionReplied',
      to: person(incident.flags.supervisions?.find((each) => each.no === data.no)?.issuedBy),
      urgency: 'information',
      params: { no: data.no },
    },
  ],
  'incident.struckOff': (incident, data) =>
    data.accepted
      ? []
      : [
          {
            template: 'notStruckOff',
            to: unit(incident.holderUnitId ?? incident.roomUnitId),
            ask: 'reply',
            askNo: data.no,
            urgency: 'ordinary',
            params: { no: data.no },
          },
        ],
  'incident.escalated': (_incident, data) => [
    {
      template: 'escalated',
      // The order upwards says which desk it is for; facts of before did not.
      to: unit(data.help?.toUnit) ?? roles(data.to === 'county' ? 'countyDuty' : 'cityCentre'),
      ...(data.help ? { ask: 'help', askNo: data.help.no } : { ask: 'attend' }),
    },
  ],
  'incident.reinforceAsked': (incident, data, fact, names) => [
    {
      template: 'reinforce',
      to: unit(data.help?.toUnit) ?? room(incident) ?? roles('countyDuty'),
      ...(data.help ? { ask: 'help', askNo: data.help.no } : { ask: 'attend' }),
      urgency: 'urgent',
      params: { ...thing(data.kind), ...byUnit(names, fact) },
    },
  ],
  'incident.acknowledged': (incident, data, fact, names) =>
    toAsker('helpSeen', incident, data.helpNo, byUnit(names, fact)),
  'incident.supported': (incident, data, fact, names) => [
    ...newOrders(data.assignments),
    ...toAsker('helpSent', incident, data.helpNo, byUnit(names, fact)),
  ],
  'incident.declined': (incident, data, fact, names) =>
    toAsker('helpDeclined', incident, data.helpNo, byUnit(names, fact)),
  'incident.major': () => [{ template: 'major', to: roles('countyDuty'), ask: 'attend' }],
  'incident.answered': (incident) => [toReporter('reportClosed', incident)],
  'incident.selfHandled': (incident) => [toReporter('reportClosed', incident)],
  'incident.closed': (incident) => [toReporter('reportClosed', incident)],
  'incident.dismissed': (incident) => [
    toReporter('reportDismissed', incident),
    ...incident.assignments
      .filter((each) => isLive(each) && each.doneAt === undefined)
      .map((each): Told => ({ template: 'ended', to: unit(each.unitId), urgency: 'ordinary' })),
  ],
  'incident.restricted': (_incident, data) =>
    data.restricted
      ? data.members.map((member) => ({
          template: 'member' as const,
          to: person(member),
          urgency: 'ordinary' as const,
        }))
      : [],
  'incident.rang': (incident, data) => rang(incident, data),
};

function newOrders(assignments: readonly Assignment[]): readonly Told[] {
  return assignments.map((each) => ({
    template: each.role === 'lead' ? 'toSign' : 'toSignCo',
    to: unit(each.unitId),
    ask: 'sign',
    askNo: each.no,
  }));
}

/** Who asked for help hears what became of it. */
function toAsker(
  template: Template,
  incident: Incident,
  helpNo: number,
  params: Params,
): readonly Told[] {
  const help = incident.flags.help?.find((each) => each.no === helpNo);
  return [{ template, to: person(help?.askedBy), urgency: 'ordinary', params }];
}

function byUnit(names: NoticeNames, { by }: Fact): Params {
  return { unit: (by.unitId === undefined ? undefined : names.unit(by.unitId)) ?? '' };
}

/** 预警回执 seen from the other end: who gave an urgent order hears that it was taken ("收到!立即出发!"). */
function receipt(
  template: 'signed' | 'arrived',
  incident: Incident,
  { assignmentNo }: { assignmentNo: number },
  names: NoticeNames,
): readonly Told[] {
  const own = assignment(incident, assignmentNo);
  if (!own || !rings(incident)) return [];
  return [
    {
      template,
      to: person(own.orderedBy),
      urgency: 'information',
      params: ofUnit(names, own),
    },
  ];
}

function granted(incident: Incident, what: 'defer' | 'extend' | 'shelve'): readonly Told[] {
  return [
    {
      template: 'granted',
      to: unit(leadOf(incident)?.unitId),
      urgency: 'information',
      params: thing(what),
    },
  ];
}

const ROOM_CLOCKS: readonly string[] = [
  'accept',
  'dispatch',
  'verify',
  'check',
  'followUp',
  'review',
  'majorReport',
];

/** At red the responsible unit and its head, at 150 % the supervisors, at 200 % the commander (3(c), Lights). */
function rang(incident: Incident, { clockNo, rung }: FactData['incident.rang']): readonly Told[] {
  const clock = incident.clocks.find((each) => each.no === clockNo);
  if (!clock) return [];
  const own = assignment(incident, clock.assignmentNo);
  const help = incident.flags.help?.find((each) => String(each.no) === clock.stage);
  const responsible =
    own?.unitId ??
    (clock.kind === 'acknowledge' ? help?.toUnit : null) ??
    (clock.kind === 'check' ? giver(incident) : null) ??
    (ROOM_CLOCKS.includes(clock.kind) ? incident.roomUnitId : incident.holderUnitId);
  const words = WHAT_WORDS[clock.kind as keyof typeof WHAT_WORDS] ?? WHAT_WORDS.handle;
  const said = { ask: 'clock', askNo: clockNo, params: { thing: words } } as const;
  // Red is no new alarm: the order itself rang. What rings again is that nobody minded it.
  if (rung === 1 && clock.kind === 'ruling')
    return [{ template: 'overdue1', to: roles('countyDuty'), urgency: 'ordinary', ...said }];
  if (rung === 1)
    return [
      { template: 'overdue1', to: unit(responsible), urgency: 'ordinary', ...said },
      { template: 'overdue1', to: heads(responsible), urgency: 'ordinary', ...said },
    ];
  if (rung === 2)
    return [{ template: 'overdue2', to: roles('supervisor'), urgency: 'ordinary', ...said }];
  return [{ template: 'overdue3', to: roles('countyCommander'), ...said }];
}

/** What a master's facts tell those whose own reports were merged into it: their matter goes on there. */
export const FOLLOWED_FACTS: readonly FactType[] = [
  'incident.filed',
  'incident.answered',
  'incident.selfHandled',
  'incident.closed',
  'incident.dismissed',
];

/** The notices for whoever reported `own`, of a fact of the matter into which it was merged. */
export function followerNotices(fact: Fact, own: Incident, names: NoticeNames): readonly Notice[] {
  return noticesOf(fact, own, names).filter(({ template }) => TO_REPORTERS.includes(template));
}

/** Kinds of fact after which somebody may have to be told. */
export const TOLD_FACTS = Object.keys(RULES) as readonly FactType[];

/** 超期 stays inside the government: those who are no officials are not told whose clocks ran out. */
export function isInternal(template: Template): boolean {
  return template === 'overdue1' || template === 'overdue2' || template === 'overdue3';
}
export const OUTSIDE_ROLES: readonly Role[] = [
  'citizen',
  'npcDeputy',
  'propertyManager',
  'expertReviewer',
  'serviceClient',
];

/**
 * The notices of one fact, given the incident as it stands now: what has been overtaken already is not told.
 */
export function noticesOf(fact: Fact, incident: Incident, names: NoticeNames): readonly Notice[] {
  const rule = RULES[fact.type] as
    | ((incident: Incident, data: unknown, fact: Fact, names: NoticeNames) => readonly Told[])
    | undefined;
  if (!rule) return [];
  const told = rule(incident, fact.data, fact, names).flatMap((each) => {
    const { to, ask = 'nothing', askNo = null } = each;
    if (!to || !isStillAsked({ ask, askNo, target: to }, incident)) return [];
    const urgency =
      each.urgency ?? (ask === 'nothing' ? 'ordinary' : rings(incident) ? 'urgent' : 'ordinary');
    const params = { ...matterParams(incident, names), ...each.params };
    return [{ template: each.template, target: to, urgency, ask, askNo, params }];
  });
  return told;
}

/** What a message may say of the matter: of a restricted one its number alone. */
function matterParams(incident: Incident, names: NoticeNames): Params {
  const { itemCode, catalogVersion, place } = incident;
  if (incident.flags.restricted) return { number: incident.number };
  const item = itemCode === null ? undefined : names.item(catalogVersion, itemCode);
  const where = [place.townId, place.villageId]
    .flatMap((id) => (id === null ? [] : (names.place(id) ?? [])))
    .join(' ');
  return {
    number: incident.number,
    ...(item ? { item } : {}),
    ...(where ? { place: where } : {}),
  };
}
