// `npm run evaluate -- items [--messages FOLDER] [--part dev|test|fresh]`: whether the model of the house finds the item of
// the shipped catalogue that a careful clerk would file a real message under (items.tsv), and whether it may act where
// it would. The messages are not ours and lie beside the project; without them it says that it was skipped.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shippedCatalog } from '#modules/catalog/index.ts';
import {
  DEFAULT_TRIAGE_POLICY,
  openClassifier,
  NO_ITEM,
  sentencesFor,
  SHORT,
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

/** The bands are set on dev; fresh was drawn when the model was finished (items.tsv says how). */
const PARTS: readonly string[] = ['dev', 'test', 'fresh'];

/** A message of a file, and the items that are right for it; none when the catalogue has nothing. */
export type FiledMessage = Readonly<{
  file: string;
  id: string;
  part: string;
  items: readonly string[];
}>;

/** What the model said of a message, the likeliest first. */
export type Answered = Readonly<{ items: readonly string[]; said: readonly ItemCandidate[] }>;

export function evaluateItems(args: readonly string[]) {
  const { messages, part } = optionsOf(
    ['--messages', MESSAGES, '--part', 'fresh', ...args],
    ['messages', 'part'],
  );
  if (!PARTS.includes(part))
    throw new MisusedCommand(`--part：应为 expected ${PARTS.join(' | ')}，不是 not ${part}`);
  const filed = readFiled(readFileSync(LABELS, 'utf8')).filter((one) => one.part === part);
  if (!existsSync(messages)) return { skipped: skippedFor(messages) };
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
    part,
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

type Trial = Readonly<{ lead: number; right: boolean }>;

/**
 * `npm run evaluate -- items-fit`: how often the best item is right from which lead on; the bands of the model of the
 * house (classify.ts) are set by it. Long texts are the part dev of the messages; short ones the phrases and sentences
 * that the model is taught with, a third held out at a time.
 */
export function evaluateItemsFit(args: readonly string[]) {
  const { messages } = optionsOf(['--messages', MESSAGES, ...args], ['messages']);
  const short = tableOf(heldOutTrials());
  if (!existsSync(messages)) return { skipped: skippedFor(messages), short };
  const filed = readFiled(readFileSync(LABELS, 'utf8')).filter((one) => one.part === 'dev');
  const texts = textsOf(messages, filed);
  const { items } = shippedCatalog();
  const classify = leadsOf(items, sentencesFor(items));
  const trials = filed.flatMap(({ items: right }, at) => {
    const text = texts[at] ?? '';
    return text.length < SHORT ? [] : [trialOf(classify(text), right)];
  });
  return { short, long: tableOf(trials) };
}

/** Short texts that the model was not taught with. */
function heldOutTrials(): Trial[] {
  const { items } = shippedCatalog();
  const sentences = sentencesFor(items);
  return [0, 1, 2].flatMap((fold) => {
    const isHeldOut = (_: unknown, number: number) => number % 3 === fold;
    const isTaught = (_: unknown, number: number) => number % 3 !== fold;
    const classify = leadsOf(
      items.map((item) => ({ ...item, phrases: item.phrases.filter(isTaught) })),
      sentences.filter(isTaught),
    );
    const phrases = items.flatMap(({ code: label, phrases }) =>
      phrases.filter(isHeldOut).map((text) => ({ text, label })),
    );
    return [...phrases, ...sentences.filter(isHeldOut)]
      .filter(({ text }) => text.length < SHORT)
      .map(({ text, label }) => trialOf(classify(text), label === NO_ITEM ? [] : [label]));
  });
}

/** A classifier whose confidence is the lead itself. */
function leadsOf(
  items: Parameters<typeof teachClassifier>[0],
  sentences: Parameters<typeof teachClassifier>[1],
) {
  const taught = teachClassifier(items, sentences);
  return openClassifier(items, taught, undefined, (_, lead) => Math.max(0, lead)).classify;
}

function trialOf([best]: readonly ItemCandidate[], items: readonly string[]): Trial {
  return { lead: best?.confidence ?? 0, right: items.includes(best?.code ?? '') };
}

/** From each lead on: the share of the texts, and how many of these are right. */
function tableOf(trials: readonly Trial[]) {
  const leads = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  return leads.map((lead) => {
    const from = trials.filter((one) => one.lead >= lead);
    const right = from.filter((one) => one.right).length;
    return { lead, share: share(from.length, trials.length), right: share(right, from.length) };
  });
}

function skippedFor(folder: string): string {
  say(`已跳过：找不到 ${folder} · skipped: it is not there`);
  return folder;
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
    const [file = '', id = '', part = '', items = ''] = row.split('\t');
    return { file, id, part, items: items === 'none' ? [] : items.split(' ') };
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
