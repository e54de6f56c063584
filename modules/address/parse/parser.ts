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

/** A cut this much (in natural logarithms of odds) less likely than going on is not tried. */
const CUT_DOUBT_MAX = 4;

export function buildPieceParser(model: ParseModel, lexicon: Lexicon): PieceParser {
  const { steps, ends } = model;
  const doubt = -CUT_DOUBT_MAX / model.unit;
  const seen = new Int32Array(SIGHTS_MAX);
  const pieceScores = new Int32Array(PIECES_MAX * OUTPUTS);
  const isCut = new Uint8Array(PIECES_MAX + 1);
  const best = new Int32Array((PIECES_MAX + 1) * KINDS);
  const back = new Int32Array((PIECES_MAX + 1) * KINDS);
  const arriving = new Int32Array(KINDS);
  const arrivedFrom = new Int32Array(KINDS);
  const stretch = new Int32Array(KINDS);
  const later = new Int32Array(KINDS);

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
    for (let at = 0; at < sight.length; at++) isCut[at] = at === 0 || mayCut(at) ? 1 : 0;
    isCut[sight.length] = 1;
  }

  /** Weighs an end and a beginning at `at` against going on, whatever the kinds. */
  function mayCut(at: number): boolean {
    const [before, here] = [(at - 1) * OUTPUTS, at * OUTPUTS];
    let bestEnd = LOWEST;
    let bestStart = LOWEST;
    let bestOn = LOWEST;
    for (let kind = 0; kind < KINDS; kind++) {
      const first = Math.max(
        pieceScores[before + kind] ?? 0,
        pieceScores[before + KINDS + kind] ?? 0,
      );
      const end = first + (pieceScores[before + 2 * KINDS + kind] ?? 0);
      const start = pieceScores[here + kind] ?? 0;
      const on = first + (pieceScores[here + KINDS + kind] ?? 0);
      if (end > bestEnd) bestEnd = end;
      if (start > bestStart) bestStart = start;
      if (on > bestOn) bestOn = on;
    }
    return bestEnd + bestStart - bestOn > doubt;
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
    best.fill(LOWEST, 0, (length + 1) * KINDS);
    for (let from = 0; from < length; from++) {
      if (isCut[from] !== 1 || (from > 0 && !isReached(from))) continue;
      arrive(from, pieces.looks[from] ?? 0);
      later.fill(0);
      const farthest = Math.min(length, from + PART_PIECES_MAX);
      for (let to = from + 1; to <= farthest; to++) {
        if (to - 1 > from)
          for (let kind = 0; kind < KINDS; kind++)
            later[kind] =
              (later[kind] ?? 0) + (pieceScores[(to - 1) * OUTPUTS + KINDS + kind] ?? 0);
        // The farthest stays open: a long firm's name with no cut inside must end somewhere.
        if (isCut[to] !== 1 && to !== farthest) continue;
        stretch.fill(0);
        speak(model.stretches, stretchSights(sight, from, to, seen), stretch, 0);
        for (let kind = 0; kind < KINDS; kind++) {
          const worth =
            (arriving[kind] ?? 0) +
            (stretch[kind] ?? 0) +
            (later[kind] ?? 0) +
            (pieceScores[from * OUTPUTS + kind] ?? 0) +
            (pieceScores[(to - 1) * OUTPUTS + 2 * KINDS + kind] ?? 0);
          const place = to * KINDS + kind;
          if (worth <= (best[place] ?? LOWEST)) continue;
          best[place] = worth;
          back[place] = from * 32 + (arrivedFrom[kind] ?? 0);
        }
      }
      // Where a part ended without a cut, the next one begins.
      if (isCut[farthest] !== 1) isCut[farthest] = 1;
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
