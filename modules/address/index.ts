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
export { MENTIONS_MAX, placesIn, type MentionKind, type PlaceMention } from './places/places-in.ts';
export { plainCharacters } from './normalise/characters.ts';
export { normaliseAddress, NORMALISED_LENGTH_MAX } from './normalise/normalise.ts';
export {
  CANDIDATES_COMPARED_MAX,
  MATCH_LABELS,
  matchAddresses,
  matchCandidates,
  type AddressMatch,
  type CandidateOrder,
  type MatchLabel,
} from './match/match.ts';
export { MATCH_REASONS, type MatchReason } from './match/reasons.ts';
// Teaching and judging both models (bench/evaluate).
export { writeMatchModel } from './match/match-model.ts';
export { MATCH_MODEL_FILE } from './match/match.ts';
export { groupsOf, scoreMatches, teachMatcher, type TeachOptions } from './match/teach.ts';
export {
  partsOfLabels,
  phrasesOf,
  phrasesOfParts,
  readLabelled,
  scorePhrases,
} from './parse/bio.ts';
export { hashDivisionNames } from './parse/division-names.ts';
export { learnParser, meanLearnt, type LearnOptions } from './parse/learn.ts';
export { readLexicon, writeLexicon } from './parse/lexicon.ts';
export { readModel, writeModel } from './parse/model.ts';
export { buildPieceParser } from './parse/parser.ts';
export { DIVISION_NAMES_FILE, PARSE_MODEL_FILE, shippedParser } from './parse/shipped.ts';
