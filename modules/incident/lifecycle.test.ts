// The life cycle against the design: its table of edges and the rights of domain defaults 3(b) are written
// down here a second time, as the documents say them, and every status × verb × role is decided and compared.
import { describe, expect, test } from 'vitest';
import { ROLE_CODES, ROLES, systemActor, type Actor, type Role } from '#modules/identity/index.ts';
import { DAY } from '#platform/time/index.ts';
import { decide } from './decide.ts';
import type { Assignment, Help, Incident } from './incident.ts';
import {
  edgeOf,
  OPEN_STATUSES,
  STATUSES,
  VERB_NAMES,
  VERBS,
  type Status,
  type Verb,
} from './lifecycle.ts';
import { REPORT_ROLES, VERB_RIGHTS } from './rights.ts';
import { actorAs, aKnowledge, anIncident, COUNTY, ITEMS, MORNING, UNITS } from './testing.ts';

/** Design §3, the table of verbs that move the status, word for word. */
const DESIGN_TABLE = `
accept 受理 | reported → filed
answer 直接答复 | reported, filed → closed
selfHandle 自行处置 | reported → closed
dismiss 不予受理 | reported → dismissed
appeal 申诉 | dismissed → reported
merge 并案 | reported, filed → merged
unmerge 拆并 | merged → reported
dispatch 派遣 | filed → dispatched
sign 签收 | dispatched → handling
resolve 申请办结 | handling → resolved
rework 返工 | resolved → handling
close 核查结案 | resolved → closed
reopen 重办 | closed → handling
return 退回 | dispatched, handling → filed
recall 撤回派单 | dispatched → filed
void 作废 | any open → dismissed
withdraw 撤诉 | any open → dismissed
`;

/** ADR 0012: 改派 in one step, where the table has return or recall and then dispatch. */
const IN_ONE_STEP = `
reassign 改派 | filed, dispatched, handling → dispatched
`;

/** The verbs that leave the status as it is, and where each makes sense. */
const BESIDE_THE_STATUS = `
triage: reported filed
amend: reported filed dispatched handling resolved
verify: reported
verified: reported
transfer: reported filed
split: reported filed
coAssign: dispatched handling
coSign: dispatched handling resolved
coReturn: dispatched handling
contact: reported filed dispatched handling
arrive: dispatched handling
done: handling
waive: dispatched handling
feedback: handling resolved closed
ask: handling
defer: handling
resume: handling
extend: handling
shelve: handling
review: handling
urge: reported filed dispatched handling resolved
supervise: reported filed dispatched handling resolved closed
replySupervision: reported filed dispatched handling resolved closed
strikeOff: reported filed dispatched handling resolved closed
escalate: reported filed dispatched handling
reinforce: dispatched handling
acknowledge: reported filed dispatched handling resolved
support: dispatched handling
decline: reported filed dispatched handling resolved
handOver: dispatched handling
mirror: dispatched handling resolved
followUp: closed
rate: closed
setAside: closed
spotCheck: closed
call: reported filed dispatched handling resolved closed
declareMajor: reported filed dispatched handling resolved
reportUp: reported filed dispatched handling resolved closed
join: reported filed dispatched handling resolved
annotate: reported filed dispatched handling resolved closed dismissed merged
restrict: reported filed dispatched handling resolved closed dismissed merged
archive: closed dismissed
ring: reported filed dispatched handling resolved closed
recalculate: reported filed dispatched handling resolved closed
`;

type Expected = Readonly<{ from: readonly string[]; to: string | undefined }>;

