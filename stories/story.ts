// What a story is: a case told from its source article, step by step, through the front door. The types
// that stories are written in; the stage (stage.ts) plays them.
import type { MessageOf } from '#modules/exchange/index.ts';
import type { ReportInput, ReportResult } from '#modules/intake/contract.ts';
import type {
  IncidentDetail,
  TimelineEntry,
  TrackCheck,
  TrackView,
  Verb,
  VerbResult,
} from '#modules/incident/contract.ts';

export type Words = Readonly<{ zh: string; en: string }>;

export type Story = Readonly<{
  name: string;
  title: Words;
  /** The article's row in the requirements, and the figures it gives. */
  source: Words;
  /** The day on which it begins, `2026-01-27`, in the county's zone. */
  day: string;
  tell: (scene: Scene) => Promise<void>;
}>;

/** Somebody with an account, doing things through HTTP. */
export type Player = Readonly<{
  /** Reports the matter of this story. */
  reports: (report: ReportInput) => Promise<ReportResult>;
  /** Does something about it; the story fails when it is refused. */
  does: (verb: Verb, input?: Readonly<Record<string, unknown>>) => Promise<VerbResult>;
  /** Tries something that the rules forbid; the story fails when it is allowed. */
  isRefused: (verb: Verb, code: string, input?: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Hands in a photograph; returns its id. */
  photographs: () => Promise<string>;
  /** The unit for which this person works. */
  unit: () => Promise<number>;
}>;

/** 12345 as it stands outside: it gives orders over the exchange, and alone ends them. */
export type Hotline = Readonly<{
  gives: (order: Omit<MessageOf<'order'>, 'kind' | 'happenedAt'>) => Promise<void>;
  /** Its answer to the result of its order: it closes it, or sends it back. */
  answers: (orderId: string, accepted: boolean, words?: string) => Promise<void>;
  /** The steps that it was told of, in order. */
  heard: (orderId: string) => readonly string[];
}>;

export type Scene = Readonly<{
  hotline: Hotline;
  /**
   * The clock moves on to this time of the day, `14:00` or `14:00:20`, `+1 09:00` on the day after the
   * first; clocks that fall due on the way ring at their own time.
   */
  at: (time: string) => Promise<void>;
  as: (login: string) => Player;
  /** A point of the county's map in the middle of this place, in whole micro-degrees. */
  pointIn: (place: string) => Promise<{ lng6: number; lat6: number }>;
  /** The matter as the county's desk sees it now. */
  matter: () => Promise<IncidentDetail>;
  /** What the holder of the receipt code sees, without signing in. */
  track: () => Promise<TrackView>;
  /** Whether a hash noted earlier still belongs to the record. */
  check: (hash: string) => Promise<TrackCheck>;
  /** Something that must be so; the story does not hold when it is not. */
  holds: (what: Words, isSo: boolean) => void;
  /** Compares a measured interval with the article's figure, both in minutes. */
  within: (code: string, what: Words, minutes: number, limit: number) => void;
}>;

export type Measured = Readonly<{
  code: string;
  what: Words;
  minutes: number;
  limit: number;
  isWithin: boolean;
}>;
export type Claim = Readonly<{ what: Words; isSo: boolean }>;

/** What came of a story. */
export type Told = Readonly<{
  name: string;
  held: boolean;
  number: string;
  entries: number;
  measured: readonly Measured[];
  claims: readonly Claim[];
  /** Why it broke off, when it did. */
  brokeOff: string | null;
}>;

/** Minutes between the first facts of two kinds in the record. */
export function minutesBetween(
  timeline: readonly TimelineEntry[],
  from: string,
  to: string,
): number {
  const at = (type: string) => timeline.find((entry) => entry.type === type)?.at ?? Number.NaN;
  return (at(to) - at(from)) / 60_000;
}

/** Whether every clock that ran was stopped in time. */
export function allInTime(matter: IncidentDetail): boolean {
  return matter.clocks.every(({ light }) => light !== 'late' && light !== 'red');
}
