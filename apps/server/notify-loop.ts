// The standing work of telling people: what happened is told within a tenth of a second, what waits for an answer
// is told further up the chain; while a wave of reports comes in, those who wait for an answer go first.
import type { Pressure } from '#modules/incident/index.ts';
import { callNextDue } from '#modules/notification/jobs.ts';
import { notifyNext, tellDraws } from '#modules/notification/reactions.ts';
import { startLoop, type Loop } from '#platform/jobs/index.ts';
import type { House } from './house.ts';
import { patience } from './patience.ts';

/** Chains go on by the second: whoever does not answer is waited for a minute or more. */
const POLL_MS = 1000;
/** One round tells of everything of so long. */
const APART_MS = 100;
/** Pause while commands queue. */
const BREATH_MS = 400;
/** Also in a wave an order is told of in time for its minute. */
const PATIENCE_MS = 2000;

type Told = Pick<House, 'notification' | 'clock'>;

/** One round; answers how much there was to tell. */
export async function notifyRound({ notification, clock }: Told): Promise<number> {
  const told = await notifyNext(notification, clock.now());
  const drawn = await tellDraws(notification, clock.now());
  return told + drawn + (await callNextDue(notification, clock.now()));
}

export function startNotifyLoop(
  house: Told,
  pressure: () => Pressure | Promise<Pressure>,
  onError: (error: unknown, name: string) => void,
): Loop {
  const waits = patience(PATIENCE_MS);
  return startLoop({
    name: 'notification',
    sleepMaxMs: POLL_MS,
    apartMs: APART_MS,
    onError,
    round: async () => {
      if (waits((await pressure()) === 'wave')) return BREATH_MS;
      return (await notifyRound(house)) > 0 ? 0 : POLL_MS;
    },
  });
}
