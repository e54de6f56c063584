// What is wrong with a route table before it is published. Errors forbid it; warnings are shown. Pure.
import type { RouteConditions, RouteRow, UnitSelector } from './route-table.ts';
import { buildUnitFinder, type RoutedUnit, type UnitFinder } from './unit-finder.ts';

export const ROUTE_FAULTS = {
  'dispatch.no-fallback': {
    severity: 'error',
    zh: '缺少兜底行：没有任何条件、总能找到主办单位的一行',
    en: 'There is no last row: one without conditions whose lead always exists',
  },
  'dispatch.row-unreachable': {
    severity: 'error',
    zh: '第 {row} 行永远轮不到：第 {by} 行已包含它的全部情形',
    en: 'Row {row} is never reached: row {by} covers all its cases',
  },
  'dispatch.row-number-twice': {
    severity: 'error',
    zh: '行号 {row} 重复',
    en: 'The row number {row} is used twice',
  },
  'dispatch.unit-unknown': {
    severity: 'error',
    zh: '第 {row} 行指向不存在的单位（{unit}）',
    en: 'Row {row} points at a unit that does not exist ({unit})',
  },
  'dispatch.item-unknown': {
    severity: 'error',
    zh: '第 {row} 行的事项 {item} 不在目录中',
    en: 'Row {row} names the item {item}, which the catalogue does not have',
  },
  'dispatch.place-unknown': {
    severity: 'error',
    zh: '第 {row} 行的乡镇或村社 {place} 不存在',
    en: 'Row {row} names the place {place}, which does not exist',
  },
  'dispatch.co-unknown': {
    severity: 'warning',
    zh: '第 {row} 行的协办单位（{unit}）目前没有',
    en: 'There is no unit for a co-handler of row {row} ({unit})',
  },
} as const;

export type RouteFaultCode = keyof typeof ROUTE_FAULTS;
export type RouteFault = Readonly<{
  code: RouteFaultCode;
  severity: 'error' | 'warning';
  params: Readonly<Record<string, string | number>>;
}>;

/** What the table may speak of. */
export type RouteSurroundings = Readonly<{
  units: readonly RoutedUnit[];
  countyPlaceId: number;
  itemCodes: readonly string[];
  /** Towns and villages of the county. Grids are too many to list and are not checked. */
  placeIds: ReadonlySet<number>;
}>;

export function checkRoutes(
  rows: readonly RouteRow[],
  surroundings: RouteSurroundings,
): RouteFault[] {
  const finder = buildUnitFinder(surroundings.units, surroundings.countyPlaceId);
  const ordered = [...rows].sort((a, b) => a.no - b.no);
  const faults = ordered.flatMap((row, at) => [
    ...numberFaults(row, ordered[at - 1]),
    ...nameFaults(row, surroundings),
    ...unitFaults(row, finder),
    ...reachFaults(row, ordered.slice(0, at), finder),
  ]);
  const hasFallback = ordered.some((row) => isOpen(row.when) && alwaysFindsLead(row, finder));
  return hasFallback ? faults : [...faults, fault('dispatch.no-fallback', {})];
}

function numberFaults(row: RouteRow, before: RouteRow | undefined): RouteFault[] {
  return before?.no === row.no ? [fault('dispatch.row-number-twice', { row: row.no })] : [];
}

function nameFaults(row: RouteRow, { itemCodes, placeIds }: RouteSurroundings): RouteFault[] {
  const items = (row.when.items ?? [])
    .filter((prefix) => !itemCodes.some((code) => code.startsWith(prefix)))
    .map((item) => fault('dispatch.item-unknown', { row: row.no, item }));
  const places = [...(row.when.townIds ?? []), ...(row.when.villageIds ?? [])]
    .filter((id) => !placeIds.has(id))
    .map((place) => fault('dispatch.place-unknown', { row: row.no, place }));
  return [...items, ...places];
}

function unitFaults(row: RouteRow, finder: UnitFinder): RouteFault[] {
  const missing = (selectors: readonly UnitSelector[]) =>
    selectors.filter((selector) => !finder.hasAny(selector)).map(nameOf);
  // A lead may list alternatives; it is wrong when none of them exists, or one is named by a bad id.
  const badIds = row.lead.filter((one) => 'unitId' in one && !finder.hasAny(one)).map(nameOf);
  const leads = row.lead.some(finder.hasAny) ? badIds : missing(row.lead);
  return [
    ...leads.map((unit) => fault('dispatch.unit-unknown', { row: row.no, unit })),
    ...missing(row.co).map((unit) => fault('dispatch.co-unknown', { row: row.no, unit })),
  ];
}

function reachFaults(row: RouteRow, before: readonly RouteRow[], finder: UnitFinder): RouteFault[] {
  const cover = before.find(
    (earlier) => covers(earlier.when, row.when) && alwaysFindsLead(earlier, finder),
  );
  return cover ? [fault('dispatch.row-unreachable', { row: row.no, by: cover.no })] : [];
}

function isOpen(when: RouteConditions): boolean {
  return Object.values(when).every((condition) => condition === undefined);
}

/** A lead that exists wherever the matter is: a unit by id, or one of the county itself. */
function alwaysFindsLead(row: RouteRow, finder: UnitFinder): boolean {
  return row.lead.some(
    (selector) => finder.finderOf(selector)({ townId: null, villageId: null }) !== undefined,
  );
}

/** Whether everything that fits `inner` fits `outer` as well. */
function covers(outer: RouteConditions, inner: RouteConditions): boolean {
  const within = <T>(wide: readonly T[] | undefined, narrow: readonly T[] | undefined) =>
    !wide || (narrow?.every((value) => wide.includes(value)) ?? false);
  const wideItems = outer.items;
  const itemsWithin =
    !wideItems ||
    (inner.items?.every((item) => wideItems.some((prefix) => item.startsWith(prefix))) ?? false);
  return (
    itemsWithin &&
    within(outer.townIds, inner.townIds) &&
    within(outer.villageIds, inner.villageIds) &&
    within(outer.gridIds, inner.gridIds) &&
    within(outer.levels, inner.levels) &&
    within(outer.sources, inner.sources) &&
    (outer.time === undefined || outer.time === inner.time) &&
    (outer.call110 === undefined || outer.call110 === inner.call110)
  );
}

function nameOf(selector: UnitSelector): string {
  if ('unitId' in selector) return String(selector.unitId);
  if ('dutyList' in selector) return selector.dutyList;
  return 'line' in selector ? `${selector.line}@${selector.at}` : `${selector.kind}@${selector.at}`;
}

function fault(code: RouteFaultCode, params: RouteFault['params']): RouteFault {
  return { code, severity: ROUTE_FAULTS[code].severity, params };
}
