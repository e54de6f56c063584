// The desk for what-ifs: one question at a time in each county, each in a process of its own; the newest of each
// asker is kept for a while. What it answers is held in memory and written nowhere.
import type { Actor } from '#modules/identity/index.ts';
import {
  WHAT_IF_MATTERS_MAX,
  type WhatIfAnswer,
  type WhatIfRequest,
  type WhatIfRun,
  type WhatIfState,
} from '#modules/incident/contract.ts';
import { Refused } from '#platform/errors/index.ts';
import { HOUR, type Clock } from '#platform/time/index.ts';
import { sightOf, type Sight } from './what-if-rights.ts';
import { requirePeriod, type CountyAnswer } from './what-if.ts';

/** Questions kept with their answers, all askers together. */
const RUNS_KEPT_MAX = 50;
const RUN_KEPT_MS = 12 * HOUR;
/** Processes beside the server at once, all counties together. */
const RUNNING_MAX = 2;

export type WhatIfAsked = WhatIfRequest & Readonly<{ limit: number; sight: Sight }>;

/** Answers one question, wherever that is done. @throws when it could not be answered. */
export type RunWhatIf = (
  question: WhatIfAsked,
  how: Readonly<{
    signal: AbortSignal;
    onProgress: (step: WhatIfRun['step'], matters: number) => void;
  }>,
) => Promise<CountyAnswer>;

export type WhatIfDesk = Readonly<{
  state: (actor: Actor, countyId: number) => WhatIfState;
  ask: (actor: Actor, request: WhatIfRequest) => WhatIfState;
  cancel: (actor: Actor, countyId: number) => WhatIfState;
  /** Ends what is running. */
  close: () => Promise<void>;
}>;

type Kept = { run: WhatIfRun; readonly stop: AbortController; ended: Promise<void> };

export function whatIfDesk(
  clock: Clock,
  run: RunWhatIf,
  onError: (error: unknown) => void,
): WhatIfDesk {
  const kept = new Map<string, Kept>();
  const keyOf = (actor: Actor, countyId: number) => `${countyId} ${actor.id}`;
  const running = () => [...kept].filter(([, { run: { state } }]) => state === 'running'); // prettier-ignore

  const state: WhatIfDesk['state'] = (actor, countyId) => {
    const { scope } = sightOf(actor, countyId);
    const key = keyOf(actor, countyId);
    return {
      run: kept.get(key)?.run ?? null,
      isBusy: running().some(([other]) => other !== key && other.startsWith(`${countyId} `)),
      namesMatters: scope !== null,
    };
  };

  function forgetOld(now: number): void {
    for (const [key, { run: old }] of kept)
      if (
        old.state !== 'running' &&
        (kept.size >= RUNS_KEPT_MAX || now - old.askedAt > RUN_KEPT_MS)
      )
        kept.delete(key);
  }

  return {
    state,
    ask(actor, request) {
      const { countyId, from, to, limits } = request;
      const sight = sightOf(actor, countyId);
      requirePeriod(from, to);
      const busy = running();
      if (busy.length >= RUNNING_MAX || busy.some(([key]) => key.startsWith(`${countyId} `)))
        throw new Refused('what-if.busy');
      const now = clock.now();
      forgetOld(now);
      const stop = new AbortController();
      const own: Kept = {
        run: {
          ...{ askedAt: now, from, to, limits, state: 'running', step: 'read', matters: 0 },
          answer: null,
        },
        ...{ stop, ended: Promise.resolve() },
      };
      kept.set(keyOf(actor, countyId), own);
      const onProgress = (step: WhatIfRun['step'], matters: number) => {
        if (own.run.state === 'running') own.run = { ...own.run, step, matters };
      };
      const question = { ...request, limit: WHAT_IF_MATTERS_MAX, sight };
      own.ended = run(question, { signal: stop.signal, onProgress }).then(
        (answer) => {
          own.run = answer.isWhole
            ? { ...own.run, state: 'done', answer: told(answer, sight) }
            : { ...own.run, state: 'cancelled' };
        },
        (error: unknown) => {
          own.run = { ...own.run, state: stop.signal.aborted ? 'cancelled' : 'failed' };
          if (!stop.signal.aborted) onError(error);
        },
      );
      return state(actor, countyId);
    },
    cancel(actor, countyId) {
      sightOf(actor, countyId);
      const own = kept.get(keyOf(actor, countyId));
      if (own?.run.state !== 'running') throw new Refused('what-if.not-running');
      own.stop.abort();
      return state(actor, countyId);
    },
    async close() {
      for (const { stop } of kept.values()) stop.abort();
      await Promise.all([...kept.values()].map(({ ended }) => ended));
    },
  };
}

function told(answer: CountyAnswer, { scope }: Sight): WhatIfAnswer {
  const changes = <C extends WhatIfAnswer['byItem'][number] | WhatIfAnswer['byUnit'][number]>({
    key,
    matters,
    lateThen,
    lateNow,
    ringsThen,
    ringsNow,
  }: C) => ({ key: key as C['key'], matters, lateThen, lateNow, ringsThen, ringsNow });
  const { matters, lateThen, lateNow, ringsThen, ringsNow, becameLate, becameInTime } = answer;
  return {
    ...{ matters, lateThen, lateNow, ringsThen, ringsNow, becameLate, becameInTime },
    ...{ changed: answer.changed, unlikeRecord: answer.unlikeRecord, cut: answer.cut },
    byItem: answer.byItem.map(changes),
    byUnit: answer.byUnit.map(changes),
    differing: scope ? [...answer.differing] : [],
  };
}
