import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedCatalog } from '#modules/catalog/index.ts';
import { checkRoutes, ROUTE_FAULTS, type RouteSurroundings } from './check.ts';
import { compileRoutes, type RouteDecision } from './compile.ts';
import { defaultRouteRows } from './default-table.ts';
import { dryRun } from './dry-run.ts';
import type { DutyList, TaskStep } from '#modules/roster/index.ts';
import { aDutyRow } from '#modules/roster/testing.ts';
import { routeGuess } from './guess.ts';
import { CO_HANDLERS_MAX, RouteRow, RouteRows, type RouteConditions } from './route-table.ts';
import { tryTaskList } from './try-task-list.ts';
import { aQuestion, COUNTY_PLACE, SOME_UNITS } from './testing.ts';

const row = (no: number, when: RouteConditions, ...lead: RouteRow['lead']): RouteRow => ({
  no,
  when,
  lead,
  co: [],
  confidence: 0.9,
  reason: { zh: `第${no}行`, en: `row ${no}` },
});
const room = { kind: 'commandRoom', at: 'nearest' } as const;
const centre = { kind: 'countyCentre', at: 'county' } as const;
const compile = (...rows: RouteRow[]) =>
  compileRoutes({ version: 3, rows }, SOME_UNITS, COUNTY_PLACE);

describe('a row that reads the duty list', () => {
  const listed = (placeId: number, version: number, ...rows: DutyList['rows']): DutyList => ({
    countyId: 1,
    placeId,
    version,
    rows,
  });
  const table = {
    version: 3,
    rows: [
      {
        ...row(10, {}, { dutyList: 'lead' }, room),
        co: [{ dutyList: 'co' }, { line: 'police', at: 'town' }] satisfies RouteRow['co'],
      },
    ],
  };
  const routesWith = (...lists: DutyList[]) =>
    compileRoutes(table, SOME_UNITS, COUNTY_PLACE, lists);

  it('asks whom the list names for item and area, and says by which version and row', () => {
    const routes = routesWith(
      listed(
        COUNTY_PLACE,
        7,
        aDutyRow({ no: 5 }),
        aDutyRow({ no: 6, role: 'co', holder: { unitId: 102 } }),
      ),
    );
    const decision = routes.decide(aQuestion());
    expect(decision).toMatchObject({ row: 10, lead: 111, co: [102, 113] });
    expect(decision?.byDutyList).toMatchObject([
      { unitId: 111, placeId: COUNTY_PLACE, version: 7, row: 5 },
      { unitId: 102, placeId: COUNTY_PLACE, version: 7, row: 6 },
    ]);
    expect(routes.explain(aQuestion()).decision).toEqual(decision);
    expect(routeGuess(decision ?? fail()).reasons.map(({ code }) => code)).toEqual([
      'dispatch.row',
      'dispatch.duty-list',
      'dispatch.duty-list',
    ]);
  });

  it("follows the town's list before the county's", () => {
    const routes = routesWith(
      listed(COUNTY_PLACE, 7, aDutyRow()),
      listed(10, 2, aDutyRow({ no: 1, items: ['05'], holder: { unitId: 119 } })),
    );
    expect(routes.decide(aQuestion())).toMatchObject({ lead: 119, byDutyList: [{ placeId: 10 }] });
    expect(routes.decide(aQuestion({ townId: 20, villageId: null }))).toMatchObject({
      lead: 101,
      byDutyList: [{ placeId: COUNTY_PLACE }],
    });
  });

  it('goes on to the next selector when the list names nobody there', () => {
    const nowhere = aDutyRow({ holder: { line: 'justice', at: 'town' } });
    const routes = routesWith(listed(COUNTY_PLACE, 7, nowhere));
    expect(routes.decide(aQuestion())?.lead).toBe(112);
    expect(routes.decide(aQuestion({ townId: 20 }))).toMatchObject({ lead: 120, byDutyList: [] });
    expect(routes.decide(aQuestion({ itemCode: '0601001' }))?.lead).toBe(110);
    expect(routesWith().decide(aQuestion())).toMatchObject({ lead: 110, byDutyList: [] });
  });

  it('never orders more co-handlers than an order takes', () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      aDutyRow({ no: at + 1, role: 'co', holder: { unitId: 1000 + at } }),
    );
    const units = many.map(({ holder }) => ({
      ...{ id: 'unitId' in holder ? holder.unitId : 0, kind: 'department' as const },
      ...{ line: 'x', jurisdictionId: COUNTY_PLACE },
    }));
    const lists = [listed(COUNTY_PLACE, 1, ...many)];
    const routes = compileRoutes(table, [...SOME_UNITS, ...units], COUNTY_PLACE, lists);
    expect(routes.decide(aQuestion())?.co).toHaveLength(CO_HANDLERS_MAX);
  });

  function fail(): never {
    throw new Error('no decision');
  }
});

