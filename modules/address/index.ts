// The door of the address module: what places are called, and which places a text names.
export { PLACE_KINDS, PlaceKind, PlaceName, type Area, type NewPlaceName } from './place-name.ts';
export {
  buildGazetteer,
  formsOf,
  PLACE_HITS_MAX,
  type Gazetteer,
  type Meaning,
  type PlaceHit,
} from './gazetteer.ts';
export type { GridAt } from './demo-places.ts';
export { seedPlaceNames, type PlaceSeed } from './shipped.ts';
export { placeNamesOf } from './queries/place-names.ts';
export { placeSearch, type PlaceQuestion } from './queries/place-search.ts';
