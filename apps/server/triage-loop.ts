// The standing work of triage: reads what was reported and judges it, out of the way of those who wait.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pressure } from '#modules/incident/index.ts';
import { triageNext, type TriageDeps } from '#modules/triage/reactions.ts';
import { startLoop, type Loop } from '#platform/jobs/index.ts';
import type { House } from './house.ts';
import { patienceAtFirst } from './patience.ts';

/** It looks by itself this often when nobody wakes it. */
const POLL_MS = 1000;
/** After a start people who wait are answered first: triage has to learn its catalogue before it begins. */
const RESTS_MS = 500;
/** Pause between two rounds, or two questions whether there may be one. */
const BREATH_MS = 400;
/**
 * At first a wave is taken in alone: rounds beside it keep each report waiting that comes meanwhile, and cannot follow
 * anyway. Half of the minute in which an order wants to be signed; then it is followed as well as can be.
 */
const REST_MAX_MS = 30_000;
/** Reports of one round while others come in: these wait no longer than for a few. */
const FEW = 16;

/** One round; returns how many reports there were. */
export const triageRound = (house: House, most?: number): Promise<number> =>
  triageNext(depsOf(house), () => house.clock.now(), most);

export function startTriageLoop(
  house: House,
  pressure: () => Pressure | Promise<Pressure>,
  onError: (error: unknown, name: string) => void,
): Loop {
  const startedAt = performance.now();
  const patience = patienceAtFirst(REST_MAX_MS);
  return startLoop({
    name: 'triage',
    sleepMaxMs: POLL_MS,
    onError,
    round: async () => {
      const rest = startedAt + RESTS_MS - performance.now();
      if (rest > 0) return rest;
      const now = await pressure();
      if (patience.waits(now === 'wave')) {
        // Not to be woken from: in a wave somebody wakes it at every turn.
        await sleep(BREATH_MS);
        return 0;
      }
      const began = performance.now();
      const judged = await triageRound(house, now === 'calm' ? undefined : FEW);
      if (judged === 0) patience.done();
      // It takes turns with those who wait for an answer.
      if (now !== 'calm') await sleep(Math.min(performance.now() - began, BREATH_MS));
      return judged > 0 ? 0 : POLL_MS;
    },
  });
}

function depsOf(house: House): TriageDeps {
  const { db, perform, triageKnowledge, known, indexText, onTriaged } = house;
  return {
    ...{ db, perform, knowledge: triageKnowledge, known, indexText, onTriaged },
    shadowOf: house.reference.shadowOf,
    onShadowFailed: (error) => house.log.error({ err: error }, 'a trial was not counted'),
  };
}
