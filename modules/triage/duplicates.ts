// Is it known already? Space and time first, then the text. It only proposes: a person merges. Pure.
import { distanceMeters, fromMicro } from '#platform/geo/index.ts';
import { HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import type { DuplicateFound } from './contract.ts';
import type { TriagePolicy } from './policy.ts';
import { because, type Reason } from './reasons.ts';

/** A matter to compare; its text may be left out where it is not kept in clear. */
export type Comparable = Readonly<{
  itemCode: string | null;
  villageId: number | null;
  gridId: number | null;
  lng6: number | null;
  lat6: number | null;
  occurredAt: Instant;
  /** The bigrams of its text (`bigramsOf`). */
  bigrams: ReadonlySet<string>;
  /** Blind index of the caller, equal for equal callers. */
  callerKey?: string;
}>;

/** A recent open incident. */
export type Recent = Comparable & Readonly<{ id: string }>;

/** Likely duplicates, best first. */
export function findDuplicates(
  matter: Comparable,
  recent: readonly Recent[],
  policy: TriagePolicy['duplicates'],
): DuplicateFound[] {
  return recent
    .flatMap((other) => compare(matter, other, policy) ?? [])
    .sort((a, b) => b.score - a.score)
    .slice(0, policy.most);
}

/** Where and when something is: what is compared before any words are read. */
export type Standing = Omit<Comparable, 'bigrams' | 'callerKey'>;

/** Whether two matters are near enough in space and time that their words are worth comparing. */
export function isNear(a: Standing, b: Standing, policy: TriagePolicy['duplicates']): boolean {
  return isCloseInTime(a, b, policy) && nearness(a, b, policy.radiusMeters) !== undefined;
}

function isCloseInTime(a: Standing, b: Standing, { withinHours }: TriagePolicy['duplicates']) {
  return Math.abs(a.occurredAt - b.occurredAt) <= withinHours * HOUR;
}

function compare(
  matter: Comparable,
  other: Recent,
  policy: TriagePolicy['duplicates'],
): DuplicateFound | undefined {
  const apart = Math.abs(matter.occurredAt - other.occurredAt);
  if (!isCloseInTime(matter, other, policy)) return undefined;
  const near = nearness(matter, other, policy.radiusMeters);
  if (!near) return undefined;
  const alike = likeness(matter.bigrams, other.bigrams);
  const sameItem = matter.itemCode !== null && matter.itemCode === other.itemCode;
  // Without a point on both sides, a shared village proves little: the words must carry it.
  if (!near.byPoint && alike < policy.textAlikeWithoutPoint) return undefined;
  if (!sameItem && matter.itemCode !== null && other.itemCode !== null && alike < 0.3)
    return undefined;

  const reasons: Reason[] = [near.reason];
  let score = near.share * 0.4 + (1 - apart / (policy.withinHours * HOUR)) * 0.1;
  reasons.push(because('triage.close-in-time', { minutes: Math.round(apart / MINUTE) }));
  if (sameItem) {
    score += 0.25;
    reasons.push(because('triage.same-item'));
  }
  if (alike >= 0.2) {
    score += alike * 0.35;
    reasons.push(because('triage.like-text', { percent: Math.round(alike * 100) }));
  }
  if (matter.callerKey !== undefined && matter.callerKey === other.callerKey) {
    score += 0.15;
    reasons.push(because('triage.same-caller'));
  }
  score = Math.round(Math.min(1, score) * 1000) / 1000;
  return score < policy.showFrom ? undefined : { id: other.id, score, reasons };
}

/** How near, from 1 (the same spot) down; undefined when they are not near. */
function nearness(a: Standing, b: Standing, radiusMeters: number) {
  if (a.lng6 !== null && a.lat6 !== null && b.lng6 !== null && b.lat6 !== null) {
    const meters = distanceMeters(
      fromMicro({ lng6: a.lng6, lat6: a.lat6 }),
      fromMicro({ lng6: b.lng6, lat6: b.lat6 }),
    );
    if (meters > radiusMeters) return undefined;
    const reason = because('triage.near', { meters: Math.round(meters) });
    return { share: 1 - 0.3 * (meters / radiusMeters), byPoint: true, reason };
  }
  if (a.gridId !== null && a.gridId === b.gridId)
    return { share: 0.8, byPoint: false, reason: because('triage.same-grid') };
  if (a.villageId !== null && a.villageId === b.villageId)
    return { share: 0.6, byPoint: false, reason: because('triage.same-village') };
  return undefined;
}

/** Texts longer than this are compared by their beginning. */
const COMPARED_LENGTH = 600;

/** The pairs of neighbouring letters and characters, without punctuation and digits. */
export function bigramsOf(text: string): ReadonlySet<string> {
  const letters = text
    .slice(0, COMPARED_LENGTH)
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '');
  const bigrams = new Set<string>();
  for (let at = 0; at + 1 < letters.length; at++) bigrams.add(letters.slice(at, at + 2));
  return bigrams;
}

/**
 * How alike two texts are, 0 to 1: the mean of Jaccard and containment, because a short call often says
 * a part of what a long letter says. Texts of under four pairs are too short to be compared.
 */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (small.size < 4) return 0;
  let common = 0;
  for (const bigram of small) if (large.has(bigram)) common++;
  return (common / small.size + common / (small.size + large.size - common)) / 2;
}
