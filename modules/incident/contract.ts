// What the incident API takes and gives: the same schemas validate requests, generate OpenAPI and type the web app.
import { z } from 'zod';
import { Evidence } from '#modules/catalog/contract.ts';
import { CLOCK_KINDS } from '#modules/deadline/contract.ts';
import type { Role } from '#modules/identity/contract.ts';
import { HELP_KINDS, SOURCES, REPORTER_MODES } from './incident.ts';
import {
  isOpen,
  isReopenable,
  OUTCOMES,
  STATUSES,
  VERB_NAMES,
  verbsFrom,
  type Outcome,
  type Status,
  type Verb,
} from './lifecycle.ts';
import {
  EVIDENCE_PER_VERB_MAX,
  itemCode,
  level,
  point,
  reason,
  SPOT_CHECK_REASONS,
  VERB_INPUTS,
  WORDS_MAX,
} from './inputs.ts';

export {
  isOpen,
  isReopenable,
  OUTCOMES,
  REPORTER_MODES,
  SOURCES,
  SPOT_CHECK_REASONS,
  STATUSES,
  VERB_INPUTS,
  VERB_NAMES,
  verbsFrom,
  WORDS_MAX,
};
export type { Outcome, Status, Verb };
export {
  LEVEL_WORDS,
  ON_THE_SPOT,
  OUTCOME_WORDS,
  SOURCE_WORDS,
  STATUS_WORDS,
  VERB_WORDS,
} from './labels.ts';
export {
  DifferingMatter,
  ITEM_LIMITS,
  LIMIT_CHANGES_MAX,
  LimitChange,
  POLICY_LIMITS,
  WHAT_IF_LEADERS,
  WHAT_IF_MATTERS_MAX,
  WhatIfAnswer,
  WhatIfQuery,
  WhatIfRequest,
  WhatIfRun,
  WhatIfState,
  type WhatIfChanges,
} from './what-if-contract.ts';
export { missingIn, withPieces, type Proof } from './proof.ts';
export { JOINERS, REPORT_ROLES, SPOT_CHECKERS } from './rights.ts';

/** Rows of one page. */
export const PAGE_MAX = 200;
export const PAGE_DEFAULT = 50;
/** Counting stops here: beyond it a person reads "10 000+" and filters. */
export const COUNT_CAP = 10_000;
/** Commands in one bulk request. */
export const BULK_MAX = 100;
/** Rows of one export. */
export const EXPORT_MAX = 50_000;
export const REPORT_TEXT_MAX = 5000;
export const NEARBY_MAX = 20;

const noNul = /^[^\u0000]*$/;
const noControls = /^[^\u0000-\u001f]*$/;
const id = z.int().positive().max(2_147_483_647);
const instant = z.int();
const text = (max: number) => z.string().trim().max(max).regex(noNul);
const named = z.object({ id, name: z.string() });

// ---- reporting -----------------------------------------------------------------------------

export const Reporter = z.strictObject({
  mode: z.enum(REPORTER_MODES).optional(),
  name: text(60).optional(),
  /** Digits, +, - and spaces; compared by its digits. */
  phone: z
    .string()
    .trim()
    .regex(
      /^[+\d][\d\s-]{4,24}$/,
      '应为 5 至 25 位数字，可带 +、- 和空格 / must be 5 to 25 digits, with +, - and spaces if wanted',
    )
    .optional(),
  idNumber: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z]{6,20}$/, '应为 6 至 20 位字母或数字 / must be 6 to 20 letters or digits')
    .optional(),
  address: text(200).optional(),
});

