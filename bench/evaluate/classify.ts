// `npm run evaluate -- classify --test FILE.jsonl`: how often the shipped model finds the first-level class
// of a citizen's message, how far it may be trusted to act alone, and how fast it reads.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { judgeOf, shippedMessageModel } from '#modules/triage/index.ts';
import { figuresOf, textsPerSecond, type ClassifierFigures } from './figures.ts';
import { existing, MisusedCommand, optionsOf } from './options.ts';

export type ClassifyFigures = ClassifierFigures &
  Readonly<{
    texts: number;
    textsPerSecondPerCore: number;
    megabytesPerSecond: number;
    medianCharacters: number;
    meanCharacters: number;
    loadMilliseconds: number;
    model: string;
    seed: number;
  }>;

type Message = Readonly<{ text: string; label: string }>;

export function evaluateClassify(args: readonly string[]): ClassifyFigures {
  const { test } = optionsOf(args, ['test']);
  const messages = readMessages(existing('test', test));
  const started = performance.now();
  const model = shippedMessageModel();
  const judge = judgeOf(model);
  const loadMilliseconds = Math.round(performance.now() - started);
  const judged = messages.map(({ text, label }) => {
    const { slot, confidence } = judge.judge(text);
    return { label, guess: model.labels[slot] ?? '', confidence };
  });
  const texts = messages.map((one) => one.text);
  const lengths = texts.map((text) => text.length).sort((a, b) => a - b);
  const characters = lengths.reduce((sum, length) => sum + length, 0);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const perSecond = textsPerSecond(texts, judge.judge);
  return {
    ...figuresOf(judged),
    texts: texts.length,
    textsPerSecondPerCore: Math.round(perSecond),
    megabytesPerSecond: Math.round((perSecond * bytes) / texts.length / 10_000) / 100,
    medianCharacters: lengths[Math.trunc(lengths.length / 2)] ?? 0,
    meanCharacters: Math.round(characters / texts.length),
    loadMilliseconds,
    model: model.version,
    seed: model.made.seed,
  };
}

function readMessages(path: string): Message[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const messages = lines.map((line, at) => messageOf(line, `${path}:${at + 1}`));
  if (messages.length > 0) return messages;
  throw new MisusedCommand(`${path}：没有文本 holds no texts`);
}

function messageOf(line: string, where: string): Message {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new MisusedCommand(`${where}：不是 JSON is not JSON`);
  }
  const { subject, detail, text, label } = (row ?? {}) as Record<string, unknown>;
  const words = typeof text === 'string' ? [subject, text] : [subject, detail];
  if (typeof label !== 'string' || !words.some((one) => typeof one === 'string'))
    throw new MisusedCommand(`${where}：缺少文本或 label lacks a text or a label`);
  return { text: words.filter((one) => typeof one === 'string').join('\n'), label };
}
