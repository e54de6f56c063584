// The counter where commands queue: those that arrive together share one commit.
import { Refused } from '#platform/errors/index.ts';
import { batcher, startPace, type Batcher } from '#platform/jobs/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { performAll, type Outcome, type PerformDeps, type Request } from './perform.ts';
import { receiveAll, type Received, type Reporting } from './receive.ts';

/**
 * `wave`: many wait for a place in a commit, or reports come faster than anybody could follow (what can wait
 * should); `busy`: a report came in just now; `calm`: neither.
 */
export type Pressure = 'wave' | 'busy' | 'calm';

export type Performer = Readonly<{
  perform: (request: Request) => Promise<Outcome>;
  receive: (report: Reporting) => Promise<Received>;
  pressure: () => Pressure;
  /** Everything taken so far is answered. */
  drained: () => Promise<void>;
}>;

export type PerformerOptions = Readonly<{
  /** 1 gives every verb a commit of its own (for measuring, and for the wary). */
  verbsPerCommit?: number;
  reportsPerCommit?: number;
}>;

/** A second writer would only halve the batches: the same rate, a quarter more processor time. */
const WRITERS = 1;
/** Writers where each verb has a commit of its own: while one waits for the disk, others decide. */
const LONE_WRITERS = 6;
/** Waiting commands cost about 2 kB each; beyond this the caller is told to come back (429). */
const WAITING_MAX = 5_000;
const VERBS_PER_COMMIT = 64;
/** What the socket to the database takes at once: the rest would wait until this process finds time again. */
export const REPORTS_PER_COMMIT = 64;
/** While one commit of reports is written the next is made ready (numbers.ts). */
const REPORT_WRITERS = 2;
/** It is worth a commit of its own when so many wait. */
const REPORT_CROWD = 16;
const BUSY_SECONDS = 2;
/** So many waiting are more than what came during one commit. */
const QUEUE_FROM = 32;
const BUSY_FOR_MS = 300;
/** Reports a second from which on it is a wave: half of what triage can follow beside them. */
const WAVE_PER_SECOND = 500;

export function startPerformer(
  deps: PerformDeps,
  clock: Clock,
  options: PerformerOptions = {},
): Performer {
  const full = () => new Refused('incident.busy', undefined, { seconds: BUSY_SECONDS });
  const verbsPerCommit = options.verbsPerCommit ?? VERBS_PER_COMMIT;
  const verbs: Batcher<Request, Outcome> = batcher({
    work: (requests) => performAll(deps, requests, clock.now()),
    batchMax: verbsPerCommit,
    workersMax: verbsPerCommit === 1 ? LONE_WRITERS : WRITERS,
    waitingMax: WAITING_MAX,
    full,
  });
  const reports: Batcher<Reporting, Received> = batcher({
    work: (items) => receiveAll(deps, items, clock.now()),
    batchMax: options.reportsPerCommit ?? REPORTS_PER_COMMIT,
    workersMax: REPORT_WRITERS,
    crowd: REPORT_CROWD,
    waitingMax: WAITING_MAX,
    full,
  });
  let receivedAt = -Infinity;
  const pace = startPace();
  return {
    perform: (request) => verbs.add(request).then(orThrow),
    receive(report) {
      receivedAt = performance.now();
      pace.add();
      return reports.add(report).then(orThrow);
    },
    pressure() {
      if (Math.max(reports.waiting(), verbs.waiting()) > QUEUE_FROM) return 'wave';
      if (pace.perSecond() > WAVE_PER_SECOND) return 'wave';
      return performance.now() - receivedAt < BUSY_FOR_MS ? 'busy' : 'calm';
    },
    async drained() {
      await Promise.all([verbs.drained(), reports.drained()]);
    },
  };
}

/** What failed in a batch is thrown at its own caller, as it would have been alone. */
function orThrow<T extends Outcome | Received>(outcome: T): T {
  if (!outcome.ok && outcome.error !== undefined) throw outcome.error;
  return outcome;
}
