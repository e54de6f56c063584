// What a model of the catalogue's items is taught with: the catalogue's own words, what clerks decided, and
// what a cautious machine read out of messages. Pure.
import type { ClassifiableItem } from '../lexical-model.ts';
import type { LinearModel } from './linear-model.ts';
import { trainLinear, type Example, type Teaching } from './train.ts';

export const ITEM_KIND = 'item';

/** A keyword alone is less than a sentence; a clerk's decision on a real report is more than either. */
const KEYWORD_WEIGHT = 0.5;
const CORRECTION_WEIGHT = 2;
const WEAK_WEIGHT = 0.3;

/** A report and the item under which a clerk filed it in the end. */
export type Correction = Readonly<{ text: string; itemCode: string; group?: string }>;

export type ItemTeaching = Readonly<{
  items: readonly ClassifiableItem[];
  corrections?: readonly Correction[];
  /** Guessed, not decided: they teach a little and prove nothing. */
  weak?: readonly Correction[];
}> &
  Pick<Teaching, 'version' | 'seed'> &
  Partial<Pick<Teaching, 'strength' | 'rounds' | 'folds' | 'reading'>>;

/** Teaches a model of all items of a catalogue; corrections to items that it lacks are left out. */
export function trainItemModel(teaching: ItemTeaching): LinearModel {
  return trainLinear(itemTeaching(teaching));
}

/** The teaching of that model, for those who want to see what it says of held-out examples. */
export function itemTeaching(teaching: ItemTeaching): Teaching {
  const { items, corrections = [], weak = [], ...rest } = teaching;
  return {
    ...rest,
    kind: ITEM_KIND,
    labels: items.map((item) => item.code),
    examples: [
      ...items.flatMap(catalogueExamples),
      ...corrections.map((one) => exampleOf(one, CORRECTION_WEIGHT)),
      ...weak.map((one) => ({ ...exampleOf(one, WEAK_WEIGHT), isWeak: true })),
    ],
  };
}

function catalogueExamples(item: ClassifiableItem): Example[] {
  const { code: label } = item;
  return [
    ...item.phrases.map((text) => ({ text, label })),
    ...[item.name.zh, ...item.keywords].map((text) => ({
      text,
      label,
      weight: KEYWORD_WEIGHT,
      isWeak: true,
    })),
  ];
}

function exampleOf({ text, itemCode, group }: Correction, weight: number): Example {
  return { text, label: itemCode, weight, ...(group !== undefined && { group }) };
}
