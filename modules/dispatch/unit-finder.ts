// Which unit a selector means at a place. Built once per county; then a few look-ups. Pure.
import type { Unit } from '#modules/organization/index.ts';
import type { At, RouteQuestion, UnitSelector } from './route-table.ts';

/** A county's units as routing needs them. */
export type RoutedUnit = Pick<Unit, 'id' | 'kind' | 'line' | 'jurisdictionId'>;

type Place = Pick<RouteQuestion, 'townId' | 'villageId'>;

type ByDutyList = Extract<UnitSelector, { dutyList: string }>;

/** The unit's id, or undefined when there is none at that place. */
export type FindUnit = (place: Place) => number | undefined;

export type UnitFinder = Readonly<{
  finderOf(selector: UnitSelector): FindUnit;
  knows(unitId: number): boolean;
  /** Whether any unit of the county is of this line or kind; duty lists are checked by themselves. */
  hasAny(selector: UnitSelector): boolean;
}>;

/** `countyPlaceId`: the jurisdiction that is the county itself. */
export function buildUnitFinder(units: readonly RoutedUnit[], countyPlaceId: number): UnitFinder {
  const ids = new Set(units.map((unit) => unit.id));
  const byKey = new Map<string, Map<number, number>>();
  for (const { id, kind, line, jurisdictionId } of units)
    for (const key of [`kind:${kind}`, ...(line === null ? [] : [`line:${line}`])]) {
      const byPlace = byKey.get(key) ?? new Map<number, number>();
      // Of several units of a line at one place the one that was founded first answers.
      if (!byPlace.has(jurisdictionId)) byPlace.set(jurisdictionId, id);
      byKey.set(key, byPlace);
    }
  const placesOf = (selector: Exclude<UnitSelector, { unitId: number } | ByDutyList>) =>
    byKey.get('line' in selector ? `line:${selector.line}` : `kind:${selector.kind}`);

  function finderOf(selector: UnitSelector): FindUnit {
    // Whom a duty list names depends on the matter as well (compile.ts).
    if ('dutyList' in selector) return () => undefined;
    if ('unitId' in selector) {
      const found = ids.has(selector.unitId) ? selector.unitId : undefined;
      return () => found;
    }
    const byPlace = placesOf(selector);
    if (!byPlace) return () => undefined;
    const atCounty = byPlace.get(countyPlaceId);
    const at = (id: number | null) => (id === null ? undefined : byPlace.get(id));
    const finders: Record<At, FindUnit> = {
      village: ({ villageId }) => at(villageId),
      town: ({ townId }) => at(townId),
      county: () => atCounty,
      nearest: ({ villageId, townId }) => at(villageId) ?? at(townId) ?? atCounty,
    };
    return finders[selector.at];
  }

  return {
    finderOf,
    knows: (unitId) => ids.has(unitId),
    hasAny: (selector) =>
      'dutyList' in selector
        ? true
        : 'unitId' in selector
          ? ids.has(selector.unitId)
          : placesOf(selector) !== undefined,
  };
}
