// How citizens would tell of an item: sentences that came with the product (data/sentences.txt), which teach the models of
// items what the catalogue's few phrases cannot: long ways of saying it, and what belongs to no item at all.
import { readFileSync } from 'node:fs';
import type { ClassifiableItem } from './lexical-model.ts';

/** The label of what the catalogue has no item for. */
export const NO_ITEM = 'none';

export type Sentence = Readonly<{ text: string; label: string }>;

let shipped: readonly (Sentence & Readonly<{ name: string }>)[] | undefined;

/** Those of the items that are as they were shipped (code and name), and those that belong to none. */
export function sentencesFor(items: readonly ClassifiableItem[]): Sentence[] {
  shipped ??= read(readFileSync(new URL('data/sentences.txt', import.meta.url), 'utf8'));
  const nameOf = new Map(items.map((item) => [item.code, item.name.zh]));
  return shipped.filter(({ label, name }) => label === NO_ITEM || nameOf.get(label) === name);
}

function read(file: string) {
  let [label, name] = ['', ''];
  return file.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('//')) return [];
    if (!line.startsWith('# ')) return [{ text: line, label, name }];
    const [, code = '', ...words] = line.split(' ');
    [label, name] = [code, words.join(' ')];
    return [];
  });
}
