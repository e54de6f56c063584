// The standing work of topics: reports join theirs as they arrive, behind triage and everything that somebody
// waits for.
import type { Pressure } from '#modules/incident/index.ts';
import { startTopicReader } from '#modules/topic/reactions.ts';
import { startLoop, type Loop } from '#platform/jobs/index.ts';
import type { House } from './house.ts';
import { patience } from './patience.ts';

/** Nobody waits for it: several reports are taken in together. */
const POLL_MS = 5000;
/** Pause between two rounds, in which those who wait are answered; a longer one while report after report comes in. */
const BREATH_MS = 200;
const BUSY_BREATH_MS = 1000;
/** In a wave that lasts a topic comes a minute late. */
const PATIENCE_MS = 60_000;

/** One round: the next reports. Answers how many there were. */
export function topicRound({ db, perform, clock }: House): () => Promise<number> {
  const reader = startTopicReader({ db, keyring: perform.keyring });
  return () => reader.next(clock.now());
}

export function startTopicLoop(
  { db, perform, clock }: House,
  pressure: () => Pressure | Promise<Pressure>,
  onError: (error: unknown, name: string) => void,
): Loop {
  const reader = startTopicReader({ db, keyring: perform.keyring });
  const waits = patience(PATIENCE_MS);
  return startLoop({
    name: 'topics',
    sleepMaxMs: POLL_MS,
    onError,
    round: async () => {
      const now = await pressure();
      if (waits(now === 'wave')) return POLL_MS;
      if ((await reader.next(clock.now())) > 0) return now === 'busy' ? BUSY_BREATH_MS : BREATH_MS;
      return (await reader.knitAgain(clock.now())) ? BREATH_MS : POLL_MS;
    },
  });
}
