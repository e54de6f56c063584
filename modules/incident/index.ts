// The door of the incident: the matter, its verbs, its record.
export {
  isLive,
  REPORTER_MODES,
  SOURCES,
  type Assignment,
  type Incident,
  type Place,
  type ReporterMode,
  type Source,
} from './incident.ts';
export {
  OPEN_STATUSES,
  OUTCOMES,
  STATUSES,
  VERB_NAMES,
  VERBS,
  edgeOf,
  isOpen,
  verbsFrom,
  type Outcome as IncidentOutcome,
  type Status,
  type Verb,
} from './lifecycle.ts';
export { REPORT_ROLES, VERB_RIGHTS } from './rights.ts';
export type { Draft, Fact, FactData, FactType } from './facts.ts';
export { SPOT_CHECK_REASONS, type VerbInput } from './inputs.ts';
export { fold } from './fold.ts';
export {
  decide,
  rightFor,
  rolesFor,
  subjectOf,
  verbsFor,
  type Command,
  type Decided,
  type Knowledge,
} from './decide.ts';
export { knowledgeStore, type KnowledgePorts, type KnowledgeStore } from './knowledge.ts';
export type { Names } from './names.ts';
export { numberBook, type NumberBook } from './numbers.ts';
export {
  BATCH_MAX,
  perform,
  performAll,
  type DrawnFor,
  type Outcome,
  type PerformDeps,
  type Request,
} from './perform.ts';
export {
  REPORTS_PER_COMMIT,
  startPerformer,
  type Performer,
  type PerformerOptions,
  type Pressure,
} from './performer.ts';
export {
  RECEIVE_MAX,
  receiptCode,
  receiptHash,
  receiveAll,
  type Received,
  type Reporting,
} from './receive.ts';
export {
  FEED_READ_MAX,
  feedEnd,
  moveReader,
  purgeFeed,
  readerPosition,
  readFeed,
  readFeedOf,
  relay,
  type FeedEntry,
} from './feed.ts';
export { askAgain, asideEntries, ENTRY_TRIES_MAX, readAside, readSteadily } from './aside.ts';
export { startLiveHub, type LiveHub } from './live.ts';
export { nextRingAt, RING_POLL_MS, ringDue, untilNextRing } from './ringing.ts';
export { incidentNumbers } from './queries/numbers.ts';
export { liveByKey, type KeyedIncident } from './queries/by-key.ts';
export { historyOf, reportedWords, type HistoryEntry } from './queries/history.ts';
export { incidentDetail, visibleIncident, type ReadDeps } from './queries/detail.ts';
export { incidentList, newestPoints, type ListDeps } from './queries/list.ts';
export { incidentCount } from './queries/count.ts';
export { incidentCounts } from './queries/counts.ts';
export { incidentSearch, searchCount, type SearchDeps } from './queries/search.ts';
export { callerMatters } from './queries/callers.ts';
export { exportIncidents, type ExportDeps, type ExportQuery } from './queries/export.ts';
export {
  indexText,
  MARKED_MAX,
  markTexts,
  TEXT_MARKS,
  textWords,
  type IndexedText,
} from './queries/text-index.ts';
export { findIncidents, followersOf, type Change, type Ref } from './store.ts';
export { eraseOnRequest, type Erasure, type EraseRequest } from './record/retention.ts';
export { makePartitions } from './record/partitions.ts';
export { sealCounty, sealedUntil } from './record/seal.ts';
export {
  verifyTrace,
  type BrokenLink,
  type Fault,
  type TraceReport,
  type VerifyOptions,
} from './record/verify.ts';
export { readFact } from './record/upcast.ts';
export { INCIDENT_REFUSALS, type IncidentRefusal } from './refusals.ts';
export { triagedAmong } from './queries/triaged.ts';
export { openByItem, type OpenOfItem } from './queries/open-by-item.ts';
export { latestRouted, type RoutedMatter } from './queries/latest-routed.ts';
export { findReports } from './queries/known-reports.ts';
export { untouchedBy } from './queries/hands.ts';
export { openOrders } from './queries/unit-load.ts';
export type { Play, PlayedMatter, ReplayRules, Wish } from './replay/play.ts';
export {
  closeReplay,
  dropReplay,
  openReplay,
  playInto,
  type ReplayFigures,
  type ReplayOptions,
  type ReplayRun,
} from './replay/run.ts';
export { replay, type Replay, type ReplayListener, type ReplayTally } from './replay/live-again.ts';
export {
  readRecorded,
  type PeriodQuestion,
  RECORDED_MATTERS_MAX,
  RECORDED_PERIOD_MAX_MS,
  type RecordedMatter,
  type RecordedPeriod,
} from './replay/from-record.ts';
export { whatIf, type WhatIf, type WhatIfRules } from './replay/what-if.ts';
export { checkReplay, type ReplayCheck, type ReplayFault } from './replay/check.ts';
export { TITLE_MAX, titleOf } from './title.ts';
export { rulings, type Ruling } from './queries/rulings.ts';
