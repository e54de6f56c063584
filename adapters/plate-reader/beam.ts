// The likeliest plate in a row of likelihoods: CTC prefix beam search (Graves et al. 2006; Hannun et al. 2014) in
// which only prefixes live that the grammar of plates can finish. Pure.
import { GRAMMAR_START, grammarStep, isWhole, type GrammarState, type Plate } from './grammar.ts';

/** For every step the likelihood of no character, then of each character of `alphabet`. */
export type Lattice = Readonly<{
  alphabet: readonly string[];
  steps: readonly Float64Array[];
}>;

/** How likely a character is at its place before anything is seen; a factor, 1 where nothing is known. */
export type Prior = (state: GrammarState, character: string) => number;

export type Decoded = Readonly<{
  plate: Plate;
  /** Natural logarithm of its likelihood, prior included. */
  score: number;
  /** Its share of all plates that were weighed, 0–1. */
  confidence: number;
}>;

const BEAM_WIDTH = 48;
/** Characters less likely than this at a step are not followed. */
const CHARACTER_LEAST = 3e-6;
/** At most so many characters of a step are followed: a blank wall must not cost more than a plate. */
const CHARACTERS_MAX = 16;

type Prefix = {
  readonly text: string;
  readonly last: number;
  readonly state: GrammarState;
  readonly prior: number;
  readonly longer: Map<number, Prefix | undefined>;
  /** Paths that end in no character, and those that end in the last one. */
  quiet: number;
  spoken: number;
  quietNext: number;
  spokenNext: number;
};

/** The likeliest whole plates, best first; none when no plate fits. */
export function decodePlates(
  lattice: Lattice,
  prior: Prior = () => 1,
  width = BEAM_WIDTH,
): readonly Decoded[] {
  const { alphabet, steps } = lattice;
  const first = prefixOf('', -1, GRAMMAR_START, 1);
  first.quiet = 1;
  let living: Prefix[] = [first];
  let scale = 0;
  for (const step of steps) {
    const touched = new Set<Prefix>();
    const heard = likeliest(step, alphabet.length);
    for (const prefix of living) {
      const all = prefix.quiet + prefix.spoken;
      prefix.quietNext += all * (step[0] as number);
      touched.add(prefix);
      if (prefix.last >= 0) prefix.spokenNext += prefix.spoken * (step[prefix.last + 1] as number);
      for (const character of heard) {
        const chance = step[character + 1] as number;
        // The same character again needs a pause between.
        const paths = (character === prefix.last ? prefix.quiet : all) * chance;
        if (paths === 0) continue;
        const longer = lengthen(prefix, character, alphabet, prior);
        if (!longer) continue;
        longer.spokenNext += paths;
        touched.add(longer);
      }
    }
    let most = 0;
    for (const prefix of touched) {
      prefix.quiet = prefix.quietNext;
      prefix.spoken = prefix.spokenNext;
      prefix.quietNext = prefix.spokenNext = 0;
      most = Math.max(most, prefix.quiet + prefix.spoken);
    }
    if (most === 0) return [];
    const ranked = [...touched].sort((left, right) => weight(right) - weight(left));
    for (const dropped of ranked.slice(width)) dropped.quiet = dropped.spoken = 0;
    living = ranked.slice(0, width).filter((prefix) => weight(prefix) > 0);
    for (const prefix of living) {
      prefix.quiet /= most;
      prefix.spoken /= most;
    }
    scale += Math.log(most);
  }
  const whole = living.filter(({ state }) => isWhole(state)).sort((a, b) => weight(b) - weight(a));
  const sum = whole.reduce((total, prefix) => total + weight(prefix), 0);
  return whole.map((prefix) => ({
    plate: prefix.text as Plate,
    score: Math.log(weight(prefix)) + scale,
    confidence: weight(prefix) / sum,
  }));
}

const weight = (prefix: Prefix): number => (prefix.quiet + prefix.spoken) * prefix.prior;

const prefixOf = (text: string, last: number, state: GrammarState, prior: number): Prefix => ({
  ...{ text, last, state, prior, longer: new Map() },
  ...{ quiet: 0, spoken: 0, quietNext: 0, spokenNext: 0 },
});

/** The characters of a step that are worth following. */
function likeliest(step: Float64Array, characters: number): readonly number[] {
  const heard: number[] = [];
  for (let character = 0; character < characters; character++)
    if ((step[character + 1] as number) >= CHARACTER_LEAST) heard.push(character);
  if (heard.length <= CHARACTERS_MAX) return heard;
  return heard
    .sort((left, right) => (step[right + 1] as number) - (step[left + 1] as number))
    .slice(0, CHARACTERS_MAX);
}

/** The prefix one character on, the same each time, or undefined where the grammar forbids it. */
function lengthen(
  prefix: Prefix,
  character: number,
  alphabet: readonly string[],
  prior: Prior,
): Prefix | undefined {
  if (prefix.longer.has(character)) return prefix.longer.get(character);
  const sign = alphabet[character] as string;
  const state = grammarStep(prefix.state, sign);
  const longer = state
    ? prefixOf(prefix.text + sign, character, state, prefix.prior * prior(prefix.state, sign))
    : undefined;
  prefix.longer.set(character, longer);
  return longer;
}