describe('the task list', () => {
  const step = (
    no: number,
    holder: TaskStep['holder'],
    levels: TaskStep['levels'] = [],
  ): TaskStep => ({
    ...{ no, items: ['0503'], levels, holder, evidence: 'none', within: null, basis: '本地规定' },
    task: { zh: `第${no}步`, en: `Step ${no}` },
  });
  const lead = [{ kind: 'commandRoom', at: 'town' } as const];
  const row = (when: RouteRow['when'] = {}): RouteRow => ({
    ...{ no: 10, when, lead, co: [], confidence: 0.9, reason: { zh: '兜底', en: 'rest' } },
  });
  const steps = [
    step(20, { line: 'police', at: 'nearest' }),
    step(10, { line: 'justice', at: 'nearest' }, [1, 2]),
    step(30, null),
    step(40, { unitId: 110 }),
    step(50, { line: 'moon', at: 'county' }),
    step(60, { line: 'police', at: 'town' }),
  ];
  const routes = (rows: RouteRow[]) =>
    compileRoutes({ version: 3, rows }, SOME_UNITS, COUNTY_PLACE, [], {
      ...{ countyId: 1, version: 7, steps },
    });

  it('its steps name co-handlers, each with the step that needs it, never the lead again', () => {
    expect(routes([row()]).decide(aQuestion({ level: 4 }))).toMatchObject({
      lead: 110,
      co: [113],
      byTaskList: [{ unitId: 113, version: 7, row: 20, reason: { zh: '第20步' } }],
    });
    expect(routes([row()]).decide(aQuestion({ level: 1 }))?.co).toEqual([112, 113]);
    expect(routes([row()]).decide(aQuestion({ itemCode: '0401001' }))?.co).toEqual([]);
    const { reasons } = routeGuess(routes([row()]).decide(aQuestion()) as RouteDecision);
    expect(reasons[1]).toMatchObject({
      code: 'dispatch.task-list',
      params: { row: 20, version: 7 },
    });
  });

  it('an order of the police is shared as was agreed, not by steps', () => {
    const decided = routes([row({ call110: 'A' })]).decide(aQuestion({ call110: 'A' }));
    expect(decided).toMatchObject({ lead: 110, co: [], byTaskList: [] });
  });

  it('a draft is tried on past matters: what has no step, and whom it would add or drop', () => {
    const draft = { countyId: 1, version: 0, steps: [step(5, { line: 'justice', at: 'nearest' })] };
    const tried = compileRoutes({ version: 3, rows: [row()] }, SOME_UNITS, COUNTY_PLACE, [], draft);
    const past = [aQuestion(), aQuestion(), aQuestion({ itemCode: '0401001' })].map(
      (question, at) => ({ id: String(at), question, leadThen: 110 }),
    );
    expect(tryTaskList(draft, routes([row()]), tried, past)).toEqual({
      ...{ matters: 3, without: 1, changed: 2 },
      byItem: [
        { itemCode: '0503002', matters: 2, steps: 1, added: 2, dropped: 2 },
        { itemCode: '0401001', matters: 1, steps: 0, added: 0, dropped: 0 },
      ],
    });
  });
});

