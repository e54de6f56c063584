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

/** Hits of one word, as far as they follow from what it was sought with, and how many searches taught them. */
type Term = Readonly<{ hits: number; times: number }>;

const places = new Map<string, number>();
const words = new Map<string, Known>();
const terms = new Map<string, Term>();

/** How much lies in a place, as far as it is known: shares a day. */
const shareOf = ({ place, firstDays }: SearchName): number =>
  places.get(place) ?? -Math.log(firstDays);

/** Logarithm of the reports of a place within its first days, some hundred; each word leaves its own part of them. */
const REPORTS = Math.log(400);

/** What is thought of a word that was never sought: all have it. */
const UNHEARD: Term = { hits: REPORTS, times: 0 };

/** What words promise that nothing binds to each other. */
const guessOf = (sought: readonly Term[]): number =>
  sought.reduce((hits, term) => hits + term.hits - REPORTS, REPORTS);

/**
 * A guess leads so many times further back than a search of which nothing is known, for each search that taught the
 * least known of its words: of two that were sought beside each other once, nobody knows which of them is rare.
 */
const FURTHER_MAX = 16;

/**
 * What was seen of these words, or else what they promise where each of them was sought with others. Words often have
 * to do with each other (two halves of one word always), so the guess expects to look at as much as the rarest holds.
 */
function knownOf(name: SearchName, need: number): Known | undefined {
  const known = words.get(name.words);
  const sought = name.terms.map((term) => terms.get(term) ?? UNHEARD);
  const times = Math.min(...sought.map((term) => term.times));
  if (known || times === 0) return known;
  return {
    hits: Math.min(...sought.map((term) => term.hits)),
    found: Math.max(guessOf(sought), Math.log(need / (FURTHER_MAX * times))),
  };
}

/** Words in the order of how rare they are, as far as is known; those that were never sought come last. */
export function rarestFirst(sought: readonly string[], termOf: (word: string) => string): string[] {
  const hits = (word: string) => (terms.get(termOf(word)) ?? UNHEARD).hits;
  return sought.toSorted((a, b) => hits(a) - hits(b));
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
  const known = words.get(name.words);
  if (hits > 0 || name.terms.length === 1) learnTerms(name.terms, seen.hits, known === undefined);
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
 * Words that are silent together teach nothing: one of them may be mistyped. A search made again teaches nothing new.
 */
function learnTerms(sought: readonly string[], hits: number, isNew: boolean): void {
  const known = sought.map((term) => terms.get(term) ?? UNHEARD);
  const unheard = known.filter(({ times }) => times === 0).length;
  const part = unheard > 0 ? 1 / unheard : PART.words / known.length;
  const wrong = (hits - guessOf(known)) * part;
  for (const [at, { hits: before, times }] of known.entries()) {
    const isTaught = unheard === 0 || times === 0;
    const after = isTaught ? Math.min(before + wrong, REPORTS) : before;
    const more = times === 0 || (isTaught && isNew) ? 1 : 0;
    keep(terms, sought[at] ?? '', { hits: after, times: times + more });
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
