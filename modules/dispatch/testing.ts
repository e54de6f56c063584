// A small county for tests: county place 1 with town 10 (village 11) and town 20, and their units.
import type { RouteQuestion } from './route-table.ts';
import type { RoutedUnit } from './unit-finder.ts';

export const COUNTY_PLACE = 1;

const unit = (
  id: number,
  kind: RoutedUnit['kind'],
  line: string,
  jurisdictionId: number,
): RoutedUnit => ({ id, kind, line, jurisdictionId });

export const SOME_UNITS: readonly RoutedUnit[] = [
  unit(100, 'countyCentre', 'command', COUNTY_PLACE),
  unit(101, 'department', 'enforcement', COUNTY_PLACE),
  unit(102, 'department', 'women', COUNTY_PLACE),
  unit(103, 'police', 'police', COUNTY_PLACE),
  unit(110, 'commandRoom', 'command', 10),
  unit(111, 'branch', 'enforcement', 10),
  unit(112, 'branch', 'justice', 10),
  unit(113, 'police', 'police', 10),
  unit(114, 'team', 'response', 10),
  unit(119, 'village', 'village', 11),
  unit(120, 'commandRoom', 'command', 20),
];

export function aQuestion(overrides: Partial<RouteQuestion> = {}): RouteQuestion {
  return {
    townId: 10,
    villageId: 11,
    gridId: null,
    itemCode: '0503002',
    level: 4,
    source: 'gridWorker',
    isWorkTime: true,
    call110: null,
    ...overrides,
  };
}
