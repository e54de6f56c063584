// A route table made fast: rows are found by item, conditions are tested in turn, the first row that
// holds and whose lead exists decides. `explain` says of every row tried why it did not. Pure.
import {
  findDutiesIn,
  findStepsIn,
  type DutyList,
  type DutyMatch,
  type TaskList,
} from '#modules/roster/index.ts';
import {
  CO_HANDLERS_MAX,
  type RouteConditions,
  type RouteQuestion,
  type RouteRow,
  type RouteTable,
  type UnitSelector,
} from './route-table.ts';
import { buildUnitFinder, type FindUnit, type RoutedUnit } from './unit-finder.ts';

/** A unit that was found through a duty list, and the row that named it. */
export type DutyGround = Readonly<{
  unitId: number;
  /** Whose list: the county's or a town's jurisdiction. */
  placeId: number;
  version: number;
  row: number;
  reason: RouteRow['reason'];
  basis: string;
}>;

/** A co-handler that a step of the task list needs. */
export type TaskGround = Omit<DutyGround, 'placeId'>;

export type RouteDecision = Readonly<{
  version: number;
  row: number;
  lead: number;
  co: readonly number[];
  confidence: number;
  reason: RouteRow['reason'];
  /** Which of these units a duty list named; most often none. */
  byDutyList: readonly DutyGround[];
  /** Which co-handlers a step of the task list needs. */
  byTaskList: readonly TaskGround[];
}>;

/** A condition that did not hold; `lead` says that no unit of the row exists at the place. */
export type FailedCondition = keyof RouteConditions | 'lead';
export type TriedRow = Readonly<{ no: number; failed: readonly FailedCondition[] }>;

export type Explanation = Readonly<{
  decision: RouteDecision | null;
  /** The rows tried, in order; the last one is the one that decided, if any did. */
  tried: readonly TriedRow[];
}>;

export type CompiledRoutes = Readonly<{
  version: number;
  decide(question: RouteQuestion): RouteDecision | undefined;
  explain(question: RouteQuestion): Explanation;
}>;

type CompiledRow = Readonly<{
  row: RouteRow;
  tests: readonly (readonly [keyof RouteConditions, (question: RouteQuestion) => boolean])[];
  leads: readonly FindUnits[];
  co: readonly FindUnits[];
}>;

/** The units that a selector means for a matter; one that no duty list named has no ground. */
type FindUnits = (question: RouteQuestion) => readonly Found[];
type Found = Readonly<{ unitId: number; ground?: DutyGround }>;

export function compileRoutes(
  table: Pick<RouteTable, 'version' | 'rows'>,
  units: readonly RoutedUnit[],
  countyPlaceId: number,
  dutyLists: readonly DutyList[] = [],
  taskList?: TaskList,
): CompiledRoutes {
  const finderOf = unitsFinder(units, countyPlaceId, dutyLists);
  const workers = workersFinder(units, countyPlaceId, taskList);
  const finders = (selectors: readonly UnitSelector[]) => selectors.map(finderOf);
  const rows = [...table.rows]
    .sort((a, b) => a.no - b.no)
    .map((row): CompiledRow => ({
      row,
      tests: testsOf(row.when),
      leads: finders(row.lead),
      co: finders(row.co),
    }));
  const byItem = new Map<string, readonly CompiledRow[]>();
  const rowsFor = (itemCode: string): readonly CompiledRow[] => {
    const known = byItem.get(itemCode);
    if (known) return known;
    const fitting = rows.filter(({ row }) => fitsItem(row.when, itemCode));
    // Bounded by the catalogue; made-up codes are not remembered beyond it.
    if (byItem.size < ITEMS_REMEMBERED) byItem.set(itemCode, fitting);
    return fitting;
  };

  return {
    version: table.version,
    decide(question) {
      for (const compiled of rowsFor(question.itemCode)) {
        if (!compiled.tests.every(([, holds]) => holds(question))) continue;
        const decision = decisionOf(table.version, compiled, question, workers);
        if (decision) return decision;
      }
      return undefined;
    },
    explain(question) {
      const tried: TriedRow[] = [];
      for (const compiled of rows) {
        const failed: FailedCondition[] = compiled.tests
          .filter(([, holds]) => !holds(question))
          .map(([name]) => name);
        if (!fitsItem(compiled.row.when, question.itemCode)) failed.unshift('items');
        const decision =
          failed.length === 0 && decisionOf(table.version, compiled, question, workers);
        if (failed.length === 0 && !decision) failed.push('lead');
        tried.push({ no: compiled.row.no, failed });
        if (decision) return { decision, tried };
      }
      return { decision: null, tried };
    },
  };
}

/** More codes than any catalogue has items (`CatalogDraft`). */
const ITEMS_REMEMBERED = 3000;

