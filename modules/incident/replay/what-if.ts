// 推演: a real record lived twice, under the rules it had and under others, and what would have been otherwise.
// It is held in memory and written nowhere.
import { isDeepStrictEqual } from 'node:util';
import { setImmediate as breath } from 'node:timers/promises';
import type { Instant } from '#platform/time/index.ts';
import type { Knowledge } from '../decide.ts';
import { fold } from '../fold.ts';
import type { Incident } from '../incident.ts';
import { DIFFERING_MAX, type DifferingMatter } from '../what-if-contract.ts';
import type { RecordedMatter } from './from-record.ts';
import { replay } from './live-again.ts';
import { recordedPlay, type RecordedPlay, type RecordedPlayOptions } from './recorded-play.ts';

/** Steps between two looks at whether it shall go on. */
const STEPS_AT_ONCE = 2_000;
/** Numbers named of each group: enough to look at. */
export const EXAMPLES_MAX = 5;
/** Groups told of each kind, those with the most changes first. */
export const GROUPS_MAX = 200;
/** Kinds of refusals told. */
export const REFUSALS_TOLD_MAX = 30;

export type Relived = Readonly<{
  lives: ReadonlyMap<string, Readonly<{ incident: Incident; rings: number; refused: number }>>;
  facts: number;
  asked: number;
  refused: number;
  refusals: ReadonlyMap<string, number>;
  isWhole: boolean;
}>;

export type ReliveOptions = Readonly<{
  /** When the record was read: nothing rings after it. */
  until: Instant;
  signal?: AbortSignal | undefined;
  onProgress?: ((matters: number) => void) | undefined;
}>;

/** Lives a play once under these rules. */
export async function relive(
  countyId: number,
  { play, withVersions }: RecordedPlay,
  rules: Knowledge,
  { until, signal, onProgress }: ReliveOptions,
): Promise<Relived> {
  const lives = new Map<string, { incident: Incident; rings: number; refused: number }>();
  const rings = new Map<string, number>();
  const run = replay(
    play,
    { countyId, knowledge: withVersions(rules) },
    {
      fact(life, { fact }) {
        if (fact.type !== 'incident.rang') return;
        rings.set(life.matter.id, (rings.get(life.matter.id) ?? 0) + 1);
      },
      ended({ matter, incident, refused }) {
        lives.set(matter.id, { incident, refused, rings: rings.get(matter.id) ?? 0 });
      },
    },
    until,
  );
  let goes = true;
  while (goes && !signal?.aborted) {
    goes = run.go(STEPS_AT_ONCE);
    onProgress?.(run.tally.incidents);
    await breath();
  }
  const { facts, asked, refused, refusals } = run.tally;
  return { lives, facts, asked, refused, refusals, isWhole: !goes };
}

export type WhatIfRules = Readonly<{
  knowledge: Knowledge;
  routes?: RecordedPlayOptions['routes'];
}>;

/** How a group of matters would have fared. */
export type Changes = Readonly<{
  matters: number;
  /** Led by another unit. */
  elsewhere: number;
  /** With a clock that ran over. */
  lateThen: number;
  lateNow: number;
  ringsThen: number;
  ringsNow: number;
  /** Numbers of some that changed in any way. */
  examples: readonly string[];
}>;
export type Group<Key> = Changes & Readonly<{ key: Key }>;

/** A verb with the reason of its refusal, and how often. */
export type Refusals = Readonly<{ why: string; count: number }>;

