// The standing work of a process: the relay, the clocks, triage and the periodic jobs.
import {
  relay,
  RING_POLL_MS,
  ringDue,
  startLiveHub,
  untilNextRing,
  type LiveHub,
} from '#modules/incident/index.ts';
import { triageNext, type TriageDeps } from '#modules/triage/reactions.ts';
import { sweepEvidence, SWEEP_EVERY_MS } from '#modules/evidence/jobs.ts';
import { prepareAuditMonths, sweepSessions } from '#modules/identity/jobs.ts';
import { sweepIdempotencyKeys } from '#platform/http/index.ts';
import { startJobs, startLoop, type Job, type Loop } from '#platform/jobs/index.ts';
import { DAY, HOUR } from '#platform/time/index.ts';
import type { House } from './house.ts';

export type Workers = Readonly<{
  live: LiveHub;
  /** Does what is due until nothing is: for stories with a moved clock. */
  settle: () => Promise<void>;
  stop: () => Promise<void>;
}>;

/** The relay looks by itself this often when nobody wakes it. */
const RELAY_POLL_MS = 1000;
const SETTLE_ROUNDS_MAX = 10_000;

export async function startWorkers(house: House, jobs: readonly Job[] = []): Promise<Workers> {
  const { db, clock, log } = house;
  const onError = (error: unknown, name: string) =>
    log.error({ err: error, worker: name }, 'standing work failed; it will be tried again');
  const live = await startLiveHub(db, onError);
  const triageDeps: TriageDeps = {
    db,
    perform: house.perform,
    knowledge: house.triageKnowledge,
    indexText: house.indexText,
    onTriaged: house.onTriaged,
  };

  const triageRound = () => triageNext(triageDeps, () => clock.now());
  const triageLoop = startLoop({
    name: 'triage',
    sleepMaxMs: RELAY_POLL_MS,
    onError,
    round: async () => ((await triageRound()) > 0 ? 0 : RELAY_POLL_MS),
  });
  const relayLoop = startLoop({
    name: 'relay',
    sleepMaxMs: RELAY_POLL_MS,
    onError,
    round: async () => {
      const moved = await relay(db);
      if (moved === 0) return RELAY_POLL_MS;
      live.wake();
      triageLoop.wake();
      return 0;
    },
  });
  const ringLoop = startLoop({
    name: 'clocks',
    sleepMaxMs: RING_POLL_MS,
    onError,
    round: async () => {
      if ((await ringDue(house.perform, clock.now())) > 0) return 0;
      return untilNextRing(db, clock.now());
    },
  });
  house.onCommitted(relayLoop.wake);

  const periodic = startJobs(db, [...jobs, ...ownJobs(house)], onError);
  const loops: readonly Loop[] = [relayLoop, triageLoop, ringLoop, periodic];
  return {
    live,
    async settle() {
      for (let round = 0; round < SETTLE_ROUNDS_MAX; round++) {
        const rang = await ringDue(house.perform, clock.now());
        const moved = await relay(db);
        const read = await triageRound();
        if (rang + moved + read === 0) return;
      }
      throw new Error('standing work does not come to rest');
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await live.stop();
    },
  };
}

function ownJobs({ db, clock, evidence }: House): Job[] {
  return [
    {
      name: 'evidence-sweep',
      everyMs: SWEEP_EVERY_MS,
      run: async () => {
        await sweepEvidence(evidence, clock.now());
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
