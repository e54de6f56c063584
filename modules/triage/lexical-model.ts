// How much a text speaks for each item: the known words that it says (a word of few items counts more)
// and the character pairs that it shares with how people say it (TF-IDF). Pure.
import type { CatalogItem } from '#modules/catalog/index.ts';
import { ABSENT, buildAlphabet, buildIntTable, buildWordMatcher } from '#platform/text/index.ts';

export type ClassifiableItem = Pick<CatalogItem, 'code' | 'name' | 'keywords' | 'phrases'>;

/** A piece of the text that speaks for an item. */
export type Spoken = Readonly<{ said: string; isWord: boolean; weight: number }>;

export type LexicalModel = Readonly<{
  /** Reads a text; what it gives holds until the next text is read. */
  read(text: string): Readonly<{
    /** One score per item, in the order given. */
    scores: Float64Array;
    /** What in the text speaks for the item in that slot, the strongest first. */
    spokenFor(slot: number): Spoken[];
  }>;
}>;

/** What comes later in a long letter seldom says what it is about. */
const READ_LENGTH = 800;
/** The first words usually say it (a title, the first sentence): they count more. */
const OPENING_LENGTH = 50;
const OPENING_WEIGHT = 2;
/** A word that stands inside a longer known word adds little to it. */
const INNER_WEIGHT = 0.35;
/** The pairs beside the words. */
const PAIR_WEIGHT = 1.1;
/** Every text of up to this length counts in full; a longer one says more words by chance alone. */
const PLAIN_LENGTH = 40;

/** For each feature (word or pair) the items it speaks for: slots and weights from `starts[feature]`. */
type Postings = Readonly<{ starts: Int32Array; slots: Uint16Array; weights: Float32Array }>;

export function buildLexicalModel(items: readonly ClassifiableItem[]): LexicalModel {
  const steps = buildingSteps(items);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** The same in steps of some 30 ms at most, with `pause` between them. */
export async function buildLexicalModelGently(
  items: readonly ClassifiableItem[],
  pause: () => Promise<unknown>,
): Promise<LexicalModel> {
  const steps = buildingSteps(items);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await pause();
  }
}

function* buildingSteps(items: readonly ClassifiableItem[]): Generator<undefined, LexicalModel> {
  const wordWeights = wordWeightsOf(items);
  const words = [...wordWeights.keys()];
  const matcher = buildWordMatcher(words);
  yield;
  const pairWeights = pairWeightsOf(items);
  yield;
  const pairs = [...pairWeights.keys()];
  const { size, numberOf } = buildAlphabet(pairs);
  const numbered = pairs.map((pair, number): [number, number] => [
    (numberOf[pair.charCodeAt(0)] ?? 0) * size + (numberOf[pair.charCodeAt(1)] ?? 0),
    words.length + number,
  ]);
  const pairTable = buildIntTable(new Map(numbered));
  const postings = flatten([...wordWeights.values(), ...pairWeights.values()]);
  const scores = new Float64Array(items.length);
  const heardIn = new Int32Array(words.length + pairs.length).fill(-1);
  let listening = 0;

  /** Calls `visit` once for each feature in the text. */
  function listen(
    text: string,
    visit: (feature: number, weight: number, start: number, end: number) => void,
  ): void {
    listening++;
    const read = text.slice(0, READ_LENGTH).toLowerCase();
    const scale = 1 / Math.sqrt(Math.max(1, read.length / PLAIN_LENGTH));
    const weightAt = (at: number) => (at < OPENING_LENGTH ? OPENING_WEIGHT : 1) * scale;
    let longestEnd = 0;
    const hits = matcher.findAll(read).sort((a, b) => a.start - b.start || b.end - a.end);
    for (const { word, start, end } of hits) {
      const isInner = end <= longestEnd;
      longestEnd = Math.max(longestEnd, end);
      if (heardIn[word] === listening) continue;
      heardIn[word] = listening;
      visit(word, weightAt(start) * (isInner ? INNER_WEIGHT : 1), start, end);
    }
    let before = 0;
    for (let at = 0; at < read.length; at++) {
      const letter = numberOf[read.charCodeAt(at)] ?? 0;
      const pair = before === 0 || letter === 0 ? ABSENT : pairTable.get(before * size + letter);
      before = letter;
      if (pair === ABSENT || heardIn[pair] === listening) continue;
      heardIn[pair] = listening;
      visit(pair, PAIR_WEIGHT * weightAt(at), at - 1, at + 1);
    }
  }

  const { starts, slots, weights } = postings;
  const heard: { feature: number; weight: number; start: number; end: number }[] = [];
  const hear = (feature: number, weight: number, start: number, end: number): void => {
    heard.push({ feature, weight, start, end });
    const to = starts[feature + 1] ?? 0;
    for (let at = starts[feature] ?? 0; at < to; at++) {
      const slot = slots[at] ?? 0;
      scores[slot] = (scores[slot] ?? 0) + weight * (weights[at] ?? 0);
    }
  };
  return {
    read(text) {
      scores.fill(0);
      heard.length = 0;
      listen(text, hear);
      return { scores, spokenFor: (slot) => spokenFor(text, slot) };
    },
  };

  function spokenFor(text: string, slot: number): Spoken[] {
    const spoken: Spoken[] = [];
    for (const { feature, weight, start, end } of heard)
      for (let at = starts[feature] ?? 0; at < (starts[feature + 1] ?? 0); at++) {
        if (slots[at] !== slot) continue;
        const isWord = feature < words.length;
        spoken.push({ said: text.slice(start, end), isWord, weight: weight * (weights[at] ?? 0) });
      }
    return spoken.sort((a, b) => b.weight - a.weight);
  }
}