function expectedEdges(): ReadonlyMap<string, Expected> {
  const edges = new Map<string, Expected>();
  for (const line of (DESIGN_TABLE + IN_ONE_STEP.trim()).trim().split('\n')) {
    const [, verb, from, to] = /^(\w+) \S+ \| (.+) → (\w+)$/.exec(line) ?? [];
    if (!verb || !from) throw new Error(line);
    edges.set(verb, { from: from === 'any open' ? OPEN_STATUSES : from.split(', '), to });
  }
  for (const line of BESIDE_THE_STATUS.trim().split('\n')) {
    const [verb = '', from = ''] = line.split(': ');
    edges.set(verb, { from: from.split(' '), to: undefined });
  }
  return edges;
}
const EDGES = expectedEdges();

/**
 * Domain defaults 3(b), the columns that concern verbs; `–` is no right. A letter is the scope of the
 * table: O own, A assigned, D department, G grid, V village, T township, C county, Y city.
 * The three administrators, analysts, stewards and process administrators hold no business rights.
 */
const TABLE_3B = `
                    accept dispatch handle check escalate press
citizen             –      –        –      –     –        O
gridWorker          –      –        G      –     G        –
safetyOfficer       –      –        –      –     –        –
villageCadre        V      V        V      V     V        –
infoClerk           T      T        T      T     T        T
deputyDirector      T      T        –      T     T        T
townLeader          –      T        –      –     T        T
responseTeam        –      –        A      –     A        –
enforcementOfficer  –      –        A      –     A        –
deptHandler         –      –        D      –     D        –
deptLead            –      –        –      –     –        D
countyDuty          C      C        –      C     C        C
countyCommander     –      C        –      C     C        C
supervisor          –      –        –      –     –        C
cityCentre          Y      Y        –      –     –        Y
policeLiaison       –      –        A      –     A        –
npcDeputy           –      –        –      –     –        O
mediator            –      –        A      –     A        –
propertyManager     –      –        A      –     A        –
expertReviewer      –      –        –      –     –        –
modelAnalyst        –      –        –      –     –        –
processAdmin        –      –        –      –     –        –
dataSteward         –      –        –      –     –        –
sysAdmin            –      –        –      –     –        –
secAdmin            –      –        –      –     –        –
auditor             –      –        –      –     –        –
serviceClient       –      –        –      –     –        O
`;
// prettier-ignore
const SCOPES: Readonly<Record<string, string>> = {
  O: 'own', A: 'assigned', D: 'unit', G: 'grid', V: 'village', T: 'town', C: 'county', Y: 'city',
};

type Column = 'accept' | 'dispatch' | 'handle' | 'check' | 'escalate' | 'press';

function table3b(): ReadonlyMap<string, ReadonlyMap<Column, string>> {
  const [head = '', ...lines] = TABLE_3B.split('\n').filter((line) => line.trim());
  const columns = head.trim().split(/\s+/) as Column[];
  return new Map(
    lines.map((line) => {
      const [role = '', ...cells] = line.trim().split(/\s+/);
      const rights = columns.flatMap((column, index): [Column, string][] => {
        const scope = SCOPES[cells[index] ?? ''];
        return scope ? [[column, scope]] : [];
      });
      return [role, new Map(rights)];
    }),
  );
}
const BY_TABLE = table3b();

/**
 * Which columns a verb belongs to (any of them gives the right), whom the words inside the table's cells
 * or a transition of 3(c) add (`+role:scope`), and whom they take away (`-role`).
 */
