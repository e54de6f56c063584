// Chance for generated data: everything comes from one seeded source.

export type Random = () => number;
export type Chooser<T> = () => T;

/** Chooses among `list` by weight. */
export function chooser<T>(
  random: Random,
  list: readonly T[],
  weight: (item: T, at: number) => number,
): Chooser<T> {
  let total = 0;
  const ends = list.map((item, at) => (total += weight(item, at)));
  return () => {
    const wanted = random() * total;
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    const chosen = list[low];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
}

/** Log-normal: most take about `median`, a few take very long. */
export function longTailed(random: Random, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}
