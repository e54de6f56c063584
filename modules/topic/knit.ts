// 热点: which messages speak of one matter, from how likely each two of them do. Groups grow by average
// linkage: the two that are likeliest the same in the mean of all their pairs come together first, until no
// two are likely enough. The same pairs give the same groups, in whatever order they came. Pure.

/** How likely messages `a` and `b` (`a` < `b`) are about the same matter; pairs not named count as 0. */
export type Tie = Readonly<{ a: number; b: number; likely: number }>;

/** Two groups come together from this mean likelihood on. */
export const JOIN_FROM = 0.4;
/** Ties below this hold nothing together. */
export const TIE_FROM = 0.15;

/** The groups of `size` messages numbered from 0, each ascending, in the order of their first members. */
export function knit(size: number, ties: readonly Tie[], joinFrom = JOIN_FROM): number[][] {
  // The sum of likelihoods between groups; a group is named by its first member.
  const sums = Array.from({ length: size }, () => new Map<number, number>());
  const members = Array.from({ length: size }, (_, number) => [number]);
  const queue = heap();
  const mean = (a: number, b: number) =>
    (sums[a]?.get(b) ?? 0) / ((members[a]?.length ?? 1) * (members[b]?.length ?? 1));
  for (const { a, b, likely } of ties) {
    if (likely < TIE_FROM) continue;
    sums[a]?.set(b, likely);
    sums[b]?.set(a, likely);
  }
  for (let a = 0; a < size; a++)
    for (const b of sums[a]?.keys() ?? [])
      if (a < b && mean(a, b) >= joinFrom) queue.push({ a, b, mean: mean(a, b) });
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { a, b } = next;
    const [one, other] = [members[a], members[b]];
    // One of them has grown or gone since: what counts was put in again then.
    if (!one?.length || !other?.length || mean(a, b) !== next.mean) continue;
    one.push(...other);
    other.length = 0;
    const mine = sums[a] ?? new Map<number, number>();
    for (const [third, sum] of sums[b] ?? []) {
      sums[third]?.delete(b);
      if (third === a) continue;
      const both = (mine.get(third) ?? 0) + sum;
      mine.set(third, both);
      sums[third]?.set(a, both);
    }
    sums[b]?.clear();
    mine.delete(b);
    for (const third of mine.keys()) {
      const [low, high] = a < third ? [a, third] : [third, a];
      const likely = mean(low, high);
      if (likely >= joinFrom) queue.push({ a: low, b: high, mean: likely });
    }
  }
  return members.filter((group) => group.length > 0).map((group) => group.sort((a, b) => a - b));
}

type Join = Readonly<{ a: number; b: number; mean: number }>;

/** The likeliest first; of equals the earlier messages. */
function before(one: Join, other: Join): boolean {
  if (one.mean !== other.mean) return one.mean > other.mean;
  return one.a !== other.a ? one.a < other.a : one.b < other.b;
}

function heap() {
  const joins: Join[] = [];
  const swap = (one: number, other: number) => {
    const kept = joins[one];
    const moved = joins[other];
    if (kept && moved) [joins[one], joins[other]] = [moved, kept];
  };
  const isBefore = (one: number, other: number) => {
    const [first, second] = [joins[one], joins[other]];
    return first !== undefined && second !== undefined && before(first, second);
  };
  return {
    push(join: Join) {
      let at = joins.push(join) - 1;
      for (let up = (at - 1) >> 1; at > 0 && isBefore(at, up); up = (at - 1) >> 1) {
        swap(at, up);
        at = up;
      }
    },
    pop(): Join | undefined {
      const first = joins[0];
      const last = joins.pop();
      if (last === undefined || first === undefined || joins.length === 0) return first;
      joins[0] = last;
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const best = isBefore(right, left) ? right : left;
        if (!isBefore(best, at)) return first;
        swap(at, best);
        at = best;
      }
    },
  };
}
