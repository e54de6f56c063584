// Which role may use which verb, and how far from its post: the table of domain defaults 3(b) as data.
// `assigned` reaches incidents whose assignment the post's unit holds; `unit` the same for a department.
import type { Reach, Role } from '#modules/identity/index.ts';
import type { Verb } from './lifecycle.ts';

type Grants = Partial<Record<Role, Reach>>;

const ROOM: Grants = { infoClerk: 'town', deputyDirector: 'town', countyDuty: 'county' };
const COMMAND: Grants = { deputyDirector: 'town', countyDuty: 'county', countyCommander: 'county' };
const HANDLERS: Grants = {
  gridWorker: 'grid',
  villageCadre: 'village',
  responseTeam: 'assigned',
  enforcementOfficer: 'assigned',
  deptHandler: 'unit',
  mediator: 'assigned',
  propertyManager: 'assigned',
  policeLiaison: 'assigned',
  infoClerk: 'town', // a lone night clerk signs for a team on the phone; sampled next day
};
const DISPATCHERS: Grants = {
  ...ROOM,
  ...COMMAND,
  villageCadre: 'village',
  cityCentre: 'city',
  townLeader: 'town',
};
const SUPERVISORS: Grants = {
  supervisor: 'county',
  countyCommander: 'county',
  townLeader: 'town',
  deputyDirector: 'town',
  countyDuty: 'county',
  deptLead: 'unit',
  cityCentre: 'city',
  npcDeputy: 'own',
};
const ANSWERERS: Grants = {
  ...ROOM,
  ...COMMAND,
  townLeader: 'town',
  cityCentre: 'city',
  policeLiaison: 'assigned',
  deptHandler: 'unit',
  deptLead: 'unit',
};
const VIEWERS: Grants = {
  ...HANDLERS,
  ...ROOM,
  ...COMMAND,
  deptLead: 'unit',
  townLeader: 'town',
  supervisor: 'county',
  expertReviewer: 'assigned',
  cityCentre: 'city',
};

