// The middle of a group of messages: what they say in common, weighed. A second look joins groups whose
// middles agree though their messages, one by one, are worded too differently. Pure.
import { isHeldApart, type Entry, type Weighed } from '#modules/triage/index.ts';

/** Pieces of a middle by which others are looked up. */
const LOOKED_UP_MAX = 40;
/** A piece in more middles than this finds nobody. */
const COMMON_MAX = 80;
/** Middles with fewer of the looked-up pieces in common are not compared. */
const SHARED_LEAST = 4;
/** One person who writes often makes no topic of the many: so many reporters there must be. */
const REPORTERS_LEAST = 3;
/** Rounds of joining; after these hardly anything joins. */
const ROUNDS_MAX = 4;
/** What two middles must have in common: in what is complained of, in names, and in all. */
const AGREED = { said: 0.3, named: 0.22, all: 0.25 };
/** The same where the smaller one shares a name that hardly anybody else uses (58车贷). */
const AGREED_BY_NAME = { said: 0.2, named: 0.1, all: 0.14 };
/** Such a name: in this share of the larger group, and of all who use it, this share are in the two. */
const OWN_NAME = { within: 0.6, ofAll: 0.6 };
/** The larger group then has so many reporters, and so many times the members of the smaller. */
const LARGER_BY = 2;
const LARGER_REPORTERS_LEAST = 5;

/** Of each of two groups so many are asked whether they can be one matter at all. */
const ASKED_MAX = 6;

export type Centre = ReadonlyMap<number, Readonly<{ weight: number; mark: number; held: number }>>;

export function centreOf(members: readonly Pick<Entry, 'weighed'>[]): Centre {
  const centre = new Map<number, { weight: number; mark: number; held: number }>();
  for (const { weighed } of members)
    weighed.tokens.forEach((token, at) => {
      const known = centre.get(token);
      const weight = weighed.weights[at] ?? 0;
      if (!known) centre.set(token, { weight, mark: weighed.marks[at] ?? 0, held: 1 });
      else {
        known.weight += weight;
        known.held++;
      }
    });
  return centre;
}

/** How much of `weighed` the middle says, from 0 to 1. */
export function nearCentre(weighed: Weighed, centre: Centre): number {
  let sum = 0;
  let length = 0;
  for (const { weight } of centre.values()) length += weight * weight;
  weighed.tokens.forEach((token, at) => {
    sum += (weighed.weights[at] ?? 0) * (centre.get(token)?.weight ?? 0);
  });
  return length > 0 ? sum / Math.sqrt(length) : 0;
}

const NAME = 1;
const PLACE = 4;
const partOf = (mark: number) => (mark & PLACE ? 2 : mark & NAME ? 1 : 0);

type Agreement = Readonly<{ said: number; named: number; all: number }>;

/** Cosines of what is complained of, of names, and of all. */
function agreement(a: Centre, b: Centre): Agreement {
  const [dots, mine, others] = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ] as const satisfies readonly (readonly number[])[];
  const add = (sums: readonly number[], part: number, by: number) =>
    ((sums as number[])[part] = (sums[part] ?? 0) + by);
  for (const [token, { weight, mark }] of a) {
    add(mine, partOf(mark), weight * weight);
    const other = b.get(token);
    if (other) add(dots, partOf(mark), weight * other.weight);
  }
  for (const { weight, mark } of b.values()) add(others, partOf(mark), weight * weight);
  const sum = (sums: readonly number[]) => sums.reduce((total, one) => total + one, 0);
  const cosine = (dot: number, one: number, other: number) =>
    one > 0 && other > 0 ? dot / Math.sqrt(one * other) : 0;
  return {
    said: cosine(dots[0], mine[0], others[0]),
    named: cosine(dots[1], mine[1], others[1]),
    all: cosine(sum(dots), sum(mine), sum(others)),
  };
}

const isAtLeast = (found: Agreement, least: Agreement) =>
  found.said >= least.said && found.named >= least.named && found.all >= least.all;

