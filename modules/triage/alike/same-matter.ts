// How likely two messages are about the same matter: a small logistic model over what their texts have in
// common and how far apart in time and place they are. It proposes; a person merges. Pure.
import { distanceMeters, fromMicro } from '#platform/geo/index.ts';
import { DAY } from '#platform/time/index.ts';
import type { Entry } from './neighbours.ts';
import { inCommon } from './weighed.ts';

export const SAME_MATTER_RULE = 'same-matter/1';

export const FEATURES = [
  'one',
  'all',
  'named',
  'said',
  'headed',
  'namedAndSaid',
  'placed',
  'placedAndSaid',
  'elsewhere',
  'days',
] as const;

/** Fitted by `npm run evaluate -- duplicates-fit` (bench/evaluate/topic-pairs.ts), in the order of FEATURES. */
const WEIGHTS: readonly number[] = [-0.15, 1.83, 2.77, 0.65, 1.26, 3.17, 1.61, 1.61, -1.58, -3.75];

/** Points are not in the labelled pairs: these two are set by judgement. */
const SAME_SPOT = 1;
const FAR_APART = -2;
const NEAR_METERS = 200;
const FAR_METERS = 2000;

/** The names in common below which two messages speak of different places. */
const NO_PLACE_IN_COMMON = 0.02;

export function featuresOf(a: Entry, b: Entry): number[] {
  const { all, named, said, headed, placed } = inCommon(a.weighed, b.weighed);
  const elsewhere = placed < NO_PLACE_IN_COMMON ? Math.min(a.weighed.placed, b.weighed.placed) : 0;
  return [
    1,
    all,
    named,
    said,
    headed,
    Math.sqrt(named * said),
    placed,
    Math.sqrt(placed * said),
    elsewhere,
    Math.log1p(Math.abs(a.at - b.at) / DAY) / 6,
  ];
}

/** Labelled pairs have at least so much in common; with less the model would only guess. */
const LEAST_LABELLED = 0.08;
/** How far a pair without anything in common is held back. */
const NOTHING_IN_COMMON = -2;
/** A shared spot proves something when the words agree so far. */
const SPOT_NEEDS_WORDS = 0.15;

/** From 0 to 1. */
export function sameMatter(a: Entry, b: Entry): number {
  return likelihoodOf(evidenceOf(a, b));
}

/** Evidence as a likelihood from 0 to 1. */
export const likelihoodOf = (evidence: number): number => 1 / (1 + Math.exp(-evidence));

/** What speaks for and against it in text, time and distance, in log-odds. */
export function evidenceOf(a: Entry, b: Entry): number {
  const features = featuresOf(a, b);
  const all = features[ALL] ?? 0;
  let sum = byDistance(a, b, Math.min(1, all / SPOT_NEEDS_WORDS));
  sum += NOTHING_IN_COMMON * Math.max(0, 1 - all / LEAST_LABELLED);
  features.forEach((feature, at) => (sum += feature * (WEIGHTS[at] ?? 0)));
  return sum;
}

const ALL = FEATURES.indexOf('all');

function byDistance(a: Entry, b: Entry, agreement: number): number {
  if (!a.point || !b.point) return 0;
  const meters = distanceMeters(fromMicro(a.point), fromMicro(b.point));
  if (meters <= NEAR_METERS) return SAME_SPOT * agreement;
  return meters >= FAR_METERS ? FAR_APART : 0;
}
