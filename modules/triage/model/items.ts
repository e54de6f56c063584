// What a model of the catalogue's items is taught with: the catalogue's own words, sentences as citizens would say
// them, and what clerks decided. Pure.
import type { ClassifiableItem } from '../lexical-model.ts';
import type { Sentence } from '../sentences.ts';
import type { LinearModel } from './linear-model.ts';
import { trainLinear, type Example, type Teaching } from './train.ts';

export const ITEM_KIND = 'item';

/** A keyword alone is less than a sentence; a clerk's decision on a real report is more than either. */
const KEYWORD_WEIGHT = 0.5;
const CORRECTION_WEIGHT = 2;
/** The same sentence once more, said politely. */
const POLITE_WEIGHT = 0.5;

/** A report and the item under which a clerk filed it in the end. */
export type Correction = Readonly<{ text: string; itemCode: string; group?: string }>;

export type ItemTeaching = Readonly<{
  items: readonly ClassifiableItem[];
  corrections?: readonly Correction[];
  /** They teach and prove nothing. Those of labels that the model has not are left out. */
  sentences?: readonly Sentence[];
  /** Labels beside the items, for what belongs to none. */
  others?: readonly string[];
}> &
  Pick<Teaching, 'version' | 'seed'> &
  Partial<Pick<Teaching, 'strength' | 'rounds' | 'folds' | 'reading'>>;

/** Teaches a model of all items of a catalogue; corrections to items that it lacks are left out. */
export function trainItemModel(teaching: ItemTeaching): LinearModel {
  return trainLinear(itemTeaching(teaching));
}

/** The teaching of that model, for those who want to see what it says of held-out examples. */
export function itemTeaching(teaching: ItemTeaching): Teaching {
  const { items, corrections = [], sentences = [], others = [], ...rest } = teaching;
  return {
    ...rest,
    kind: ITEM_KIND,
    labels: [...items.map((item) => item.code), ...others],
    examples: [
      ...items.flatMap(catalogueExamples),
      ...sentences.flatMap(sentenceExamples),
      ...corrections.map(exampleOf),
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

/**
 * Whoever complains, begs or asks does so in words that say nothing of the matter, and may ask about anything; so each
 * sentence is said politely, too. Of these two items asking and wishing is the matter itself.
 */
const MANNERS =
  '投诉 反映 请求解决 希望有关部门处理 举报 请问谁来管 咨询 建议整治 关于 尊敬的领导您好 恳请 呼吁解决'.split(
    ' ',
  );
/** And how it ends: whoever asks when it is mended asks for no rule. */
const ENDINGS =
  '请问什么时候能处理 请问什么时候能修好 请尽快派人处理 希望尽快解决，谢谢 请问有没有人管 什么时候能解决 请问这个归谁管'.split(
    ' ',
  );
const IS_MANNER: ReadonlySet<string> = new Set(['1103001', '1104002']);

function sentenceExamples({ text, label }: Sentence, at: number): Example[] {
  const plain = { text, label, isWeak: true };
  if (IS_MANNER.has(label)) return [plain];
  const manner = MANNERS[at % MANNERS.length] ?? '';
  const ending = ENDINGS[at % ENDINGS.length] ?? '';
  return [
    plain,
    { ...plain, text: `${manner}：${text}`, weight: POLITE_WEIGHT },
    { ...plain, text: `${text}，${ending}`, weight: POLITE_WEIGHT },
  ];
}

function exampleOf({ text, itemCode, group }: Correction): Example {
  return {
    text,
    label: itemCode,
    weight: CORRECTION_WEIGHT,
    ...(group !== undefined && { group }),
  };
}
