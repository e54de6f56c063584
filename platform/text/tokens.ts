// Search tokens of Chinese text, made by the application and kept in a GIN column: single characters and
// bigrams of Han runs; lower-cased words and short numbers of the rest. Trigram indexes of the database
// cannot serve two-character words. Pure.
import { foldWidth, personalSpans } from './redact.ts';

/** A page of text gives fewer; beyond this an index row costs more than it finds. */
export const SEARCH_TOKENS_MAX = 1200;
/** A query of more parts is a pasted text; its first parts find as well. */
export const QUERY_TOKENS_MAX = 24;
const WORD_LENGTH_MAX = 32;

/** Seven digits and more are a telephone number, or a number that nobody looks for among words. */
const LONG_NUMBER = /\d{7}/;

const RUNS = /[\u3400-\u9fff\uf900-\ufaff]+|[a-z]+[a-z0-9]*|\d+[a-z]*/g;

/**
 * The tokens under which a text is found. Telephone, ID and card numbers never become tokens. An index
 * that can be asked for beginnings needs only the `last` character of a run by itself: the others begin
 * a bigram. That is nearly half of what it would hold.
 */
export function searchTokens(text: string, singles: 'every' | 'last' = 'every'): string[] {
  const tokens = new Set<string>();
  for (const run of runsOf(text)) {
    if (!isHan(run)) {
      tokens.add(run);
      continue;
    }
    for (let at = 0; at < run.length; at++) {
      const isLast = at + 1 === run.length;
      if (isLast || singles === 'every') tokens.add(run.charAt(at));
      if (!isLast) tokens.add(run.slice(at, at + 2));
    }
    if (tokens.size >= SEARCH_TOKENS_MAX) break;
  }
  return [...tokens].slice(0, SEARCH_TOKENS_MAX);
}

/**
 * The tokens that a text must all have to answer a query: the bigrams of each Han run (or its one
 * character), and the other words as they are.
 */
export function queryTokens(query: string): string[] {
  const tokens = new Set<string>();
  for (const run of runsOf(query)) {
    if (!isHan(run) || run.length === 1) tokens.add(run);
    else for (let at = 0; at + 1 < run.length; at++) tokens.add(run.slice(at, at + 2));
  }
  return [...tokens].slice(0, QUERY_TOKENS_MAX);
}

/** Whether a token of a query is a single character, which an index with `last` singles knows as a beginning. */
export function isSingle(token: string): boolean {
  return token.length === 1 && isHan(token);
}

function runsOf(text: string): string[] {
  return (withoutPersonal(foldWidth(text)).toLowerCase().match(RUNS) ?? []).filter(
    (run) => isHan(run) || (run.length <= WORD_LENGTH_MAX && !LONG_NUMBER.test(run)),
  );
}

function withoutPersonal(text: string): string {
  let result = '';
  let from = 0;
  for (const { start, end } of personalSpans(text)) {
    result += `${text.slice(from, start)} `;
    from = end;
  }
  return from === 0 ? text : result + text.slice(from);
}

function isHan(run: string): boolean {
  return run.charCodeAt(0) >= 0x3400;
}