export const ReportInput = z.strictObject({
  /** Needed only where the person's posts lie in several counties. */
  countyId: id.optional(),
  source: z.enum(SOURCES),
  /** The source's own number for this matter; the same key twice is the same report. */
  sourceKey: z.string().trim().min(1).max(120).regex(noControls).optional(),
  title: text(200).optional(),
  text: z.string().trim().min(1).max(REPORT_TEXT_MAX).regex(noNul),
  itemCode: itemCode.optional(),
  level: level.optional(),
  point: point.optional(),
  address: text(200).optional(),
  townId: id.optional(),
  villageId: id.optional(),
  gridId: id.optional(),
  /** When it happened; given later than an hour after, the report is marked 补录. */
  occurredAt: instant.optional(),
  reporter: Reporter.optional(),
  evidence: z.array(z.uuid()).max(EVIDENCE_PER_VERB_MAX).optional(),
});
export type ReportInput = z.input<typeof ReportInput>;

export const ReportResult = z.object({
  incidentId: z.uuid(),
  number: z.string(),
  /** Said to the reporter: progress is seen with it. Given once; only its hash is kept. */
  receiptCode: z.string().nullable(),
  /** True when the same source key was received before. */
  duplicate: z.boolean(),
  /** False where it lies beyond what whoever wrote it down may see: another desk receives it. */
  isVisible: z.boolean(),
});
export type ReportResult = z.infer<typeof ReportResult>;

// ---- reading -------------------------------------------------------------------------------

export const ClockView = z.object({
  no: z.int(),
  kind: z.enum(CLOCK_KINDS),
  stage: z.string().nullable(),
  assignmentNo: z.int().nullable(),
  startedAt: instant,
  warnAt: instant,
  dueAt: instant,
  state: z.enum(['running', 'paused', 'stopped', 'void']),
  stoppedAt: instant.nullable(),
  rung: z.int(),
  light: z.enum(['green', 'yellow', 'red', 'paused', 'done', 'late', 'void']),
  budget: z.object({ amount: z.number(), unit: z.enum(['minute', 'hour', 'workHour', 'workDay']) }),
});
export type ClockView = z.infer<typeof ClockView>;

export const FLAGS = [
  'major',
  'verifying',
  'deferred',
  'shelved',
  'asked',
  'proposed',
  'disputed',
  'urged',
  'supervised',
  'escalated',
  'reinforced',
  'external',
  'overdue',
  'restricted',
  'archived',
  'reworked',
  'reopened',
  'returned',
  'joined',
  'evidence',
  'unsatisfied',
] as const;

