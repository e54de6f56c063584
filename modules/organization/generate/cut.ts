// Cuts a cell in two along a short, winding border. The cut is chosen among many chords: one whose
// halves have the wished areas, and which is short, as borders between villages are. Exact integer
// tests make sure that the border stays inside. Pure.
import type { Random } from '#platform/chance/index.ts';
import type { Loop, Mesh } from './mesh.ts';
import { meets, straddles, turn } from './segments.ts';

export type Cut = Readonly<{
  /** How well a chord would do: `area` is the share of the whole on its left, from 0 to 1; smaller is better. */
  score(area: number, isLeft: IsLeft): number;
  /** Distance between the bends of the border in micro-degrees; Infinity for straight borders. */
  grain: number;
  /** How much a short border is worth against areas that are right; found by looking at maps. */
  shortness: number;
  /** Directions and offsets tried in each round: more find better cuts, slower. */
  directions: number;
  offsets: number;
}>;

/** Whether a point would come to lie in the left half. */
export type IsLeft = (x: number, y: number) => boolean;

type Ends = Readonly<{ from: Crossing; to: Crossing }>;
type Chord = Ends & Readonly<{ cost: number }>;
/** The vertices of a border between its ends. */
type Bends = readonly (readonly [number, number])[];
/** Where a chord meets edge `edge` (from vertex edge to edge + 1), at whole micro-degrees. */
type Crossing = { edge: number; x: number; y: number; along: number };

/** Rounds of fresh directions before a cell is given up; the shipped counties need at most three. */
const ROUNDS_AT_MOST = 40;
/** An end nearer than this share of its edge to a vertex moves onto the vertex: no sliver edges. */
const SNAP_SHARE = 0.2;
/** Sideways swings of the border, as a share of its length, tried from lively to straight. */
const SWINGS = [0.2, 0.12, 0.06, 0] as const;

/** Cuts `loop` in two and returns left and right. Throws when no cut is possible. */
export function cutLoop(mesh: Mesh, loop: Loop, random: Random, cut: Cut): [Loop, Loop] {
  const shape = measure(mesh, loop);
  for (let round = 0; round < ROUNDS_AT_MOST; round++) {
    const chords = candidateChords(shape, random, cut, round).sort((a, b) => a.cost - b.cost);
    for (const chord of chords.slice(0, 12)) {
      const border = borderFor(shape, chord, random, cut.grain);
      if (border && isWanted(shape, chord, border, cut)) return divide(mesh, shape, chord, border);
    }
  }
  throw new Error(`no cut found for a cell of ${loop.length} vertices`);
}

type Shape = Readonly<{
  loop: Loop;
  x: Float64Array;
  y: Float64Array;
  /** Twice the signed area swept up to each vertex: areas of sub-rings in one subtraction. */
  swept: Float64Array;
  area2: number;
  /** How much shorter a degree of longitude is than one of latitude here. */
  squeeze: number;
}>;

function measure(mesh: Mesh, loop: Loop): Shape {
  const n = loop.length;
  const x = Float64Array.from(loop, (vertex) => mesh.x[vertex] ?? 0);
  const y = Float64Array.from(loop, (vertex) => mesh.y[vertex] ?? 0);
  const swept = new Float64Array(n + 1);
  const [ox, oy] = [at(x, 0), at(y, 0)];
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    swept[i + 1] =
      at(swept, i) + (at(x, i) - ox) * (at(y, j) - oy) - (at(x, j) - ox) * (at(y, i) - oy);
  }
  return {
    loop,
    x,
    y,
    swept,
    area2: at(swept, n),
    squeeze: Math.cos((oy / 1e6) * (Math.PI / 180)),
  };
}

const at = (list: Float64Array, i: number): number => list[i] ?? 0;

