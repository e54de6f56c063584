import { describe, expect, it } from 'vitest';
import { houseChange } from './house-change.ts';
import {
  Budget,
  BUDGET_MAX,
  catalogFaults,
  searchItems,
  shippedCatalog,
  shippedMapping,
  shippedPhrases,
  toCatalog,
  type CatalogDraft,
  type CatalogItem,
} from './index.ts';

const draft = shippedCatalog();
const lines = new Set(draft.items.flatMap(({ leads }) => leads));
const itemOf = (code: string): CatalogItem => {
  const item = draft.items.find((candidate) => candidate.code === code);
  if (!item) throw new Error(`no item ${code}`);
  return item;
};
const withItem = (code: string, change: Partial<CatalogItem>): CatalogDraft => ({
  ...draft,
  items: draft.items.map((item) => (item.code === code ? { ...item, ...change } : item)),
});
const faultCodes = (changed: CatalogDraft, known: ReadonlySet<string> = lines) =>
  catalogFaults(changed, known).map(({ code }) => code);

describe('the shipped catalogue', () => {
  it('has 114 items in 14 majors and no fault', () => {
    expect(draft.items).toHaveLength(114);
    expect(draft.majors).toHaveLength(14);
    expect(catalogFaults(draft, lines)).toEqual([]);
  });

  it('gives the 1312 items their four clocks', () => {
    const items = draft.items.filter(({ is1312 }) => is1312);
    expect(items.map(({ code }) => code)).toEqual(['0301001', '0301002', '0301003']);
    for (const { limits } of items)
      expect(limits).toMatchObject({
        sign: { amount: 1, unit: 'minute' },
        contact: { amount: 3, unit: 'minute' },
        arrive: { amount: 10, unit: 'minute' },
        feedback: { amount: 2, unit: 'hour' },
      });
  });

  it('says what the classifier needs: at least ten words and three phrases an item', () => {
    for (const { code, keywords, phrases } of draft.items) {
      expect(keywords.length, code).toBeGreaterThanOrEqual(10);
      expect(new Set(keywords).size, code).toBe(keywords.length);
      expect(phrases.length, code).toBeGreaterThanOrEqual(3);
    }
  });

  it('restricts what must be need-to-know and stages what has parts', () => {
    const restricted = draft.items.filter((item) => item.restricted).map(({ code }) => code);
    expect(restricted).toEqual(['0303004', '1203002']);
    expect(itemOf('0204003').stages.map(({ name }) => name.zh)).toEqual(['围护', '更换']);
    expect(itemOf('1302001').limits.handle).toBeNull();
  });
});

describe('catalogFaults', () => {
  it('finds a code that appears twice', () => {
    const twice = { ...draft, items: [...draft.items, itemOf('0101001')] };
    expect(faultCodes(twice)).toEqual(['catalog.code-twice']);
  });

  it('finds a lead that no unit serves', () => {
    const without = new Set([...lines].filter((line) => line !== 'fishery'));
    expect(catalogFaults(draft, without)).toEqual([
      {
        code: 'catalog.lead-unknown',
        field: 'items',
        params: { code: '0203002', line: 'fishery' },
      },
    ]);
  });

  it('finds groups that are missing or lead nowhere', () => {
    const noSub = { ...draft, subs: draft.subs.filter(({ code }) => code !== '0504') };
    expect(faultCodes(noSub)).toEqual(['catalog.group-unknown']);
    const empty = {
      ...draft,
      subs: [...draft.subs, { code: '0599', name: { zh: '空', en: 'x' } }],
    };
    expect(faultCodes(empty)).toEqual(['catalog.group-empty']);
  });

  it('finds stages out of order, and 1312 without its clocks', () => {
    const { stages, limits } = itemOf('0204003');
    expect(faultCodes(withItem('0204003', { stages: stages.toReversed() }))).toEqual([
      'catalog.stages-disorder',
    ]);
    expect(faultCodes(withItem('0204003', { limits: { ...limits, handle: null } }))).toEqual([
      'catalog.stages-disorder',
    ]);
    expect(faultCodes(withItem('0101001', { is1312: true }))).toEqual(['catalog.1312-incomplete']);
  });
});

describe('searchItems', () => {
  const catalog = toCatalog(1, draft);
  const first = (text: string) => searchItems(catalog, text)[0]?.name.zh;

  it.each([
    ['井盖坏了', '井盖缺失/破损'],
    ['0503002', '违规标语宣传品(横幅)'],
    ['楼上漏水', '邻里纠纷'],
    ['street light', '路灯异常'],
    ['占道经营', '占道经营'],
  ])('finds for %s: %s', (text, name) => {
    expect(first(text)).toBe(name);
  });

  it('lists a group for its code and nothing for nonsense', () => {
    expect(searchItems(catalog, '0301')).toHaveLength(3);
    expect(searchItems(catalog, 'qqqq')).toEqual([]);
    expect(searchItems(catalog, '  ')).toEqual([]);
  });
});

it('takes no budget that no clock could run', () => {
  expect(Budget.safeParse({ amount: 500, unit: 'workDay' }).success).toBe(true);
  for (const unit of ['minute', 'hour', 'workHour', 'workDay'] as const) {
    expect(Budget.safeParse({ amount: BUDGET_MAX[unit] + 1, unit }).success).toBe(false);
    expect(Budget.safeParse({ amount: 0, unit }).success).toBe(false);
  }
});

it('maps Baltimore onto items that exist', () => {
  const mapping = shippedMapping('US-24510');
  const codes = new Set(draft.items.map(({ code }) => code));
  expect(Object.keys(mapping?.kinds ?? {}).length).toBeGreaterThan(200);
  for (const { item } of Object.values(mapping?.kinds ?? {})) expect(codes).toContain(item);
  expect(shippedMapping('330382')).toBeUndefined();
});

it('ships at least thirty phrases, each with a code of its own', () => {
  const codes = shippedPhrases().map(({ code }) => code);
  expect(codes.length).toBeGreaterThanOrEqual(30);
  expect(new Set(codes).size).toBe(codes.length);
});

describe('houseChange', () => {
  const house = (changed: Partial<CatalogDraft>) => toCatalog(1, { ...draft, ...changed });

  it('retires what the house gave up, unless the county has rewritten it', () => {
    const given = house({});
    const [gone] = draft.items;
    const newest = house({ items: draft.items.slice(1) });
    expect(houseChange(given, [newest, given])?.retired).toEqual([gone?.code]);
    const rewritten = house(withItem(gone?.code ?? '', { basis: 'our own' }));
    expect(houseChange(rewritten, [newest, given])).toBeNull();
  });

  it('names a class anew, unless the county has named it itself', () => {
    const given = house({});
    const renamed = (of: 'majors' | 'subs', zh: string) =>
      draft[of].map((group, at) => (at === 0 ? { ...group, name: { zh, en: 'Renamed' } } : group));
    const newest = house({ majors: renamed('majors', '新大类'), subs: renamed('subs', '新小类') });
    expect(houseChange(given, [newest, given])).toEqual({
      majors: newest.majors.slice(0, 1),
      subs: newest.subs.slice(0, 1),
      ...{ items: [], retired: [] },
    });
    const own = house({ majors: renamed('majors', '自己的'), subs: newest.subs });
    expect(houseChange(own, [newest, given])).toBeNull();
  });
});
