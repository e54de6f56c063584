// `npm run evaluate -- common-speech --messages A.jsonl,B.jsonl --out modules/triage/alike/common.bin`: counts
// in how many public messages each piece of text stands. The same files give the same bytes.
import { writeFileSync } from 'node:fs';
import { eachPlace, eachToken, speechFile } from '#modules/triage/index.ts';
import { readMessages } from './messages.ts';
import { existing, optionsOf } from './options.ts';

/** Rarer pieces may be names, and names are not shipped. */
const HELD_LEAST = 5;

export function evaluateCommonSpeech(args: readonly string[]) {
  const { messages, out } = optionsOf(args, ['messages', 'out']);
  const said = messages.split(',').flatMap((path) => readMessages(existing('messages', path)));
  const holding = new Map<number, number>();
  for (const { subject, detail } of said) {
    const tokens = new Set<number>();
    for (const text of [subject, detail]) {
      eachToken(text, (token) => tokens.add(token));
      eachPlace(text, (token) => tokens.add(token));
    }
    for (const token of tokens) holding.set(token, (holding.get(token) ?? 0) + 1);
  }
  const kept = new Map([...holding].filter(([, held]) => held >= HELD_LEAST));
  const file = speechFile(said.length, kept);
  writeFileSync(out, file);
  return { messages: said.length, pieces: kept.size, bytes: file.length };
}
