// What a search promises: how much lies where its asker looks, and which part of it holds the words. Both are
// learned from what was read for earlier searches, each by itself: so a word that somebody else sought in another
// village says how far back to look in this one. Only the lengths of steps depend on it, never what is found; each
// process has its own.
import type { Step } from './search-marks.ts';

/** Places and words remembered, the latest of each; some hundred bytes each. */
export const REMEMBERED_MAX = 5000;

export type Asked = Readonly<{
  /** Keys of the rights: who has the same, finds the same. */
  place: string;
  /** The words, and what else is asked of a matter. */
  words: string;
  /** Days in which such a place is thought to have one share of matters, as long as nothing is known of it. */
  firstDays: number;
}>;

/** Shares are kept as logarithms: what was half of what was promised weighs as much as what was twice of it. */
type Known = Readonly<{ hits: number; found: number }>;

const places = new Map<string, number>();
const words = new Map<string, Known>();

/** How much lies in a place, as far as it is known: shares a day. */
const shareOf = ({ place, firstDays }: Asked): number => places.get(place) ?? -Math.log(firstDays);

/** What a day promises; undefined when nobody has sought these words yet. */
export function promised(asked: Asked): Step | undefined {
  const known = words.get(asked.words);
  if (!known) return undefined;
  const share = shareOf(asked);
  return { days: 1, hits: Math.exp(share + known.hits), found: Math.exp(share + known.found) };
}

/** Days in which this place has as much as any other in its first step. */
export function firstDaysOf(asked: Asked): number {
  return Math.max(1, Math.round(Math.exp(-shareOf(asked))));
}

/** What was read: `found` of them within `foundDays`, which are fewer where enough were found before the end. */
export type Read = Readonly<{ days: number; hits: number; foundDays: number; found: number }>;

/** Of each mistake half is put down to the place and half to the words: both are told apart by many searches. */
const HALF = 0.5;

export function learn(asked: Asked, { days, hits, foundDays, found }: Read): void {
  const hitsADay = logOf(hits, days);
  const foundADay = logOf(found, foundDays);
  const share = shareOf(asked);
  const known = words.get(asked.words);
  const wrong = known ? hitsADay - share - known.hits : 0;
  const now = share + wrong * HALF;
  keep(places, asked.place, now);
  const wasFound = known ? known.found : foundADay - now;
  keep(words, asked.words, {
    hits: hitsADay - now,
    found: wasFound + (foundADay - now - wasFound) * HALF,
  });
}

/** Nothing at all may be there, or was silent for a while: half a matter. */
const logOf = (count: number, days: number): number => Math.log((count + 0.5) / days);

function keep<T>(known: Map<string, T>, name: string, value: T): void {
  known.delete(name);
  known.set(name, value);
  if (known.size <= REMEMBERED_MAX) return;
  const [oldest] = known.keys();
  if (oldest !== undefined) known.delete(oldest);
}