export type WhatIf = Changes &
  Readonly<{
    facts: number;
    asked: number;
    /** Matters that end in another status. */
    endOtherwise: number;
    /** In time then and late now, and the other way round. */
    becameLate: number;
    becameInTime: number;
    /** Matters whose life under their own rules is not what the record says: the measure of the engine. */
    unlikeRecord: number;
    unlikeExamples: readonly string[];
    /** Matters whose clocks rang more or fewer times on record than the rules say. */
    rungOtherwise: number;
    /** Facts that could not be played, by why, and the matters of which. */
    leftOut: Readonly<Record<string, number>>;
    incomplete: number;
    /** Verbs that the core refused under the record's own rules, and under the others. */
    refusedThen: number;
    refusedNow: number;
    /** Refused under the record's own rules already, as `close incident.giver-closes`: what the play lacks. */
    refusedAnyway: readonly Refusals[];
    /** Refused under the others more often than under its own. */
    couldNotBeReplayed: readonly Refusals[];
    byItem: readonly Group<string | null>[];
    byUnit: readonly Group<number | null>[];
    byTown: readonly Group<number | null>[];
    /** How many changed, and the first of them. */
    changed: number;
    differing: readonly DifferingMatter[];
    isWhole: boolean;
  }>;

export type WhatIfQuestion = Readonly<{
  matters: readonly RecordedMatter[];
  options: Omit<RecordedPlayOptions, 'routes'>;
  own: Knowledge;
  rules: WhatIfRules;
}> &
  Omit<ReliveOptions, 'onProgress'> &
  Readonly<{ onProgress?: ((pass: 'own' | 'other', matters: number) => void) | undefined }>;

/** Lives the record under both rules and compares. */
export async function whatIf(question: WhatIfQuestion): Promise<WhatIf> {
  const { matters, options, own, rules, until, signal, onProgress } = question;
  const { countyId } = options;
  const pass = (which: 'own' | 'other'): ReliveOptions => ({
    ...{ until, signal, onProgress: (count) => onProgress?.(which, count) },
  });
  const asItWas = recordedPlay(matters, options);
  const then = await relive(countyId, asItWas, own, pass('own'));
  // A report of a kind that the other catalogue does not have cannot be born under it.
  const isKnown = ({ facts }: RecordedMatter): boolean => {
    const [first] = facts;
    if (first?.type !== 'incident.reported' || first.data.itemCode === null) return true;
    const { catalog } = rules.knowledge.basis(first.data.catalogVersion);
    return catalog.byCode.has(first.data.itemCode);
  };
  const born = matters.filter(isKnown);
  const asAsked = recordedPlay(born, {
    ...options,
    ...(rules.routes ? { routes: rules.routes } : {}),
  });
  const now = await relive(countyId, asAsked, rules.knowledge, pass('other'));
  const told = compare(born, then, now, asItWas, until);
  const unborn = matters.length - born.length;
  if (unborn === 0) return told;
  const why = { why: 'report incident.unknown-item', count: unborn };
  return { ...told, couldNotBeReplayed: [why, ...told.couldNotBeReplayed] };
}

type Tally = { -readonly [K in keyof Changes]: Changes[K] } & { examples: string[] };
const none = (): Tally => ({
  ...{ matters: 0, elsewhere: 0, lateThen: 0, lateNow: 0, ringsThen: 0, ringsNow: 0, examples: [] },
});

