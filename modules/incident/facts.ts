// What can have happened to an incident. A fact is never changed; what it says of persons lies sealed
// in the vault and only its commitment stands here (design §3, the record).
import type { Evidence } from '#modules/catalog/index.ts';
import type { Role } from '#modules/identity/index.ts';
import type { ClockChange } from '#modules/deadline/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type {
  Assignment,
  Given,
  Help,
  HelpKind,
  Level,
  Place,
  ProposedTerms,
  ReporterMode,
  Source,
} from './incident.ts';
import type { Outcome } from './lifecycle.ts';
import type {
  AFTER_SPOT_CHECK,
  CALL_KINDS,
  CALL_PARTIES,
  RECIPIENTS,
  SPOT_CHECK_REASONS,
  VerbInput,
} from './inputs.ts';

/** Who did it, in which capacity. */
export type By = Readonly<{
  kind: 'person' | 'system' | 'model' | 'outside';
  id: string;
  unitId?: number;
  role?: Role;
}>;

type Assigned = Readonly<{ assignmentNo: number }>;
type Verdict = Readonly<{ responded?: boolean; solved?: boolean; satisfied?: boolean }>;
type WithEvidence = Readonly<{
  evidence?: readonly string[];
  /** How many of the pieces are documents or recordings; the others are pictures. */
  papers?: number;
  sounds?: number;
}>;

/** 无法取证: what the catalogue demands and could not be shown, for a reason that is sealed. */
type Excused = Readonly<{ excused?: readonly Evidence[] }>;

