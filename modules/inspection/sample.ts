// Who is drawn: decided by the seed alone, so that nobody picks by hand and anybody can draw again. Pure.
import { createHash } from 'node:crypto';

/** A matter that may be drawn, with the stratum it counts for. */
export type Member = Readonly<{ id: string; stratum: string }>;

/**
 * Draws `size` of the population, all of it when it is smaller. Each matter has a lot, the hash of the seed
 * and its id; within a stratum the lowest lots are drawn. The order in which the population is given does
 * not matter. Returns ids in the order of their lots.
 */
export function drawSample(population: readonly Member[], size: number, seed: string): string[] {
  const strata = Map.groupBy(population, ({ stratum }) => stratum);
  const seats = allot(new Map([...strata].map(([name, members]) => [name, members.length])), size);
  return [...strata]
    .flatMap(([name, members]) => lotsOf(members, seed).slice(0, seats.get(name) ?? 0))
    .sort(byLot)
    .map(({ id }) => id);
}

/**
 * How many each stratum gives: one each as far as that goes, the rest in proportion to their sizes
 * (Sainte-Laguë), never more than a stratum has.
 */
export function allot(sizes: ReadonlyMap<string, number>, size: number): Map<string, number> {
  const names = [...sizes.keys()].sort((a, b) => sizeOf(b) - sizeOf(a) || (a < b ? -1 : 1));
  function sizeOf(name: string): number {
    return sizes.get(name) ?? 0;
  }
  const seats = new Map(names.map((name) => [name, 0]));
  const total = names.reduce((sum, name) => sum + sizeOf(name), 0);
  for (let given = 0; given < Math.min(size, total); given += 1) {
    let best: string | undefined;
    let claim = -1;
    for (const name of names) {
      const has = seats.get(name) ?? 0;
      if (has >= sizeOf(name)) continue;
      // Whoever has none yet comes before all others.
      const next = has === 0 ? Infinity : sizeOf(name) / (2 * has + 1);
      if (next > claim) [best, claim] = [name, next];
    }
    if (best === undefined) break;
    seats.set(best, (seats.get(best) ?? 0) + 1);
  }
  return seats;
}

type Lot = Readonly<{ id: string; lot: string }>;

const byLot = (a: Lot, b: Lot): number =>
  a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : a.id < b.id ? -1 : 1;

function lotsOf(members: readonly Member[], seed: string): Lot[] {
  return members
    .map(({ id }) => ({ id, lot: createHash('sha256').update(`${seed}:${id}`).digest('hex') }))
    .sort(byLot);
}
