// Point → cell over cells that partition an area (64,000 grids of a city), in memory and exact.
//
// Each point is owned by exactly one cell, edges and vertices included: a point on a line counts as
// moved east by an infinitesimal, and north by a far smaller one. That takes it off every edge, so one
// cell of the partition holds it. On the area's outer boundary the move may lead outside; then the
// touching cell that was given first owns it. Integer arithmetic only, so there is no epsilon to tune.
//
// A raster of square tiles lies over the area: a tile wholly inside one cell names its owner, any other
// has a short list of the cells that touch it, tested one by one.

/**
 * A cell: its id (any int32 but -1) and its ring as flat `lng6, lat6, …` micro-degrees, either direction.
 * A cell in several parts comes as several rings with the same id.
 */
export type Cell = Readonly<{ id: number; ring: Int32Array }>;

export type CellIndex = Readonly<{
  size: number;
  /** Bytes held by the index. */
  bytes: number;
  /** The id of the cell that owns the point (whole micro-degrees), or -1 outside the area. */
  locate(lng6: number, lat6: number): number;
  /** `locate` for many points; writes ids into `out`. All three have the same length. */
  locateMany(lngs: Int32Array, lats: Int32Array, out: Int32Array): void;
}>;

/** The id that says "outside". */
export const NO_CELL = -1;

/** Tiles for each cell: enough that most of them have one owner. */
const TILES_PER_CELL = 128;
/** 6 M tiles are 24 MB; 64,000 cells then still have 90 each. */
const TILES_MAX = 6_000_000;
/** Products of two differences must stay below 2^52 to be exact in a double: 60 degrees each way. */
const EXTENT_MAX = 60_000_000;

const EMPTY = -1;

/**
 * Builds the index. Throws when a ring is no polygon, an id is -1, the area is wider than 60 degrees
 * or two cells visibly overlap: the cells are the caller's own data, so that is a bug there.
 */
export function buildCellIndex(cells: readonly Cell[]): CellIndex {
  const { ids, starts, coords } = layOut(cells);
  const raster = layRaster(coords, cells.length);
  const { columns, rows, shift, west, south } = raster;
  const { tiles, listStarts, lists } = fillRaster(raster, starts, coords);

  function locate(lng6: number, lat6: number): number {
    const column = (lng6 - west) >> shift;
    const row = (lat6 - south) >> shift;
    if (lng6 < west || lat6 < south || column >= columns || row >= rows) return NO_CELL;
    const tile = tiles[row * columns + column]!;
    if (tile >= 0) return ids[tile]!;
    if (tile === EMPTY) return NO_CELL;
    const from = listStarts[-tile - 2]!;
    const to = listStarts[-tile - 1]!;
    for (let at = from; at < to; at++) {
      const slot = lists[at]!;
      if (holds(coords, starts[slot]!, starts[slot + 1]!, lng6, lat6)) return ids[slot]!;
    }
    for (let at = from; at < to; at++) {
      const slot = lists[at]!;
      if (touches(coords, starts[slot]!, starts[slot + 1]!, lng6, lat6)) return ids[slot]!;
    }
    return NO_CELL;
  }

  const bytes = [ids, starts, coords, tiles, listStarts, lists].reduce(
    (sum, array) => sum + array.byteLength,
    0,
  );
  return {
    size: cells.length,
    bytes,
    locate,
    locateMany(lngs, lats, out) {
      for (let at = 0; at < out.length; at++) out[at] = locate(lngs[at]!, lats[at]!);
    },
  };
}

/** Whether the (infinitesimally moved) point is inside the ring `coords[from..to)`. */
function holds(coords: Int32Array, from: number, to: number, x: number, y: number): boolean {
  let inside = false;
  let ax = coords[to - 2]!;
  let ay = coords[to - 1]!;
  for (let at = from; at < to; at += 2) {
    const bx = coords[at]!;
    const by = coords[at + 1]!;
    if (ay > y !== by > y) {
      const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
      if (by > ay ? side > 0 : side < 0) inside = !inside;
    }
    ax = bx;
    ay = by;
  }
  return inside;
}

