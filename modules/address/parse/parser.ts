// Reads an address into its parts: the best sequence of whole parts (a semi-Markov chain) under the model's
// weights. Whole numbers throughout, so that every machine reads alike. Pure.
import {
  lookAt,
  lookOf,
  PART_PIECES_MAX,
  pieceSights,
  REACH,
  RUNS,
  runSights,
  SIGHTS_MAX,
  stretchSights,
  SUMS,
  type Sight,
} from './features.ts';
import type { Lexicon } from './lexicon.ts';
import { addSight, KINDS, PAIRS, partPairs, type ParseModel, withSums } from './model.ts';
import { LOOKS, piecesOf } from './tokens.ts';

/** A part over the pieces `[from, to)`; the kind as its number in KIND_NAMES. */
export type PiecePart = Readonly<{ from: number; to: number; kind: number }>;

export type PieceParser = (words: readonly string[]) => PiecePart[];

/** Pieces read at once; what is longer is no address and is read in runs of this length. */
export const PIECES_MAX = 96;

/**
 * Stretches whose best reading by pieces alone is this much (in natural logarithms of odds) behind the best of all
 * are not looked at as wholes: nearly all, which would take most of the time. By pieces alone the right stretch is
 * seldom further behind.
 */
const BEHIND_MAX = 4;

/** The same for readings of what is before a piece, where what comes may still change much. */
const BEAM = 3;

/** Rows of piece scores before the first and after the last piece, for runs that reach out of the text. */
const EDGE_ROWS = 2 * REACH;