function compare(
  matters: readonly RecordedMatter[],
  then: Relived,
  now: Relived,
  { leftOut, incomplete }: RecordedPlay,
  until: Instant,
): WhatIf {
  const all = none();
  const items = new Map<string | null, Tally>();
  const units = new Map<number | null, Tally>();
  const towns = new Map<number | null, Tally>();
  const unlike: string[] = [];
  const differing: DifferingMatter[] = [];
  let changed = 0;
  let [endOtherwise, becameLate, becameInTime, rungOtherwise] = [0, 0, 0, 0];
  for (const { id, facts } of matters) {
    const before = then.lives.get(id);
    const after = now.lives.get(id);
    if (!before || !after) continue;
    const { incident } = before;
    if (!incomplete.has(id) && !isLike(fold(facts), incident)) unlike.push(incident.number);
    if (facts.filter(({ type }) => type === 'incident.rang').length !== before.rings)
      rungOtherwise++;
    const lateThen = isLate(incident, until);
    const lateNow = isLate(after.incident, until);
    const isElsewhere = leadOf(incident) !== leadOf(after.incident);
    if (incident.status !== after.incident.status) endOtherwise++;
    if (!lateThen && lateNow) becameLate++;
    if (lateThen && !lateNow) becameInTime++;
    const isChanged = isElsewhere || lateThen !== lateNow || before.rings !== after.rings;
    if (isChanged) changed++;
    if (isChanged && differing.length < DIFFERING_MAX)
      differing.push({
        ...{ id, number: incident.number, itemCode: incident.itemCode, unitId: leadOf(incident) },
        ...{ lateThen, lateNow, ringsThen: before.rings, ringsNow: after.rings },
      });
    for (const tally of [
      all,
      groupOf(items, incident.itemCode),
      groupOf(units, leadOf(incident)),
      groupOf(towns, incident.place.townId),
    ]) {
      tally.matters++;
      if (isElsewhere) tally.elsewhere++;
      if (lateThen) tally.lateThen++;
      if (lateNow) tally.lateNow++;
      tally.ringsThen += before.rings;
      tally.ringsNow += after.rings;
      if (isChanged && tally.examples.length < EXAMPLES_MAX) tally.examples.push(incident.number);
    }
  }
  return {
    ...all,
    ...{ facts: then.facts, asked: then.asked, endOtherwise, becameLate, becameInTime },
    ...{ unlikeRecord: unlike.length, unlikeExamples: unlike.slice(0, EXAMPLES_MAX) },
    ...{ rungOtherwise, leftOut: Object.fromEntries(leftOut), incomplete: incomplete.size },
    ...{ refusedThen: then.refused, refusedNow: now.refused },
    refusedAnyway: moreRefused(new Map(), then.refusals),
    couldNotBeReplayed: moreRefused(then.refusals, now.refusals),
    ...{ byItem: groups(items), byUnit: groups(units), byTown: groups(towns) },
    ...{ changed, differing, isWhole: then.isWhole && now.isWhole },
  };
}

function groupOf<Key>(tallies: Map<Key, Tally>, key: Key): Tally {
  const known = tallies.get(key) ?? none();
  tallies.set(key, known);
  return known;
}

const weight = ({ elsewhere, lateThen, lateNow }: Changes): number =>
  elsewhere + Math.abs(lateNow - lateThen);
function groups<Key>(tallies: ReadonlyMap<Key, Tally>): Group<Key>[] {
  return [...tallies]
    .map(([key, tally]) => ({ key, ...tally }))
    .sort((a, b) => weight(b) - weight(a) || b.matters - a.matters)
    .slice(0, GROUPS_MAX);
}

function moreRefused(then: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>) {
  return [...now]
    .map(([why, count]) => ({ why, count: count - (then.get(why) ?? 0) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, REFUSALS_TOLD_MAX);
}

/** A clock that was kept too late, or that is running over. */
function isLate({ clocks }: Incident, until: Instant): boolean {
  return clocks.some(({ state, stoppedBy, stoppedAt, dueAt }) =>
    state === 'stopped'
      ? stoppedBy === 'done' && (stoppedAt ?? 0) > dueAt
      : state === 'running' && until > dueAt,
  );
}

const leadOf = ({ assignments }: Incident): number | null =>
  assignments.findLast(({ role }) => role === 'lead')?.unitId ?? null;

/**
 * Whether two folds tell the same of status, hands and clocks. How far a clock has rung is told apart (`rungOtherwise`):
 * a machine that was busy or switched off rang later than the rules say.
 */
function isLike(recorded: Incident, lived: Incident): boolean {
  return isDeepStrictEqual(standing(recorded), standing(lived));
}

function standing({ status, outcome, level, itemCode, holderUnitId, ...rest }: Incident) {
  return {
    ...{ status, outcome, level, itemCode, holderUnitId, closedAt: rest.closedAt },
    assignments: rest.assignments,
    clocks: rest.clocks.map(({ rung: _rung, nextAt: _nextAt, ...clock }) => clock),
  };
}
