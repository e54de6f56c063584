// 编号: division + day + serial, e.g. 330382-20261121-000123, in the county's own days.
import type { Tx } from '#platform/db/index.ts';
import { dayIn, type Instant } from '#platform/time/index.ts';
import { isUnforeseen, takeSerials, type SerialRow } from './store.ts';

/** Serial digits of the number; a county has far fewer than a million matters a day. */
const SERIAL_DIGITS = 6;
/** Commits that ask for their numbers after somebody who has no part in this book gave those foreseen. */
const ASKING_AFTER_MISS = 50;

export type Numbered = Readonly<{ countyId: number; divisionCode: string; zone: string }>;

/** So many numbers of one county's day. */
export type Wanted = Readonly<{ county: Numbered; day: string; count: number }>;

export function wanted(county: Numbered, count: number, now: Instant): Wanted {
  return { county, day: dayIn(county.zone, now), count };
}

/** Takes the next numbers of a county's day, held until commit, so that none is missing; the serial before them. */
export async function takeNumbers(tx: Tx, { county, day, count }: Wanted): Promise<number> {
  return (await takeSerials(tx, county.countyId, day, count)) - count;
}

/** The numbers after a serial. */
export function numbersFrom({ county, day, count }: Wanted, after: number): readonly string[] {
  return Array.from({ length: count }, (_, place) => {
    const serial = String(after + 1 + place).padStart(SERIAL_DIGITS, '0');
    return `${county.divisionCode}-${day.replaceAll('-', '')}-${serial}`;
  });
}

/** The serials after which a commit's numbers begin, if nobody else gives any before it. */
export type Foresight = Readonly<{ afters: readonly number[]; since: number }>;

/** What a commit says to the database of numbers that it only foresaw. */
export function foreseenRows(
  wants: readonly Wanted[],
  { afters }: Foresight,
): readonly SerialRow[] {
  return wants.map(({ county, day, count }, index) => {
    const after = afters[index] ?? 0;
    return { county_id: county.countyId, day, after, last: after + count };
  });
}

/**
 * Lets a commit of reports be made ready while the one before it is being written: the commits of a county
 * take their turns in the order in which numbers were foreseen, and the database has the last word on each.
 */
export type NumberBook = Readonly<{
  /** They count as given from now on. Undefined where only the database knows. */
  foresee: (wants: readonly Wanted[]) => Foresight | undefined;
  /**
   * Does `work` when all that came before in these counties is done, with what was foreseen if it still holds
   * or can be foreseen by then. To be called in the same breath as `foresee`. Fails as `work` does, and then
   * what was foreseen after it no longer holds.
   */
  inTurn: <T>(
    wants: readonly Wanted[],
    foresight: Foresight | undefined,
    work: (foresight: Foresight | undefined) => Promise<T>,
  ) => Promise<T>;
  /** What the database answered, while its transaction holds it. */
  learn: (wants: readonly Wanted[], afters: readonly number[]) => void;
  /** Numbers are not committed as foreseen, or given without the book: who comes next asks. */
  forget: () => void;
}>;

export function numberBook(): NumberBook {
  /** By county: its latest day and the last serial of it. */
  const pages = new Map<number, { day: string; last: number }>();
  /** By county: the end of the last turn that was taken. */
  const turns = new Map<number, Promise<unknown>>();
  let forgotten = 0;
  /** Those that will ask when their turn comes: what comes after them cannot be foreseen. */
  let asking = 0;
  /** Those that wait for their turn with what was foreseen for them. */
  let waiting = 0;
  let commitsToAsk = 0;

  function foresee(wants: readonly Wanted[]): Foresight | undefined {
    if (asking > 0 || commitsToAsk > 0) return undefined;
    const known = wants.map(({ county, day }) => {
      const page = pages.get(county.countyId);
      return page?.day === day ? page : undefined;
    });
    if (!known.every((page) => page !== undefined)) return undefined;
    const afters = known.map((page) => page.last);
    known.forEach((page, index) => (page.last += wants[index]?.count ?? 0));
    return { afters, since: forgotten };
  }

  function forget(): void {
    forgotten += 1;
    pages.clear();
    asking += waiting;
    waiting = 0;
  }

  return {
    foresee,
    forget,
    inTurn(wants, foresight, work) {
      if (foresight) waiting += 1;
      else asking += 1;
      const before = wants.map(({ county }) => turns.get(county.countyId));
      const mine = Promise.all(before)
        .then(() => {
          const holds = foresight?.since === forgotten;
          if (holds) waiting -= 1;
          else asking -= 1;
          const sight = holds ? foresight : foresee(wants);
          // Until it is answered nobody knows what comes after it.
          if (!sight) for (const { county } of wants) pages.delete(county.countyId);
          return work(sight);
        })
        .catch((error: unknown) => {
          if (wants.length) forget();
          if (isUnforeseen(error)) commitsToAsk = ASKING_AFTER_MISS;
          throw error;
        });
      // Of a turn only its end is kept.
      const end = mine.then(
        () => {},
        () => {},
      );
      for (const { county } of wants) turns.set(county.countyId, end);
      return mine;
    },
    learn(wants, afters) {
      if (wants.length) commitsToAsk = Math.max(0, commitsToAsk - 1);
      for (const [index, { county, day, count }] of wants.entries())
        pages.set(county.countyId, { day, last: (afters[index] ?? 0) + count });
    },
  };
}
