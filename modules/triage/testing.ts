// A small county's knowledge for tests: two towns in a row of five grids, some places, four items.
import { buildGazetteer } from '#modules/address/index.ts';
import { SOME_AREAS, SOME_PLACES } from '#modules/address/testing.ts';
import type { CatalogItem } from '#modules/catalog/index.ts';
import { buildClassifier } from './classify.ts';
import type { PlaceKnowledge } from './locate.ts';
import { gridFinder } from './places.ts';
import { DEFAULT_TRIAGE_POLICY } from './policy.ts';
import type { TriageKnowledge } from './triage.ts';

export { storedVersion } from './versions/testing.ts';

/** One square grid around each village's centre, numbered ten times the village. */
const villages = SOME_AREAS.filter((area) => area.level === 'village');
const grids = villages.map(({ id, townId, centre }) => {
  const [x, y] = [Math.round(centre.lng * 1e6), Math.round(centre.lat * 1e6)];
  const ring = [x - 400, y - 400, x + 400, y - 400, x + 400, y + 400, x - 400, y + 400];
  return { gridId: id * 10, townId, villageId: id, ring: Int32Array.from(ring) };
});

export const SOME_PLACE_KNOWLEDGE: PlaceKnowledge = {
  gridAt: gridFinder(grids),
  gazetteer: buildGazetteer(SOME_AREAS, SOME_PLACES),
};

export type SomeItem = Pick<
  CatalogItem,
  'code' | 'name' | 'keywords' | 'phrases' | 'level' | 'levelRules'
>;

const item = (
  code: string,
  zh: string,
  en: string,
  level: CatalogItem['level'],
  keywords: string[],
  phrases: string[],
): SomeItem => ({ code, name: { zh, en }, level, levelRules: [], keywords, phrases });

export const SOME_ITEMS: readonly SomeItem[] = [
  item(
    '0503002',
    '违规标语宣传品(横幅)',
    'Banner',
    4,
    ['横幅', '标语', '条幅'],
    ['路边挂了横幅', '乱挂条幅'],
  ),
  item(
    '0301001',
    '口角、轻微纠纷',
    'Quarrel',
    2,
    ['吵架', '打架', '口角', 'ktv'],
    ['有人在吵架', '喝酒后打起来了'],
  ),
  {
    ...item(
      '0204003',
      '井盖缺失/破损',
      'Manhole cover',
      2,
      ['井盖', '窨井'],
      ['井盖不见了', '井盖破了'],
    ),
    levelRules: [
      { words: ['学校', '受伤'], raise: 1, reason: { zh: '危及行人', en: 'People in danger' } },
    ],
  },
  item('0601001', '路灯异常', 'Street lamp', 4, ['路灯', '不亮'], ['路灯坏了', '路灯不亮']),
];

export function someKnowledge(overrides: Partial<TriageKnowledge> = {}): TriageKnowledge {
  return {
    ...SOME_PLACE_KNOWLEDGE,
    policy: DEFAULT_TRIAGE_POLICY,
    classifier: buildClassifier(SOME_ITEMS),
    items: new Map(SOME_ITEMS.map((one) => [one.code, one])),
    route: () => undefined,
    roomOf: (townId) => (townId === null ? 900 : 900 + townId),
    ...overrides,
  };
}
