// Exact questions about segments with ends on whole micro-degrees. Pure.

/** Twice the signed area of a–b–c; exact for whole micro-degrees. */
export function turn(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): number {
  return (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
}

/** Whether two closed segments have a point in common. */
export function meets(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  const c = Math.sign(turn(ax, ay, bx, by, cx, cy));
  const d = Math.sign(turn(ax, ay, bx, by, dx, dy));
  const a = Math.sign(turn(cx, cy, dx, dy, ax, ay));
  const b = Math.sign(turn(cx, cy, dx, dy, bx, by));
  if (c === 0 && d === 0)
    return (
      Math.max(Math.min(ax, bx), Math.min(cx, dx)) <=
        Math.min(Math.max(ax, bx), Math.max(cx, dx)) &&
      Math.max(Math.min(ay, by), Math.min(cy, dy)) <= Math.min(Math.max(ay, by), Math.max(cy, dy))
    );
  return c !== d && a !== b && c * d <= 0 && a * b <= 0;
}

/** Whether a ray from the point towards the east crosses the segment (even-odd rule). */
export function straddles(ax: number, ay: number, bx: number, by: number, px: number, py: number) {
  if (ay > py === by > py) return false;
  return turn(ax, ay, bx, by, px, py) > 0 === by > ay;
}
