// Is it known already? The known matters of one county in memory, gathered by rare words, sketch and spot
// (`alike/`), weighed over text, space, time and item. It only proposes: a person merges. No input or output.
import { distanceMeters, fromMicro } from '#platform/geo/index.ts';
import { HOUR, MINUTE } from '#platform/time/index.ts';
import { fingerprintOf, type Fingerprint } from './alike/fingerprint.ts';
import { gatherNeighbours, type Entry, type Message } from './alike/neighbours.ts';
import { countRarity, shippedSpeech, type Rarity, type Speech } from './alike/rarity.ts';
import { evidenceOf, likelihoodOf } from './alike/same-matter.ts';
import { inCommon, weigh, type InCommon } from './alike/weighed.ts';
import type { DuplicateFound } from './contract.ts';
import type { TriagePolicy } from './policy.ts';
import { because, type Reason } from './reasons.ts';

/** A matter as it is compared; null where something is unknown. */
export type Matter = Message & Readonly<{ villageId: number | null; gridId: number | null }>;

export type KnownMatter = Matter & Readonly<{ id: string }>;

/** The known matters of one county. */
export type KnownMatters = Readonly<{
  size: number;
  has(id: string): boolean;
  /** Once for each id. */
  add(matter: KnownMatter): void;
  /** Is no longer to be found. */
  drop(id: string): void;
  /** The likeliest to be the same, best first, at most `most`; never the matter `except`. */
  find(matter: Matter, policy: DuplicatePolicy, most: number, except?: string): DuplicateFound[];
}>;

export type DuplicatePolicy = TriagePolicy['duplicates'];

let speech: Speech | undefined;
/** How rare pieces are by general speech, read once. */
const freshRarity = () => countRarity((speech ??= shippedSpeech()));

let general: Rarity | undefined;
/** The pieces of a report's words; its first line counts as the subject where there are several. */
export function printOfReport(text: string): Fingerprint {
  general ??= freshRarity();
  const end = text.indexOf('\n');
  const parts = { subject: text.slice(0, Math.max(0, end)), detail: text.slice(end + 1) };
  return fingerprintOf(parts, general);
}

export function gatherKnown(): KnownMatters {
  const rarity = freshRarity();
  const neighbours = gatherNeighbours(rarity);
  const known: (KnownMatter | undefined)[] = [];
  const numbers = new Map<string, number>();
  return {
    get size() {
      return known.length;
    },
    drop(id) {
      const number = numbers.get(id);
      if (number !== undefined) known[number] = undefined;
    },
    has: (id) => numbers.has(id),
    add(matter) {
      if (numbers.has(matter.id)) return;
      rarity.count(matter.print);
      numbers.set(matter.id, neighbours.add(matter));
      known.push(matter);
    },
    find(matter, policy, most, except = '') {
      const asked: Entry = { ...matter, weighed: weigh(matter.print, rarity) };
      return neighbours
        .candidates(matter, asked.weighed, numbers.get(except) ?? -1)
        .flatMap(({ number }) => {
          const other = known[number];
          if (!other) return [];
          const entry = neighbours.entry(number);
          const standing = standingOf(matter, other, policy);
          const score = likelihoodOf(
            evidenceOf(asked, entry, standing.isEnough) + standing.evidence,
          );
          if (score < policy.showFrom) return [];
          const common = inCommon(asked.weighed, entry.weighed);
          return [{ other, score, reasons: [...standing.reasons, ...likeTexts(common)] }];
        })
        .sort((a, b) => b.score - a.score || (a.other.id < b.other.id ? 1 : -1))
        .slice(0, most)
        .map(({ other, score, reasons }) => ({
          id: other.id,
          score: Math.round(score * 1000) / 1000,
          reasons,
        }));
    },
  };
}

// Nothing was labelled with item or grid: these are set by judgement, in log-odds.
/** The same item at one spot within hours is enough by itself (并案: defaults 3(c) row 7). */
const SAME_ITEM_HERE_AND_NOW = 5.5;
/** Two matters of one spot and these hours, whatever they say. */
const HERE_AND_NOW = 1.8;
/** The same item within hours in one grid, or one village, where no points tell more. */
const SAME_ITEM_IN_GRID = 2.5;
const SAME_ITEM_IN_VILLAGE = 1.9;

/** What spot and hour say of two matters beside their words and items. */
function standingOf(
  a: Matter,
  b: Matter,
  { radiusMeters, withinHours }: DuplicatePolicy,
): Readonly<{ evidence: number; isEnough: boolean; reasons: Reason[] }> {
  const reasons: Reason[] = [];
  const apart = Math.abs(a.at - b.at);
  const isNow = apart <= withinHours * HOUR;
  const meters =
    a.point && b.point ? distanceMeters(fromMicro(a.point), fromMicro(b.point)) : undefined;
  const isHere = meters !== undefined && meters <= radiusMeters;
  const sameGrid = a.gridId !== null && a.gridId === b.gridId;
  const sameVillage = a.villageId !== null && a.villageId === b.villageId;
  const sameItem = a.itemCode !== null && a.itemCode === b.itemCode;

  if (meters !== undefined && meters <= NEAR_TOLD_METERS)
    reasons.push(because('triage.near', { meters: Math.round(meters) }));
  else if (sameGrid) reasons.push(because('triage.same-grid'));
  else if (sameVillage) reasons.push(because('triage.same-village'));
  reasons.push(timeApart(apart));
  if (sameItem) reasons.push(because('triage.same-item'));

  let evidence = 0;
  if (isNow && isHere)
    evidence += sameItem ? SAME_ITEM_HERE_AND_NOW * closeness(meters, radiusMeters) : HERE_AND_NOW;
  else if (isNow && sameItem && meters === undefined)
    evidence += sameGrid ? SAME_ITEM_IN_GRID : sameVillage ? SAME_ITEM_IN_VILLAGE : 0;
  return { evidence, isEnough: isNow && isHere && sameItem, reasons };
}

/** Farther apart is no reason worth reading. */
const NEAR_TOLD_METERS = 1000;

/** From 1 at the same spot down to 0.7 at the radius. */
const closeness = (meters: number, radiusMeters: number) => 1 - 0.3 * (meters / radiusMeters);

function timeApart(ms: number): Reason {
  if (ms < 2 * HOUR) return because('triage.close-in-time', { minutes: Math.round(ms / MINUTE) });
  if (ms < 48 * HOUR) return because('triage.hours-apart', { hours: Math.round(ms / HOUR) });
  return because('triage.days-apart', { days: Math.round(ms / (24 * HOUR)) });
}

/** Below this the texts are not told to be alike. */
const ALIKE_TOLD_FROM = 0.1;

function likeTexts({ all, placed }: InCommon): Reason[] {
  return [
    ...(placed >= ALIKE_TOLD_FROM ? [because('triage.same-names')] : []),
    ...(all >= ALIKE_TOLD_FROM
      ? [because('triage.like-text', { percent: Math.round(all * 100) })]
      : []),
  ];
}
