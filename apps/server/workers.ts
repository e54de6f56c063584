// The standing work of a process: the relay, the clocks, triage and the periodic jobs.
import {
  MARKED_MAX,
  markTexts,
  openOrders,
  relay,
  RING_POLL_MS,
  ringDue,
  startLiveHub,
  untilNextRing,
  type LiveHub,
} from '#modules/incident/index.ts';
import { IN_FORCE_EVERY_MS, putDueInForce } from '#modules/catalog/jobs.ts';
import { incidentJobs } from '#modules/incident/jobs.ts';
import { sweepEvidence, SWEEP_EVERY_MS } from '#modules/evidence/jobs.ts';
import { forgetOrderPositions } from '#modules/dispatch/jobs.ts';
import { FORGET_EVERY_MS, forgetPositions } from '#modules/roster/jobs.ts';
import { prepareAuditMonths, sweepSessions } from '#modules/identity/jobs.ts';
import type { Sender } from '#modules/notification/index.ts';
import { deliverDue, notificationJobs } from '#modules/notification/jobs.ts';
import { triageJobs } from '#modules/triage/jobs.ts';
import { sweepIdempotencyKeys } from '#platform/http/index.ts';
import { startJobs, startLoop, type Job, type Loop } from '#platform/jobs/index.ts';
import { DAY, HOUR } from '#platform/time/index.ts';
import type { Exchange } from './exchange.ts';
import type { House } from './house.ts';
import { notifyRound, startNotifyLoop } from './notify-loop.ts';
import { plateRound, startPlateLoop } from './plate-loop.ts';
import { startTriageBeside, type TriagePlace } from './triage-beside.ts';
import { startTopicLoop, topicRound } from './topic-loop.ts';
import { startTriageLoop, triageRound } from './triage-loop.ts';

export type Workers = Readonly<{
  live: LiveHub;
  /** Does what is due until nothing is: for stories with a moved clock. */
  settle: () => Promise<void>;
  stop: () => Promise<void>;
}>;

/** The relay looks by itself this often when nobody wakes it. */
const RELAY_POLL_MS = 1000;
/** Under load one round of the relay moves all commits of so long: its readers wake as seldom. */
const RELAY_APART_MS = 40;
/** What leaves the house is looked for this often. */
const DELIVER_POLL_MS = 1000;
/** What another process publishes is known everywhere after this. */
const PUBLICATIONS_POLL_MS = 2000;
/** What is due once an hour or a day can wait longer: calendars are read, heads are sealed. */
const JOBS_REST_MS = 5000;
/** Incidents that moved are found by their new place this soon; in a wave so many fewer are looked at. */
const MARKS_POLL_MS = 1000;
const MARKS_IN_WAVE_MS = 2000;
const SETTLE_ROUNDS_MAX = 10_000;

export type WorkersOptions = Readonly<{
  /** Periodic jobs beside the house's own. */
  jobs?: readonly Job[];
  /** Nothing runs by itself, only in `settle`: for stories, whose clock stands still while they speak. */
  byHand?: boolean;
  /** Triage, telling people, topics and plates have a process of their own; without this all take turns here. */
  triageBeside?: TriagePlace;
  /** The outside systems; none unless given. */
  exchange?: Exchange;
}>;

export async function startWorkers(house: House, options: WorkersOptions = {}): Promise<Workers> {
  const { db, clock, log } = house;
  const onError = (error: unknown, name: string) =>
    log.error({ err: error, worker: name }, 'standing work failed; it will be tried again');
  const live = await startLiveHub(db, onError);
  const rounds: Rounds = {
    ring: () => ringDue(house.perform, clock.now()),
    relay: () => relay(db),
    triage: () => triageRound(house),
    notify: () => notifyRound(house),
    topic: topicRound(house),
    plates: plateRound(house),
    marks: () => markTexts(db),
    exchange: options.exchange?.round ?? (() => Promise.resolve(0)),
    deliver: () => deliverDue(house.deliver, () => clock.now()),
  };
  const loops = options.byHand ? [] : startLoops(house, rounds, live, options, onError);
  return {
    live,
    async settle() {
      for (let round = 0; round < SETTLE_ROUNDS_MAX; round++) {
        const rang = await rounds.ring();
        const moved = await rounds.relay();
        const read = (await rounds.triage()) + (await rounds.marks());
        const told = (await rounds.notify()) + (await rounds.deliver());
        const exchanged = await rounds.exchange();
        const joined = (await rounds.topic()) + (await rounds.plates());
        if (rang + moved + read + told + exchanged + joined === 0) return;
      }
      throw new Error('standing work does not come to rest');
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await live.stop();
    },
  };
}

