// `npm run evaluate -- match --test FILE`: how well two addresses are judged to be no, a partial or an exact match.
import { readFileSync } from 'node:fs';
import { groupsOf, MATCH_LABELS, matchCandidates, scoreMatches } from '#modules/address/index.ts';
import { existing, MisusedCommand, optionsOf } from './options.ts';

type Judged = Readonly<{ query: string; candidate: string; label: number }>;

export function evaluateMatch(args: readonly string[]) {
  const { test } = optionsOf(args, ['test']);
  const pairs = readJudged(readFileSync(existing('test', test), 'utf8'));
  if (pairs.length === 0)
    throw new MisusedCommand(`--test：${test} 中没有标注的地址对 holds no judged pairs`);
  const said: number[] = [];
  const groups = groupsOf(pairs);
  const from = process.cpuUsage();
  for (const rows of groups) {
    const own = rows.flatMap((row) => pairs[row] ?? []);
    const answers = matchCandidates(
      own[0]?.query ?? '',
      own.map((pair) => pair.candidate),
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
    pairsPerSecondPerCore: Math.round((pairs.length * 1e6) / (user + system)),
  };
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
