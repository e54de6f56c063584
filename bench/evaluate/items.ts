// `npm run evaluate -- items [--messages FOLDER] [--half dev|test]`: whether the model of the house finds the item of
// the shipped catalogue that a careful clerk would file a real message under (items.tsv), and whether it may act where
// it would. The messages are not ours and lie beside the project; without them it says that it was skipped.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shippedCatalog } from '#modules/catalog/index.ts';
import {
  DEFAULT_TRIAGE_POLICY,
  openClassifier,
  stanceOf,
  teachClassifier,
  type ItemCandidate,
  type Stance,
} from '#modules/triage/index.ts';
import { say } from '../figures.ts';
import { share, textsPerSecond } from './figures.ts';
import { readMessages } from './messages.ts';
import { MisusedCommand, optionsOf } from './options.ts';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const MESSAGES = pathOf('../../../shared/data/citizen-messages');
const LABELS = pathOf('items.tsv');

/** A message of a file, and the items that are right for it; none when the catalogue has nothing. */
export type FiledMessage = Readonly<{
  file: string;
  id: string;
  half: string;
  items: readonly string[];
}>;

/** What the model said of a message, the likeliest first. */
export type Answered = Readonly<{ items: readonly string[]; said: readonly ItemCandidate[] }>;

export function evaluateItems(args: readonly string[]) {
  const { messages, half } = optionsOf(
    ['--messages', MESSAGES, '--half', 'test', ...args],
    ['messages', 'half'],
  );
  if (half !== 'dev' && half !== 'test')
    throw new MisusedCommand(`--half：应为 dev 或 test，不是 expected dev or test, not ${half}`);
  const filed = readFiled(readFileSync(LABELS, 'utf8')).filter((one) => one.half === half);
  if (!existsSync(messages)) {
    say(`已跳过：找不到 ${messages} · skipped: it is not there`);
    return { skipped: messages };
  }
  const texts = textsOf(messages, filed);
  const { items } = shippedCatalog();
  const from = process.cpuUsage();
  const classifier = openClassifier(items, teachClassifier(items));
  const { user, system } = process.cpuUsage(from);
  const answered = filed.map(({ items: right }, at): Answered => ({
    items: right,
    said: classifier.classify(texts[at] ?? ''),
  }));
  sayMistakes(filed, answered);
  return {
    half,
    ...itemFigures(answered),
    textsPerSecondPerCore: Math.round(textsPerSecond(texts, classifier.classify)),
    learntInMilliseconds: Math.round((user + system) / 1000),
  };
}

/**
 * Accuracy and `top3` are of the messages that have an item; acting on one that has none, or suggesting for it, is
 * wrong.
 */
export function itemFigures(answered: readonly Answered[]) {
  const known = answered.filter(({ items }) => items.length > 0);
  const without = answered.filter(({ items }) => items.length === 0);
  const rightWithin = (most: number) => (one: Answered) =>
    one.said.slice(0, most).some(({ code }) => one.items.includes(code));
  const isIn = (band: Stance) => (one: Answered) => bandOf(one) === band;
  const acted = answered.filter(isIn('act'));
  const suggested = answered.filter(isIn('suggest'));
  const right = (among: readonly Answered[], most = 1) =>
    share(among.filter(rightWithin(most)).length, among.length);
  return {
    messages: answered.length,
    accuracy: right(known),
    top3: right(known, 3),
    acted: acted.length,
    actShare: share(acted.length, answered.length),
    actRight: acted.length === 0 ? null : right(acted),
    suggestShare: share(suggested.length, answered.length),
    suggestRight: suggested.length === 0 ? null : right(suggested),
    none: without.length,
    noneActed: without.filter(isIn('act')).length,
    noneSuggested: without.filter(isIn('suggest')).length,
  };
}

function bandOf({ said }: Answered): Stance {
  return stanceOf(said[0]?.confidence ?? 0, DEFAULT_TRIAGE_POLICY);
}

/** Where it would have acted wrongly: only the id, because the messages are not ours. */
function sayMistakes(filed: readonly FiledMessage[], answered: readonly Answered[]): void {
  answered.forEach((one, at) => {
    const code = one.said[0]?.code ?? '';
    if (bandOf(one) !== 'act' || one.items.includes(code)) return;
    const { file, id } = filed[at] ?? { file: '', id: '' };
    say(`误动 acted wrongly: ${file} ${id}: ${code}, 应为 right ${one.items.join(' ') || 'none'}`);
  });
}

export function readFiled(tsv: string): FiledMessage[] {
  const rows = tsv.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return rows.map((row) => {
    const [file = '', id = '', half = '', items = ''] = row.split('\t');
    return { file, id, half, items: items === 'none' ? [] : items.split(' ') };
  });
}

/** Title and words of each message, as triage reads a report. Throws MisusedCommand when one is not there. */
function textsOf(folder: string, filed: readonly FiledMessage[]): string[] {
  const textOf = new Map<string, string>();
  for (const file of new Set(filed.map((one) => one.file)))
    for (const { id, subject, detail } of readMessages(join(folder, file)))
      textOf.set(`${file} ${id}`, [subject, detail].filter(Boolean).join('\n'));
  return filed.map(({ file, id }) => {
    const text = textOf.get(`${file} ${id}`);
    if (text === undefined) throw new MisusedCommand(`${file}：没有 lacks ${id}`);
    return text;
  });
}
