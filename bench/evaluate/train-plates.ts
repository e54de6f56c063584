// `node bench/evaluate/train-plates.ts [DIR]`: teaches the own reader of plates again and writes its weights, some
// minutes of one core. Drawn plates first; then real crops of DIR (../shared/data/plates) with drawn ones among
// them: first without one third of the crops, which the evaluation then judges by, and from there on with all of
// them, which is what ships. The same seed, fonts and machine give the same weights.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  BLANK,
  NET_ALPHABET,
  NET_CHANNELS,
  NET_HEIGHT,
  NET_STEPS,
  NET_WIDTH,
  WEIGHTS_FILE,
  evenLight,
  packWeights,
} from '#adapters/plate-reader/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import sharp from 'sharp';
import {
  drawGlyphs,
  drawNumber,
  drawPlate,
  jolt,
  spoil,
  type Glyphs,
} from './plates/drawn-plates.ts';
import {
  freshWeights,
  learn,
  openPupil,
  teachRow,
  teachSteps,
  weightsOf,
} from './plates/learning.ts';
import { FOLDS, HELD_OUT_FILE, HELD_OUT_FOLD, TAUGHT_FILE, packTaught } from './plates/taught.ts';

const SEED = 20_261_122;
/** How many crops are shown in each part, and how many before each step. */
const DRAWN = 18_000;
const REAL = 9_000;
const BATCH = 16;
const DRAWN_RATE = 0.003;
const REAL_RATE = 0.0015;
/** For going on from what is already taught. */
const FURTHER_RATE = 0.0011;
/** Drawn plates among the real ones keep the provinces that the real ones lack. */
const DRAWN_SHARE = 0.35;

type Crop = Readonly<{ plate: string; rgb: Float32Array; sha256: Uint8Array; fold: number }>;

const classOf = (character: string) => NET_ALPHABET.indexOf(character) + 1;
const picture = new Float32Array(NET_WIDTH * NET_HEIGHT * NET_CHANNELS);

/** Half a cosine from the first rate to nearly none. */
const rateAt = (share: number, first: number) =>
  first * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * share)));

async function loadCrops(folder: string): Promise<Crop[]> {
  const crops: Crop[] = [];
  for (const file of readdirSync(folder).sort()) {
    const bytes = readFileSync(path.join(folder, file));
    const raw = await sharp(bytes)
      .resize(NET_WIDTH, NET_HEIGHT, { fit: 'fill', kernel: 'cubic' })
      .removeAlpha()
      .raw()
      .toBuffer();
    crops.push({
      plate: path.parse(file).name,
      rgb: Float32Array.from(raw),
      sha256: createHash('sha256').update(bytes).digest(),
      fold: 0,
    });
  }
  const random = seededRandom(SEED);
  return crops
    .map((crop) => ({ crop, at: random() }))
    .sort((left, right) => left.at - right.at)
    .map(({ crop }, at) => ({ ...crop, fold: at % FOLDS }));
}

/** Which class stands at each step: none far from every middle, either near the edge of a character. */
function stepsOf(plate: string, middles: readonly number[]): Int32Array {
  const targets = new Int32Array(NET_STEPS).fill(BLANK);
  middles.forEach((middle, at) => {
    for (let step = 0; step < NET_STEPS; step++) {
      const away = Math.abs(step + 0.5 - (middle * NET_STEPS) / NET_WIDTH);
      if (away < 1.1) targets[step] = classOf(plate[at] as string);
      else if (away < 2) targets[step] = -1;
    }
  });
  return targets;
}

function report(what: string, done: number, loss: number): void {
  const { user } = process.cpuUsage();
  console.error(`${what} ${done}: ${loss.toFixed(3)} (${(user / 1e6).toFixed(0)} s)`);
}

function teachDrawn(glyphs: Glyphs): Float32Array {
  const random = seededRandom(SEED);
  const pupil = openPupil(freshWeights(random));
  let loss = 0;
  for (let done = 1; done <= DRAWN; done++) {
    const plate = drawNumber(random);
    const { rgb, middles } = drawPlate(random, glyphs, plate);
    loss += teachSteps(pupil, evenLight(rgb, picture), stepsOf(plate, middles)) / NET_STEPS;
    if (done % BATCH === 0) learn(pupil, rateAt((done / DRAWN) * 0.8, DRAWN_RATE), BATCH);
    if (done % 2_000 === 0) {
      report('drawn', done, loss / 2_000);
      loss = 0;
    }
  }
  return weightsOf(pupil);
}

function teachReal(
  start: Float32Array,
  glyphs: Glyphs,
  crops: readonly Crop[],
  rate: number,
  seed: number,
) {
  const random = seededRandom(seed);
  const pupil = openPupil(start);
  let loss = 0;
  for (let done = 1; done <= REAL; done++) {
    const isDrawn = random() < DRAWN_SHARE;
    const crop = crops[Math.floor(random() * crops.length)] as Crop;
    const plate = isDrawn ? drawNumber(random) : crop.plate;
    const rgb = isDrawn
      ? drawPlate(random, glyphs, plate).rgb
      : spoil(random, jolt(random, crop.rgb), 0.5);
    loss += teachRow(pupil, evenLight(rgb, picture), [...plate].map(classOf));
    if (done % BATCH === 0) learn(pupil, rateAt(done / REAL, rate), BATCH);
    if (done % 2_000 === 0) {
      report('real', done, loss / 2_000);
      loss = 0;
    }
  }
  return weightsOf(pupil);
}

const folder = process.argv[2] ?? path.resolve(import.meta.dirname, '../../../shared/data/plates');
if (existsSync(folder)) {
  const glyphs = await drawGlyphs();
  const crops = await loadCrops(folder);
  const drawn = teachDrawn(glyphs);
  const seen = crops.filter(({ fold }) => fold !== HELD_OUT_FOLD);
  const heldOut = teachReal(drawn, glyphs, seen, REAL_RATE, SEED + HELD_OUT_FOLD);
  const all = teachReal(heldOut, glyphs, crops, FURTHER_RATE, SEED - 1);
  mkdirSync(path.dirname(WEIGHTS_FILE), { recursive: true });
  writeFileSync(HELD_OUT_FILE, packWeights(heldOut));
  writeFileSync(WEIGHTS_FILE, packWeights(all));
  writeFileSync(TAUGHT_FILE, packTaught(crops));
} else console.log(`已跳过：没有数据 skipped: no data in ${folder}`);
