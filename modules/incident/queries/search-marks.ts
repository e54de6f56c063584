// Where a search looks, told in marks: tokens that the word index holds beside the words of every incident
// (migration 0183). A mark is a rung, a key and a time. They only say where to look; the rights are asked of
// each incident itself. Pure.
import type { Scope, ScopeTerm } from '#modules/identity/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';

/** Where the rights lead, as the marks name it. */
export type Keys = Readonly<{
  counties: readonly string[];
  /** Towns, villages, grids, units and reporters beside them. */
  others: readonly string[];
  /** Days in which such a place has some dozen matters; null: there is so little that all is read at once. */
  firstDays: number | null;
}>;

/** A county has hundreds of matters a day, a town or a department as many in two weeks, a village in years. */
const FIRST_DAYS = { county: 2, town: 16, unit: 16, village: 512, grid: 512 };

/** What the key of somebody's own reports begins with. */
export const REPORTER = 'r';

/** The keys of a scope; null: everything, for the machine itself. */
export function keysOf({ any: terms }: Scope): Keys | null {
  const counties = new Set(
    terms.flatMap((term) => (term.kind === 'county' ? [term.countyId] : [])),
  );
  const others = new Set<string>();
  // A grid worker's unit is that of the village: its place says how much there is.
  const placed = terms.some(({ kind }) => kind === 'village' || kind === 'grid');
  let firstDays: number | null = null;
  for (const term of terms) {
    if (term.kind === 'all') return null;
    if (term.kind !== 'own' && !(term.kind === 'unit' && placed))
      firstDays = Math.min(firstDays ?? Infinity, FIRST_DAYS[term.kind]);
    if (term.kind === 'own') others.add(`${REPORTER}${term.accountId}`);
    else if (!counties.has(term.countyId)) for (const key of keysOfTerm(term)) others.add(key);
  }
  return { counties: [...counties].map((id) => `c${id}`), others: [...others], firstDays };
}

function keysOfTerm(term: Exclude<ScopeTerm, { kind: 'all' | 'own' }>): string[] {
  switch (term.kind) {
    case 'county':
      return [];
    case 'town':
      return [`t${term.townId}`];
    case 'village':
      return [`v${term.villageId}`];
    case 'grid':
      return term.gridIds.map((id) => `g${id}`);
    case 'unit':
      return [`u${term.unitId}`];
  }
}

/** How finely the word index is cut in time. */
type Rung = Readonly<{ letter: 'D' | 'W' | 'X'; days: number }>;
const RUNGS: readonly [Rung, Rung, Rung] = [
  { letter: 'D', days: 1 },
  { letter: 'W', days: 8 },
  { letter: 'X', days: 64 },
];
/** Windows of one step: few, because the index goes through all of them where the word is more common than one. */
const WINDOWS_MAX = { finer: 4, widest: 16 };
/** A step that would go further back than this reads all that is older. */
const STEP_DAYS_MAX = RUNGS[2].days * WINDOWS_MAX.widest;

/** So many days as a step; null: all that is older. */
export function stepOf(days: number): number | null {
  return days > STEP_DAYS_MAX ? null : days;
}

export const dayOf = (at: Instant): number => Math.floor(at / DAY);

/** Marks of what is open. */
export function marksOfOpen({ counties, others }: Keys): string[] {
  return [...counties, ...others].map((key) => `O${key}`);
}

/** Marks of all time; null: in a whole county everything is meant. */
export function marksOfAll({ counties, others }: Keys): string[] | null {
  return counties.length > 0 ? null : others.map((key) => `A${key}`);
}

/** Marks of what was born from the day `from` until before the day `to`, and of some that was not. */
export function marksOfDays({ counties, others }: Keys, from: number, to: number): string[] {
  const rung = RUNGS.find(({ days }) => to - from <= days * WINDOWS_MAX.finer) ?? RUNGS[2];
  const finest = (key: string) => FINEST[key.charAt(0)] ?? 0;
  return [...counties, ...others].flatMap((key) => {
    const [coarser] = RUNGS.slice(Math.max(RUNGS.indexOf(rung), finest(key)));
    return coarser ? windows(coarser, key, from, to) : [`A${key}`];
  });
}

/** Each is cut as finely as there is much of it (migration 0183); what one person reported is not. */
const FINEST: Readonly<Record<string, number>> = { c: 0, t: 1, u: 1, v: 2, g: 2, r: 3 };

function windows({ letter, days }: Rung, key: string, from: number, to: number): string[] {
  const first = Math.floor(from / days);
  const last = Math.floor((to - 1) / days);
  return Array.from({ length: last - first + 1 }, (_, at) => `${letter}${key}-${first + at}`);
}

/** Marks of the place or unit that a filter names. */
export function marksOfFilter(filter: {
  townId?: number | undefined;
  villageId?: number | undefined;
  gridId?: number | undefined;
  unitId?: number | undefined;
}): string[] {
  const { townId, villageId, gridId, unitId } = filter;
  const named = [
    ['t', townId],
    ['v', villageId],
    ['g', gridId],
    ['u', unitId],
  ] as const;
  return named.flatMap(([letter, id]) => (id === undefined ? [] : [`A${letter}${id}`]));
}

/** What a step of so many days read: hits, and how many of them were shown. */
export type Step = Readonly<{ days: number; hits: number; found: number }>;

/** Where nothing is shown the next step is so much longer. */
const LONGER = 8;
/** After two weeks without a hit all is read; after a silent day or two first some months. */
const SILENT_DAYS = { few: 10, next: 128 };
/** A little more than what is promised, so that a third step is rare. */
const SPARE = 1.5;

/**
 * How many days back the next step goes, when `need` more are wanted and `left` hits may still be looked at;
 * null: all that is older.
 */
export function nextDays({ days, hits, found }: Step, need: number, left: number): number | null {
  if (hits === 0) return days < SILENT_DAYS.few ? SILENT_DAYS.next : null;
  const wanted = found === 0 ? days * LONGER : (days * need * SPARE) / found;
  const most = (days * left) / hits;
  const next = Math.max(1, Math.ceil(Math.min(wanted, most)));
  return stepOf(next);
}