// prettier-ignore
const VERB_COLUMNS: Readonly<Record<Verb, string>> = {
  accept: 'accept',
  answer: 'accept -villageCadre',
  selfHandle: '+gridWorker:grid +villageCadre:village +infoClerk:town', // "self-handle small items"
  dismiss: 'accept -villageCadre',
  appeal: 'accept -villageCadre -cityCentre +citizen:own +npcDeputy:own +gridWorker:own +serviceClient:own', // row 6
  merge: 'accept -villageCadre -cityCentre', // row 7: the room
  unmerge: 'accept -villageCadre -cityCentre',
  dispatch: 'dispatch',
  reassign: 'dispatch',
  coAssign: 'dispatch',
  split: 'accept -villageCadre -cityCentre',
  transfer: 'accept check -villageCadre',
  sign: 'handle',
  coSign: 'handle',
  coReturn: 'handle +deptLead:unit',
  resolve: 'handle +deptLead:unit', // "approve feedback"
  rework: 'check -villageCadre +supervisor:county', // "re-open, spot check"
  close: 'check',
  reopen: '+citizen:own +npcDeputy:own +supervisor:county +countyDuty:county +deputyDirector:town', // row 22
  return: 'handle +deptLead:unit',
  recall: 'dispatch -townLeader',
  void: '+deputyDirector:town +countyDuty:county +countyCommander:county', // row 24
  withdraw: 'accept -villageCadre -cityCentre +citizen:own +npcDeputy:own +serviceClient:own',
  triage: '',
  amend: 'accept check -villageCadre -cityCentre',
  verify: 'accept -villageCadre -cityCentre', // row 2
  verified: '+gridWorker:grid +villageCadre:village +infoClerk:town', // row 3, "field verify"
  contact: 'handle accept -cityCentre',
  arrive: 'handle',
  done: 'handle',
  waive: 'accept check -villageCadre -cityCentre',
  feedback: 'handle accept -cityCentre +deptLead:unit',
  ask: '+deptHandler:unit +deptLead:unit +responseTeam:assigned +enforcementOfficer:assigned', // row 14
  defer: '+deputyDirector:town +countyCommander:county +townLeader:town', // row 14, "approve extension"
  resume: '+deputyDirector:town +countyCommander:county +deptLead:unit +deptHandler:unit',
  extend: '+deputyDirector:town +countyCommander:county +townLeader:town', // row 15
  shelve: '+countyCommander:county', // row 23
  review: '+countyCommander:county +countyDuty:county +deputyDirector:town',
  urge: 'press',
  supervise: 'press -citizen -serviceClient -infoClerk', // row 25: those only urge
  replySupervision: 'handle accept -cityCentre +deptLead:unit',
  strikeOff: 'press -citizen -serviceClient -infoClerk', // whoever may issue one
  acknowledge: 'accept dispatch check -villageCadre +policeLiaison:assigned +deptHandler:unit +deptLead:unit',
  support: 'accept dispatch check -villageCadre +policeLiaison:assigned +deptHandler:unit +deptLead:unit',
  decline: 'accept dispatch check -villageCadre +policeLiaison:assigned +deptHandler:unit +deptLead:unit',
  escalate: 'escalate -gridWorker -villageCadre -responseTeam -enforcementOfficer -deptHandler -policeLiaison -mediator -propertyManager', // they ask support
  reinforce: 'escalate',
  handOver: 'accept check -villageCadre -cityCentre +deptHandler:unit', // row 12
  mirror: 'accept -villageCadre -cityCentre +serviceClient:own', // row 13, "callback"
  followUp: '+infoClerk:town +deputyDirector:town +countyDuty:county +supervisor:county', // row 21
  rate: '+citizen:own +npcDeputy:own +serviceClient:own', // "satisfaction on own"
  setAside: '+infoClerk:town +deputyDirector:town +countyDuty:county +supervisor:county', // who follows up
  spotCheck: '+deputyDirector:town +countyDuty:county +countyCommander:county +supervisor:county',
  call: 'accept -villageCadre -cityCentre +policeLiaison:assigned',
  declareMajor: '+deputyDirector:town +countyDuty:county +countyCommander:county',
  reportUp: 'accept check -villageCadre -cityCentre',
  join: 'accept -villageCadre -cityCentre +citizen:own +serviceClient:own',
  annotate: 'accept dispatch handle check +deptLead:unit +supervisor:county +expertReviewer:assigned', // "opinion"
  restrict: 'accept +countyCommander:county', // who files a need-to-know matter names its members
  archive: 'accept -villageCadre -cityCentre', // row 21
  ring: '',
  recalculate: '',
};