/** Whether the point lies on an edge or vertex of the ring. */
function touches(coords: Int32Array, from: number, to: number, x: number, y: number): boolean {
  let ax = coords[to - 2]!;
  let ay = coords[to - 1]!;
  for (let at = from; at < to; at += 2) {
    const bx = coords[at]!;
    const by = coords[at + 1]!;
    if (
      (bx - ax) * (y - ay) === (x - ax) * (by - ay) &&
      x >= Math.min(ax, bx) &&
      x <= Math.max(ax, bx) &&
      y >= Math.min(ay, by) &&
      y <= Math.max(ay, by)
    )
      return true;
    ax = bx;
    ay = by;
  }
  return false;
}

/** All rings in one array: the cell in slot i has `coords[starts[i]..starts[i + 1])`. */
function layOut(cells: readonly Cell[]) {
  const ids = new Int32Array(cells.length);
  const starts = new Int32Array(cells.length + 1);
  const lengthOf = (ring: Int32Array) => {
    const last = ring.length - 2;
    const closed = last > 0 && ring[0] === ring[last] && ring[1] === ring[last + 1];
    return closed ? last : ring.length;
  };
  cells.forEach((cell, slot) => {
    const length = lengthOf(cell.ring);
    if (length < 6 || length % 2 !== 0) throw new Error(`cell ${cell.id} is no polygon`);
    if (cell.id === NO_CELL) throw new Error(`cell id ${NO_CELL} cannot be used`);
    ids[slot] = cell.id;
    starts[slot + 1] = starts[slot]! + length;
  });
  const coords = new Int32Array(starts[cells.length]!);
  cells.forEach((cell, slot) => {
    coords.set(cell.ring.subarray(0, starts[slot + 1]! - starts[slot]!), starts[slot]);
  });
  return { ids, starts, coords };
}

type Raster = Readonly<{
  west: number;
  south: number;
  columns: number;
  rows: number;
  /** A tile is `1 << shift` micro-degrees wide and high. */
  shift: number;
}>;

/** The finest raster of power-of-two tiles that is worth its memory for so many cells. */
function layRaster(coords: Int32Array, cellCount: number): Raster {
  const tilesMax = Math.min(TILES_MAX, cellCount * TILES_PER_CELL);
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < coords.length; at += 2) {
    west = Math.min(west, coords[at]!);
    east = Math.max(east, coords[at]!);
    south = Math.min(south, coords[at + 1]!);
    north = Math.max(north, coords[at + 1]!);
  }
  if (coords.length === 0) return { west: 0, south: 0, columns: 0, rows: 0, shift: 0 };
  if (east - west > EXTENT_MAX || north - south > EXTENT_MAX)
    throw new Error('the area of a cell index is at most 60 degrees wide and high');
  let shift = 4; // finer than 16 micro-degrees (1.7 m) is of no use
  const across = (length: number) => (length >> shift) + 1;
  while (across(east - west) * across(north - south) > tilesMax) shift++;
  return { west, south, columns: across(east - west), rows: across(north - south), shift };
}

/**
 * The owner (≥ 0), EMPTY or a list (-2 - number) of every tile. Lists keep the order of the cells.
 */
function fillRaster(raster: Raster, starts: Int32Array, coords: Int32Array) {
  const tiles = new Int32Array(raster.columns * raster.rows).fill(EMPTY);
  const lists = growingLists();
  const touch = (tile: number, slot: number) => {
    const value = tiles[tile]!;
    if (value <= -2) return lists.push(-value - 2, slot);
    const list = lists.open();
    tiles[tile] = -2 - list;
    if (value >= 0) lists.push(list, value);
    lists.push(list, slot);
  };
  const own = (tile: number, slot: number) => {
    const value = tiles[tile]!;
    if (value === EMPTY) tiles[tile] = slot;
    else if (value <= -2) lists.push(-value - 2, slot);
    else throw new Error(`cells in slots ${value} and ${slot} overlap`);
  };
  const sweep = rowSweep(raster, coords);
  for (let slot = 0; slot + 1 < starts.length; slot++)
    sweep(starts[slot]!, starts[slot + 1]!, slot, touch, own);
  return { tiles, ...lists.close() };
}

