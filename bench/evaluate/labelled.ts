// The labelled citizens' messages: as people wrote them where that is known, else as segmented words; those
// that tell nearly the same are one group, so that no twin of a held-out text teaches.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example, Teaching } from '#modules/triage/index.ts';
import { seededRandom } from '#platform/chance/index.ts';

/** How the shipped model is taught; chosen by cross-validation without the sealed sixth. */
export const MESSAGE_TEACHING: Omit<Teaching, 'examples'> = {
  kind: 'message-class',
  version: 'messages-1',
  seed: 2020,
  reading: { bits: 18, neighbours: 2, opening: 25, openingTimes: 3, length: 1000 },
  strength: 2,
  rounds: 8,
};

/** A sixth of the groups was never looked at while choosing. */
const SEALED_SEED = 7;
const PARTS = 6;

export type Labelled = Readonly<{
  examples: readonly Example[];
  /** Whether the example of that number lies in the sealed sixth. */
  sealed: readonly boolean[];
  /** Pairs of nearly the same text, and how many of them bear different labels. */
  conflicts: Readonly<{ pairs: number; differ: number }>;
}>;

type Row = Readonly<{ segRow: number; label: string; words: string }>;

export function readLabelled(folder: string): Labelled {
  const rows = linesOf(join(folder, 'attach2_segmented_7463.tsv')).map((line): Row => {
    const [segRow = '', label = '', words = ''] = line.split('\t');
    return { segRow: Number(segRow), label, words: words.replaceAll(' ', '') };
  });
  const written = new Map(
    linesOf(join(folder, 'attach2_raw_labelled_public.jsonl')).map((line) => {
      const row = JSON.parse(line) as Partial<Record<string, string>> & { seg_row: number };
      const text = `${row['subject'] ?? ''}\n${row['detail'] ?? row['text'] ?? ''}`;
      return [row.seg_row, { text, label: row['label'] ?? '' }];
    }),
  );
  const pairs = alikePairs(rows.map((row) => row.words));
  const groups = groupsOf(rows.length, pairs);
  const random = seededRandom(SEALED_SEED);
  const partOf = new Map(
    [...new Set(groups)].map((group) => [group, Math.trunc(random() * PARTS)]),
  );
  return {
    examples: rows.map(({ segRow, label, words }, at) => {
      const told = written.get(segRow) ?? { text: words, label };
      return { ...told, isWeak: !written.has(segRow), group: String(groups[at]) };
    }),
    sealed: groups.map((group) => partOf.get(group) === PARTS - 1),
    conflicts: {
      pairs: pairs.length,
      differ: pairs.filter(([a, b]) => rows[a]?.label !== rows[b]?.label).length,
    },
  };
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').trim().split('\n');
}

/** Neighbouring characters that make a shingle, and what share of the shorter text's makes two texts alike. */
const SHINGLE = 5;
const ALIKE = 0.3;
/** A shingle of more texts is a form of politeness. */
const SHARED_BY_MAX = 40;
const SHINGLES_MIN = 5;

/** Pairs of texts that tell nearly the same. */
function alikePairs(texts: readonly string[]): (readonly [number, number])[] {
  const shingles = texts.map((text) => new Set(shinglesOf(text)));
  const textsWith = new Map<string, number[]>();
  shingles.forEach((own, at) => {
    for (const one of own) textsWith.set(one, [...(textsWith.get(one) ?? []), at]);
  });
  return shingles.flatMap((own, at) => {
    const shared = new Map<number, number>();
    for (const one of own) {
      const others = textsWith.get(one) ?? [];
      if (others.length > SHARED_BY_MAX) continue;
      for (const other of others) if (other < at) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    return [...shared].flatMap(([other, count]) => {
      const least = Math.min(own.size, shingles[other]?.size ?? 0);
      return least >= SHINGLES_MIN && count / least >= ALIKE ? [[at, other] as const] : [];
    });
  });
}

function shinglesOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - SHINGLE + 1) }, (_, at) =>
    text.slice(at, at + SHINGLE),
  );
}

/** Numbers that are equal for texts joined by pairs. */
function groupsOf(count: number, pairs: readonly (readonly [number, number])[]): number[] {
  const parents = Array.from({ length: count }, (_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[at] = root;
    return root;
  };
  for (const [a, b] of pairs) parents[rootOf(a)] = rootOf(b);
  return parents.map((_, at) => rootOf(at));
}
