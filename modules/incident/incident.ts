// The matter itself and its parts, as folded from its facts. Pure nouns, no behaviour.
import type { Evidence, Level } from '#modules/catalog/index.ts';
import type { RunningClock } from '#modules/deadline/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Outcome, Status, Verb } from './lifecycle.ts';

/** Where a report came from (来源). */
export const SOURCES = [
  'gridWorker', // 网格上报
  'hotline12345', // 12345 热线
  'police110', // 110 非警务警情
  'phone', // 电话
  'visit', // 来访
  'letter', // 来信
  'wechat', // 微信群
  'assignedAbove', // 上级交办
  'leaderNote', // 领导批示
  'citizen', // 群众上报
  'deputy', // 代表委员
  'sensor', // 物联感知
  'video', // 视频识别
  'model', // 模型预警
  'otherSystem', // 其他系统
] as const;
export type Source = (typeof SOURCES)[number];

/** 实名, 保密 (units see the matter, not the person), 匿名. */
export const REPORTER_MODES = ['named', 'confidential', 'anonymous'] as const;
export type ReporterMode = (typeof REPORTER_MODES)[number];

export type { Level };

export type Place = Readonly<{
  townId: number | null;
  villageId: number | null;
  gridId: number | null;
  /** Longitude and latitude in whole micro-degrees (CGCS2000). */
  lng6: number | null;
  lat6: number | null;
}>;

/** What one unit is asked to do about an incident. */
export type Assignment = Readonly<{
  no: number;
  unitId: number;
  role: 'lead' | 'co';
  orderedByUnit: number | null;
  orderedBy: string;
  orderedAt: Instant;
  signedAt?: Instant;
  signedBy?: string;
  contactedAt?: Instant;
  arrivedAt?: Instant;
  doneAt?: Instant;
  doneBy?: string;
  /** What the catalogue demands and its lead said why it cannot be shown. */
  excused?: readonly Evidence[];
  /** Others who did it before `doneBy`, who finished it or began anew after a failed check. */
  workedBy?: readonly string[];
  waivedAt?: Instant;
  returnedAt?: Instant;
  /** Why it came back, and whose it is instead, by whoever returned it. */
  returnCode?: string;
  suggestedUnit?: number;
  recalledAt?: Instant;
  /** The request for help that it answers (请求支援). */
  helpNo?: number;
}>;

/** An assignment that still binds its unit. */
export function isLive(assignment: Assignment): boolean {
  return assignment.returnedAt === undefined && assignment.recalledAt === undefined;
}

/** 督办: pressure that demands an answer by a day and is struck off (销号) when answered. */
export type Supervision = Readonly<{
  no: number;
  grade: 'ordinary' | 'key' | 'leader';
  issuedBy: string;
  /** The office that issued it and strikes it off. */
  issuedByUnit?: number | null;
  replyBy: Instant;
  repliedAt?: Instant;
  /** 销号: the issuer took the answer. */
  struckAt?: Instant;
}>;

/** What is asked for: people, a rescue team, police back-up, equipment; or that the desk above takes a hand. */
export const HELP_KINDS = ['people', 'rescue', 'police', 'equipment', 'escalation'] as const;
export type HelpKind = (typeof HELP_KINDS)[number];

/** 请求支援、提级: an order upwards with a clock of its own; the matter's own clocks go on. */
export type Help = Readonly<{
  no: number;
  kind: HelpKind;
  fromUnit: number | null;
  toUnit: number | null;
  askedBy: string;
  askedAt: Instant;
  /** 收到. */
  acknowledgedAt?: Instant;
  answeredAt?: Instant;
  answer?: 'sent' | 'declined';
}>;

/** Whose order it is when an outside system gave it: its own number there, and when it was sent. */
export type Given = Readonly<{ system: string; remoteId: string; sentAt: Instant }>;

/** What is to be decided exactly so (复核): until when, why, with which outcome, who answers for it. */
export type ProposedTerms = Readonly<{
  until?: Instant;
  reasonCode?: string;
  outcome?: Outcome;
  responsibleId?: string;
}>;

/** 抽查: the verdict on a matter that a draw had named. */
export type SpotCheck = Readonly<{
  draw: string;
  passed: boolean;
  reasons?: readonly string[];
  then?: string;
  at: Instant;
}>;

/** What is true of an incident beside its status (design §3, orthogonal truths). */
export type Flags = Readonly<{
  verifying?: boolean;
  deferredUntil?: Instant;
  deferCount?: number;
  extendCount?: number;
  shelved?: boolean;
  asked?: Readonly<{ what: 'defer' | 'extend' | 'shelve'; until: Instant | null; by: string }>;
  proposed?: Readonly<{ verb: Verb; by: string; at: Instant; terms?: ProposedTerms }>;
  disputed?: boolean;
  returnCount?: number;
  reworkCount?: number;
  reopenCount?: number;
  urgeCount?: number;
  urgedAt?: Instant;
  appealed?: boolean;
  supervisions?: readonly Supervision[];
  escalatedTo?: 'county' | 'city';
  help?: readonly Help[];
  /** Another system's order: only its giver's answer closes it. */
  given?: Given;
  external?: Readonly<{ system: string; remoteId: string | null; step: string | null }>;
  /** Whoever reported is called back after closing (回访). */
  followUpDue?: boolean;
  overdue?: boolean;
  restricted?: boolean;
  archived?: boolean;
  followUps?: number;
  /** Calls that reached nobody, and the last of them. */
  followUpTries?: number;
  triedAt?: Instant;
  /** What the caller said last; neither when nobody has asked. */
  satisfied?: boolean;
  dissatisfied?: boolean;
  /** The one reopening to which a dissatisfied caller has a right was used. */
  reopenedByCaller?: boolean;
  /** 不合理诉求: found so by two reviewers; dissatisfaction alone opens it no more. */
  setAside?: boolean;
  spotChecks?: readonly SpotCheck[];
  /** 突发事件: its grade (1 特别重大 … 4 一般) and how far it has been reported upwards. */
  major?: Readonly<{ grade: 1 | 2 | 3 | 4; reports: number; final?: boolean }>;
  /** 挂账: who answers for it while it is shelved. */
  responsibleId?: string;
  joined?: number;
  /** 已联系: the reporter was called back before there was an order. */
  contacted?: boolean;
  /** 拆分: the matters that were taken out of it, and the one it was taken out of. */
  children?: readonly string[];
  parentId?: string;
  evidence?: number;
  /** Of these, pictures from before and from after the lead signed, and documents. */
  pieces?: Readonly<{ before?: number; after?: number; papers?: number }>;
}>;

export type Incident = Readonly<{
  countyId: number;
  id: string;
  /** 编号: division + day + serial, e.g. 330382-20261121-000123. */
  number: string;
  /** The serial of its last fact. */
  version: number;
  status: Status;
  outcome: Outcome | null;
  source: Source;
  reporterId: string | null;
  reporterMode: ReporterMode;
  itemCode: string | null;
  level: Level;
  catalogVersion: number;
  place: Place;
  /** The office that received it and gives the orders: it checks and closes (谁派单谁办结). */
  roomUnitId: number | null;
  /** Whose hands it is in now. */
  holderUnitId: number | null;
  /** Every unit that received it or holds or held an assignment. */
  unitIds: readonly number[];
  memberIds: readonly string[];
  mergedInto: string | null;
  reportedAt: Instant;
  occurredAt: Instant;
  updatedAt: Instant;
  closedAt: Instant | null;
  assignments: readonly Assignment[];
  clocks: readonly RunningClock[];
  flags: Flags;
}>;