/** Twice the area of the sub-ring: crossing `from`, the vertices after it up to `to`, and back. */
function areaBetween(shape: Shape, from: Crossing, to: Crossing): number {
  const { x, y, swept } = shape;
  const n = shape.loop.length;
  const [ox, oy] = [at(x, 0), at(y, 0)];
  const cross = (ax: number, ay: number, bx: number, by: number) =>
    (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
  const first = (from.edge + 1) % n;
  const whole =
    to.edge >= first
      ? at(swept, to.edge) - at(swept, first)
      : shape.area2 + at(swept, to.edge) - at(swept, first);
  return (
    cross(from.x, from.y, at(x, first), at(y, first)) +
    whole +
    cross(at(x, to.edge), at(y, to.edge), to.x, to.y) +
    cross(to.x, to.y, from.x, from.y)
  );
}

function candidateChords(shape: Shape, random: Random, cut: Cut, round: number): Chord[] {
  const chords: Chord[] = [];
  const size = Math.sqrt((Math.abs(shape.area2) / 2) * shape.squeeze);
  const across = shortAxis(shape);
  const spread = round === 0 ? 0.7 : Math.PI / 2;
  for (let k = 0; k < cut.directions; k++) {
    const angle = across + (((k + random()) / cut.directions) * 2 - 1) * spread;
    // The line runs along (dx, dy); offsets are measured along its normal.
    const [dx, dy] = [Math.cos(angle) / shape.squeeze, Math.sin(angle)];
    const [nx, ny] = [-dy, dx];
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < shape.loop.length; i++) {
      const offset = at(shape.x, i) * nx + at(shape.y, i) * ny;
      if (offset < low) low = offset;
      if (offset > high) high = offset;
    }
    for (let j = 0; j < cut.offsets; j++) {
      const offset = low + (high - low) * ((j + 0.25 + random() * 0.5) / cut.offsets);
      for (const [from, to] of chordsOnLine(shape, nx, ny, dx, dy, offset)) {
        const share = areaBetween(shape, from, to) / shape.area2;
        if (share < 0.01 || share > 0.99) continue;
        const length = Math.hypot((to.x - from.x) * shape.squeeze, to.y - from.y);
        const cost =
          cut.score(share, leftHalf(shape, { from, to }, [])) + (cut.shortness * length) / size;
        if (cost < Infinity) chords.push({ from, to, cost });
      }
    }
  }
  return chords;
}

/** The direction (radians, in true proportions) across the longest extent of a cell. */
function shortAxis({ x, y, squeeze }: Shape): number {
  const n = x.length;
  let [mx, my, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    mx += (at(x, i) * squeeze) / n;
    my += at(y, i) / n;
  }
  for (let i = 0; i < n; i++) {
    const [px, py] = [at(x, i) * squeeze - mx, at(y, i) - my];
    xx += px * px;
    xy += px * py;
    yy += py * py;
  }
  return Math.atan2(2 * xy, xx - yy) / 2 + Math.PI / 2;
}

/** The stretches of a line that lie inside the cell, with ends on whole micro-degrees. */
function chordsOnLine(
  shape: Shape,
  nx: number,
  ny: number,
  dx: number,
  dy: number,
  offset: number,
): [Crossing, Crossing][] {
  const { x, y } = shape;
  const n = shape.loop.length;
  const crossings: Crossing[] = [];
  for (let i = 0; i < n; i++) {
    const j = i + 1 === n ? 0 : i + 1;
    const before = at(x, i) * nx + at(y, i) * ny - offset;
    const after = at(x, j) * nx + at(y, j) * ny - offset;
    if (before > 0 === after > 0) continue;
    let share = before / (before - after);
    if (share < SNAP_SHARE) share = 0;
    else if (share > 1 - SNAP_SHARE) share = 1;
    const px = Math.round(at(x, i) + (at(x, j) - at(x, i)) * share);
    const py = Math.round(at(y, i) + (at(y, j) - at(y, i)) * share);
    // An end on a vertex belongs to the edge that begins there.
    crossings.push({ edge: share === 1 ? j : i, x: px, y: py, along: px * dx + py * dy });
  }
  crossings.sort((a, b) => a.along - b.along);
  const chords: [Crossing, Crossing][] = [];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i], crossings[i + 1]];
    if (from && to && from.edge !== to.edge) chords.push([from, to]);
  }
  return chords;
}

function leftHalf(shape: Shape, { from, to }: Ends, bends: Bends): IsLeft {
  const n = shape.loop.length;
  return (px, py) => {
    let inside = false;
    let [x, y] = [from.x, from.y];
    const walkTo = (nextX: number, nextY: number) => {
      if (straddles(x, y, nextX, nextY, px, py)) inside = !inside;
      [x, y] = [nextX, nextY];
    };
    for (let i = (from.edge + 1) % n; ; i = (i + 1) % n) {
      walkTo(at(shape.x, i), at(shape.y, i));
      if (i === to.edge) break;
    }
    walkTo(to.x, to.y);
    for (const [bendX, bendY] of bends.toReversed()) walkTo(bendX, bendY);
    walkTo(from.x, from.y);
    return inside;
  };
}

/** Whether the winding border still parts what its chord parted. */
function isWanted(shape: Shape, chord: Chord, bends: Bends, cut: Cut): boolean {
  return cut.score(0.5, leftHalf(shape, chord, bends)) < Infinity;
}

/** The bends of a border between the ends of a chord, or undefined when none stays inside. */
function borderFor(
  shape: Shape,
  { from, to }: Chord,
  random: Random,
  grain: number,
): Bends | undefined {
  for (const swing of grain === Infinity ? [0] : SWINGS) {
    const bends = windingLine(from, to, swing, grain, random);
    if (staysInside(shape, from, to, bends)) return bends;
  }
  return undefined;
}