/** Joins groups whose middles agree; each group ascending, in the order of their first members. */
export function joinByCentre(
  groups: readonly (readonly number[])[],
  memberOf: (number: number) => Entry,
): number[][] {
  let known = groups.map((group) => [...group]);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const joins = agreeing(known, memberOf);
    if (joins.length === 0) break;
    const taken = new Set<number>();
    for (const { one, other } of joins) {
      if (taken.has(one) || taken.has(other)) continue;
      taken.add(one).add(other);
      known[one]?.push(...(known[other] ?? []));
      known[other] = [];
    }
    known = known.filter((group) => group.length > 0);
    for (const group of known) group.sort((a, b) => a - b);
  }
  return known.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** Whether most of two groups are of other things or lie elsewhere. */
function areHeldApart(some: readonly Entry[], others: readonly Entry[]): boolean {
  const asked = others.slice(0, ASKED_MAX);
  const answers = some
    .slice(0, ASKED_MAX)
    .flatMap((one) => asked.map((other) => isHeldApart(one, other)));
  return answers.filter(Boolean).length * 2 > answers.length;
}

function agreeing(groups: readonly number[][], memberOf: (number: number) => Entry) {
  const centres = groups.map((group) => centreOf(group.map(memberOf)));
  const reporters = groups.map((group) => new Set(group.map((one) => memberOf(one).reporter)));
  const lookedUp = centres.map((centre) =>
    [...centre]
      .sort(([a, { weight: one }], [b, { weight: other }]) => other - one || a - b)
      .slice(0, LOOKED_UP_MAX)
      .map(([token]) => token),
  );
  const holders = new Map<number, number[]>();
  lookedUp.forEach((tokens, group) => {
    for (const token of tokens) {
      const list = holders.get(token);
      if (list) list.push(group);
      else holders.set(token, [group]);
    }
  });
  const all = new Map<number, number>();
  for (const centre of centres)
    for (const [token, { held }] of centre) all.set(token, (all.get(token) ?? 0) + held);
  const isByName = (one: number, other: number, found: Agreement) => {
    const [small, large] =
      (groups[one]?.length ?? 0) < (groups[other]?.length ?? 0) ? [one, other] : [other, one];
    const [few, many] = [groups[small]?.length ?? 0, groups[large]?.length ?? 0];
    if (many < few * LARGER_BY || (reporters[large]?.size ?? 0) < LARGER_REPORTERS_LEAST)
      return false;
    if (!isAtLeast(found, AGREED_BY_NAME)) return false;
    for (const [token, { held }] of centres[small] ?? []) {
      const within = centres[large]?.get(token)?.held ?? 0;
      const ofAll = (within + held) / (all.get(token) ?? 1);
      if (within / many >= OWN_NAME.within && ofAll >= OWN_NAME.ofAll) return true;
    }
    return false;
  };
  const joins: { one: number; other: number; all: number }[] = [];
  groups.forEach((group, one) => {
    const shared = new Map<number, number>();
    for (const token of lookedUp[one] ?? []) {
      const list = holders.get(token) ?? [];
      if (list.length > COMMON_MAX) continue;
      for (const other of list) if (other > one) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    for (const [other, count] of shared) {
      const size = Math.max(group.length, groups[other]?.length ?? 0);
      if (count < SHARED_LEAST || size < REPORTERS_LEAST) continue;
      const [mine, others] = [reporters[one], reporters[other]];
      if (!mine || !others || new Set([...mine, ...others]).size < REPORTERS_LEAST) continue;
      const [first, second] = [centres[one], centres[other]];
      if (!first || !second) continue;
      if (areHeldApart(group.map(memberOf), (groups[other] ?? []).map(memberOf))) continue;
      const found = agreement(first, second);
      if (isAtLeast(found, AGREED) || isByName(one, other, found))
        joins.push({ one, other, all: found.all });
    }
  });
  return joins.sort((a, b) => b.all - a.all || a.one - b.one || a.other - b.other);
}