export function buildPieceParser(model: ParseModel, lexicon: Lexicon): PieceParser {
  const { ends } = model;
  const pieces = withSums(model.pieces, SUMS);
  const steps = addSteps(model.steps);
  const behindMost = BEHIND_MAX / model.unit;
  const beam = BEAM / model.unit;
  const seen = new Int32Array(SIGHTS_MAX);
  const pairs = new Int32Array((PIECES_MAX + 2 * EDGE_ROWS) * PAIRS);
  const scores = new Int32Array(pairs.length * 2);
  const places = (PIECES_MAX + 1) * KINDS;
  // By pieces alone, per piece and kind: the best up to here with a part that begins here, one that is open here,
  // one that has ended before here; and the best rest after an ended part, or with an open one.
  const into = new Int32Array(places);
  const open = new Int32Array(places);
  const ended = new Int32Array(places);
  const onward = new Int32Array(places);
  const rest = new Int32Array(places);
  // With whole parts: the best up to here with a part that ends here, and where it began after which kind.
  const best = new Int32Array(places);
  const back = new Int32Array(places);
  const stretch = new Int32Array(STRETCH_PAIRS * 2);
  const likely = new Int32Array(KINDS);
  /** The kinds that may well begin at each piece, and how many they are. */
  const beginning = new Int32Array(places);
  const beginnings = new Int32Array(PIECES_MAX);
  const tried = new Int32Array(KINDS);
  const triedWorth = new Int32Array(KINDS);
  const triedRough = new Int32Array(KINDS);
  const triedFrom = new Int32Array(KINDS);

  function hearPieces(sight: Sight): void {
    const rows = sight.length + 2 * EDGE_ROWS;
    pairs.fill(0, 0, rows * PAIRS);
    for (let at = -REACH; at < sight.length + REACH; at++) {
      const base = (at - REACH + EDGE_ROWS) * PAIRS;
      runSights(sight, at, seen);
      for (let each = 0; each < RUNS.length; each++) addSight(pieces, seen[each] ?? 0, pairs, base);
      if (at < 0 || at >= sight.length) continue;
      const count = pieceSights(sight, at, seen, true);
      for (let each = 0; each < count; each++) addSight(pieces, seen[each] ?? 0, pairs, base);
    }
    partPairs(pairs, rows * PAIRS, scores);
  }

  function hearStretch(sight: Sight, from: number, to: number): void {
    pairs.fill(0, 0, STRETCH_PAIRS);
    const count = stretchSights(sight, from, to, seen);
    for (let each = 0; each < count; each++) addSight(model.stretches, seen[each] ?? 0, pairs, 0);
    partPairs(pairs, STRETCH_PAIRS, stretch);
  }

  /** Lists in `likely` the kinds that a good reading of what is before may end with here; gives their number. */
  function listEnded(here: number): number {
    let least = LOWEST;
    for (let kind = 0; kind < KINDS; kind++) least = Math.max(least, ended[here + kind] ?? 0);
    least -= beam;
    let count = 0;
    for (let kind = 0; kind < KINDS; kind++)
      if ((ended[here + kind] ?? 0) >= least) likely[count++] = kind;
    return count;
  }

  /** From the first piece to the last; gives the worth of the best reading by pieces alone. */
  function readAhead(sight: Sight): number {
    const { length } = sight;
    for (let at = 0; at < length; at++) {
      const here = at * KINDS;
      const row = (at + EDGE_ROWS) * WIDTH;
      const own = lookOf(sight, at) * STEP_ROW;
      if (at === 0)
        for (let kind = 0; kind < KINDS; kind++)
          into[kind] = steps[own + KINDS * KINDS + kind] ?? 0;
      else {
        into.fill(LOWEST, here, here + KINDS);
        for (let each = listEnded(here) - 1; each >= 0; each--) {
          const before = likely[each] ?? 0;
          const worth = ended[here + before] ?? 0;
          const step = own + before * KINDS;
          for (let kind = 0; kind < KINDS; kind++)
            into[here + kind] = Math.max(into[here + kind] ?? 0, worth + (steps[step + kind] ?? 0));
        }
      }
      for (let kind = 0; kind < KINDS; kind++) {
        let opened = (into[here + kind] ?? 0) + (scores[row + kind] ?? 0);
        if (at > 0)
          opened = Math.max(
            opened,
            (open[here - KINDS + kind] ?? 0) + (scores[row + KINDS + kind] ?? 0),
          );
        open[here + kind] = opened;
        ended[here + KINDS + kind] = opened + (scores[row + 2 * KINDS + kind] ?? 0);
      }
    }
    let most = LOWEST;
    for (let kind = 0; kind < KINDS; kind++)
      most = Math.max(most, (ended[length * KINDS + kind] ?? 0) + (ends[kind] ?? 0));
    return most;
  }

  /** From the last piece to the first: what is worth less than `least` is not followed. */
  function readBack(sight: Sight, least: number): void {
    const { length } = sight;
    for (let kind = 0; kind < KINDS; kind++) onward[length * KINDS + kind] = ends[kind] ?? 0;
    for (let at = length - 1; at >= 0; at--) {
      const here = at * KINDS;
      const row = (at + EDGE_ROWS) * WIDTH;
      const own = lookOf(sight, at) * STEP_ROW;
      onward.fill(LOWEST, here, here + KINDS);
      let count = 0;
      for (let kind = 0; kind < KINDS; kind++) {
        let after = (scores[row + 2 * KINDS + kind] ?? 0) + (onward[here + KINDS + kind] ?? 0);
        if (at + 1 < length)
          after = Math.max(
            after,
            (scores[row + WIDTH + KINDS + kind] ?? 0) + (rest[here + KINDS + kind] ?? 0),
          );
        rest[here + kind] = Math.max(after, LOWEST);
        const begun = after + (scores[row + kind] ?? 0);
        if ((into[here + kind] ?? 0) + begun < least) continue;
        beginning[here + count++] = kind;
        for (let each = at === 0 ? 0 : KINDS; each > 0; each--) {
          const before = here + each - 1;
          const worth = begun + (steps[own + (each - 1) * KINDS + kind] ?? 0);
          onward[before] = Math.max(onward[before] ?? 0, worth);
        }
      }
      beginnings[at] = count;
    }
  }

  /** Lists in `tried` the kinds that may well begin here, with their worth so far; gives their number. */
  function begin(sight: Sight, at: number): number {
    const here = at * KINDS;
    const own = lookOf(sight, at) * STEP_ROW;
    let count = 0;
    for (let each = 0; each < (beginnings[at] ?? 0); each++) {
      const kind = beginning[here + each] ?? 0;
      let most = LOWEST;
      let from = KINDS;
      if (at === 0) most = steps[own + KINDS * KINDS + kind] ?? 0;
      else
        for (let before = 0; before < KINDS; before++) {
          const reached = best[here + before] ?? LOWEST;
          if (reached === LOWEST) continue;
          const worth = reached + (steps[own + before * KINDS + kind] ?? 0);
          if (worth <= most) continue;
          most = worth;
          from = before;
        }
      if (most === LOWEST) continue;
      tried[count] = kind;
      triedWorth[count] = most;
      triedFrom[count] = from;
      count++;
    }
    return count;
  }

  /** Tries parts of the kinds in `tried` that begin here, as far as good readings by pieces alone have them. */
  function goOn(sight: Sight, from: number, count: number, least: number): void {
    const here = from * KINDS;
    const row = (from + EDGE_ROWS) * WIDTH;
    const farthest = Math.min(sight.length, from + PART_PIECES_MAX);
    for (let each = 0; each < count; each++) {
      const first = scores[row + (tried[each] ?? 0)] ?? 0;
      triedWorth[each] = (triedWorth[each] ?? 0) + first;
      triedRough[each] = (into[here + (tried[each] ?? 0)] ?? 0) + first;
    }
    for (let to = from + 1, left = count; to <= farthest && left > 0; to++) {
      const last = (to - 1) * KINDS;
      const lastRow = (to - 1 + EDGE_ROWS) * WIDTH;
      let isHeard = false;
      for (let each = 0; each < left; each++) {
        const kind = tried[each] ?? 0;
        if (to - 1 > from) {
          const later = scores[lastRow + KINDS + kind] ?? 0;
          triedWorth[each] = (triedWorth[each] ?? 0) + later;
          triedRough[each] = (triedRough[each] ?? 0) + later;
        }
        const rough = triedRough[each] ?? 0;
        if (rough + (rest[last + kind] ?? 0) < least) {
          left--;
          tried[each] = tried[left] ?? 0;
          triedWorth[each] = triedWorth[left] ?? 0;
          triedRough[each] = triedRough[left] ?? 0;
          triedFrom[each] = triedFrom[left] ?? 0;
          each--;
          continue;
        }
        const ending = scores[lastRow + 2 * KINDS + kind] ?? 0;
        if (rough + ending + (onward[last + KINDS + kind] ?? 0) < least) continue;
        if (!isHeard) {
          isHeard = true;
          hearStretch(sight, from, to);
        }
        const worth = (triedWorth[each] ?? 0) + ending + (stretch[kind] ?? 0);
        const place = to * KINDS + kind;
        if (worth <= (best[place] ?? LOWEST)) continue;
        best[place] = worth;
        back[place] = from * 32 + (triedFrom[each] ?? 0);
      }
    }
  }

  function readRun(words: readonly string[]): PiecePart[] {
    const sight = lookAt(piecesOf(words), lexicon);
    const { length } = sight;
    hearPieces(sight);
    const least = readAhead(sight) - behindMost;
    readBack(sight, least);
    best.fill(LOWEST, 0, (length + 1) * KINDS);
    for (let from = 0; from < length; from++) {
      const count = begin(sight, from);
      if (count > 0) goOn(sight, from, count, least);
    }
    return walkBack(length);
  }

  function walkBack(length: number): PiecePart[] {
    let kind = 0;
    for (let each = 1; each < KINDS; each++) {
      const worth = (best[length * KINDS + each] ?? 0) + (ends[each] ?? 0);
      if (worth > (best[length * KINDS + kind] ?? 0) + (ends[kind] ?? 0)) kind = each;
    }
    const parts: PiecePart[] = [];
    for (let to = length; to > 0;) {
      const link = back[to * KINDS + kind] ?? 0;
      const from = link >> 5;
      parts.push({ from, to, kind });
      kind = link & 31;
      to = from;
    }
    return parts.reverse();
  }

  return (words) => {
    if (words.length <= PIECES_MAX) return words.length === 0 ? [] : readRun(words);
    const parts: PiecePart[] = [];
    for (let from = 0; from < words.length; from += PIECES_MAX)
      for (const part of readRun(words.slice(from, from + PIECES_MAX)))
        parts.push({ from: part.from + from, to: part.to + from, kind: part.kind });
    return parts;
  };
}

/** Pairs that hold one value for each kind. */
const STRETCH_PAIRS = (KINDS + 1) / 2;

/** Values of one piece in `scores`. */
const WIDTH = PAIRS * 2;

/** Less than any sum of weights. */
const LOWEST = -0x1fffffff;

/** Steps into one part, from each kind or the start. */
const STEP_ROW = (KINDS + 1) * KINDS;

/** What each look adds to a step and what all looks add, in one row for each look. */
function addSteps(steps: Int16Array): Int32Array {
  return Int32Array.from(
    { length: LOOKS * STEP_ROW },
    (_, at) => (steps[at] ?? 0) + (steps[LOOKS * STEP_ROW + (at % STEP_ROW)] ?? 0),
  );
}
