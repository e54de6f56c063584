// Why two addresses are held to be the same, near or different: codes with the words a person is shown, in both
// languages. `{param}` is filled in by the screen. Pure.
import type { Reading, Slot } from './reading.ts';
import { stem } from './signs.ts';

export const MATCH_REASONS = {
  'address.agree': { zh: '{slot}一致：{words}', en: '{slotEn} agrees: {words}' },
  'address.differ': {
    zh: '{slot}不同：{words} 与 {other}',
    en: '{slotEn} differs: {words} and {other}',
  },
  'address.missing': { zh: '一方没有{slot}：{words}', en: 'Only one gives the {slotEn}: {words}' },
  'address.beside': {
    zh: '有方位词：{words}，可能只在附近',
    en: 'Position words: {words}; it may only be near',
  },
} as const;

export type MatchReason = Readonly<{
  code: keyof typeof MATCH_REASONS;
  params: Readonly<Record<string, string>>;
}>;

export const SLOT_WORDS: Readonly<Record<Slot, Readonly<{ zh: string; en: string }>>> = {
  city: { zh: '省市', en: 'province or city' },
  district: { zh: '区县', en: 'county or district' },
  town: { zh: '乡镇街道', en: 'town' },
  zone: { zh: '开发区', en: 'development zone' },
  village: { zh: '村社', en: 'village' },
  road: { zh: '道路', en: 'road' },
  roadno: { zh: '门牌号', en: 'number' },
  place: { zh: '地点', en: 'place' },
  house: { zh: '楼栋', en: 'building' },
  cell: { zh: '单元', en: 'entrance' },
  floor: { zh: '楼层', en: 'floor' },
  room: { zh: '室号', en: 'room' },
  relation: { zh: '方位', en: 'position' },
};

/** What decides most comes first; divisions left out say little. */
const TOLD: readonly Slot[] = [
  'place',
  'road',
  'roadno',
  'village',
  'town',
  'zone',
  'district',
  'city',
  'house',
  'cell',
  'floor',
  'room',
];
const SELDOM_MISSED: ReadonlySet<Slot> = new Set(['city', 'district', 'town', 'zone']);

/** Reasons of one pair, at most: no more parts are compared. */
export const MATCH_REASONS_MAX = 13;
/** Characters of an address shown in one reason. */
const WORDS_SHOWN_MAX = 30;

export function matchReasons(a: Reading, b: Reading): MatchReason[] {
  const reasons: MatchReason[] = [];
  const tell = (code: MatchReason['code'], slot: Slot, words: string, other?: string) =>
    reasons.push({
      code,
      params: {
        slot: SLOT_WORDS[slot].zh,
        slotEn: SLOT_WORDS[slot].en,
        words: words.slice(0, WORDS_SHOWN_MAX),
        ...(other !== undefined && { other: other.slice(0, WORDS_SHOWN_MAX) }),
      },
    });
  for (const slot of TOLD) {
    const [mine, theirs] = [a.slots[slot], b.slots[slot]];
    if (mine.length === 0 && theirs.length === 0) continue;
    const said = mine.find((one) => theirs.some((other) => isSame(one, other)));
    const within =
      mine.find((one) => b.bare.includes(one)) ?? theirs.find((one) => a.bare.includes(one));
    if (said ?? within) tell('address.agree', slot, said ?? within ?? '');
    else if (mine.length > 0 && theirs.length > 0)
      tell('address.differ', slot, mine.join('、'), theirs.join('、'));
    else if (!SELDOM_MISSED.has(slot))
      tell('address.missing', slot, (mine.length > 0 ? mine : theirs).join('、'));
  }
  const beside = [...a.slots.relation, ...b.slots.relation];
  if (beside.length > 0) tell('address.beside', 'relation', beside.join('、'));
  return reasons;
}

/** 3幢 is 3栋; 东风社区 is 东风. */
function isSame(one: string, other: string): boolean {
  const figures = (text: string) => text.replaceAll(/[^0-9A-Z]/g, '');
  return (
    one === other ||
    (figures(one) !== '' &&
      figures(one) === figures(other) &&
      one.replaceAll(/[^一-龥]/g, '').length <= 2) ||
    stem(one) === stem(other)
  );
}
