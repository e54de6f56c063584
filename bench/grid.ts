// Point → grid: how many points a second one core places in 64,262 cells, beside the goal of a million
// and beside a peer of the same run (flatbush, an R-tree, with even-odd ray casting).
import Flatbush from 'flatbush';
import { seededRandom } from '#platform/chance/index.ts';
import { buildCellIndex, NO_CELL, type Cell } from '#platform/geo/index.ts';
import { latticeCells } from '#platform/geo/testing.ts';

const GOAL_PER_SECOND = 1_000_000;
const LATTICE = { columns: 254, rows: 253 }; // 64,262 cells, as many as Chongqing's 6.42 万 grids

export type GridFigures = Readonly<{
  cells: number;
  points: number;
  perSecond: number;
  ratioToGoal: number;
  peerPerSecond: number;
  ratioToPeer: number;
  buildMs: number;
  indexMb: number;
  /** Random points, and vertices and middles of edges, each owned by exactly one cell as brute force says. */
  disagreements: number;
}>;

export function benchGrid({ quick }: Readonly<{ quick: boolean }>): GridFigures {
  const cells = latticeCells(LATTICE);
  const buildsPerSecond = best(1, 1, () => void buildCellIndex(cells));
  const index = buildCellIndex(cells);

  const count = quick ? 500_000 : 2_000_000;
  const { lngs, lats } = randomPoints(cells, count);
  const out = new Int32Array(count);
  const perSecond = best(quick ? 3 : 5, count, () => index.locateMany(lngs, lats, out));

  const peer = flatbushPeer(cells);
  const peerCount = Math.trunc(count / 4);
  const peerPerSecond = best(2, peerCount, () => {
    for (let at = 0; at < peerCount; at++) peer(lngs[at] ?? 0, lats[at] ?? 0);
  });

  let disagreements = 0;
  const compared = quick ? 20_000 : 100_000;
  for (let at = 0; at < compared; at++)
    if (peer(lngs[at] ?? 0, lats[at] ?? 0) !== out[at]) disagreements++;
  for (const [lng6, lat6, touching] of boundaryPoints(cells))
    if (!touching.includes(index.locate(lng6, lat6))) disagreements++;

  const figures = {
    cells: cells.length,
    points: count,
    perSecond: Math.round(perSecond),
    ratioToGoal: round2(perSecond / GOAL_PER_SECOND),
    peerPerSecond: Math.round(peerPerSecond),
    ratioToPeer: round2(perSecond / peerPerSecond),
    buildMs: Math.round(1000 / buildsPerSecond),
    indexMb: round2(index.bytes / 1e6),
    disagreements,
  };
  console.log(
    `grid: ${figures.perSecond.toLocaleString('en')} points per CPU second over ${figures.cells.toLocaleString('en')} cells` +
      ` = ${figures.ratioToGoal} × the goal of 1,000,000; flatbush + ray casting ${figures.peerPerSecond.toLocaleString('en')}/s` +
      ` (${figures.ratioToPeer} ×); built in ${figures.buildMs} ms, ${figures.indexMb} MB; ${disagreements} disagreements`,
  );
  return figures;
}

function randomPoints(cells: readonly Cell[], count: number) {
  const { west, south, east, north } = boxOf(cells.map((cell) => cell.ring));
  const random = seededRandom(11);
  const lngs = new Int32Array(count);
  const lats = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    lngs[at] = west + Math.trunc(random() * (east - west));
    lats[at] = south + Math.trunc(random() * (north - south));
  }
  return { lngs, lats };
}

/** Corners and middles of sides with the cells that touch them: the owner must be one of these. */
function* boundaryPoints(cells: readonly Cell[]): Generator<readonly [number, number, number[]]> {
  const touching = new Map<string, number[]>();
  for (const cell of cells)
    for (let at = 0; at < cell.ring.length; at += 2) {
      const key = `${cell.ring[at]},${cell.ring[at + 1]}`;
      const list = touching.get(key);
      if (list) list.push(cell.id);
      else touching.set(key, [cell.id]);
    }
  for (const [key, ids] of touching) {
    const [lng6, lat6] = key.split(',').map(Number);
    yield [lng6 ?? 0, lat6 ?? 0, ids];
  }
}

function flatbushPeer(cells: readonly Cell[]): (x: number, y: number) => number {
  const tree = new Flatbush(cells.length);
  for (const { ring } of cells) {
    const { west, south, east, north } = boxOf([ring]);
    tree.add(west, south, east, north);
  }
  tree.finish();
  return (x, y) => {
    for (const found of tree.search(x, y, x, y)) {
      const cell = cells[found];
      if (cell && castsRay(cell.ring, x, y)) return cell.id;
    }
    return NO_CELL;
  };
}

function castsRay(ring: Int32Array, x: number, y: number): boolean {
  let inside = false;
  for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
    const [ax = 0, ay = 0] = [ring[before], ring[before + 1]];
    const [bx = 0, by = 0] = [ring[at], ring[at + 1]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function boxOf(rings: readonly Int32Array[]) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings)
    for (let at = 0; at < ring.length; at += 2) {
      west = Math.min(west, ring[at] ?? west);
      east = Math.max(east, ring[at] ?? east);
      south = Math.min(south, ring[at + 1] ?? south);
      north = Math.max(north, ring[at + 1] ?? north);
    }
  return { west, south, east, north };
}

/** Points per second of processor time, the best of some rounds: what one core does undisturbed. */
function best(rounds: number, count: number, work: () => void): number {
  let fastest = 0;
  for (let round = 0; round < rounds; round++) {
    const from = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(from);
    fastest = Math.max(fastest, (count * 1_000_000) / (user + system));
  }
  return fastest;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
