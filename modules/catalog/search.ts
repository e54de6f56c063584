// Finds items while a clerk types: by code, by name, and by the words people use. In memory: a
// catalogue has some hundred items, and the form must answer within a keystroke. Pure.
import type { Catalog } from './catalog.ts';
import type { CatalogItem } from './item.ts';

/** A choice list that a person reads at a glance. */
export const SEARCH_AT_MOST = 20;

// What a match is worth. A name beats a keyword, a keyword beats a phrase, parts count a little.
const NAME_SAME = 100;
const NAME_PART = 60;
const KEYWORD_SAME = 25;
const KEYWORD_IN_TEXT = 12;
const PHRASE_PART = 8;
const GROUP_PART = 6;
const PAIR = 1;

/** The best items for what has been typed, best first; all of a group for its code. */
export function searchItems(
  catalog: Catalog,
  typed: string,
  limit = SEARCH_AT_MOST,
): CatalogItem[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return [];
  const found = /^\d{2,7}$/.test(text)
    ? catalog.items.filter(({ code }) => code.startsWith(text)).map((item) => ({ item, score: 1 }))
    : byWords(catalog, text);
  return found
    .toSorted((a, b) => b.score - a.score || a.item.code.localeCompare(b.item.code))
    .slice(0, Math.min(limit, SEARCH_AT_MOST))
    .map(({ item }) => item);
}

function byWords(catalog: Catalog, text: string): { item: CatalogItem; score: number }[] {
  const groups = new Map(
    [...catalog.majors, ...catalog.subs].map(({ code, name }) => [
      code,
      `${name.zh} ${name.en.toLowerCase()}`,
    ]),
  );
  const words = text.split(/[\s,,。;;、]+/).filter((word) => word !== '');
  const pairs = pairsOf(text);
  return catalog.items
    .map((item) => {
      const group = `${groups.get(item.code.slice(0, 2))} ${groups.get(item.code.slice(0, 4))}`;
      const score =
        words.reduce((sum, word) => sum + wordScore(item, group, word), 0) + pairScore(item, pairs);
      return { item, score };
    })
    .filter(({ score }) => score > 0);
}

function wordScore(item: CatalogItem, group: string, word: string): number {
  const [zh, en] = [item.name.zh.toLowerCase(), item.name.en.toLowerCase()];
  let score = 0;
  if (zh === word || en === word) score += NAME_SAME;
  else if (zh.includes(word) || en.includes(word)) score += NAME_PART;
  for (const keyword of item.keywords) {
    if (keyword === word) score += KEYWORD_SAME;
    else if (keyword.length > 1 && word.includes(keyword)) score += KEYWORD_IN_TEXT;
  }
  if (item.phrases.some((phrase) => phrase.includes(word))) score += PHRASE_PART;
  if (group.includes(word)) score += GROUP_PART;
  return score;
}

/** Pairs of neighbouring Chinese characters, so that 井盖坏了 still finds 井盖缺失. */
function pairsOf(text: string): string[] {
  return [...text].flatMap((character, i, all) => {
    const pair = character + (all[i + 1] ?? '');
    return /^\p{Script=Han}{2}$/u.test(pair) ? [pair] : [];
  });
}

function pairScore(item: CatalogItem, pairs: readonly string[]): number {
  return (
    pairs.filter(
      (pair) => item.name.zh.includes(pair) || item.phrases.some((phrase) => phrase.includes(pair)),
    ).length * PAIR
  );
}