function decisionOf(
  version: number,
  { row, leads, co }: CompiledRow,
  question: RouteQuestion,
  workers: (question: RouteQuestion) => readonly TaskGround[],
): RouteDecision | undefined {
  let lead: Found | undefined;
  for (const find of leads) {
    lead = find(question)[0];
    if (lead) break;
  }
  if (!lead) return undefined;
  const others: number[] = [];
  const byDutyList: DutyGround[] = lead.ground ? [lead.ground] : [];
  for (const find of co)
    for (const { unitId, ground } of find(question)) {
      if (others.length === CO_HANDLERS_MAX) break;
      if (unitId === lead.unitId || others.includes(unitId)) continue;
      others.push(unitId);
      if (ground) byDutyList.push(ground);
    }
  const byTaskList: TaskGround[] = [];
  // With whom an order of the police is shared was agreed with them, row by row.
  if (row.when.call110 === undefined)
    for (const ground of workers(question)) {
      if (others.length === CO_HANDLERS_MAX) break;
      if (ground.unitId === lead.unitId || others.includes(ground.unitId)) continue;
      others.push(ground.unitId);
      byTaskList.push(ground);
    }
  const { no, confidence, reason } = row;
  return {
    ...{ version, row: no, lead: lead.unitId, co: others, confidence, reason },
    ...{ byDutyList, byTaskList },
  };
}

/** Whom the steps of a matter need besides its lead, in the order of the steps. */
function workersFinder(
  units: readonly RoutedUnit[],
  countyPlaceId: number,
  taskList: TaskList | undefined,
): (question: RouteQuestion) => readonly TaskGround[] {
  if (!taskList) return () => [];
  const { finderOf } = buildUnitFinder(units, countyPlaceId);
  const stepsOf = findStepsIn(taskList);
  const finders = new Map(
    taskList.steps.flatMap(({ no, holder }) => (holder ? [[no, finderOf(holder)] as const] : [])),
  );
  return (question) =>
    stepsOf(question).flatMap(({ no, task: reason, basis }) => {
      const unitId = finders.get(no)?.(question);
      return unitId === undefined
        ? []
        : [{ unitId, version: taskList.version, row: no, reason, basis }];
    });
}

const NONE: readonly Found[] = [];

function unitsFinder(
  units: readonly RoutedUnit[],
  countyPlaceId: number,
  dutyLists: readonly DutyList[],
): (selector: UnitSelector) => FindUnits {
  const { finderOf } = buildUnitFinder(units, countyPlaceId);
  const duties = findDutiesIn(dutyLists, countyPlaceId);
  const holders = new Map<DutyMatch['row'], FindUnit>();
  const holderOf = (row: DutyMatch['row']): FindUnit => {
    const known = holders.get(row) ?? finderOf(row.holder);
    holders.set(row, known);
    return known;
  };
  return (selector) => {
    if (!('dutyList' in selector)) {
      const find = finderOf(selector);
      return (question) => {
        const unitId = find(question);
        return unitId === undefined ? NONE : [{ unitId }];
      };
    }
    return (question) =>
      duties(question).flatMap(({ placeId, version, row }) => {
        const unitId = row.role === selector.dutyList ? holderOf(row)(question) : undefined;
        if (unitId === undefined) return [];
        const { no, duty: reason, basis } = row;
        return [{ unitId, ground: { unitId, placeId, version, row: no, reason, basis } }];
      });
  };
}

function fitsItem(when: RouteConditions, itemCode: string): boolean {
  return when.items?.some((prefix) => itemCode.startsWith(prefix)) ?? true;
}

/** One test per condition given; items are not among them, because rows are found by item. */
function testsOf(when: RouteConditions): CompiledRow['tests'] {
  const tests: [keyof RouteConditions, (question: RouteQuestion) => boolean][] = [];
  const oneOf = <T>(
    name: keyof RouteConditions,
    values: readonly T[] | undefined,
    read: (question: RouteQuestion) => T | null,
  ) => {
    if (!values) return;
    const wanted = new Set<T>(values);
    tests.push([
      name,
      (question) => {
        const value = read(question);
        return value !== null && wanted.has(value);
      },
    ]);
  };
  const { time, call110 } = when;
  if (call110) tests.push(['call110', (question) => question.call110 === call110]);
  oneOf('levels', when.levels, (question) => question.level);
  if (time) tests.push(['time', (question) => question.isWorkTime === (time === 'working')]);
  oneOf('sources', when.sources, (question) => question.source);
  oneOf('townIds', when.townIds, (question) => question.townId);
  oneOf('villageIds', when.villageIds, (question) => question.villageId);
  oneOf('gridIds', when.gridIds, (question) => question.gridId);
  return tests;
}