describe('a decision', () => {
  it('is the first row that holds, by number and not by place in the list', () => {
    const routes = compile(row(20, {}, room), row(10, { levels: [4] }, { unitId: 101 }));
    expect(routes.decide(aQuestion())).toMatchObject({ row: 10, lead: 101, version: 3 });
    expect(routes.decide(aQuestion({ level: 1 }))).toMatchObject({ row: 20, lead: 110 });
  });

  it.each<[RouteConditions, Parameters<typeof aQuestion>[0], Parameters<typeof aQuestion>[0]]>([
    [{ items: ['05'] }, { itemCode: '0503002' }, { itemCode: '0601001' }],
    [{ items: ['0503'] }, { itemCode: '0503002' }, { itemCode: '0501001' }],
    [{ townIds: [10] }, { townId: 10 }, { townId: null }],
    [{ villageIds: [11] }, { villageId: 11 }, { villageId: 12 }],
    [{ gridIds: [7] }, { gridId: 7 }, { gridId: null }],
    [{ sources: ['police110'] }, { source: 'police110' }, { source: 'phone' }],
    [{ time: 'off' }, { isWorkTime: false }, { isWorkTime: true }],
    [{ call110: 'B' }, { call110: 'B' }, { call110: null }],
  ])('tests %o', (when, holding, failing) => {
    const routes = compile(row(1, when, { unitId: 101 }));
    expect(routes.decide(aQuestion(holding))?.lead).toBe(101);
    expect(routes.decide(aQuestion(failing))).toBeUndefined();
    const { decision, tried } = routes.explain(aQuestion(failing));
    expect(decision).toBeNull();
    expect(tried).toEqual([{ no: 1, failed: Object.keys(when) }]);
  });

  it('finds the nearest unit of a line, and goes on when none exists', () => {
    const enforcement = row(1, {}, { line: 'enforcement', at: 'nearest' });
    expect(compile(enforcement).decide(aQuestion())?.lead).toBe(111);
    expect(compile(enforcement).decide(aQuestion({ townId: 20 }))?.lead).toBe(101);
    const routes = compile(row(1, {}, { line: 'justice', at: 'town' }), row(2, {}, room));
    expect(routes.decide(aQuestion({ townId: 20, villageId: null }))).toMatchObject({
      row: 2,
      lead: 120,
    });
    expect(routes.explain(aQuestion({ townId: 20 })).tried[0]).toEqual({ no: 1, failed: ['lead'] });
  });

  it('names each co-handler once, and never the lead', () => {
    const together: RouteRow = {
      ...row(1, {}, { line: 'justice', at: 'nearest' }),
      co: [{ unitId: 112 }, { line: 'women', at: 'nearest' }, { unitId: 102 }, { unitId: 5 }],
    };
    expect(compile(together).decide(aQuestion())).toMatchObject({ lead: 112, co: [102] });
  });

  it('is explained as it is made', () => {
    const items = shippedCatalog().items;
    const routes = compile(...defaultRouteRows(items));
    fc.assert(
      fc.property(
        fc.constantFrom(...items.map((item) => item.code)),
        fc.constantFrom(null, 10, 20),
        fc.constantFrom('A', 'B', null),
        (itemCode, townId, call110) => {
          const question = aQuestion({ itemCode, townId, call110, villageId: null });
          const { decision, tried } = routes.explain(question);
          expect(decision).toEqual(routes.decide(question));
          expect(tried.at(-1)).toEqual({ no: decision?.row, failed: [] });
          expect(tried.slice(0, -1).every((one) => one.failed.length > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('the default table', () => {
  const items = shippedCatalog().items;
  const rows = defaultRouteRows(items);
  const routes = compile(...rows);
  const leadOf = (question: Parameters<typeof aQuestion>[0]) => routes.decide(aQuestion(question));

  it('is a valid table of few rows', () => {
    expect(RouteRows.parse(rows)).toEqual(rows);
    expect(rows.length).toBeLessThan(items.length);
  });

  it('sends a banner to the town squad, or the county where there is none', () => {
    expect(leadOf({})?.lead).toBe(111);
    expect(leadOf({ townId: 20, villageId: null })?.lead).toBe(101);
  });

  it('sends a quarrel to the response team of the town', () => {
    expect(leadOf({ itemCode: '0301001' })?.lead).toBe(114);
  });

  it('knows rule A and rule B of the 110 hand-over', () => {
    expect(leadOf({ itemCode: '0302001', call110: 'A' })?.lead).toBe(110);
    expect(leadOf({ itemCode: '0301001', call110: 'B' })).toMatchObject({ lead: 113, co: [110] });
  });

  it('has a lead for every item everywhere, also where no place is known', () => {
    for (const { code } of items)
      for (const townId of [null, 10, 20])
        expect(leadOf({ itemCode: code, townId, villageId: null })?.lead).toBeGreaterThan(0);
  });
});

const surroundings: RouteSurroundings = {
  units: SOME_UNITS,
  countyPlaceId: COUNTY_PLACE,
  itemCodes: ['0503002', '0601001'],
  placeIds: new Set([1, 10, 11, 20]),
};
const faultsOf = (...rows: RouteRow[]) =>
  checkRoutes(rows, surroundings).map((fault) =>
    `${fault.code} ${Object.values(fault.params).join()}`.trim(),
  );

describe('checking a table', () => {
  const last = row(90, {}, room, centre);

  it('finds nothing wrong with a good one', () => {
    expect(
      faultsOf(row(10, { items: ['05'] }, { line: 'enforcement', at: 'nearest' }), last),
    ).toEqual([]);
  });

  it('wants a last row that always finds a unit', () => {
    expect(faultsOf(row(10, { levels: [1] }, centre))).toEqual(['dispatch.no-fallback']);
    expect(faultsOf(row(10, {}, room))).toEqual(['dispatch.no-fallback']);
  });

  it('finds rows that are never reached', () => {
    expect(
      faultsOf(
        row(10, { items: ['05'] }, centre),
        row(20, { items: ['0503002'], levels: [1] }, centre),
        last,
      ),
    ).toEqual(['dispatch.row-unreachable 20,10']);
    // The first row may find no unit, so the second one has its cases.
    expect(
      faultsOf(
        row(10, {}, { line: 'justice', at: 'town' }),
        row(20, { levels: [1] }, centre),
        last,
      ),
    ).toEqual([]);
  });

  it('finds names that mean nothing', () => {
    expect(faultsOf(row(10, { items: ['99'], townIds: [77] }, { unitId: 5 }), last)).toEqual([
      'dispatch.item-unknown 10,99',
      'dispatch.place-unknown 10,77',
      'dispatch.unit-unknown 10,5',
    ]);
    expect(
      faultsOf(row(10, { levels: [1] }, centre), row(10, { levels: [2] }, centre), last),
    ).toEqual(['dispatch.row-number-twice 10']);
    const withCo = {
      ...row(10, { levels: [1] }, centre),
      co: [{ line: 'gas', at: 'county' } as const],
    };
    expect(faultsOf(withCo, last)).toEqual(['dispatch.co-unknown 10,gas@county']);
  });

  it('calls a row unreachable only if no question reaches it', () => {
    const conditions = fc.record(
      {
        items: fc.subarray(['05', '0503', '0503002', '06', '0601001'], { minLength: 1 }),
        levels: fc.subarray([1, 2], { minLength: 1 }),
        townIds: fc.subarray([10, 20], { minLength: 1 }),
        time: fc.constantFrom('working', 'off'),
      },
      { requiredKeys: [] },
    );
    const questions = ['0503002', '0601001'].flatMap((itemCode) =>
      [1, 2].flatMap((level) =>
        [10, 20].flatMap((townId) =>
          [true, false].map((isWorkTime) => aQuestion({ itemCode, level, townId, isWorkTime })),
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(conditions, { minLength: 1, maxLength: 6 }), (list) => {
        const rows = list.map((when, at) => row(at + 1, when as RouteConditions, centre));
        const routes = compile(...rows);
        const reached = new Set(questions.map((question) => routes.decide(question)?.row));
        for (const fault of checkRoutes(rows, surroundings))
          if (fault.code === 'dispatch.row-unreachable')
            expect(reached.has(Number(fault.params['row']))).toBe(false);
      }),
    );
  });

  it('has words for every fault', () => {
    for (const text of Object.values(ROUTE_FAULTS)) expect(text.zh && text.en).toBeTruthy();
  });
});

describe('a dry run', () => {
  it('counts what would change', () => {
    const matters = [
      { id: 'a', question: aQuestion(), leadThen: 111 },
      { id: 'b', number: '1-2', title: '横幅', question: aQuestion(), leadThen: 101 },
      { id: 'c', question: aQuestion({ itemCode: '0601001' }), leadThen: null },
    ];
    const routes = compile(row(1, { items: ['05'] }, { unitId: 111 }));
    expect(dryRun(routes, matters)).toEqual({
      matters: 3,
      changed: 1,
      unrouted: 1,
      byRow: [{ row: 1, matters: 2 }],
      differences: [
        {
          ...{ id: 'b', number: '1-2', title: '横幅', row: 1, leadThen: 101, leadNow: 111 },
          ...{ itemCode: aQuestion().itemCode, townId: aQuestion().townId },
        },
      ],
    });
  });
});
