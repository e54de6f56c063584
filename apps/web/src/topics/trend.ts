// The shapes of a trend: how high each day stands, and the line through them. Pure.

/** Share of the highest day, from 0 to 1; without any report all are 0. */
export function heightsOf(trend: readonly number[]): number[] {
  const highest = Math.max(0, ...trend);
  return trend.map((count) => (highest === 0 ? 0 : count / highest));
}

/** The points of a polyline that fills the box, the last day at its right edge. */
export function lineOf(trend: readonly number[], width: number, height: number): string {
  const step = trend.length > 1 ? width / (trend.length - 1) : 0;
  const round = (value: number) => Math.round(value * 10) / 10;
  return heightsOf(trend)
    .map((share, day) => `${round(day * step)},${round(height - share * height)}`)
    .join(' ');
}
