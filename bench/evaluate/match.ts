// `npm run evaluate -- match --test FILE`: how well two addresses are judged to be no, a partial or an exact match.
import { readFileSync } from 'node:fs';
import {
  type CandidateOrder,
  groupsOf,
  MATCH_LABELS,
  matchAddresses,
  matchCandidates,
  scoreMatches,
} from '#modules/address/index.ts';
import { existing, MisusedCommand, optionsOf } from './options.ts';

type Judged = Readonly<{ query: string; candidate: string; label: number }>;

export function evaluateMatch(args: readonly string[]) {
  const { test } = optionsOf(args, ['test']);
  const pairs = readJudged(readFileSync(existing('test', test), 'utf8'));
  if (pairs.length === 0)
    throw new MisusedCommand(`--test：${test} 中没有标注的地址对 holds no judged pairs`);
  const said: number[] = [];
  const groups = groupsOf(pairs);
  const order = orderOf(groups.map((rows) => rows.flatMap((row) => pairs[row] ?? [])));
  const from = process.cpuUsage();
  for (const rows of groups) {
    const own = rows.flatMap((row) => pairs[row] ?? []);
    const answers = matchCandidates(
      own[0]?.query ?? '',
      own.map((pair) => pair.candidate),
      order,
    );
    answers.forEach(({ label }, at) => {
      said[rows[at] ?? 0] = MATCH_LABELS.indexOf(label);
    });
  }
  const { user, system } = process.cpuUsage(from);
  const scores = scoreMatches(
    pairs.map((pair) => pair.label),
    said,
  );
  return {
    ...scores,
    pairs: pairs.length,
    order,
    pairsPerSecondPerCore: Math.round((pairs.length * 1e6) / (user + system)),
  };
}

/** Lists that are looked at for their order, and the least number that tells anything. */
const LISTS_LOOKED_AT = 200;
const LISTS_TELLING = 30;
/** A search gives the exact match first some ten times as often as last; without an order, as often. */
const FIRST_TO_LAST = 2;

/**
 * Whether lists stand as a search gave them, told from the texts alone: then the first candidate looks exact far more often
 * than the last. Few lists tell nothing and are taken as they mostly come.
 */
export function orderOf(lists: readonly (readonly Judged[])[]): CandidateOrder {
  const telling = lists.filter((list) => list.length >= 3).slice(0, LISTS_LOOKED_AT);
  if (telling.length < LISTS_TELLING) return 'search';
  const exactAt = (place: number) =>
    telling.reduce((sum, list) => {
      const pair = list.at(place);
      return sum + (pair ? (matchAddresses(pair.query, pair.candidate).chances[2] ?? 0) : 0);
    }, 0);
  return exactAt(0) >= FIRST_TO_LAST * exactAt(-1) ? 'search' : 'none';
}

const WORDS = ['不匹配', '部分匹配', '完全匹配'];

/** Lines `a<TAB>b<TAB>0|1|2`, or JSON `{query, candidate: [{text, label}]}`; other lines are left out. */
export function readJudged(text: string): Judged[] {
  return text.split(/\r?\n/).flatMap((line): Judged[] => {
    if (line.trimStart().startsWith('{')) return fromJson(line);
    const [query, candidate, label] = line.split('\t');
    const number = Number(label);
    if (!query || !candidate || !['0', '1', '2'].includes(label?.trim() ?? '')) return [];
    return [{ query, candidate, label: number }];
  });
}

function fromJson(line: string): Judged[] {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return [];
  }
  const { query, candidate } = row as { query?: unknown; candidate?: unknown };
  if (typeof query !== 'string' || !Array.isArray(candidate)) return [];
  return (candidate as { text?: unknown; label?: unknown }[]).flatMap(({ text, label }) => {
    const number = typeof label === 'number' ? label : WORDS.indexOf(String(label));
    return typeof text === 'string' && number >= 0 && number <= 2
      ? [{ query, candidate: text, label: number }]
      : [];
  });
}