function expectedRights(verb: Verb): Record<string, string> {
  const rights: Record<string, string> = {};
  for (const word of VERB_COLUMNS[verb].split(' ').filter(Boolean)) {
    const [, sign, name = '', scope = ''] = /^([+-]?)(\w+):?(\w*)$/.exec(word) ?? [];
    if (sign === '+') rights[name] = scope;
    else if (sign === '-') delete rights[name];
    else
      for (const [role, columns] of BY_TABLE) {
        const reach = columns.get(name as Column);
        if (reach) rights[role] ??= reach;
      }
  }
  return rights;
}

describe('the graph', () => {
  test('has exactly the edges of the design', () => {
    expect([...EDGES.keys()].sort()).toEqual([...VERB_NAMES].sort());
    for (const verb of VERB_NAMES) {
      const edge = edgeOf(verb);
      const expected = EDGES.get(verb);
      expect([verb, [...edge.from].sort(), edge.to]).toEqual([
        verb,
        [...(expected?.from ?? [])].sort(),
        expected?.to,
      ]);
    }
  });

  test('reaches every status from a report, and an end from every status', () => {
    const next = (from: Status) =>
      VERB_NAMES.map(edgeOf).flatMap((edge) =>
        edge.from.includes(from) && edge.to ? [edge.to] : [],
      );
    const reachable = (from: Status) => {
      const seen = new Set<Status>([from]);
      for (const each of seen) for (const to of next(each)) seen.add(to);
      return seen;
    };
    expect([...reachable('reported')].sort()).toEqual([...STATUSES].sort());
    for (const status of STATUSES) expect([...reachable(status)], status).toContain('closed');
  });

  test('lets only what was found out move it: nothing there, finished outside, not as it was said', () => {
    const may = VERB_NAMES.flatMap((verb) => {
      const to = edgeOf(verb).may;
      return to ? [`${verb} → ${to}`] : [];
    });
    expect(may).toEqual([
      'verified → dismissed',
      'mirror → resolved',
      ...['followUp', 'rate', 'setAside', 'spotCheck'].map((verb) => `${verb} → handling`),
    ]);
  });

  test('has someone for every verb: a person, or the machine alone', () => {
    const machineOnly = VERB_NAMES.filter((verb) => Object.keys(VERB_RIGHTS[verb]).length === 0);
    expect(machineOnly).toEqual(['triage', 'ring', 'recalculate']);
  });
});

describe('the rights', () => {
  test('are those of domain defaults 3(b) for every role', () => {
    expect([...BY_TABLE.keys()].sort()).toEqual([...ROLE_CODES].sort());
    for (const verb of VERB_NAMES)
      expect([verb, VERB_RIGHTS[verb]]).toEqual([verb, expectedRights(verb)]);
  });

  test('to report are those of the first column', () => {
    // prettier-ignore
    const none: Role[] = [
      'townLeader', 'deptLead', 'countyCommander', 'supervisor', 'mediator', 'expertReviewer',
      'modelAnalyst', 'processAdmin', 'dataSteward', 'sysAdmin', 'secAdmin', 'auditor',
    ];
    expect([...REPORT_ROLES].sort()).toEqual(
      ROLE_CODES.filter((role) => !none.includes(role)).sort(),
    );
  });
});

// ---- every status × verb × role --------------------------------------------------------------

/** Verbs with which a unit acts on its own part of the work: the unit of the co-handler does. */
const CO_VERBS: readonly Verb[] = ['coSign', 'coReturn'];

