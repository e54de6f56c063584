// The door of the organization: who and where.
export {
  County,
  CountyKind,
  Jurisdiction,
  PlaceLevel,
  Unit,
  UnitKind,
  type GridShape,
} from './place.ts';
export { decodeRings, encodeRings, MICRO_DEGREES, ringToDegrees, type Ring } from './ring.ts';
export { ORGANIZATION_REFUSALS } from './refusals.ts';
export { countyList, findCounty } from './queries/counties.ts';
export {
  jurisdictionChildren,
  jurisdictionsByCodes,
  jurisdictionsByIds,
  jurisdictionTree,
} from './queries/jurisdictions.ts';
export { loadGridShapes, outlinesOf, type Outline } from './queries/shapes.ts';
export { unitList, unitsByIds, unitsServing, type UnitFilter } from './queries/units.ts';