/** One round of each kind of standing work; answers how much there was to do. */
type Rounds = Readonly<
  Record<
    'ring' | 'relay' | 'triage' | 'marks' | 'topic' | 'plates' | 'notify' | 'deliver' | 'exchange',
    () => Promise<number>
  >
>;

function startLoops(
  house: House,
  rounds: Rounds,
  live: LiveHub,
  { jobs = [], triageBeside, exchange }: WorkersOptions,
  onError: (error: unknown, name: string) => void,
): readonly Loop[] {
  const { db, clock } = house;
  // Beside the server telling people, topics and plates live with triage, in its process.
  const { pressure } = house.performer;
  const notifyLoop = triageBeside ? undefined : startNotifyLoop(house, pressure, onError);
  const triageLoop = triageBeside
    ? startTriageBeside(house, triageBeside, () => relayLoop.wake(), onError)
    : startTriageLoop(house, pressure, onError);
  const exchangeLoop = exchange?.start(onError);
  const relayLoop: Loop = startLoop({
    name: 'relay',
    sleepMaxMs: RELAY_POLL_MS,
    apartMs: RELAY_APART_MS,
    onError,
    round: async () => {
      if ((await rounds.relay()) === 0) return RELAY_POLL_MS;
      live.wake();
      triageLoop.wake();
      notifyLoop?.wake();
      exchangeLoop?.wake();
      return 0;
    },
  });
  const ringLoop = startLoop({
    name: 'clocks',
    sleepMaxMs: RING_POLL_MS,
    onError,
    round: async () => ((await rounds.ring()) > 0 ? 0 : untilNextRing(db, clock.now())),
  });
  house.onCommitted(relayLoop.wake);
  return [
    relayLoop,
    triageLoop,
    ...(notifyLoop
      ? [notifyLoop, startTopicLoop(house, pressure, onError), startPlateLoop(house, onError)]
      : []),
    ...house.deliver.senders.map((sender) => startDeliverLoop(house, sender, onError)),
    ringLoop,
    startLoop({
      name: 'marks',
      sleepMaxMs: MARKS_IN_WAVE_MS,
      onError,
      round: async () => {
        const now = await pressure();
        const told = await rounds.marks();
        if (now === 'wave') return MARKS_IN_WAVE_MS;
        return now === 'calm' && told === MARKED_MAX ? 0 : MARKS_POLL_MS;
      },
    }),
    startLoop({
      name: 'publications',
      sleepMaxMs: PUBLICATIONS_POLL_MS,
      onError,
      round: async () => {
        await house.forgetOutdated();
        return PUBLICATIONS_POLL_MS;
      },
    }),
    ...(exchangeLoop ? [exchangeLoop] : []),
    startJobs(db, [...jobs, ...ownJobs(house), ...(exchange?.jobs ?? [])], onError, JOBS_REST_MS),
  ];
}

/** Sends what waits to leave the house over one way: a slow gateway keeps nobody else waiting. */
function startDeliverLoop(
  { deliver, clock }: House,
  sender: Sender,
  onError: (error: unknown, name: string) => void,
): Loop {
  const own = { ...deliver, senders: [sender] };
  return startLoop({
    name: `delivery ${sender.channel}`,
    sleepMaxMs: DELIVER_POLL_MS,
    onError,
    round: async () => ((await deliverDue(own, clock.now)) > 0 ? 0 : DELIVER_POLL_MS),
  });
}

function ownJobs(house: House): Job[] {
  const { db, clock, evidence, perform, secrets } = house;
  return [
    ...notificationJobs(db, clock),
    ...triageJobs(db, clock),
    ...incidentJobs({ perform, clock, sealKey: secrets.sealKey }),
    {
      name: 'catalog-in-force',
      everyMs: IN_FORCE_EVERY_MS,
      run: async () => {
        for (const countyId of await putDueInForce(db, clock.now())) house.forget(countyId);
      },
    },
    {
      name: 'evidence-sweep',
      everyMs: SWEEP_EVERY_MS,
      run: async () => {
        await sweepEvidence(evidence, clock.now());
      },
    },
    {
      name: 'position-sweep',
      everyMs: FORGET_EVERY_MS,
      run: async () => {
        await forgetPositions(db, openOrders, clock.now());
        await forgetOrderPositions(db, clock.now());
      },
    },
    {
      name: 'session-sweep',
      everyMs: DAY,
      run: async () => (await sweepSessions(db, clock.now())) > 0,
    },
    {
      name: 'audit-months',
      everyMs: DAY,
      run: async () => {
        await prepareAuditMonths(db, clock.now());
      },
    },
    {
      name: 'idempotency-sweep',
      everyMs: HOUR,
      run: async () => (await sweepIdempotencyKeys(db, clock.now())) > 0,
    },
  ];
}
