// Teaches a linear model: one support-vector machine per label (squared hinge loss), solved exactly by dual
// coordinate descent, all labels in one walk over the examples; then calibrated on examples held out in
// turn. The same examples, options and seed give the same model. Pure.
import { seededRandom } from '#platform/chance/index.ts';
import { bandsOf, NO_BANDS, type Trial } from './bands.ts';
import { fitSharpness } from './calibrate.ts';
import { judgeOf } from './answer.ts';
import { SAID, strideOf, type LinearModel } from './linear-model.ts';
import { buildReader, type Reading } from './reading.ts';

export type Example = Readonly<{
  text: string;
  label: string;
  /** How much it counts; 1 unless said. A clerk's correction may count more than a guess. */
  weight?: number;
  /**
   * It teaches, but proves nothing: its label was guessed by a machine, or its text is not as people write.
   * So it is never a trial.
   */
  isWeak?: boolean;
  /** Examples of one group (tellings of the same matter) are held out together; by itself unless said. */
  group?: string;
}>;

export type Teaching = Readonly<{
  examples: readonly Example[];
  /** Every label the model may give; those of the examples unless said. Others' examples are left out. */
  labels?: readonly string[];
  kind: string;
  version: string;
  seed: number;
  reading?: Partial<Reading>;
  /** How closely it follows the examples: higher fits them more, and overfits. */
  strength?: number;
  /** Walks over all examples. */
  rounds?: number;
  /** Parts held out in turn for the calibration; with 0 the model always asks. */
  folds?: number;
}>;

/** Enough for a county's years; training time and memory grow with it. */
export const EXAMPLES_MAX = 200_000;
/** Items of a catalogue; a county has a few hundred. */
export const LABELS_MAX = 512;
/** Held-out parts of the calibration, unless said. */
const FOLDS = 5;
const DEFAULT_READING: Reading = {
  bits: 16,
  neighbours: 2,
  opening: 25,
  openingTimes: 3,
  length: 800,
};
const STRENGTH = 2;
const ROUNDS = 10;
/** A stretch that only one example has teaches nothing of others. */
const EXAMPLES_WITH_MIN = 2;
const RARITY_STEPS = 255;
const WEIGHT_STEPS = 127;
/** Moves smaller than this are not worth a walk over the text. */
const MOVE_MIN = 1e-6;

/** Teaches and calibrates. Throws RangeError when there are no labels or too many of anything. */
export function trainLinear(teaching: Teaching): LinearModel {
  const taught = prepare(teaching);
  const held = (teaching.folds ?? FOLDS) > 1 ? holdOut(teaching, taught) : [];
  const sharpness = fitSharpness(held.map(({ scores, slot }) => ({ scores, slot })));
  const trials = held.map((one) => trialOf(one, sharpness));
  const all = taught.examples.map((_, at) => at);
  return {
    ...teach(teaching, taught, all),
    sharpness,
    bands: trials.length === 0 ? NO_BANDS : bandsOf(trials),
    made: {
      examples: all.length,
      seed: teaching.seed,
      trials: trials.length,
      trialsRight: trials.filter((one) => one.right).length,
    },
  };
}

/** What models say of examples that they were not taught with: for figures on a card. */
export type HeldOut = Readonly<{
  /** The example's number in the teaching. */
  example: number;
  label: string;
  guess: string;
  confidence: number;
  right: boolean;
}>;

/** Holds out each part of the examples in turn. Weak examples are taught with and never asked. */
export function crossValidate(teaching: Teaching): HeldOut[] {
  const taught = prepare(teaching);
  const held = holdOut(teaching, taught);
  const sharpness = fitSharpness(held.map(({ scores, slot }) => ({ scores, slot })));
  return held.map((one) => ({
    example: one.example,
    label: taught.labels[one.slot] ?? '',
    guess: taught.labels[bestOf(one.scores)] ?? '',
    ...trialOf(one, sharpness),
  }));
}

type Prepared = Readonly<{
  labels: readonly string[];
  examples: readonly Example[];
  /** Where each of them stood in what was given. */
  numbers: readonly number[];
  slots: Int32Array;
  folds: Int32Array;
  reading: Reading;
  /** Buckets and times of every example. */
  pages: readonly Readonly<{ buckets: Int32Array; times: Uint8Array }>[];
}>;

