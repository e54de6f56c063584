// What a search promises: how much lies where its asker looks, and which part of it holds the words. Both are
// learned from earlier searches, apart from each other: so a word that somebody else sought in another village says
// how far back to look in this one. Of words that were never sought together, but each with others, it guesses. Only
// the lengths of steps depend on it, never what is found; each process has its own.
import type { Step } from './search-marks.ts';

/** Places, words and what was sought together, the latest of each; some hundred bytes each. */
export const REMEMBERED_MAX = 5000;

/** Under what a search is remembered. */
export type SearchName = Readonly<{
  /** Where its rights lead: a county, a town with its unit, a village. */
  place: string;
  /** The words, and what else is asked of a matter. */
  words: string;
  /** Each of the words alone, and what else is asked. */
  terms: readonly string[];
  /** Days in which such a place is thought to have as much as any other, as long as nothing is known of it. */
  firstDays: number;
}>;

/** Shares are kept as logarithms: what was half of what was promised weighs as much as what was twice of it. */
type Known = Readonly<{ hits: number; found: number }>;

const places = new Map<string, number>();
const words = new Map<string, Known>();
/** Hits of one word, as far as they follow from what it was sought with. */
const terms = new Map<string, number>();

/** How much lies in a place, as far as it is known: shares a day. */
const shareOf = ({ place, firstDays }: SearchName): number =>
  places.get(place) ?? -Math.log(firstDays);

/** Logarithm of the reports of a place within its first days, some hundred; each word leaves its own part of them. */
const REPORTS = Math.log(400);

/** What words promise that nothing binds to each other, those that are not known left out. */
const guessOf = (sought: readonly string[]): number =>
  sought.reduce((hits, term) => hits + (terms.get(term) ?? REPORTS) - REPORTS, REPORTS);

/**
 * A guess leads so many times further back than a search of which nothing is known: words often have to do with each
 * other (two halves of one word always), and a step through all that a county has would read ten thousands of rows.
 */
const FURTHER_MAX = 16;
/** Twice as much is expected as guessed: a step that is too short costs another of 2 ms, one that is too long 10. */
const RATHER_SHORT = Math.log(2);

/** What was seen of these words, or else what they promise where each of them was sought with others. */
function knownOf(name: SearchName, need: number): Known | undefined {
  const known = words.get(name.words);
  if (known || !name.terms.every((term) => terms.has(term))) return known;
  const hits = guessOf(name.terms);
  return { hits, found: Math.max(hits + RATHER_SHORT, Math.log(need / FURTHER_MAX)) };
}

/** What a day promises to whom needs so many; undefined when nothing is known of these words. */
export function promised(name: SearchName, need: number): Step | undefined {
  const known = knownOf(name, need);
  if (!known) return undefined;
  const share = shareOf(name);
  return { days: 1, hits: Math.exp(share + known.hits), found: Math.exp(share + known.found) };
}

/** Days, at least one, in which this place has as much as any other in its `firstDays`. */
export function firstDaysOf(name: SearchName): number {
  return Math.max(1, Math.round(Math.exp(-shareOf(name))));
}

/** What a search read: hits within `days`, and `found` of them, enough perhaps, within the first `foundDays`. */
export type Read = Readonly<{ days: number; hits: number; foundDays: number; found: number }>;

/** Less than a day (a narrow period, the end of a list) says nothing of the days before it. */
const DAYS_MIN = 1;
/** A mistake is put down to the words first: those are sought in many places. */
const PART = { words: 0.5, place: 0.25 };
/** One search says no more of a place than this: a word may be rare there for reasons of its own. */
const WRONG_MAX = 1;
/** So many times less than its kind a place is thought to have at most, or first steps would read years. */
const LITTLE_MAX = 4;
/** So many times more: the greatest department has twenty times what others have. */
const MUCH_MAX = 64;

/** Learns from one search, when it is over. Words that are sought for the first time teach nothing of their place. */
export function learn(name: SearchName, { days, hits, foundDays, found }: Read): void {
  if (!(days >= DAYS_MIN)) return;
  const share = shareOf(name);
  const seen = { hits: logOf(hits, days) - share, found: logOf(found, foundDays) - share };
  if (hits > 0 || name.terms.length === 1) learnTerms(name.terms, seen.hits);
  const known = words.get(name.words);
  if (!known) return keep(words, name.words, seen);
  const wrong = { hits: seen.hits - known.hits, found: seen.found - known.found };
  keep(words, name.words, {
    hits: known.hits + wrong.hits * PART.words,
    found: known.found + wrong.found * PART.words,
  });
  const moved = share + within(-WRONG_MAX, wrong.hits, WRONG_MAX) * PART.place;
  const least = -Math.log(name.firstDays * LITTLE_MAX);
  keep(places, name.place, within(least, moved, -Math.log(name.firstDays / MUCH_MAX)));
}

/**
 * What a guess would have missed is put down to the words that nothing is known of, or else a part of it to each.
 * Words that are silent together teach nothing: one of them may be mistyped.
 */
function learnTerms(sought: readonly string[], hits: number): void {
  const unknown = sought.filter((term) => !terms.has(term));
  const [taught, part] = unknown.length > 0 ? [unknown, 1] : [sought, PART.words];
  const wrong = ((hits - guessOf(sought)) * part) / taught.length;
  for (const term of sought) {
    const known = terms.get(term) ?? REPORTS;
    keep(terms, term, taught.includes(term) ? Math.min(known + wrong, REPORTS) : known);
  }
}

/** Where nothing was read, half a matter: what is silent is little, not nothing. */
const logOf = (count: number, days: number): number => Math.log((count + 0.5) / days);

const within = (least: number, value: number, most: number): number =>
  Math.min(Math.max(value, least), most);

function keep<T>(known: Map<string, T>, name: string, value: T): void {
  known.delete(name);
  known.set(name, value);
  if (known.size <= REMEMBERED_MAX) return;
  const [oldest] = known.keys();
  if (oldest !== undefined) known.delete(oldest);
}