/**
 * Visits the tiles of one ring, row by row: `touch` for those that an edge may cross (a micro-degree of
 * margin makes up for rounding), `own` for those wholly inside.
 */
function rowSweep({ west, south, columns, rows, shift }: Raster, coords: Int32Array) {
  const step = 1 << shift;
  const touchedBy = new Int32Array(columns).fill(-1); // the sweep number that touched the column last
  let sweepNumber = 0;
  type Visit = (tile: number, slot: number) => void;
  return (from: number, to: number, slot: number, touch: Visit, own: Visit): void => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = from + 1; at < to; at += 2) {
      low = Math.min(low, coords[at]!);
      high = Math.max(high, coords[at]!);
    }
    const firstRow = Math.max(0, (low - south - 1) >> shift);
    const lastRow = Math.min(rows - 1, (high - south + 1) >> shift);
    for (let row = firstRow; row <= lastRow; row++) {
      const bottom = south + row * step - 1;
      const top = bottom + step + 2;
      sweepNumber++;
      let [left, right] = [columns, -1];
      let ax = coords[to - 2]!;
      let ay = coords[to - 1]!;
      for (let at = from; at < to; at += 2) {
        const bx = coords[at]!;
        const by = coords[at + 1]!;
        if (Math.max(ay, by) >= bottom && Math.min(ay, by) <= top) {
          const slope = by === ay ? 0 : (bx - ax) / (by - ay);
          const clip = (x: number, y: number) =>
            by === ay || (y >= bottom && y <= top)
              ? x
              : ax + slope * ((y < bottom ? bottom : top) - ay);
          const x1 = clip(ax, ay);
          const x2 = clip(bx, by);
          const firstColumn = Math.max(0, (Math.floor(Math.min(x1, x2)) - 1 - west) >> shift);
          const lastColumn = Math.min(
            columns - 1,
            (Math.ceil(Math.max(x1, x2)) + 1 - west) >> shift,
          );
          for (let column = firstColumn; column <= lastColumn; column++) {
            if (touchedBy[column] === sweepNumber) continue;
            touchedBy[column] = sweepNumber;
            touch(row * columns + column, slot);
          }
          left = Math.min(left, firstColumn);
          right = Math.max(right, lastColumn);
        }
        ax = bx;
        ay = by;
      }
      // Between touched tiles all tiles are alike, so one test serves each run of them.
      let runInside = false;
      for (let column = left; column <= right; column++) {
        if (touchedBy[column] === sweepNumber) continue;
        if (touchedBy[column - 1] === sweepNumber)
          runInside = holds(coords, from, to, west + column * step, south + row * step);
        if (runInside) own(row * columns + column, slot);
      }
    }
  };
}

/** Many short lists of small numbers, built in any order, closed into one array with starts. */
function growingLists() {
  let heads = new Int32Array(1 << 16).fill(-1);
  let values = new Int32Array(1 << 17);
  let nexts = new Int32Array(1 << 17);
  let listCount = 0;
  let itemCount = 0;
  const grown = (array: Int32Array<ArrayBuffer>, filler: number) => {
    const larger = new Int32Array(array.length * 2).fill(filler, array.length);
    larger.set(array);
    return larger;
  };
  return {
    open(): number {
      if (listCount === heads.length) heads = grown(heads, -1);
      return listCount++;
    },
    push(list: number, value: number): void {
      if (itemCount === values.length) {
        values = grown(values, 0);
        nexts = grown(nexts, -1);
      }
      values[itemCount] = value;
      nexts[itemCount] = heads[list]!;
      heads[list] = itemCount++;
    },
    close() {
      const listStarts = new Int32Array(listCount + 1);
      const lists = new Int32Array(itemCount);
      let end = 0;
      for (let list = 0; list < listCount; list++) {
        listStarts[list] = end;
        for (let item = heads[list]!; item >= 0; item = nexts[item]!) lists[end++] = values[item]!;
        lists.subarray(listStarts[list], end).sort(); // by slot: the order in which cells were given
      }
      listStarts[listCount] = end;
      return { listStarts, lists };
    },
  };
}