function prepare(teaching: Teaching): Prepared {
  const { examples: given, seed } = teaching;
  const labels = teaching.labels ?? [...new Set(given.map((one) => one.label))].sort();
  if (labels.length === 0 || labels.length > LABELS_MAX)
    throw new RangeError(`a model has 1 to ${LABELS_MAX} labels, not ${labels.length}`);
  if (given.length > EXAMPLES_MAX)
    throw new RangeError(`a model is taught with up to ${EXAMPLES_MAX} examples`);
  const slotOf = new Map(labels.map((label, slot) => [label, slot]));
  const numbers = [...given.keys()].filter((at) => slotOf.has(given[at]?.label ?? ''));
  const examples = numbers.flatMap((at) => given[at] ?? []);
  const reading = { ...DEFAULT_READING, ...teaching.reading };
  const reader = buildReader(reading);
  const pages = examples.map(({ text }) => {
    const buckets = reader.buckets.slice(0, reader.read(text));
    return { buckets, times: Uint8Array.from(buckets, (bucket) => reader.times[bucket] ?? 0) };
  });
  return {
    labels,
    examples,
    numbers,
    slots: Int32Array.from(examples, (one) => slotOf.get(one.label) ?? 0),
    folds: dealFolds(examples, teaching.folds ?? FOLDS, seed),
    reading,
    pages,
  };
}

/** Deals groups into parts by chance. */
function dealFolds(examples: readonly Example[], folds: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const foldOf = new Map<string, number>();
  return Int32Array.from(examples, (example) => {
    const drawn = Math.trunc(random() * folds);
    if (example.group === undefined) return drawn;
    const fold = foldOf.get(example.group) ?? drawn;
    foldOf.set(example.group, fold);
    return fold;
  });
}

type Held = Readonly<{ example: number; slot: number; scores: Float64Array }>;

function holdOut(teaching: Teaching, taught: Prepared): Held[] {
  const { examples, folds, slots, numbers } = taught;
  return Array.from({ length: teaching.folds ?? FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const asked = [...examples.keys()].filter((at) => folds[at] === fold && !examples[at]?.isWeak);
    if (asked.length === 0) return [];
    const kept = [...examples.keys()].filter((at) => folds[at] !== fold);
    const judge = judgeOf(teach(teaching, taught, kept));
    return asked.map((at) => ({
      example: numbers[at] ?? 0,
      slot: slots[at] ?? 0,
      scores: judge.evidence(examples[at]?.text ?? ''),
    }));
  });
}

function trialOf({ scores, slot }: Held, sharpness: number): Trial {
  const best = bestOf(scores);
  const sum = scores.reduce(
    (all, score) => all + Math.exp((score - (scores[best] ?? 0)) * sharpness),
    0,
  );
  return { confidence: 1 / sum, right: best === slot };
}

function bestOf(scores: Float64Array): number {
  let best = 0;
  for (let slot = 1; slot < scores.length; slot++)
    if ((scores[slot] ?? 0) > (scores[best] ?? 0)) best = slot;
  return best;
}

/** A model of some of the examples, not yet calibrated. */
function teach(teaching: Teaching, taught: Prepared, kept: readonly number[]): LinearModel {
  const { reading, labels, pages, slots, examples } = taught;
  const stride = strideOf(labels.length);
  const { rarity, rarityStep } = rarityOf(reading.bits, pages, kept);
  const lessons = kept.flatMap((at) => {
    const page = pages[at];
    return page ? [lessonOf(page, rarity, slots[at] ?? 0, examples[at]?.weight ?? 1)] : [];
  });
  const { weights, bias } = descend(lessons, 1 << reading.bits, labels.length, teaching);
  return {
    kind: teaching.kind,
    version: teaching.version,
    labels,
    reading,
    rarity,
    rarityStep,
    ...quantise(weights, rarity, rarityStep, stride),
    stride,
    bias,
    sharpness: 1,
    bands: NO_BANDS,
    made: { examples: kept.length, seed: teaching.seed, trials: 0, trialsRight: 0 },
  };
}

/** Inverse document frequency of each bucket, in steps of a byte; 0 for what hardly any example has. */
function rarityOf(bits: number, pages: Prepared['pages'], kept: readonly number[]) {
  const examplesWith = new Int32Array(1 << bits);
  for (const at of kept)
    for (const bucket of pages[at]?.buckets ?? [])
      examplesWith[bucket] = (examplesWith[bucket] ?? 0) + 1;
  const rarityStep = Math.log(1 + kept.length) / RARITY_STEPS;
  const rarity = Uint8Array.from(examplesWith, (count) =>
    count < EXAMPLES_WITH_MIN
      ? 0
      : Math.max(1, Math.round(Math.log((1 + kept.length) / (1 + count)) / rarityStep)),
  );
  return { rarity, rarityStep };
}

