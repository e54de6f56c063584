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
export { countyList, findCounty, publicationCounts } from './queries/counties.ts';
export {
  jurisdictionChildren,
  jurisdictionsByCodes,
  jurisdictionsByIds,
  jurisdictionTree,
} from './queries/jurisdictions.ts';
export { placeRegister, type RegisteredPlace } from './queries/register.ts';
export { loadGridShapes, outlinesOf, type Outline } from './queries/shapes.ts';
export { unitList, unitsByIds, unitsServing, type UnitFilter } from './queries/units.ts';
export type {
  CountyDefinition,
  DemoPerson,
  PlaceDefinition,
  UnitDefinition,
} from './counties/definition.ts';
export { baltimore } from './counties/baltimore.ts';
export { yueqing } from './counties/yueqing.ts';
export { generateGrids } from './generate/county.ts';
export {
  placePeople,
  seedCounty,
  servedLines,
  type PlacedPerson,
  type SeededCounty,
} from './seed.ts';
export { servingUnits, type ServingUnits } from './serving.ts';