/** An incident in that status of which the verb can be done as far as anything but status and role goes. */
function fixture(status: Status, verb: Verb, actorId: string): Incident {
  const ordered = { orderedByUnit: UNITS.room, orderedBy: 'infoClerk:one', orderedAt: MORNING };
  const lead: Assignment = {
    ...ordered,
    no: 1,
    unitId: UNITS.bureau,
    role: 'lead',
    ...(verb === 'sign' || status === 'dispatched' ? {} : { signedAt: MORNING, signedBy: 'x' }),
  };
  const co: Assignment = { ...ordered, no: 2, unitId: UNITS.otherBureau, role: 'co' };
  const withCo = CO_VERBS.includes(verb) || verb === 'waive';
  const ended = ['closed', 'dismissed', 'merged'].includes(status);
  const ordersGiven = !['reported', 'filed', 'dismissed', 'merged'].includes(status);
  return anIncident({
    status,
    itemCode: ITEMS.rubbish,
    reporterId: actorId,
    outcome: status === 'dismissed' ? 'notAccepted' : status === 'closed' ? 'solved' : null,
    closedAt: ended ? MORNING : null,
    mergedInto: status === 'merged' ? MASTER.id : null,
    assignments:
      verb === 'reassign' && status === 'filed'
        ? [{ ...lead, returnedAt: MORNING }]
        : ordersGiven
          ? withCo
            ? [lead, co]
            : [lead]
          : [],
    unitIds: Object.values(UNITS),
    flags: {
      ...(verb === 'verified' ? { verifying: true } : {}),
      ...(verb === 'resume' ? { deferredUntil: MORNING + DAY } : {}),
      ...(verb === 'replySupervision'
        ? { supervisions: [{ no: 1, grade: 'key', issuedBy: 'x', replyBy: MORNING + DAY }] }
        : {}),
      ...(verb === 'strikeOff' ? { supervisions: [{ ...REPLIED, issuedBy: actorId }] } : {}),
      ...(verb === 'setAside' ? { proposed: { verb, by: 'x', at: MORNING } } : {}),
      ...(verb === 'review' ? { shelved: true } : {}),
      ...(verb === 'reportUp' ? { major: { grade: 3, reports: 0 } } : {}),
      ...(HELP_VERBS.includes(verb) ? { help: [ASKED_OF_ANYBODY] } : {}),
    },
  });
}

const MASTER = anIncident();
const CHILD = '019aa000-0000-7000-8000-000000000001';
const REPLIED = { no: 1, grade: 'key', replyBy: MORNING + DAY, repliedAt: MORNING } as const;
const HELP_VERBS: readonly Verb[] = ['acknowledge', 'support', 'decline'];
const ASKED_OF_ANYBODY: Help = {
  ...{ no: 1, kind: 'people', fromUnit: null, toUnit: null, askedBy: 'x', askedAt: MORNING },
};

const INPUTS: Partial<Record<Verb, object>> = {
  answer: { reply: '已核实' },
  selfHandle: { result: '已清理' },
  dismiss: { reasonCode: 'outside' },
  appeal: { reason: '不服' },
  merge: { into: MASTER.id },
  dispatch: { lead: UNITS.bureau },
  reassign: { lead: UNITS.otherBureau },
  coAssign: { co: [UNITS.otherBureau] },
  split: { parts: [{ text: '路灯不亮' }] },
  transfer: { to: UNITS.county, reason: '跨镇' },
  done: { noEvidence: '无法取证' },
  resolve: { result: '已清理', noEvidence: '无法取证' },
  rework: { reason: '未到位' },
  reopen: { reason: '又出现' },
  return: { reasonCode: 'not-ours' },
  coReturn: { reasonCode: 'not-ours' },
  void: { reasonCode: 'test' },
  verified: { real: true },
  waive: { assignmentNo: 2, reason: '不再需要' },
  feedback: { note: '已联系' },
  ask: { what: 'extend', reason: '材料未到' },
  defer: { until: MORNING + DAY, reasonCode: 'weather' },
  extend: { share: 0.5, reason: '材料未到' },
  shelve: { reasonCode: 'funds' },
  supervise: { grade: 'key', replyBy: MORNING + DAY, note: '请说明' },
  replySupervision: { no: 1, reply: '正在办' },
  strikeOff: { no: 1, accepted: true },
  support: { helpNo: 1, units: [UNITS.rescue] },
  decline: { helpNo: 1, reason: '人手不足' },
  escalate: { to: 'county', reason: '超出权限' },
  reinforce: { kind: 'people', request: '需要两人' },
  handOver: { system: 'law-enforcement' },
  mirror: { step: '立案' },
  followUp: { reached: true, satisfied: true },
  rate: { satisfied: true },
  setAside: { agree: true, note: '无依据' },
  spotCheck: { passed: true },
  review: { note: '仍无资金' },
  call: { how: 'threeWay', party: 'police110', startedAt: MORNING, seconds: 60 },
  declareMajor: { grade: 3, note: '伤亡不明' },
  reportUp: { stage: 'first', recipients: ['countyGovernment'], text: '首报' },
  annotate: { note: '已阅' },
  restrict: { restricted: true, reason: '涉密' },
};

