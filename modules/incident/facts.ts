// What can have happened to an incident. A fact is never changed; what it says of persons lies sealed
// in the vault and only its commitment stands here (design §3, the record).
import type { Role } from '#modules/identity/index.ts';
import type { ClockChange } from '#modules/deadline/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Assignment, Given, Level, Place, ReporterMode, Source } from './incident.ts';
import type { Outcome } from './lifecycle.ts';
import type { VerbInput } from './inputs.ts';

/** Who did it, in which capacity. */
export type By = Readonly<{
  kind: 'person' | 'system' | 'model' | 'outside';
  id: string;
  unitId?: number;
  role?: Role;
}>;

type Assigned = Readonly<{ assignmentNo: number }>;
type WithEvidence = Readonly<{ evidence?: readonly string[] }>;

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
    evidence?: readonly string[];
  }>;
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
  'incident.signed': Assigned;
  'incident.contacted': Readonly<{ assignmentNo: number | null }> & WithEvidence;
  'incident.arrived': Assigned & Readonly<{ how: 'byHand' | 'byPosition' }>;
  'incident.done': Assigned & WithEvidence;
  'incident.waived': Assigned;
  'incident.fedBack': Readonly<{ assignmentNo: number | null }> & WithEvidence;
  'incident.resolved': Assigned & Readonly<{ outcome: Outcome }> & WithEvidence;
  'incident.reworked': Readonly<Record<never, never>>;
  'incident.closed': Readonly<{ outcome: Outcome }> & WithEvidence;
  /** With an order to the room itself where nobody had one (it had been answered or self-handled). */
  'incident.reopened': Readonly<{ assignment?: Assignment }>;
  'incident.returned': Assigned & Readonly<{ reasonCode: string; suggestedUnit?: number }>;
  'incident.recalled': Readonly<Record<never, never>>;
  'incident.proposed': Readonly<{ verb: 'close' | 'void' | 'defer' | 'shelve' }>;
  'incident.asked': Readonly<{ what: 'defer' | 'extend' | 'shelve'; until: Instant | null }>;
  'incident.deferred': Readonly<{ until: Instant; reasonCode: string }>;
  'incident.resumed': Readonly<Record<never, never>>;
  'incident.extended': Readonly<{ share: number }>;
  'incident.shelved': Readonly<{ reasonCode: string }>;
  'incident.urged': Readonly<Record<never, never>>;
  'incident.supervised': Readonly<{
    no: number;
    grade: 'ordinary' | 'key' | 'leader';
    replyBy: Instant;
  }>;
  'incident.supervisionReplied': Readonly<{ no: number }>;
  'incident.escalated': Readonly<{ to: 'county' | 'city' }>;
  'incident.reinforceAsked': Readonly<{ kind: 'people' | 'rescue' | 'police' | 'equipment' }>;
  'incident.handedOver': Readonly<{ system: string; remoteId: string | null }>;
  'incident.mirrored': Readonly<{ step: string; finished: boolean }>;
  'incident.followedUp': Readonly<{ reached: boolean; satisfied?: boolean }>;
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