export const VERB_RIGHTS: Readonly<Record<Verb, Grants>> = {
  accept: { ...ROOM, villageCadre: 'village', cityCentre: 'city' },
  answer: { ...ROOM, cityCentre: 'city' },
  selfHandle: { gridWorker: 'grid', villageCadre: 'village', infoClerk: 'town' },
  dismiss: { ...ROOM, cityCentre: 'city' },
  appeal: { citizen: 'own', npcDeputy: 'own', gridWorker: 'own', serviceClient: 'own', ...ROOM },
  merge: ROOM,
  unmerge: ROOM,
  dispatch: DISPATCHERS,
  reassign: DISPATCHERS,
  coAssign: DISPATCHERS,
  split: ROOM,
  transfer: { ...ROOM, ...COMMAND, cityCentre: 'city' },
  sign: HANDLERS,
  coSign: HANDLERS,
  coReturn: { ...HANDLERS, deptLead: 'unit' },
  // A department's head approves what goes out as its feedback.
  resolve: { ...HANDLERS, deptLead: 'unit' },
  rework: { ...ROOM, ...COMMAND, supervisor: 'county' },
  close: { ...ROOM, ...COMMAND, villageCadre: 'village' },
  reopen: {
    citizen: 'own',
    npcDeputy: 'own',
    supervisor: 'county',
    countyDuty: 'county',
    deputyDirector: 'town',
  },
  return: { ...HANDLERS, deptLead: 'unit' },
  recall: { ...ROOM, ...COMMAND, villageCadre: 'village', cityCentre: 'city' },
  void: COMMAND,
  withdraw: { citizen: 'own', npcDeputy: 'own', serviceClient: 'own', ...ROOM },
  triage: {},
  amend: { ...ROOM, ...COMMAND },
  verify: ROOM,
  verified: { gridWorker: 'grid', villageCadre: 'village', infoClerk: 'town' },
  contact: { ...HANDLERS, ...ROOM },
  arrive: HANDLERS,
  done: HANDLERS,
  waive: { ...ROOM, ...COMMAND },
  feedback: { ...HANDLERS, ...ROOM, deptLead: 'unit' },
  ask: {
    deptHandler: 'unit',
    deptLead: 'unit',
    responseTeam: 'assigned',
    enforcementOfficer: 'assigned',
  },
  defer: { deputyDirector: 'town', countyCommander: 'county', townLeader: 'town' },
  resume: {
    deputyDirector: 'town',
    countyCommander: 'county',
    deptLead: 'unit',
    deptHandler: 'unit',
  },
  extend: { deputyDirector: 'town', countyCommander: 'county', townLeader: 'town' },
  shelve: { countyCommander: 'county' },
  urge: {
    citizen: 'own',
    npcDeputy: 'own',
    serviceClient: 'own',
    ...ROOM,
    ...COMMAND,
    townLeader: 'town',
    deptLead: 'unit',
    supervisor: 'county',
    cityCentre: 'city',
  },
  supervise: SUPERVISORS,
  replySupervision: { ...HANDLERS, ...ROOM, deptLead: 'unit' },
  escalate: { ...ROOM, ...COMMAND, townLeader: 'town' },
  reinforce: { ...HANDLERS, ...ROOM, ...COMMAND, townLeader: 'town' },
  // Whoever was asked answers: a desk, the police, a department; the order says who that is.
  acknowledge: ANSWERERS,
  support: ANSWERERS,
  decline: ANSWERERS,
  strikeOff: SUPERVISORS,
  handOver: { ...ROOM, ...COMMAND, deptHandler: 'unit' },
  mirror: { serviceClient: 'own', ...ROOM },
  followUp: {
    infoClerk: 'town',
    deputyDirector: 'town',
    countyDuty: 'county',
    supervisor: 'county',
  },
  rate: { citizen: 'own', npcDeputy: 'own', serviceClient: 'own' },
  setAside: {
    infoClerk: 'town',
    deputyDirector: 'town',
    countyDuty: 'county',
    supervisor: 'county',
  },
  spotCheck: {
    deputyDirector: 'town',
    countyDuty: 'county',
    countyCommander: 'county',
    supervisor: 'county',
  },
  review: { countyCommander: 'county', countyDuty: 'county', deputyDirector: 'town' },
  call: { ...ROOM, policeLiaison: 'assigned' },
  declareMajor: COMMAND,
  reportUp: { ...ROOM, ...COMMAND },
  join: { ...ROOM, citizen: 'own', serviceClient: 'own' },
  annotate: VIEWERS,
  // Whoever may file a need-to-know matter must be able to name its members.
  restrict: { ...ROOM, ...COMMAND, villageCadre: 'village', cityCentre: 'city' },
  archive: ROOM,
  ring: {},
  recalculate: {},
};

/**
 * What a unit does about its own order, or in answer to a request, wherever the matter lies: whoever may use
 * these in its own area may use them on what its unit was asked or ordered to do beyond it.
 */
export const ORDERED_VERBS: readonly Verb[] = [
  ...(['sign', 'coSign', 'coReturn', 'return', 'contact', 'arrive', 'done', 'feedback'] as const),
  ...(['resolve', 'ask', 'reinforce', 'replySupervision', 'annotate'] as const),
  ...(['acknowledge', 'support', 'decline'] as const),
];

/** Who checks closed matters, and how far: whoever may check may draw there, too. */
export const SPOT_CHECKERS = VERB_RIGHTS.spotCheck;

/** Who may make a report at all, whatever it is about; a report is scoped by where it lands. */
export const REPORT_ROLES: readonly Role[] = [
  'citizen',
  'gridWorker',
  'safetyOfficer',
  'villageCadre',
  'infoClerk',
  'deputyDirector',
  'responseTeam',
  'enforcementOfficer',
  'deptHandler',
  'countyDuty',
  'cityCentre',
  'policeLiaison',
  'npcDeputy',
  'propertyManager',
  'serviceClient',
];

/** Who joins what is reported again to the matter that is open already. */
export const JOINERS = VERB_RIGHTS.merge;

/** Two people for these on the two highest levels (design §3, four eyes); never for dispatch. */
export const FOUR_EYES: readonly Verb[] = ['close', 'void', 'defer', 'shelve'];
export const FOUR_EYES_LEVEL_MAX = 2;