/** An example as numbers: buckets with values, of length one. */
type Lesson = Readonly<{
  buckets: Int32Array;
  values: Float32Array;
  slot: number;
  weight: number;
}>;

function lessonOf(
  page: Prepared['pages'][number],
  rarity: Uint8Array,
  slot: number,
  weight: number,
): Lesson {
  const known = [...page.buckets.keys()].filter((at) => rarity[page.buckets[at] ?? 0] !== 0);
  const buckets = Int32Array.from(known, (at) => page.buckets[at] ?? 0);
  const values = Float32Array.from(
    known,
    (at, place) => (SAID[page.times[at] ?? 0] ?? 0) * (rarity[buckets[place] ?? 0] ?? 0),
  );
  const length = Math.hypot(...values) || 1;
  return { buckets, values: values.map((value) => value / length), slot, weight };
}

/** Dual coordinate descent for L2-loss machines (Hsieh et al., ICML 2008), one against the rest. */
function descend(lessons: readonly Lesson[], size: number, labels: number, teaching: Teaching) {
  const { seed, strength = STRENGTH, rounds = ROUNDS } = teaching;
  const weights = new Float32Array(size * labels);
  const bias = new Float32Array(labels);
  const pulls = new Float32Array(lessons.length * labels);
  const random = seededRandom(seed);
  const order = Int32Array.from(lessons.keys());
  const scores = new Float64Array(labels);
  const moves = new Float64Array(labels);
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    for (const at of order) {
      const lesson = lessons[at];
      if (!lesson || lesson.weight <= 0) continue;
      scores.set(bias);
      addRows(lesson, weights, labels, scores);
      const slack = 0.5 / (strength * lesson.weight);
      const curvature = 2 + slack; // length one, and one for the bias
      let isMoved = false;
      for (let label = 0; label < labels; label++) {
        const side = label === lesson.slot ? 1 : -1;
        const before = pulls[at * labels + label] ?? 0;
        const slope = side * (scores[label] ?? 0) - 1 + before * slack;
        const after = Math.max(0, before - slope / curvature);
        const move = Math.abs(after - before) < MOVE_MIN ? 0 : after - before;
        moves[label] = move * side;
        if (move === 0) continue;
        isMoved = true;
        pulls[at * labels + label] = after;
        bias[label] = (bias[label] ?? 0) + move * side;
      }
      if (isMoved) moveRows(lesson, weights, labels, moves);
    }
  }
  return { weights, bias };
}

function addRows(lesson: Lesson, weights: Float32Array, labels: number, scores: Float64Array) {
  const { buckets, values } = lesson;
  for (let at = 0; at < buckets.length; at++) {
    const row = (buckets[at] ?? 0) * labels;
    const value = values[at] ?? 0;
    for (let label = 0; label < labels; label++)
      scores[label] = (scores[label] ?? 0) + value * (weights[row + label] ?? 0);
  }
}

function moveRows(lesson: Lesson, weights: Float32Array, labels: number, moves: Float64Array) {
  const { buckets, values } = lesson;
  for (let at = 0; at < buckets.length; at++) {
    const row = (buckets[at] ?? 0) * labels;
    const value = values[at] ?? 0;
    for (let label = 0; label < labels; label++)
      weights[row + label] = (weights[row + label] ?? 0) + value * (moves[label] ?? 0);
  }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.trunc(random() * (at + 1));
    const held = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = held;
  }
}

/** Weights with the rarity folded in, in steps of a byte, rows padded to the stride. */
function quantise(
  weights: Float32Array,
  rarity: Uint8Array,
  rarityStep: number,
  stride: number,
): Pick<LinearModel, 'weights' | 'weightStep'> {
  const labels = weights.length / rarity.length;
  const folded = (bucket: number, label: number) =>
    (weights[bucket * labels + label] ?? 0) * (rarity[bucket] ?? 0) * rarityStep;
  const known = [...rarity.keys()].filter((bucket) => rarity[bucket] !== 0);
  let largest = 0;
  for (const bucket of known)
    for (let label = 0; label < labels; label++)
      largest = Math.max(largest, Math.abs(folded(bucket, label)));
  const weightStep = largest / WEIGHT_STEPS || 1;
  const steps = new Int8Array(rarity.length * stride);
  for (const bucket of known)
    for (let label = 0; label < labels; label++)
      steps[bucket * stride + label] = Math.round(folded(bucket, label) / weightStep);
  return { weights: steps, weightStep };
}