type Weights = ReadonlyMap<number, number>; // slot → weight

/** Keywords, and the parts of the item's name: rarer and longer words weigh more. */
function wordWeightsOf(items: readonly ClassifiableItem[]): ReadonlyMap<string, Weights> {
  const slotsOf = new Map<string, number[]>();
  items.forEach((item, slot) => {
    const parts = item.name.zh.split(/[、,，/()（）"“”\s]+/).filter((part) => part.length >= 2);
    for (const word of new Set([...item.keywords, ...parts].map((one) => one.toLowerCase())))
      slotsOf.set(word, [...(slotsOf.get(word) ?? []), slot]);
  });
  return new Map(
    [...slotsOf].map(([word, slots]) => {
      const rarity = Math.log(1 + items.length / slots.length);
      const length = Math.min(1.6, 0.6 + 0.2 * word.length);
      return [word, new Map(slots.map((slot) => [slot, rarity * length]))];
    }),
  );
}

/** TF-IDF of the pairs in an item's phrases, name and keywords, each item of length one. */
function pairWeightsOf(items: readonly ClassifiableItem[]): ReadonlyMap<string, Weights> {
  const counts = items.map((item) => {
    const count = new Map<string, number>();
    for (const text of [...item.phrases, ...item.keywords, item.name.zh])
      for (const pair of pairsOf(text)) count.set(pair, (count.get(pair) ?? 0) + 1);
    return count;
  });
  const itemsWith = new Map<string, number>();
  for (const count of counts)
    for (const pair of count.keys()) itemsWith.set(pair, (itemsWith.get(pair) ?? 0) + 1);
  const weightsOf = new Map<string, Map<number, number>>();
  counts.forEach((count, slot) => {
    const rarityOf = (pair: string) => Math.log((1 + items.length) / (itemsWith.get(pair) ?? 1));
    const own = [...count].map(([pair, times]) => (1 + Math.log(times)) * rarityOf(pair));
    const length = Math.hypot(...own) || 1;
    [...count.keys()].forEach((pair, number) => {
      const weights = weightsOf.get(pair) ?? new Map<number, number>();
      weights.set(slot, ((own[number] ?? 0) / length) * rarityOf(pair));
      weightsOf.set(pair, weights);
    });
  });
  return weightsOf;
}

/** Neighbouring letters or Han characters. */
function pairsOf(text: string): readonly string[] {
  return text.toLowerCase().match(PAIRS)?.flatMap(neighbours) ?? [];
}
/** Stretches of letters and Han characters in which every neighbour counts. */
const PAIRS = /[\u4e00-\u9fffa-z]{2,}/g;
const neighbours = (stretch: string): string[] =>
  Array.from({ length: stretch.length - 1 }, (_, at) => stretch.slice(at, at + 2));

function flatten(features: readonly Weights[]): Postings {
  const starts = new Int32Array(features.length + 1);
  features.forEach((weights, feature) => {
    starts[feature + 1] = (starts[feature] ?? 0) + weights.size;
  });
  const total = starts[features.length] ?? 0;
  const slots = new Uint16Array(total);
  const weights = new Float32Array(total);
  features.forEach((own, feature) => {
    slots.set([...own.keys()], starts[feature]);
    weights.set([...own.values()], starts[feature]);
  });
  return { starts, slots, weights };
}
