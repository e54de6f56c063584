// How likely two messages are about the same matter: a small logistic model over what their texts have in
// common and how far apart in time and place they are. It proposes; a person merges. Pure.
import { distanceMeters, fromMicro } from '#platform/geo/index.ts';
import { DAY } from '#platform/time/index.ts';
import { TOKENS_MAX } from './fingerprint.ts';
import type { Entry } from './neighbours.ts';
import { inCommon, type InCommon } from './weighed.ts';

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
const WEIGHTS: readonly number[] = [-0.03, 1.85, 2.84, 0.63, 1.3, 3.19, 1.59, 1.65, -1.6, -3.91];

/** Neither items nor points are in the labelled pairs: these are set by judgement. */
const SAME_ITEM = 0.5;
/** Two people may call one matter different things, so that another item holds back and does not forbid … */
const OTHER_ITEM = -3;
/** … but the shorter the texts, the more is said of them by what they are of. */
const OTHER_ITEM_SHORT = -5;
const SAME_SPOT = 1;
const FAR_APART = -3;
const NEAR_METERS = 200;
const FAR_METERS = 2000;

/** The names in common below which two messages speak of different places. */
const NO_PLACE_IN_COMMON = 0.02;

/** Of one day or of so many: within these two messages are no likelier to be of one matter for being nearer. */
const SAME_DAYS = 7;

export function featuresOf(a: Entry, b: Entry, common = inCommon(a.weighed, b.weighed)): number[] {
  const { all, named, said, headed, placed } = common;
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
    Math.log1p(Math.max(SAME_DAYS, Math.abs(a.at - b.at) / DAY)) / 6,
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

/**
 * What speaks for and against it in text, time, distance and item, in log-odds. With `namesSuffice` something
 * else says already that it is one matter, so that the words may agree in the name of a place alone.
 */
export function evidenceOf(a: Entry, b: Entry, namesSuffice = false): number {
  const common = inCommon(a.weighed, b.weighed);
  const { all, said } = common;
  let sum = byItem(a, b) + byDistance(a, b, Math.min(1, all / SPOT_NEEDS_WORDS));
  sum += NOTHING_IN_COMMON * Math.max(0, 1 - all / LEAST_LABELLED);
  if (!namesSuffice) sum += (namesAlone(said) + besideThePlace(a, b, common)) * shortness(a, b);
  featuresOf(a, b, common).forEach((feature, at) => (sum += feature * (WEIGHTS[at] ?? 0)));
  return sum;
}

/** Letters on one matter say at least so much alike beside its names. */
const SAID_ALIKE = 0.12;
const NAMES_ALONE = -3;

/** From 0 for letters to 1 for a few words. */
const shortness = (a: Entry, b: Entry) =>
  1 - Math.min(a.print.tokens.length, b.print.tokens.length) / TOKENS_MAX;

/** Short reports from one road share its name and nothing else: the name alone is no matter. */
function namesAlone(said: number): number {
  return NAMES_ALONE * Math.max(0, 1 - said / SAID_ALIKE);
}

/** From so much on two places are one … */
const ONE_PLACE = 0.4;
/** … otherwise few words of two places are of two matters, … */
const OTHER_PLACE = -12;
/** … and of one place and item of one. */
const ITEM_OF_THE_PLACE = 4;
/** Where nobody has said that it is one item, reports of one matter say at least so much alike beside the place. */
const SAID_BESIDE = 0.5;
const NOTHING_BESIDE = -6;

/** What the place proves where its address tells it from the words: set by judgement, in log-odds. */
function besideThePlace(a: Entry, b: Entry, { placed, said, addressed }: InCommon): number {
  if (a.weighed.addressed === 0 || b.weighed.addressed === 0) return 0;
  // A crossing, a house number or a door has no name by which its kind is known: there the words of the address decide.
  const isNamed = a.weighed.placed > 0 && b.weighed.placed > 0;
  const there = isNamed ? placed : addressed;
  const elsewhere = Math.max(0, 1 - there / ONE_PLACE);
  const isOneItem = a.itemCode !== null && a.itemCode === b.itemCode;
  const what = isOneItem
    ? ITEM_OF_THE_PLACE * (1 - elsewhere)
    : NOTHING_BESIDE * Math.max(0, 1 - said / SAID_BESIDE);
  return OTHER_PLACE * elsewhere + what;
}

/** Whether what they are or where they lie speaks against two messages, whatever their words say. */
export function isHeldApart(a: Entry, b: Entry): boolean {
  return byItem(a, b) < 0 || byDistance(a, b, 0) < 0;
}

function byItem(a: Entry, b: Entry): number {
  if (a.itemCode === null || b.itemCode === null) return 0;
  return a.itemCode === b.itemCode ? SAME_ITEM : OTHER_ITEM + OTHER_ITEM_SHORT * shortness(a, b);
}

function byDistance(a: Entry, b: Entry, agreement: number): number {
  if (!a.point || !b.point) return 0;
  const meters = distanceMeters(fromMicro(a.point), fromMicro(b.point));
  if (meters <= NEAR_METERS) return SAME_SPOT * agreement;
  return meters >= FAR_METERS ? FAR_APART : 0;
}
