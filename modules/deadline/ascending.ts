// Looks up a place in ascending numbers in constant time where they are evenly spread, as working
// hours are: a table tells where to begin, a step or two finish. Pure.

export type Ascending = Readonly<{
  values: Float64Array;
  /** Width of a table cell: a power of two, so that dividing by it is exact. */
  width: number;
  /** For each cell, from the first value on: the last value below the beginning of the cell, or -1. */
  starts: Int32Array;
}>;

/** Prepares ascending whole numbers for `lastBelow`. */
export function ascending(numbers: readonly number[]): Ascending {
  const values = Float64Array.from(numbers);
  const origin = values[0] ?? 0;
  const reach = (values[values.length - 1] ?? 0) - origin;
  const width = 2 ** Math.ceil(Math.log2(Math.max(1, reach / Math.max(1, values.length))));
  const starts = new Int32Array(Math.floor(reach / width) + 1);
  let last = -1;
  for (let cell = 0; cell < starts.length; cell++) {
    while ((values[last + 1] ?? Infinity) < origin + cell * width) last++;
    starts[cell] = last;
  }
  return { values, width, starts };
}

/** Index of the last value below `limit`, or -1. */
export function lastBelow({ values, width, starts }: Ascending, limit: number): number {
  const origin = values[0] ?? Infinity;
  if (limit <= origin) return -1;
  const cell = Math.min(Math.floor((limit - origin) / width), starts.length - 1);
  let last = starts[cell] ?? -1;
  while ((values[last + 1] ?? Infinity) < limit) last++;
  return last;
}
