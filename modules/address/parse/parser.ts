// Reads an address into its parts: the best sequence of whole parts (a semi-Markov chain) under the model's
// weights. Whole numbers throughout, so that every machine reads alike. Pure.
import {
  lookAt,
  PART_PIECES_MAX,
  pieceSights,
  SIGHTS_MAX,
  stretchSights,
  type Sight,
} from './features.ts';
import type { Lexicon } from './lexicon.ts';
import { KINDS, OUTPUTS, entriesOf, type ParseModel, type SightWeights } from './model.ts';
import { LOOKS, piecesOf } from './tokens.ts';

/** A part over the pieces `[from, to)`; the kind as its number in KIND_NAMES. */
export type PiecePart = Readonly<{ from: number; to: number; kind: number }>;

export type PieceParser = (words: readonly string[]) => PiecePart[];

/** Pieces read at once; what is longer is no address and is read in runs of this length. */
export const PIECES_MAX = 96;

/**
 * Stretches whose best reading by pieces alone is this much (in natural logarithms of odds) behind the best of all
 * are not looked at as wholes: nine in ten, which would take most of the time. By pieces alone the right stretch is
 * seldom further behind.
 */
const BEHIND_MAX = 4;

export function buildPieceParser(model: ParseModel, lexicon: Lexicon): PieceParser {
  const { steps, ends } = model;
  const behindMost = BEHIND_MAX / model.unit;
  const seen = new Int32Array(SIGHTS_MAX);
  const pieceScores = new Int32Array(PIECES_MAX * OUTPUTS);
  /** Sums of what pieces say for being a later one, up to each piece. */
  const laterSums = new Int32Array((PIECES_MAX + 1) * KINDS);
  /** By pieces alone: the best way to begin a kind here, and the best way on after a kind ends here. */
  const roughTo = new Int32Array((PIECES_MAX + 1) * KINDS);
  const roughFrom = new Int32Array((PIECES_MAX + 1) * KINDS);
  const roughEnd = new Int32Array((PIECES_MAX + 1) * KINDS);
  const best = new Int32Array((PIECES_MAX + 1) * KINDS);
  const back = new Int32Array((PIECES_MAX + 1) * KINDS);
  const arriving = new Int32Array(KINDS);
  const arrivedFrom = new Int32Array(KINDS);
  const stretch = new Int32Array(KINDS);

  function speak(weights: SightWeights, count: number, into: Int32Array, base: number): void {
    const { entries } = weights;
    for (let each = 0; each < count; each++) {
      let at = entriesOf(weights, seen[each] ?? 0);
      if (at < 0) continue;
      const end = at + 1 + 2 * (entries[at++] ?? 0);
      for (; at < end; at += 2) {
        const place = base + (entries[at] ?? 0);
        into[place] = (into[place] ?? 0) + (entries[at + 1] ?? 0);
      }
    }
  }

  function hearPieces(sight: Sight): void {
    pieceScores.fill(0, 0, sight.length * OUTPUTS);
    for (let at = 0; at < sight.length; at++) {
      const base = at * OUTPUTS;
      speak(model.pieces, pieceSights(sight, at, seen), pieceScores, base);
    }
    for (let kind = 0; kind < KINDS; kind++) laterSums[kind] = 0;
    for (let at = 1; at < sight.length; at++)
      for (let kind = 0; kind < KINDS; kind++)
        laterSums[at * KINDS + kind] =
          (laterSums[(at - 1) * KINDS + kind] ?? 0) +
          (pieceScores[at * OUTPUTS + KINDS + kind] ?? 0);
  }

  /** What the pieces `[from, to)` say for being one part of that kind. */
  function byPieces(from: number, to: number, kind: number): number {
    return (
      (pieceScores[from * OUTPUTS + kind] ?? 0) +
      (laterSums[(to - 1) * KINDS + kind] ?? 0) -
      (laterSums[from * KINDS + kind] ?? 0) +
      (pieceScores[(to - 1) * OUTPUTS + 2 * KINDS + kind] ?? 0)
    );
  }

  /** Fills `roughTo` and `roughFrom`; gives the worth of the best reading by pieces alone. */
  function readRoughly(length: number): number {
    const any = LOOKS * (KINDS + 1) * KINDS;
    roughEnd.fill(LOWEST, 0, (length + 1) * KINDS);
    for (let from = 0; from < length; from++) {
      for (let kind = 0; kind < KINDS; kind++) {
        let most = from === 0 ? (steps[any + KINDS * KINDS + kind] ?? 0) : LOWEST;
        if (from > 0)
          for (let before = 0; before < KINDS; before++) {
            const worth =
              (roughEnd[from * KINDS + before] ?? 0) + (steps[any + before * KINDS + kind] ?? 0);
            if (worth > most) most = worth;
          }
        roughTo[from * KINDS + kind] = most;
      }
      const farthest = Math.min(length, from + PART_PIECES_MAX);
      for (let to = from + 1; to <= farthest; to++)
        for (let kind = 0; kind < KINDS; kind++) {
          const worth = (roughTo[from * KINDS + kind] ?? 0) + byPieces(from, to, kind);
          if (worth > (roughEnd[to * KINDS + kind] ?? 0)) roughEnd[to * KINDS + kind] = worth;
        }
    }
    let most = LOWEST;
    for (let kind = 0; kind < KINDS; kind++) {
      roughFrom[length * KINDS + kind] = ends[kind] ?? 0;
      most = Math.max(most, (roughEnd[length * KINDS + kind] ?? 0) + (ends[kind] ?? 0));
    }
    for (let at = length - 1; at > 0; at--) {
      const farthest = Math.min(length, at + PART_PIECES_MAX);
      stretch.fill(LOWEST);
      for (let to = at + 1; to <= farthest; to++)
        for (let kind = 0; kind < KINDS; kind++) {
          const worth = byPieces(at, to, kind) + (roughFrom[to * KINDS + kind] ?? 0);
          if (worth > (stretch[kind] ?? 0)) stretch[kind] = worth;
        }
      for (let before = 0; before < KINDS; before++) {
        let onwards = LOWEST;
        for (let kind = 0; kind < KINDS; kind++) {
          const worth = (steps[any + before * KINDS + kind] ?? 0) + (stretch[kind] ?? 0);
          if (worth > onwards) onwards = worth;
        }
        roughFrom[at * KINDS + before] = onwards;
      }
    }
    return most;
  }

  /** Whether some reading with this stretch comes near the best, by pieces alone. */
  function isLikely(from: number, to: number, least: number): boolean {
    for (let kind = 0; kind < KINDS; kind++) {
      const worth =
        (roughTo[from * KINDS + kind] ?? 0) +
        byPieces(from, to, kind) +
        (roughFrom[to * KINDS + kind] ?? 0);
      if (worth >= least) return true;
    }
    return false;
  }

  /** What it is worth to come from the parts before into each kind at `at`. */
  function arrive(at: number, look: number): void {
    const own = look * (KINDS + 1) * KINDS;
    const any = LOOKS * (KINDS + 1) * KINDS;
    for (let kind = 0; kind < KINDS; kind++) {
      const start = KINDS * KINDS + kind;
      let most = (steps[own + start] ?? 0) + (steps[any + start] ?? 0);
      let from = KINDS;
      if (at > 0) {
        most = LOWEST;
        for (let before = 0; before < KINDS; before++) {
          const reached = best[at * KINDS + before] ?? LOWEST;
          if (reached === LOWEST) continue;
          const step = before * KINDS + kind;
          const worth = reached + (steps[own + step] ?? 0) + (steps[any + step] ?? 0);
          if (worth <= most) continue;
          most = worth;
          from = before;
        }
      }
      arriving[kind] = most;
      arrivedFrom[kind] = from;
    }
  }

  function isReached(at: number): boolean {
    for (let kind = 0; kind < KINDS; kind++)
      if ((best[at * KINDS + kind] ?? LOWEST) > LOWEST) return true;
    return false;
  }

  function readRun(words: readonly string[]): PiecePart[] {
    const pieces = piecesOf(words);
    const { length } = pieces;
    const sight = lookAt(pieces, lexicon);
    hearPieces(sight);
    const least = readRoughly(length) - behindMost;
    best.fill(LOWEST, 0, (length + 1) * KINDS);
    for (let from = 0; from < length; from++) {
      if (from > 0 && !isReached(from)) continue;
      arrive(from, pieces.looks[from] ?? 0);
      const farthest = Math.min(length, from + PART_PIECES_MAX);
      for (let to = from + 1; to <= farthest; to++) {
        if (!isLikely(from, to, least)) continue;
        stretch.fill(0);
        speak(model.stretches, stretchSights(sight, from, to, seen), stretch, 0);
        for (let kind = 0; kind < KINDS; kind++) {
          const worth = (arriving[kind] ?? 0) + (stretch[kind] ?? 0) + byPieces(from, to, kind);
          const place = to * KINDS + kind;
          if (worth <= (best[place] ?? LOWEST)) continue;
          best[place] = worth;
          back[place] = from * 32 + (arrivedFrom[kind] ?? 0);
        }
      }
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

/** Less than any sum of weights. */
const LOWEST = -0x3fffffff;