/** Somebody of that role to whom the fixture is near: same places, same units, its own reporter. */
function somebody(role: Role, verb: Verb): Actor {
  const bound = ['assigned', 'unit'].includes(VERB_RIGHTS[verb][role] ?? ROLES[role].view ?? '');
  const unitId = CO_VERBS.includes(verb) ? UNITS.otherBureau : UNITS.bureau;
  return actorAs(role, bound ? { unitId } : {});
}

const GIVERS: readonly Verb[] = ['close', 'recall', 'reassign', 'coAssign'];

/** Where a verb's own guard has the last word, although role and status would allow it. */
function guardOf(status: Status, verb: Verb, role: Role | 'machine'): string | null {
  // 谁派单谁办结: the order of these fixtures was given by the town's room.
  if (GIVERS.includes(verb) && role === 'villageCadre' && status !== 'filed')
    return 'incident.giver-closes';
  // A place-bound hand acts for the lead where it names no assignment; a co-handler's is its unit's own.
  const forOthers: (Role | 'machine')[] = ['gridWorker', 'villageCadre', 'infoClerk', 'machine'];
  if (CO_VERBS.includes(verb) && forOthers.includes(role)) return 'incident.no-assignment';
  return null;
}

test('every status × verb × role is allowed, or refused with the right code', () => {
  const knowledge = aKnowledge();
  const wrong: string[] = [];
  let count = 0;
  const tally: Record<string, number> = {};
  for (const status of STATUSES)
    for (const verb of VERB_NAMES) {
      const rights = expectedRights(verb);
      for (const role of [...ROLE_CODES, 'machine'] as const) {
        const actor = role === 'machine' ? systemActor('test') : somebody(role, verb);
        const incident = fixture(status, verb, actor.id);
        const decided = decide(
          incident,
          {
            ...{
              countyId: COUNTY,
              incidentId: incident.id,
              verb,
              input: INPUTS[verb] ?? {},
              actor,
            },
            gathered: { newborn: [{ id: CHILD, number: '330382-20261118-000002' }] },
          },
          knowledge,
          MORNING,
          new Map([[MASTER.id, MASTER]]),
        );
        const actual = 'refused' in decided ? decided.refused : 'allowed';
        const mayAtAll = role === 'machine' || rights[role] !== undefined;
        const expected = !mayAtAll
          ? ROLES[role].view === null
            ? 'incident.not-found'
            : 'incident.not-permitted'
          : !EDGES.get(verb)?.from.includes(status)
            ? 'incident.not-now'
            : (guardOf(status, verb, role) ?? 'allowed');
        count += 1;
        tally[actual] = (tally[actual] ?? 0) + 1;
        if (actual !== expected)
          wrong.push(`${status} ${verb} ${role}: ${actual}, expected ${expected}`);
      }
    }
  expect(wrong).toEqual([]);
  expect(count).toBe(STATUSES.length * Object.keys(VERBS).length * (ROLE_CODES.length + 1));
  console.log(`${count} combinations of status, verb and role: ${JSON.stringify(tally)}`);
});
