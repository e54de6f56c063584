// How hot a topic is. Each person counts once; what the same person writes again counts half; likes count
// by their doubling, because a click is cheaper than a letter; and a topic of which nobody writes any more
// cools by half every month. Pure.
import { DAY, type Instant } from '#platform/time/index.ts';

/** The heat halves in so many days without news. */
const HALVES_AFTER_DAYS = 30;
const AGAIN = 0.5;
const PER_DOUBLING_OF_LIKES = 2;

export type HeatParts = Readonly<{ count: number; reporters: number; likes: number }>;

/** heat = (reporters + ½ (count − reporters) + 2 log₂(1 + likes)) · ½^(days since the last ÷ 30). */
export function heatOf(
  { count, reporters, likes }: HeatParts,
  last: Instant,
  now: Instant,
): number {
  const said = reporters + AGAIN * (count - reporters);
  const days = Math.max(0, now - last) / DAY;
  const heat = said + PER_DOUBLING_OF_LIKES * Math.log2(1 + Math.max(0, likes));
  return Math.round(heat * 0.5 ** (days / HALVES_AFTER_DAYS) * 10) / 10;
}
