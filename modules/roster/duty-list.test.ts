import { describe, expect, it } from 'vitest';
import { dutyFault, type DutySurroundings } from './duty-list-check.ts';
import { DutyRow, DutyRows, findDutiesIn } from './duty-list.ts';
import { aDutyRow } from './testing.ts';

const COUNTY = 1;
const TOWN = 10;
const OTHER_TOWN = 20;
const VILLAGE = 11;
const list = (placeId: number, ...rows: DutyRow[]) => ({ countyId: 1, placeId, version: 3, rows });
const matter = { itemCode: '0503002', townId: TOWN, villageId: VILLAGE, gridId: 12 };
const found = (lists: ReturnType<typeof list>[], question = matter) =>
  findDutiesIn(lists, COUNTY)(question).map(({ placeId, row }) => [placeId, row.no]);

describe('the rows that hold for a matter', () => {
  it('are those of its item, whole code or beginning', () => {
    const rows = [
      aDutyRow({ no: 1, items: ['05'] }),
      aDutyRow({ no: 2, items: ['0503002'] }),
      aDutyRow({ no: 3, items: ['0503'] }),
      aDutyRow({ no: 4, items: ['0502', '06'] }),
    ];
    // The more particular code goes first.
    expect(found([list(COUNTY, ...rows)])).toEqual([
      [COUNTY, 2],
      [COUNTY, 3],
      [COUNTY, 1],
    ]);
  });

  it("come from the town's list before the county's, and from no other town's", () => {
    const lists = [
      list(COUNTY, aDutyRow({ no: 1, items: ['0503002'] })),
      list(TOWN, aDutyRow({ no: 2, items: ['05'] })),
      list(OTHER_TOWN, aDutyRow({ no: 3 })),
    ];
    expect(found(lists)).toEqual([
      [TOWN, 2],
      [COUNTY, 1],
    ]);
    expect(found(lists, { ...matter, townId: OTHER_TOWN, villageId: 21, gridId: 22 })).toEqual([
      [OTHER_TOWN, 3],
      [COUNTY, 1],
    ]);
    expect(found(lists, { ...matter, townId: null as never })).toEqual([[COUNTY, 1]]);
  });

  it('a narrower area goes before a wider one, and says nothing elsewhere', () => {
    const lists = [
      list(
        COUNTY,
        aDutyRow({ no: 1, items: ['0503002'] }),
        aDutyRow({ no: 2, areaId: VILLAGE }),
        aDutyRow({ no: 3, areaId: OTHER_TOWN }),
        aDutyRow({ no: 4, areaId: COUNTY }),
      ),
    ];
    expect(found(lists)).toEqual([
      [COUNTY, 2],
      [COUNTY, 4],
      [COUNTY, 1],
    ]);
  });

  it('are none without lists', () => {
    expect(found([])).toEqual([]);
  });
});

describe('a list before it is published', () => {
  const surroundings: DutySurroundings = {
    itemCodes: ['0503002', '0601001'],
    unitIds: new Set([100]),
    lines: new Set(['enforcement']),
    isWithin: (id) => id === VILLAGE,
  };

  it.each<[string, Partial<DutyRow>]>([
    ['roster.duty-item-unknown', { items: ['0503', '99'] }],
    ['roster.duty-area-unknown', { areaId: OTHER_TOWN }],
    ['roster.duty-unit-unknown', { holder: { unitId: 101 } }],
    ['roster.duty-unit-unknown', { holder: { line: 'navy', at: 'nearest' } }],
  ])('is faulty: %s by %o', (code, part) => {
    expect(dutyFault([aDutyRow(part)], surroundings)).toMatchObject({ code, params: { row: 10 } });
  });

  it('may name an item twice in one row', () => {
    expect(dutyFault([aDutyRow({ items: ['0503', '0503'] })], surroundings)).toBeUndefined();
  });

  it('names one lead for an item in an area, and as many helpers as need be', () => {
    const twice = [aDutyRow(), aDutyRow({ no: 20, holder: { unitId: 100 } })];
    expect(dutyFault(twice, surroundings)).toEqual({
      code: 'roster.duty-two-leads',
      params: { row: 20, other: 10, item: '0503' },
    });
    const helped = twice.map((row, at) => (at === 0 ? row : { ...row, role: 'co' as const }));
    expect(dutyFault(helped, surroundings)).toBeUndefined();
    const elsewhere = twice.map((row, at) => (at === 0 ? row : { ...row, areaId: VILLAGE }));
    expect(dutyFault(elsewhere, surroundings)).toBeUndefined();
  });

  it.each([{ items: [] }, { items: ['5'] }, { basis: ' ' }, { role: 'boss' }, { extra: 1 }])(
    'is no list with %o',
    (part) => {
      expect(DutyRow.safeParse({ ...aDutyRow(), ...part }).success).toBe(false);
    },
  );

  it('has no number twice', () => {
    expect(DutyRows.safeParse([aDutyRow(), aDutyRow()]).success).toBe(false);
  });
});
