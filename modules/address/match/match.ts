// Are two addresses the same place? No, partly (the same road, estate or village, but not the same door), or
// exactly; with the reasons that a person can check.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { differencesOf, weighDifferences } from './differences.ts';
import { listSigns } from './list-signs.ts';
import { askJury, readMatchModel, type Leanings, type MatchModel } from './match-model.ts';
import { readForMatching, type Reading } from './reading.ts';
import { matchReasons, type MatchReason } from './reasons.ts';
import { pairSigns } from './signs.ts';

/** In the order of the labels 0, 1, 2 of the public data. */
export const MATCH_LABELS = ['no', 'partial', 'exact'] as const;
export type MatchLabel = (typeof MATCH_LABELS)[number];

export type AddressMatch = Readonly<{
  label: MatchLabel;
  /** Of no, partial, exact; together 1. */
  chances: readonly number[];
  reasons: readonly MatchReason[];
}>;

/** Candidates compared with one another at most; of more, the rest is compared by itself. */
export const CANDIDATES_COMPARED_MAX = 50;

export const MATCH_MODEL_FILE = new URL('../data/address-matcher.bin.gz', import.meta.url);

/** Compares two addresses as people write them. Never throws. */
export function matchAddresses(a: string, b: string): AddressMatch {
  const [found] = matchCandidates(a, [b]);
  if (!found) throw new Error('one candidate has one answer');
  return found;
}

/** How candidates come: as a search found them, best first, or in no order that tells anything. */
export type CandidateOrder = 'search' | 'none';

/**
 * Compares an address with several candidates. In the order of a search they are also weighed against one another, and
 * their place counts; in no order each is judged by itself, because a place that says nothing misleads. Never throws.
 */
export function matchCandidates(
  query: string,
  candidates: readonly string[],
  order: CandidateOrder = 'search',
): AddressMatch[] {
  const asked = readForMatching(query);
  const compared = order === 'search' ? CANDIDATES_COMPARED_MAX : 1;
  const answers: AddressMatch[] = [];
  for (let from = 0; from < candidates.length; from += compared)
    answers.push(...compare(asked, candidates.slice(from, from + compared).map(readForMatching)));
  return answers;
}

function compare(asked: Reading, candidates: readonly Reading[]): AddressMatch[] {
  const model = shippedMatcher();
  const signs = candidates.map((candidate) => [
    ...pairSigns(model.rarities, asked, candidate),
    ...weighDifferences(model.differences, differencesOf(asked, candidate)),
  ]);
  const alone = signs.map((row) => askJury(model.pair, row));
  const isAlone = candidates.length === 1;
  const chances = isAlone
    ? alone
    : listSigns(asked, candidates, signs, alone).map((row) => askJury(model.list, row));
  const leanings = isAlone ? model.pairLeanings : model.listLeanings;
  return candidates.map((candidate, at) => {
    const reasons = matchReasons(asked, candidate);
    // Equal words are the same place, whatever the trees think of strange ones.
    if (asked.bare === candidate.bare && asked.bare !== '')
      return { label: 'exact', chances: [0, 0, 1], reasons };
    if (asked.bare === '' || candidate.bare === '')
      return { label: 'no', chances: [1, 0, 0], reasons };
    const own = chances[at] ?? [1, 0, 0];
    return { label: MATCH_LABELS[preferred(own, leanings)] ?? 'no', chances: own, reasons };
  });
}

/** The answer of the most leaned-on chance. */
export function preferred(chances: readonly number[], leanings: Leanings): number {
  let best = 0;
  for (let label = 1; label < chances.length; label++)
    if (
      (chances[label] ?? 0) * (leanings[label] ?? 1) >
      (chances[best] ?? 0) * (leanings[best] ?? 1)
    )
      best = label;
  return best;
}

let matcher: MatchModel | undefined;

function shippedMatcher(): MatchModel {
  matcher ??= readMatchModel(gunzipSync(readFileSync(MATCH_MODEL_FILE)));
  return matcher;
}
