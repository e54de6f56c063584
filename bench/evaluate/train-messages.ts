// `node bench/evaluate/train-messages.ts [--data DIR] [--try]`: teaches the shipped model of citizens' messages
// from the data folder beside the project, tells what it is worth on texts held out, and writes it. With
// `--try` nothing is written. Skips plainly where the data is not.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { crossValidate, encodeModel, judgeOf, trainLinear } from '#modules/triage/index.ts';
import { figuresOf, type Judged } from './figures.ts';
import { MESSAGE_TEACHING, readLabelled, type Labelled } from './labelled.ts';

const SHIPPED = new URL('../../modules/triage/data/messages.model', import.meta.url);
const DATA = new URL('../../../shared/data/citizen-messages/', import.meta.url);

const { values } = parseArgs({ options: { data: { type: 'string' }, try: { type: 'boolean' } } });
const folder = values.data ?? fileURLToPath(DATA);
if (!existsSync(folder)) console.log(`跳过 skipped: ${folder} 不存在 is not there`);
else train(readLabelled(folder));

function train(labelled: Labelled): void {
  const { examples, sealed, conflicts } = labelled;
  const open = examples.filter((_, at) => !sealed[at]);
  const asked = examples.filter((one, at) => sealed[at] && !one.isWeak);
  tellJudged('sealed sixth, taught with the rest', judgedBy(open, asked));
  tell('cross-validated without the sealed sixth', open);
  const model = trainLinear({ ...MESSAGE_TEACHING, examples });
  const bytes = encodeModel(model);
  console.log(
    JSON.stringify({ conflicts, made: model.made, bands: model.bands, bytes: bytes.length }),
  );
  if (values.try) return;
  tell('cross-validated over everything', examples);
  mkdirSync(new URL('.', SHIPPED), { recursive: true });
  writeFileSync(SHIPPED, bytes);
  console.log(`写入 written: ${fileURLToPath(SHIPPED)}`);
}

function tell(what: string, examples: Labelled['examples']): void {
  tellJudged(what, crossValidate({ ...MESSAGE_TEACHING, examples }));
}

function judgedBy(taught: Labelled['examples'], asked: Labelled['examples']): Judged[] {
  const model = trainLinear({ ...MESSAGE_TEACHING, examples: taught, folds: 0 });
  const { judge } = judgeOf(model);
  return asked.map(({ text, label }) => {
    const { slot, confidence } = judge(text);
    return { label, guess: model.labels[slot] ?? '', confidence };
  });
}

function tellJudged(what: string, judged: readonly Judged[]): void {
  console.log(`${what}: ${judged.length} texts ${JSON.stringify(figuresOf(judged))}`);
}