/** Midpoint displacement: the bends between two points, ends left out, on whole micro-degrees. */
export function windingLine(
  from: Readonly<{ x: number; y: number }>,
  to: Readonly<{ x: number; y: number }>,
  swing: number,
  grain: number,
  random: Random,
): [number, number][] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < 2 * grain) return [];
  const sideways = (random() * 2 - 1) * swing;
  const middle = {
    x: Math.round((from.x + to.x) / 2 - (to.y - from.y) * sideways),
    y: Math.round((from.y + to.y) / 2 + (to.x - from.x) * sideways),
  };
  return [
    ...windingLine(from, middle, swing, grain, random),
    [middle.x, middle.y],
    ...windingLine(middle, to, swing, grain, random),
  ];
}

function staysInside(shape: Shape, from: Crossing, to: Crossing, bends: Bends): boolean {
  const path: Bends = [[from.x, from.y], ...bends, [to.x, to.y]];
  const { x, y } = shape;
  const n = shape.loop.length;
  for (let k = 0; k + 1 < path.length; k++) {
    const [[ax, ay], [bx, by]] = [path[k] ?? [0, 0], path[k + 1] ?? [0, 0]];
    const [west, east] = ax < bx ? [ax, bx] : [bx, ax];
    const [south, north] = ay < by ? [ay, by] : [by, ay];
    for (let i = 0; i < n; i++) {
      const j = i + 1 === n ? 0 : i + 1;
      const [cx, cy, ex, ey] = [at(x, i), at(y, i), at(x, j), at(y, j)];
      if ((cx < west && ex < west) || (cx > east && ex > east)) continue;
      if ((cy < south && ey < south) || (cy > north && ey > north)) continue;
      const atStart = k === 0 && touches(from, i, j, cx, cy, ex, ey);
      const atEnd = k + 2 === path.length && touches(to, i, j, cx, cy, ex, ey);
      if (atStart || atEnd) {
        // The edge that the end lies on: the rest of the segment must leave it.
        const [fx, fy] = atStart ? [bx, by] : [ax, ay];
        if (turn(cx, cy, ex, ey, fx, fy) === 0) return false;
        if (atStart && atEnd) return false;
        continue;
      }
      if (meets(ax, ay, bx, by, cx, cy, ex, ey)) return false;
    }
    // The border must not cross itself either.
    for (let l = k + 2; l + 1 < path.length; l++) {
      const [[cx, cy], [ex, ey]] = [path[l] ?? [0, 0], path[l + 1] ?? [0, 0]];
      if (meets(ax, ay, bx, by, cx, cy, ex, ey)) return false;
    }
  }
  const [[ax, ay], [bx, by]] = [path[0] ?? [0, 0], path[1] ?? [0, 0]];
  return contains(shape, (ax + bx) / 2, (ay + by) / 2);
}

/** Whether an end of the border lies on this edge (inside it, or on one of its vertices). */
function touches(
  end: Crossing,
  i: number,
  j: number,
  cx: number,
  cy: number,
  ex: number,
  ey: number,
): boolean {
  return (
    end.edge === i ||
    (end.x === cx && end.y === cy) ||
    (end.edge === j && end.x === ex && end.y === ey)
  );
}

function contains({ x, y, loop }: Shape, px: number, py: number): boolean {
  let inside = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i++)
    if (straddles(at(x, j), at(y, j), at(x, i), at(y, i), px, py)) inside = !inside;
  return inside;
}

function divide(mesh: Mesh, shape: Shape, { from, to }: Chord, bends: Bends): [Loop, Loop] {
  const { loop } = shape;
  const [start, end] = [endVertex(mesh, loop, from), endVertex(mesh, loop, to)];
  const border = bends.map(([x, y]) => mesh.add(x, y));
  const left = [start, ...walk(loop, from, to, start, end), end, ...border.toReversed()];
  const right = [end, ...walk(loop, to, from, end, start), start, ...border];
  return [left, right];
}

/** The vertex at an end of the border: an old one, or a new one that both sides of the edge take. */
function endVertex(mesh: Mesh, loop: Loop, { edge, x, y }: Crossing): number {
  const a = loop[edge] ?? 0;
  const b = loop[(edge + 1) % loop.length] ?? 0;
  if (mesh.x[a] === x && mesh.y[a] === y) return a;
  if (mesh.x[b] === x && mesh.y[b] === y) return b;
  const middle = mesh.add(x, y);
  mesh.split(a, b, middle);
  return middle;
}

/** The old vertices strictly between two ends, in order. */
function walk(loop: Loop, from: Crossing, to: Crossing, start: number, end: number): number[] {
  const vertices: number[] = [];
  for (let i = (from.edge + 1) % loop.length; ; i = (i + 1) % loop.length) {
    const vertex = loop[i] ?? 0;
    if (vertex !== start && vertex !== end) vertices.push(vertex);
    if (i === to.edge) return vertices;
  }
}