/** The data of each kind of fact: no names, phones or free words, which are sealed beside it. */
export type FactData = {
  'incident.reported': Readonly<{
    number: string;
    source: Source;
    reporterId: string | null;
    reporterMode: ReporterMode;
    itemCode: string | null;
    level: Level;
    catalogVersion: number;
    place: Place;
    roomUnitId: number | null;
    occurredAt: Instant;
    /** 补录: written down later than it happened; the true time is occurredAt. */
    late?: boolean;
    restricted?: boolean;
    given?: Given;
    /** The matter that it was taken out of. */
    parentId?: string;
  }> &
    WithEvidence;
  'incident.triaged': VerbInput<'triage'>;
  'incident.amended': Readonly<{
    itemCode?: string;
    level?: Level;
    place?: Place;
    catalogVersion?: number;
  }>;
  'incident.verifyAsked': Readonly<{ unitId: number | null }>;
  'incident.verified': Readonly<{ real: boolean }> & WithEvidence;
  'incident.filed': Readonly<{ itemCode: string; level: Level; catalogVersion: number }>;
  'incident.answered': Readonly<{ outcome: Outcome }>;
  'incident.selfHandled': WithEvidence;
  'incident.dismissed': Readonly<{ outcome: Outcome; reasonCode: string }>;
  'incident.appealed': Readonly<Record<never, never>>;
  'incident.merged': Readonly<{ into: string }>;
  'incident.unmerged': Readonly<{ from: string }>;
  /** Said of the master when another incident's reporters join it, or a caller calls again. */
  'incident.joined': Readonly<{
    from: string | null;
    /** Reports that join with it: its own and those that had joined it before; absent: one. */
    reports?: number;
    /** Somebody among them is to be called back after closing. */
    followUp?: true;
  }> &
    WithEvidence;
  'incident.left': Readonly<{ from: string; reports?: number }>;
  'incident.dispatched': Readonly<{
    assignments: readonly Assignment[];
    route?: { version: number; row: number };
    /** 职责裁定: the county decided whose it is after a second return. */
    ruled?: true;
  }>;
  /** 改派: another lead instead of the one before, whose part ends. */
  'incident.reassigned': Readonly<{
    assignments: readonly Assignment[];
    /** Live orders that end with it. */
    ended: readonly number[];
    reasonCode: string | null;
    route?: { version: number; row: number };
    ruled?: true;
  }>;
  /** 增派: further co-handlers. */
  'incident.coAssigned': Readonly<{ assignments: readonly Assignment[] }>;
  /** 移交: another desk answers for it from now on. */
  'incident.transferred': Readonly<{
    from: number | null;
    to: number;
    direction: 'up' | 'down' | 'across';
    /** The area with it, where the new desk serves another town. */
    place?: Place;
  }>;
  /** 拆分 into matters of their own; this one is closed when they are. */
  'incident.split': Readonly<{ children: readonly { id: string; number: string }[] }>;
  'incident.signed': Assigned;
  'incident.contacted': Readonly<{ assignmentNo: number | null }> & WithEvidence;
  'incident.arrived': Assigned & Readonly<{ how: 'byHand' | 'byPosition' }>;
  'incident.done': Assigned & WithEvidence & Excused;
  'incident.waived': Assigned;
  'incident.fedBack': Readonly<{ assignmentNo: number | null }> & WithEvidence;
  'incident.resolved': Assigned & Readonly<{ outcome: Outcome }> & WithEvidence & Excused;
  'incident.reworked': Readonly<Record<never, never>>;
  'incident.closed': Readonly<{ outcome: Outcome }> & WithEvidence;
  /** With an order to the room itself where nobody had one (it had been answered or self-handled). */
  'incident.reopened': Readonly<{ assignment?: Assignment; byCaller?: true }>;
  'incident.returned': Assigned & Readonly<{ reasonCode: string; suggestedUnit?: number }>;
  'incident.recalled': Readonly<Record<never, never>>;
  'incident.proposed': Readonly<{
    verb: 'close' | 'void' | 'defer' | 'shelve' | 'setAside';
    /** What the second person is asked to confirm; absent in facts of before it was kept. */
    terms?: ProposedTerms;
  }>;
  'incident.asked': Readonly<{ what: 'defer' | 'extend' | 'shelve'; until: Instant | null }>;
  'incident.deferred': Readonly<{ until: Instant; reasonCode: string }>;
  'incident.resumed': Readonly<Record<never, never>>;
  'incident.extended': Readonly<{ share: number }>;
  'incident.shelved': Readonly<{ reasonCode: string; responsibleId?: string }>;
  /** 挂账复核: looked at again, still shelved. */
  'incident.reviewed': Readonly<Record<never, never>>;
  'incident.urged': Readonly<Record<never, never>>;
  'incident.supervised': Readonly<{
    no: number;
    grade: 'ordinary' | 'key' | 'leader';
    replyBy: Instant;
  }>;
  'incident.supervisionReplied': Readonly<{ no: number }>;
  'incident.struckOff': Readonly<{ no: number; accepted: boolean; replyBy?: Instant }>;
  /** `help` is absent in facts of before requests for help were numbered. */
  'incident.escalated': Readonly<{ to: 'county' | 'city'; help?: Help }>;
  'incident.reinforceAsked': Readonly<{ kind: HelpKind; help?: Help }>;
  /** 收到: seen, by the office that was asked. */
  'incident.acknowledged': Readonly<{ helpNo: number }>;
  /** 增援: units sent in answer to a request. */
  'incident.supported': Readonly<{ helpNo: number; assignments: readonly Assignment[] }>;
  'incident.declined': Readonly<{ helpNo: number }>;
  'incident.handedOver': Readonly<{ system: string; remoteId: string | null }>;
  'incident.mirrored': Readonly<{ step: string; finished: boolean }>;
  /** A call that reached nobody; another is to follow at another hour. */
  'incident.followUpTried': Readonly<{ attempt: number }>;
  'incident.followedUp': Readonly<{ reached: boolean }> & Verdict;
  /** 评价: the reporter's own verdict. */
  'incident.rated': Verdict;
  'incident.setAside': Readonly<Record<never, never>>;
  'incident.spotChecked': Readonly<{
    passed: boolean;
    /** The draw that named it (抽样), and why it did not stand and what was done about it. */
    draw?: string;
    reasons?: readonly (typeof SPOT_CHECK_REASONS)[number][];
    then?: (typeof AFTER_SPOT_CHECK)[number];
  }> &
    WithEvidence;
  /** A voice transfer or a three-way call: that it was, with whom and how long, never what was said. */
  'incident.called': Readonly<{
    how: (typeof CALL_KINDS)[number];
    party: (typeof CALL_PARTIES)[number];
    startedAt: Instant;
    seconds: number;
  }>;
  'incident.major': Readonly<{ grade: 1 | 2 | 3 | 4 }>;
  'incident.reportedUp': Readonly<{
    no: number;
    stage: 'first' | 'followUp' | 'final';
    recipients: readonly (typeof RECIPIENTS)[number][];
  }>;
  'incident.annotated': WithEvidence;
  'incident.restricted': Readonly<{ restricted: boolean; members: readonly string[] }>;
  'incident.archived': Readonly<Record<never, never>>;
  'incident.rang': Readonly<{ clockNo: number; rung: 1 | 2 | 3 }>;
  /** A published calendar moved open clocks. */
  'incident.recalculated': Readonly<{ calendarVersion: number }>;
};
export type FactType = keyof FactData;

/** Free words and personal details, by name; never written in clear outside the vault. */
export type Sealed = Readonly<Record<string, string>>;

/** What a decision wants to have happened; perform gives it its place, time and hash. */
export type Draft = {
  [T in FactType]: Readonly<{
    type: T;
    data: FactData[T];
    /** 叙述: free words of the matter, kept as long as the matter. */
    words?: Sealed;
    /** 报事人: name, phone, ID number; kept as long as the retention rule for persons says. */
    person?: Sealed;
    /** Said of another incident than the one acted upon. */
    on?: string;
  }>;
}[FactType];

/** A fact in its place in the history of one incident. */
export type Fact = {
  [T in FactType]: Readonly<{
    countyId: number;
    incidentId: string;
    seq: number;
    type: T;
    /** Schema version of `data`; readers lift older ones (upcasters). */
    v: number;
    at: Instant;
    by: By;
    data: FactData[T];
    /** What it changed of the incident's clocks. */
    clocks?: readonly ClockChange[];
    /** Commitments to what is sealed, by class. */
    sealed?: Readonly<Partial<Record<SealedClass, string>>>;
  }>;
}[FactType];

export const SEALED_CLASSES = ['words', 'person'] as const;
export type SealedClass = (typeof SEALED_CLASSES)[number];

export const FACT_VERSION = 1;