export const IncidentRow = z.object({
  id: z.uuid(),
  number: z.string(),
  version: z.int(),
  countyId: id,
  /** One sentence; masked for restricted matters. */
  title: z.string(),
  status: z.enum(STATUSES),
  outcome: z.enum(OUTCOMES).nullable(),
  source: z.enum(SOURCES),
  level,
  item: z.object({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
  town: named.nullable(),
  village: named.nullable(),
  grid: named.nullable(),
  lng6: z.int().nullable(),
  lat6: z.int().nullable(),
  holder: named.nullable(),
  room: named.nullable(),
  reportedAt: instant,
  occurredAt: instant,
  updatedAt: instant,
  closedAt: instant.nullable(),
  /** The running clock that is due first. */
  clock: z
    .object({
      kind: z.enum(CLOCK_KINDS),
      startedAt: instant,
      warnAt: instant,
      dueAt: instant,
      state: z.enum(['running', 'paused']),
    })
    .nullable(),
  flags: z.array(z.enum(FLAGS)),
  /** 并案: how far the matter is in which it goes on. */
  goesOn: z.object({ status: z.enum(STATUSES), outcome: z.enum(OUTCOMES).nullable() }).optional(),
});
export type IncidentRow = z.infer<typeof IncidentRow>;

const many = <T extends z.ZodType>(one: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(one).max(20).optional(),
  );
const flag = z.stringbool().optional();

/** The named piles of 待办 and the square. */
export const LIST_NAMES = [
  'all', // everything I may see
  'mine', // 待办: in my unit's hands now
  'toAccept', // 待受理
  'toDispatch', // 待派遣
  'toSign', // 待签收
  'handling', // 处置中
  'toCheck', // 待核查
  'toFollowUp', // 待回访
  'overdue', // 超期
  'open',
  'closed',
] as const;

export const ListQuery = z.object({
  list: z.enum(LIST_NAMES).default('all'),
  status: many(z.enum(STATUSES)),
  level: many(z.coerce.number().pipe(level)),
  source: many(z.enum(SOURCES)),
  item: z
    .string()
    .regex(/^\d{2,7}$/)
    .optional(), // a code or the beginning of one
  townId: z.coerce.number().pipe(id).optional(),
  villageId: z.coerce.number().pipe(id).optional(),
  gridId: z.coerce.number().pipe(id).optional(),
  unitId: z.coerce.number().pipe(id).optional(),
  light: z.enum(['green', 'yellow', 'red']).optional(),
  overdue: flag,
  supervised: flag,
  from: z.coerce.number().pipe(instant).optional(),
  to: z.coerce.number().pipe(instant).optional(),
  /** Words, a number, a phone, a receipt code or an address. */
  q: text(100).optional(),
  sort: z.enum(['newest', 'due']).default('newest'),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(PAGE_MAX)).default(PAGE_DEFAULT),
});
export type ListQuery = z.output<typeof ListQuery>;

export const IncidentPage = z.object({
  items: z.array(IncidentRow),
  nextCursor: z.string().nullable(),
});
export type IncidentPage = z.infer<typeof IncidentPage>;

/** 督办台账: what is still to be answered, or answered and not struck off. */
export const SupervisionList = z.object({
  items: z.array(
    z.object({
      incident: IncidentRow,
      no: z.int(),
      number: z.string(),
      grade: z.enum(['ordinary', 'key', 'leader']),
      issuer: z.string().nullable(),
      replyBy: instant,
      repliedAt: instant.nullable(),
    }),
  ),
  more: z.boolean(),
});
export type SupervisionList = z.infer<typeof SupervisionList>;

export const CountQuery = ListQuery.omit({ cursor: true, limit: true, sort: true });
export const Count = z.object({ count: z.int(), capped: z.boolean() });
/** How many lie in each named pile, for the badges of 待办. */
export const Counts = z.object({ counts: z.record(z.string(), Count) });

export const TimelineEntry = z.object({
  seq: z.int(),
  type: z.string(),
  at: instant,
  by: z.object({
    kind: z.enum(['person', 'system', 'model', 'outside']),
    name: z.string(),
    unit: z.string().nullable(),
    role: z.string().nullable(),
  }),
  /** The fact's data with ids resolved to names where a person reads them. */
  data: z.record(z.string(), z.unknown()),
  /** Free words as they were said; null when erased under the retention rules. */
  words: z.record(z.string(), z.string()).nullable(),
  erased: z.boolean(),
  hash: z.string(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const AssignmentView = z.object({
  no: z.int(),
  unit: named,
  role: z.enum(['lead', 'co']),
  live: z.boolean(),
  orderedAt: instant,
  signedAt: instant.nullable(),
  contactedAt: instant.nullable(),
  arrivedAt: instant.nullable(),
  doneAt: instant.nullable(),
  waivedAt: instant.nullable(),
  returnedAt: instant.nullable(),
  recalledAt: instant.nullable(),
  /** The request for help that it answers. */
  helpNo: z.int().nullable(),
  /** Whose it is instead, by whoever returned it. */
  suggested: named.nullable(),
});

/** 请求支援、提级: what was asked of whom, and what came of it. */
export const HelpView = z.object({
  no: z.int(),
  kind: z.enum(HELP_KINDS),
  from: named.nullable(),
  to: named.nullable(),
  askedAt: instant,
  acknowledgedAt: instant.nullable(),
  answeredAt: instant.nullable(),
  answer: z.enum(['sent', 'declined']).nullable(),
});
export type HelpView = z.infer<typeof HelpView>;

/** 必备证据: what the record shows, and what its lead has said cannot be shown. */
const ProofView = z.object({
  ...{ before: z.int(), after: z.int(), papers: z.int(), hasOpinion: z.boolean() },
  excused: z.array(Evidence),
});

export const ReporterView = z.object({
  mode: z.enum(REPORTER_MODES),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  idNumber: z.string().nullable(),
  address: z.string().nullable(),
  masked: z.boolean(),
  mayReveal: z.boolean(),
  erased: z.boolean(),
});

export const Guess = z.object({
  confidence: z.number(),
  reasons: z.array(reason),
  rule: z.string(),
});

/** One step as whoever reported the matter is told of it. */
export const TrackStage = z.object({
  type: z.string(),
  at: instant,
  unit: z.string().nullable(),
  words: z.string().nullable(),
});

export const IncidentDetail = IncidentRow.extend({
  text: z.string().nullable(),
  address: z.string().nullable(),
  reporter: ReporterView,
  assignments: z.array(AssignmentView),
  clocks: z.array(ClockView),
  timeline: z.array(TimelineEntry),
  /** True when older facts were left out (a limit of 500). */
  timelineCut: z.boolean(),
  /** The verbs that I may do now. */
  verbs: z.array(z.enum(VERB_NAMES as [Verb, ...Verb[]])),
  proof: ProofView,
  supervisions: z.array(
    z.object({
      no: z.int(),
      /** 督办单号: the matter's number and its own. */
      number: z.string(),
      grade: z.string(),
      issuer: z.string().nullable(),
      replyBy: instant,
      repliedAt: instant.nullable(),
      struckAt: instant.nullable(),
    }),
  ),
  help: z.array(HelpView),
  /** 拆分: what it was taken out of, and what was taken out of it. */
  parent: z.object({ id: z.uuid(), number: z.string(), title: z.string() }).nullable(),
  children: z.array(
    z.object({ id: z.uuid(), number: z.string(), title: z.string(), status: z.enum(STATUSES) }),
  ),
  /** Who may know of it, where not everybody may whose area it is. */
  members: z.array(z.object({ id: z.uuid(), name: z.string() })),
  mergedInto: z
    .object({
      ...{ id: z.uuid(), number: z.string() },
      ...{ status: z.enum(STATUSES), outcome: z.enum(OUTCOMES).nullable() },
      /** Whoever reported what was merged may not see what it was merged into. */
      isVisible: z.boolean(),
      /** For its reporter, where they may not: what has become of it there since. */
      stages: z.array(TrackStage),
    })
    .nullable(),
  /** What was merged into it. */
  joined: z.array(z.object({ id: z.uuid(), number: z.string(), title: z.string() })),
  asked: z.object({ what: z.string(), until: instant.nullable() }).nullable(),
  proposed: z
    .object({
      verb: z.string(),
      at: instant,
      /** What the second person is asked to confirm; on other terms it is a new proposal. */
      until: instant.optional(),
      reasonCode: z.string().optional(),
      outcome: z.string().optional(),
    })
    .nullable(),
  /** What triage found, with its reasons, for "why?". */
  triage: z
    .object({
      place: Guess.extend({
        town: named.nullable(),
        village: named.nullable(),
        grid: named.nullable(),
      }).nullable(),
      item: Guess.extend({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
      level: Guess.extend({ level }).nullable(),
      /** The guesses that were sure enough to act upon; the others wait for a person. */
      acts: z.array(z.enum(['place', 'item', 'level'])),
      route: Guess.extend({
        lead: named.nullable(),
        co: z.array(named),
        version: z.int(),
        row: z.int(),
      }).nullable(),
      duplicates: z.array(
        z.object({
          id: z.uuid(),
          number: z.string(),
          title: z.string(),
          status: z.enum(STATUSES),
          outcome: z.enum(OUTCOMES).nullable(),
          score: z.number(),
          reasons: z.array(reason),
        }),
      ),
    })
    .nullable(),
  evidence: z.array(z.uuid()),
  headHash: z.string(),
});
export type IncidentDetail = z.infer<typeof IncidentDetail>;

// ---- the desk and the field ----------------------------------------------------------------

/** Whose work is the signing desk (签收台): the command room's and the county's duty officers. */
export const DESK_ROLES: readonly Role[] = [
  'infoClerk',
  'deputyDirector',
  'countyDuty',
  'countyCommander',
];
/** Who goes where the matter is, with a phone in the hand (今日任务). */
export const FIELD_ROLES: readonly Role[] = [
  'gridWorker',
  'villageCadre',
  'responseTeam',
  'enforcementOfficer',
  'deptHandler',
  'mediator',
  'propertyManager',
];
/** Calls that come over a line and wait for a signature. */
export const CALL_SOURCES = ['police110', 'hotline12345'] as const;

/** A row with all that its next step needs: every clock, order and request for help, and my verbs. */
export const WorkRow = IncidentRow.extend({
  clocks: z.array(ClockView),
  assignments: z.array(AssignmentView),
  help: z.array(HelpView),
  verbs: z.array(z.enum(VERB_NAMES as [Verb, ...Verb[]])),
  proof: ProofView,
});
export type WorkRow = z.infer<typeof WorkRow>;

/** As many as one look holds; `more` says that others were left out. */
export const WorkPile = z.object({ items: z.array(WorkRow), more: z.boolean() });
export type WorkPile = z.infer<typeof WorkPile>;

export const Desk = z.object({
  /** 110, 12345 and urgent matters that are not accepted or not dispatched yet. */
  waiting: WorkPile,
  /** 1312: 110 calls under way, until the feedback is given. */
  running: WorkPile,
  /** Requests for help that this desk was asked and has not answered. */
  help: WorkPile,
});
export type Desk = z.infer<typeof Desk>;

/** An order of my unit, and what I am asked to look at. */
export const TaskRow = WorkRow.extend({
  /** The number of my unit's order; null where I am asked to verify. */
  assignmentNo: z.int().nullable(),
});
export type TaskRow = z.infer<typeof TaskRow>;
export const Tasks = z.object({ items: z.array(TaskRow), more: z.boolean() });
export type Tasks = z.infer<typeof Tasks>;

// ---- acting --------------------------------------------------------------------------------

export const VerbRequest = z.strictObject({
  input: z.record(z.string(), z.unknown()).default({}),
  /** The version the person saw; refused when someone was faster. */
  expectedVersion: z.int().positive().optional(),
});

export const VerbResult = z.object({
  id: z.uuid(),
  version: z.int(),
  status: z.enum(STATUSES),
  /** True when a second person must confirm before it takes effect (four eyes). */
  proposed: z.boolean(),
});
export type VerbResult = z.infer<typeof VerbResult>;

export const BulkRequest = z.strictObject({
  commands: z
    .array(
      z.strictObject({
        id: z.uuid(),
        verb: z.enum(VERB_NAMES as [Verb, ...Verb[]]),
        input: z.record(z.string(), z.unknown()).default({}),
        expectedVersion: z.int().positive().optional(),
        /** Only when the command before it was done, on the same matter as that one left it. */
        follows: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(BULK_MAX),
});

export const Problem = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
});

export const BulkResult = z.object({
  results: z.array(
    z.union([
      z.object({ ok: z.literal(true), result: VerbResult }),
      z.object({ ok: z.literal(false), id: z.uuid(), problem: Problem }),
    ]),
  ),
});

/** People who can be made members of a restricted matter, by a part of their name. */
export const ColleaguesQuery = z.object({ text: text(64).min(1) });
export const Colleagues = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      role: z.object({ zh: z.string(), en: z.string() }),
      unit: z.string().nullable(),
    }),
  ),
});
export type Colleague = z.infer<typeof Colleagues>['items'][number];

/** Why a verb is not among mine: which statuses allow it and which roles may. */
export const WhyNot = z.object({
  verb: z.string(),
  statusAllows: z.boolean(),
  from: z.array(z.enum(STATUSES)),
  /** What keeps it back although the status allows it, in the reader's language. */
  keptBack: z.string().nullable(),
  roles: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
});

export const RevealRequest = z.strictObject({
  reason: z.string().trim().min(2).max(200).regex(noNul),
});

// ---- callers, receipts, views --------------------------------------------------------------

export const CallerQuery = z.object({ phone: z.string().trim().min(5).max(25) });
export const CallerMatters = z.object({ items: z.array(IncidentRow) });

/** What the holder of a receipt code may do: add to it, urge, rate, appeal, withdraw; no account needed. */
export const RECEIPT_VERBS = ['join', 'urge', 'rate', 'appeal', 'withdraw'] as const;
export type ReceiptVerb = (typeof RECEIPT_VERBS)[number];
export const ReceiptVerbRequest = z.strictObject({
  note: text(WORDS_MAX).optional(),
  satisfied: z.boolean().optional(),
  responded: z.boolean().optional(),
  solved: z.boolean().optional(),
});
export type ReceiptVerbRequest = z.input<typeof ReceiptVerbRequest>;

/** What the holder of a receipt code sees: stages and words said to the reporter, no names. */
export const TrackView = z.object({
  number: z.string(),
  title: z.string(),
  status: z.enum(STATUSES),
  outcome: z.enum(OUTCOMES).nullable(),
  reportedAt: instant,
  updatedAt: instant,
  place: z.string().nullable(),
  holder: z.string().nullable(),
  stages: z.array(TrackStage),
  headHash: z.string(),
  /** 并案: the matter under whose number it goes on; its stages follow here. */
  goesOnAs: z.string().nullable(),
  /** What the holder of the code may do now. */
  verbs: z.array(z.enum(RECEIPT_VERBS)),
});
export type TrackView = z.infer<typeof TrackView>;
export const TrackCheck = z.object({
  known: z.boolean(),
  seq: z.int().nullable(),
  at: instant.nullable(),
});
export type TrackCheck = z.infer<typeof TrackCheck>;

export const SavedView = z.object({
  id: z.uuid(),
  name: z.string(),
  query: z.record(z.string(), z.unknown()),
});
export const SaveViewRequest = z.strictObject({
  name: text(40).min(1),
  query: z.record(z.string(), z.unknown()),
});

/** A change as the live stream tells it; the page asks for the rest. */
export const LiveChange = z.object({
  position: z.int(),
  countyId: id,
  incidentId: z.uuid(),
  version: z.int(),
  type: z.string(),
  status: z.enum(STATUSES),
});
export type LiveChange = z.infer<typeof LiveChange>;

// ---- the record -----------------------------------------------------------------------------

/** Seals of one page: a month and a half of hours. */
export const SEALS_MAX = 1000;

export const SealsQuery = z.object({
  countyId: z.coerce.number().pipe(id),
  /** Seals after this hour (ms); from the beginning when absent. */
  after: z.coerce.number().pipe(instant).default(0),
});

/** One hour of a county under one signature; `statement` is exactly what was signed. */
export const SealView = z.object({
  hour: instant,
  heads: z.int(),
  root: z.string(),
  /** SHA-256 over the statement and signature of the seal before; null for the first. */
  previous: z.string().nullable(),
  statement: z.string(),
  /** Ed25519, Base64. */
  signature: z.string(),
  publicKey: z.string(),
});
export const SealPage = z.object({ items: z.array(SealView), nextAfter: instant.nullable() });
export type SealPage = z.infer<typeof SealPage>;

/** An entry of the feed at which its reader failed every time: kept, shown to the administrator, tried again. */
export const AsideEntry = z.object({
  reader: z.string(),
  position: z.int(),
  countyId: z.int(),
  type: z.string(),
  /** 编号 of the matter. */
  number: z.string(),
  at: instant,
  tries: z.int(),
  errorCode: z.string(),
  asideAt: instant,
  isAskedAgain: z.boolean(),
});
export type AsideEntry = z.infer<typeof AsideEntry>;
export const AsideEntries = z.object({ items: z.array(AsideEntry) });
export const AsideRetry = z.object({
  countyId: z.int().positive().max(2_147_483_647),
  reader: z.string().max(40),
  position: z.int().min(0),
});
