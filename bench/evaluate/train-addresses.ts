// Teaches the address parser and matcher from the public data and writes the files that ship:
//   node bench/evaluate/train-addresses.ts parse|match [--data DIR] [--held-out dev] [--models N]
// Without the data folder (kept beside the project, never in it) it says so and changes nothing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  buildPieceParser,
  DIVISION_NAMES_FILE,
  hashDivisionNames,
  type LearnOptions,
  learnParser,
  meanLearnt,
  PARSE_MODEL_FILE,
  partsOfLabels,
  phrasesOf,
  phrasesOfParts,
  readLabelled,
  readLexicon,
  readModel,
  scorePhrases,
  writeLexicon,
  writeModel,
  MATCH_MODEL_FILE,
  teachMatcher,
  type TeachOptions,
  writeMatchModel,
} from '#modules/address/index.ts';
import { readJudged } from './match.ts';

const OPTIONS: LearnOptions = {
  epochs: 3,
  warmUp: 1,
  rate: 0.1,
  pull: 1e-3,
  leftOut: 0.5,
  metAtLeast: 3,
  seed: 20_190_602,
};

const MATCH_OPTIONS: TeachOptions = {
  rounds: 120,
  depth: 6,
  rate: 0.07,
  rowShare: 0.5,
  signShare: 0.2,
  leafMin: 5,
  pull: 5,
  folds: 4,
  pair: { forests: 1, nets: 1 },
  list: { forests: 2, nets: 3 },
  seed: 20_210_901,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: path.resolve(import.meta.dirname, '../../../shared/data') },
    'held-out': { type: 'string' },
    /** Models of other seeds whose weights are averaged: three are a little better and take three times as long. */
    models: { type: 'string', default: '1' },
  },
});
const data = values.data;
const what = positionals[0] === 'match' ? 'match' : 'parse';
const needed = { parse: 'addresses/parsing/train.txt', match: 'addresses/matching' };
if (!existsSync(path.join(data, needed[what])))
  console.log(`skipped: ${data} does not hold the public address data`);
else if (what === 'match') trainMatcher();
else train(values['held-out'], Math.max(1, Math.trunc(Number(values.models)) || 1));

/** Scores are those of folds left out, by question; the model that ships has learnt from all. */
function trainMatcher(): void {
  const folder = path.join(data, needed.match);
  const pairs = readdirSync(folder)
    .filter((file) => /\.(tsv|jsonl|json|txt)$/.test(file))
    .flatMap((file) => readJudged(readFileSync(path.join(folder, file), 'utf8')));
  const { model, heldOut } = teachMatcher(pairs, { ...MATCH_OPTIONS, onStep: console.log });
  const bytes = gzipSync(writeMatchModel(model), { level: 9 });
  writeFileSync(MATCH_MODEL_FILE, bytes);
  console.log(`${MATCH_MODEL_FILE.pathname}: ${bytes.length} bytes, seed ${MATCH_OPTIONS.seed}`);
  console.log(JSON.stringify({ folds: MATCH_OPTIONS.folds, ...heldOut }));
}

/** With a part held out the score on it is told and nothing is written. */
function train(heldOut: string | undefined, models: number): void {
  const names = hashDivisionNames({
    provinces: namesIn('provinces'),
    cities: namesIn('cities'),
    districts: namesIn('areas'),
    towns: namesIn('streets'),
  });
  const lexicon = readLexicon(writeLexicon(names));
  const [taught, asked] = heldOut ? [['train'], heldOut] : [['train', 'dev'], undefined];
  const examples = taught
    .flatMap(labelled)
    .map(({ words, labels }) => ({ words, parts: partsOfLabels(labels) }));
  console.log(`${examples.length} addresses, seed ${OPTIONS.seed}`);
  const learnt = meanLearnt(
    Array.from({ length: models }, (_, model) =>
      learnParser(examples, lexicon, {
        ...OPTIONS,
        seed: OPTIONS.seed + model,
        onEpoch: (epoch, loss) =>
          console.log(`model ${model + 1}, epoch ${epoch + 1}: loss ${loss.toFixed(3)}`),
      }),
    ),
  );
  const bytes = writeModel(learnt);
  if (asked) {
    const parse = buildPieceParser(readModel(bytes), lexicon);
    const test = labelled(asked);
    const { precision, recall, f1 } = scorePhrases(
      test.map(({ labels }) => phrasesOf(labels)),
      test.map(({ words }) => phrasesOfParts(parse(words))),
    );
    console.log(JSON.stringify({ heldOut: asked, precision, recall, f1 }));
    return;
  }
  writeFileSync(DIVISION_NAMES_FILE, gzipSync(writeLexicon(names), { level: 9 }));
  writeFileSync(PARSE_MODEL_FILE, gzipSync(bytes, { level: 9 }));
  console.log(`${PARSE_MODEL_FILE.pathname}: ${bytes.length} bytes unpacked`);
}

function labelled(part: string) {
  return readLabelled(readFileSync(path.join(data, `addresses/parsing/${part}.txt`), 'utf8'));
}

function namesIn(list: string): string[] {
  const rows = readFileSync(path.join(data, `divisions/${list}.csv`), 'utf8')
    .trim()
    .split('\n');
  return rows.slice(1).map((row) => (row.split(',')[1] ?? '').replaceAll('"', ''));
}
