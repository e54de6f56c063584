// The signs of a candidate among the others of one question: how it stands to the best of them. Pure.

/** Signs of which the rank is worth knowing: shares, common runs, names. */
const RANKED = [2, 3, 4, 5, 6, 7, 8, 11, 17, 18, 19, 24, 31] as const;

/** Own signs and chances first, then rank and distance to the best other. */
export function groupSigns(
  signs: readonly (readonly number[])[],
  chances: readonly (readonly number[])[],
): number[][] {
  const columns = RANKED.map((sign) => signs.map((row) => row[sign] ?? 0));
  const likely = [0, 1, 2].map((which) => chances.map((row) => row[which] ?? 0));
  return signs.map((row, at) => [
    ...row,
    signs.length,
    ...[...likely, ...columns].flatMap((column) => standing(column, at)),
    ...likely.map((column) => column.reduce((sum, one) => sum + one, 0) / column.length),
  ]);
}

function standing(column: readonly number[], at: number): number[] {
  const own = column[at] ?? 0;
  let above = 0;
  let best = -1e3;
  column.forEach((one, other) => {
    if (other === at) return;
    if (one > own) above++;
    best = Math.max(best, one);
  });
  return [own, above, best, own - best];
}
