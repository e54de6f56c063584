// Labelled addresses as they are published: a piece and its BIO label per line, a blank line between
// addresses; and how well guesses meet them, counted by phrases as conlleval (CoNLL-2000) does. Pure.
import { ADDRESS_KINDS, KIND_NAMES } from './kinds.ts';
import type { PiecePart } from './parser.ts';

export type LabelledAddress = Readonly<{ words: readonly string[]; labels: readonly string[] }>;

/** Reads the lines; columns after the second are ignored. */
export function readLabelled(text: string): LabelledAddress[] {
  const addresses: LabelledAddress[] = [];
  let words: string[] = [];
  let labels: string[] = [];
  const finish = () => {
    if (words.length > 0) addresses.push({ words, labels });
    words = [];
    labels = [];
  };
  for (const line of text.split(/\r?\n/)) {
    // Only spaces and tabs part columns: a piece may itself be a wide space.
    const columns = /^(\S*?|[^ \t]+)[ \t]+(\S+)/u.exec(line);
    if (line.trim() === '') finish();
    else if (columns) {
      words.push(columns[1] ?? '');
      labels.push(columns[2] ?? '');
    }
  }
  finish();
  return addresses;
}

export type Phrase = Readonly<{ from: number; to: number; kind: string }>;

/** Phrases begin at B, at a change of kind and after O; the kind is spelled as in the label. */
export function phrasesOf(labels: readonly string[]): Phrase[] {
  const phrases: Phrase[] = [];
  let open: { from: number; to: number; kind: string } | undefined;
  labels.forEach((label, at) => {
    const [tag = '', kind = ''] = label.split(/-(.*)/s);
    if (tag === 'O' || tag === '') open = undefined;
    else if (open && tag !== 'B' && open.kind === kind) open.to = at + 1;
    else {
      open = { from: at, to: at + 1, kind };
      phrases.push(open);
    }
  });
  return phrases;
}

/** How the public data spells the kinds that it does not write in small letters. */
const SPELLED: Readonly<Record<string, string>> = { devzone: 'devZone', subroad: 'subRoad' };

export function phrasesOfParts(parts: readonly PiecePart[]): Phrase[] {
  return parts.map(({ from, to, kind }) => {
    const name = KIND_NAMES[kind] ?? 'otherinfo';
    return { from, to, kind: SPELLED[name] ?? name };
  });
}

/** The parts to learn from. Throws on a kind outside the scheme. */
export function partsOfLabels(labels: readonly string[]): PiecePart[] {
  return phrasesOf(labels).map(({ from, to, kind }) => {
    const number = KIND_NAMES.indexOf(kind.toLowerCase() as keyof typeof ADDRESS_KINDS);
    if (number < 0) throw new Error(`no kind of the scheme: ${kind}`);
    return { from, to, kind: number };
  });
}

/** In percent. */
export type Score = Readonly<{ precision: number; recall: number; f1: number; gold: number }>;

export type PhraseScores = Score & Readonly<{ perKind: Readonly<Record<string, Score>> }>;

export function scorePhrases(
  gold: readonly (readonly Phrase[])[],
  guessed: readonly (readonly Phrase[])[],
): PhraseScores {
  const counts = new Map<string, { right: number; gold: number; guessed: number }>();
  const count = (kind: string) => {
    const known = counts.get(kind) ?? { right: 0, gold: 0, guessed: 0 };
    counts.set(kind, known);
    return known;
  };
  gold.forEach((phrases, at) => {
    const guesses = guessed[at] ?? [];
    const keys = new Set(phrases.map(keyOf));
    for (const { kind } of phrases) count(kind).gold++;
    for (const guess of guesses) {
      count(guess.kind).guessed++;
      if (keys.has(keyOf(guess))) count(guess.kind).right++;
    }
  });
  const all = { right: 0, gold: 0, guessed: 0 };
  for (const one of counts.values()) {
    all.right += one.right;
    all.gold += one.gold;
    all.guessed += one.guessed;
  }
  const perKind = [...counts]
    .sort((a, b) => b[1].gold - a[1].gold)
    .map(([kind, one]) => [kind, scoreOf(one)] as const);
  return { ...scoreOf(all), perKind: Object.fromEntries(perKind) };
}

const keyOf = ({ from, to, kind }: Phrase) => `${from}:${to}:${kind}`;

function scoreOf({
  right,
  gold,
  guessed,
}: {
  right: number;
  gold: number;
  guessed: number;
}): Score {
  const precision = guessed === 0 ? 0 : (100 * right) / guessed;
  const recall = gold === 0 ? 0 : (100 * right) / gold;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision: round2(precision), recall: round2(recall), f1: round2(f1), gold };
}

const round2 = (value: number) => Math.round(value * 100) / 100;
