import { describe, expect, it } from 'vitest';
import { compileRoutes } from './compile.ts';
import { OFFERS_MAX, offersOf, rowFromRuling, type RuledMatter } from './from-ruling.ts';
import { RouteRow, type RouteConditions } from './route-table.ts';
import { aQuestion, COUNTY_PLACE, SOME_UNITS } from './testing.ts';

const row = (no: number, when: RouteConditions, ...lead: RouteRow['lead']): RouteRow => ({
  ...{ no, when, lead, co: [], confidence: 0.9, reason: { zh: `第${no}行`, en: `row ${no}` } },
});
const ROWS = [
  row(10, { items: ['0503002'] }, { line: 'enforcement', at: 'nearest' }),
  row(20, {}, { kind: 'countyCentre', at: 'county' }),
];
const compile = (rows: readonly RouteRow[]) =>
  compileRoutes({ version: 3, rows }, SOME_UNITS, COUNTY_PLACE);
const ruled = (overrides: Partial<RuledMatter> = {}): RuledMatter => ({
  ...{ incidentId: 'i', number: '330382-20261121-000007', at: 0, lead: 112, co: [113] },
  question: aQuestion(),
  ...overrides,
});

describe('a row from a ruling', () => {
  it('decides as the county ruled, for that item in that town only', () => {
    const [offer] = offersOf([ruled()], ROWS, compile(ROWS));
    const found = RouteRow.parse(offer?.row);
    expect(found).toMatchObject({ no: 9, when: { items: ['0503002'], townIds: [10] } });
    const routes = compile([...ROWS, found]);
    expect(routes.decide(aQuestion())).toMatchObject({ lead: 112, co: [113], row: 9 });
    expect(routes.decide(aQuestion({ townId: 20, villageId: null }))).toMatchObject({ row: 10 });
    // A unit that is gone leaves the matter to whom the table asked before.
    const without = SOME_UNITS.filter(({ id }) => id !== 112);
    const later = compileRoutes({ version: 4, rows: [...ROWS, found] }, without, COUNTY_PLACE);
    expect(later.decide(aQuestion())?.lead).toBe(111);
  });

  it('is not offered where the table decides so already', () => {
    expect(offersOf([ruled({ lead: 111 })], ROWS, compile(ROWS))).toEqual([]);
  });

  it('of several rulings on one kind of matter follows the newest', () => {
    const matters = [ruled(), ruled({ lead: 113, number: 'older' })];
    expect(offersOf(matters, ROWS, compile(ROWS)).map(({ matter }) => matter.lead)).toEqual([112]);
  });

  it('takes a free number, each its own, and none where none is free', () => {
    const matters = [10, 20].map((townId) => ruled({ question: aQuestion({ townId }) }));
    const numbers = offersOf(matters, ROWS, compile(ROWS)).map((offer) => offer.row.no);
    expect(numbers).toEqual([9, 8]);
    const full = [...Array(9).keys()].map((at) => row(at + 1, { levels: [1] }, { unitId: 100 }));
    expect(rowFromRuling(ruled(), [...full, ...ROWS], 10)).toBeUndefined();
  });

  it('offers a bounded number', () => {
    const wide = [row(1000, {}, { kind: 'countyCentre', at: 'county' })];
    const matters = Array.from({ length: 60 }, (_, at) =>
      ruled({ question: aQuestion({ itemCode: `05030${String(at).padStart(2, '0')}` }) }),
    );
    expect(offersOf(matters, wide, compile(wide))).toHaveLength(OFFERS_MAX);
  });
});
