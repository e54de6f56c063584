// A fingerprint weighed by rarity, and how much two of them have in common: in all, in what they name, in
// what they complain of and in their subjects. Pure.
import {
  IN_ADDRESS,
  IN_SUBJECT,
  IS_PLACE,
  TOKENS_MAX,
  weightOf,
  type Fingerprint,
} from './fingerprint.ts';
import type { Rarity } from './rarity.ts';

/** `weights` beside `tokens`; together the weights of all are a vector of length 1. */
export type Weighed = Readonly<{
  tokens: Int32Array;
  weights: Float32Array;
  /** NAME, SUBJECT, PLACE and ADDRESS bits of each piece. */
  marks: Uint8Array;
  /** How rare each piece is, from 0 to 255 = RAREST. */
  rareness: Uint8Array;
  /** Lengths of the parts of the vector. */
  named: number;
  said: number;
  headed: number;
  placed: number;
  /** More than 0 where the report said beside its words where it is, so that both can be told apart. */
  addressed: number;
}>;

/** A place so rare (a logarithm, see rarity.ts) tells all that a place can tell; the county's own towns tell less. */
const RAREST = 4.5;
const NAME = 1;
const SUBJECT = 2;
const PLACE = 4;
const ADDRESS = 8;

export function weigh({ tokens, counts }: Fingerprint, rarity: Rarity): Weighed {
  const weights = new Float32Array(tokens.length);
  const marks = new Uint8Array(tokens.length);
  const rareness = new Uint8Array(tokens.length);
  let [named, said, headed, placed, addressed] = [0, 0, 0, 0, 0];
  const hasAddress = counts.some((count) => (count & IN_ADDRESS) !== 0);
  // The pieces of an address drown a few words said beside it; the place itself is named by its name.
  const ofAddress = tokens.length / TOKENS_MAX;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? 0;
    const count = counts[at] ?? 0;
    const isSaid = hasAddress && (count & (IN_ADDRESS | IS_PLACE)) === 0;
    const rare = isSaid ? rarity.ofSaid(token) : rarity.of(token);
    rareness[at] = Math.min(255, Math.round((rare / RAREST) * 255));
    const isOfAddress = (count & IN_ADDRESS) !== 0;
    const weight = weightOf(count) * rare * (isOfAddress ? ofAddress : 1);
    const square = weight * weight;
    weights[at] = weight;
    if (count & IS_PLACE) {
      marks[at] = PLACE;
      placed += square;
    } else if (rarity.isName(token)) {
      marks[at] = NAME;
      named += square;
    } else said += square;
    if (count & IN_SUBJECT) {
      marks[at] = (marks[at] ?? 0) | SUBJECT;
      headed += square;
    }
    if (isOfAddress) {
      marks[at] = (marks[at] ?? 0) | ADDRESS;
      addressed += square;
    }
  }
  const length = Math.sqrt(named + said + placed) || 1;
  for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) / length;
  const part = (squares: number) => Math.sqrt(squares) / length;
  return {
    tokens,
    weights,
    marks,
    rareness,
    named: part(named),
    said: part(said),
    headed: part(headed),
    placed: part(placed),
    addressed: part(addressed),
  };
}

/** Each from 0 to 1, the cosine of that part; 0 where one of the two has nothing of it. */
export type InCommon = Readonly<{
  all: number;
  named: number;
  said: number;
  headed: number;
  /** … less where the rarest place that both name is one that many name. */
  placed: number;
  addressed: number;
}>;

export function inCommon(a: Weighed, b: Weighed): InCommon {
  let [named, said, headed, placed, addressed] = [0, 0, 0, 0, 0];
  let rarestPlace = 0;
  for (let i = 0, j = 0; i < a.tokens.length && j < b.tokens.length;) {
    const left = a.tokens[i] ?? 0;
    const right = b.tokens[j] ?? 0;
    if (left < right) i++;
    else if (left > right) j++;
    else {
      const product = (a.weights[i] ?? 0) * (b.weights[j] ?? 0);
      const marks = (a.marks[i] ?? 0) & (b.marks[j] ?? 0);
      if (marks & PLACE) {
        placed += product;
        rarestPlace = Math.max(rarestPlace, a.rareness[i] ?? 0);
      } else if (marks & NAME) named += product;
      else said += product;
      if (marks & SUBJECT) headed += product;
      if (marks & ADDRESS) addressed += product;
      i++;
      j++;
    }
  }
  const share = (sum: number, one: number, other: number) =>
    one > 0 && other > 0 ? Math.min(1, sum / (one * other)) : 0;
  return {
    all: Math.min(1, named + said + placed),
    named: share(named, a.named, b.named),
    said: share(said, a.said, b.said),
    headed: share(headed, a.headed, b.headed),
    placed: share(placed, a.placed, b.placed) * (rarestPlace / 255),
    addressed: share(addressed, a.addressed, b.addressed),
  };
}
