// A clerk who takes a village by its name alone takes the one of another town, and the matter is gone from their sight.
import { expect, test } from 'vitest';
import { namePlaces } from './place-names.ts';

const tree = [
  { id: 1, name: '柳市镇' },
  { id: 2, name: '虹桥镇' },
  { id: 20, name: '东街社区' },
];
const placeOf = (townId: number, villageId: number | null) => ({
  ...{ townId, villageId, gridId: null },
  ...{ lng6: null, lat6: null },
});

test('every place to choose is named with its town, once', () => {
  const candidates = [
    { place: placeOf(1, null), name: '柳市镇', confidence: 0.6 },
    { place: placeOf(2, 20), name: '东街社区', confidence: 0.3 },
  ];
  const guess = { confidence: 0.6, reasons: [], rule: 'r', candidates };
  const names = (value: ReturnType<typeof placeOf>) =>
    namePlaces({ ...guess, value }, tree).map(({ name }) => name);
  expect(names(placeOf(1, null))).toEqual(['柳市镇', '虹桥镇 东街社区']);
  expect(names(placeOf(2, 20))).toEqual(['虹桥镇 东街社区', '柳市镇']);
});
