// The door of the address module: what places are called, which places a text names, what an address says.
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
export { ADDRESS_KINDS, type AddressKind } from './parse/kinds.ts';
export { ADDRESS_LENGTH_MAX, parseAddress, type AddressPart } from './parse/parse.ts';
// Teaching and judging the parser (bench/evaluate).
export {
  partsOfLabels,
  phrasesOf,
  phrasesOfParts,
  readLabelled,
  scorePhrases,
} from './parse/bio.ts';
export { hashDivisionNames } from './parse/division-names.ts';
export { learnParser, type LearnOptions } from './parse/learn.ts';
export { readLexicon, writeLexicon } from './parse/lexicon.ts';
export { readModel, writeModel } from './parse/model.ts';
export { buildPieceParser } from './parse/parser.ts';
export { DIVISION_NAMES_FILE, PARSE_MODEL_FILE, shippedParser } from './parse/shipped.ts';
