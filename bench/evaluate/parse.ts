// `npm run evaluate -- parse --test FILE`: how well addresses are read into their parts, counted by phrases
// as conlleval does, and how fast on one core.
import { readFileSync } from 'node:fs';
import {
  phrasesOf,
  phrasesOfParts,
  readLabelled,
  scorePhrases,
  shippedParser,
} from '#modules/address/index.ts';
import { existing, MisusedCommand, optionsOf } from './options.ts';

export function evaluateParse(args: readonly string[]) {
  const { test } = optionsOf(args, ['test']);
  const addresses = readLabelled(readFileSync(existing('test', test), 'utf8'));
  if (addresses.length === 0)
    throw new MisusedCommand(`--test：${test} 中没有标注的地址 holds no labelled addresses`);
  const parse = shippedParser();
  const guessed = addresses.map(({ words }) => phrasesOfParts(parse(words)));
  const scores = scorePhrases(
    addresses.map(({ labels }) => phrasesOf(labels)),
    guessed,
  );
  const from = process.cpuUsage();
  let read = 0;
  do {
    for (const { words } of addresses) parse(words);
    read += addresses.length;
  } while (read < SPEED_ADDRESSES);
  const { user, system } = process.cpuUsage(from);
  for (const [kind, { f1, gold }] of Object.entries(scores.perKind))
    console.error(`${kind.padEnd(10)} F1 ${f1.toFixed(2).padStart(6)} of ${gold}`);
  return {
    precision: scores.precision,
    recall: scores.recall,
    f1: scores.f1,
    addressesPerSecondPerCore: Math.round((read * 1e6) / (user + system)),
    addresses: addresses.length,
    perKind: scores.perKind,
  };
}

/** Read again until so many are done: a handful says nothing of speed. */
const SPEED_ADDRESSES = 10_000;
