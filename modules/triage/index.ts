// The door of triage (研判): where, what, how urgent, known already, and whose.
export {
  assess,
  matterOf,
  triage,
  type Assessment,
  type RouteQuestion,
  type TriageInput,
  type TriageKnowledge,
} from './triage.ts';
export { locate, LOCATE_RULE, type PlaceKnowledge } from './locate.ts';
export {
  buildClassifier,
  CLASSIFY_RULE,
  openClassifier,
  openClassifierGently,
  SHORT,
  SILENT_CLASSIFIER,
  teachClassifier,
  type ClassifiableItem,
  type Classifier,
  type TaughtClassifier,
} from './classify.ts';
export {
  bandOf,
  bandsOf,
  coverageAt,
  NO_BANDS,
  type Bands,
  type Trial as BandTrial,
} from './model/bands.ts';
export { DamagedModel, decodeModel, encodeModel, modelDigest } from './model/encode.ts';
export {
  ITEM_KIND,
  itemTeaching,
  trainItemModel,
  type Correction,
  type ItemTeaching,
} from './model/items.ts';
export { classifyWith, judgeOf, type Answer } from './model/answer.ts';
export type { LinearModel } from './model/linear-model.ts';
export { crossValidate, trainLinear, type Example, type Teaching } from './model/train.ts';
export { NO_ITEM, sentencesFor } from './sentences.ts';
export { shippedMessageModel } from './shipped-models.ts';
export { loadPlaces, type CountyPlaces } from './places.ts';
export { triageVerbInput } from './verb-input.ts';
export { LEVEL_RULE, proposeLevel } from './level.ts';
export { gatherKnown, printOfReport, type KnownMatter, type KnownMatters, type Matter } from './duplicates.ts'; // prettier-ignore
export { KNOWN_MAX, knownStore, type KnownStore } from './known.ts';
export { textOfReport } from './report-text.ts';
export { DEFAULT_TRIAGE_POLICY, stanceOf, TriagePolicy, type Stance } from './policy.ts';
export { TRIAGE_REASONS, type Reason, type TriageReasonCode } from './reasons.ts';
export { MODEL_REFUSALS, type ModelRefusal } from './versions/refusals.ts';
export { countyModels, type CountyModels } from './versions/county-models.ts';
export { houseModelCard } from './versions/house-model.ts';
export type { ShadowModel } from './versions/shadow.ts';
export {
  HELD_OUT_MIN,
  HELD_OUT_WEEKS,
  HELD_OUT_WEEKS_MAX,
  LEARNT_MIN,
  trainVersion,
  type TooLittle,
  type Trained,
  type TrainStep,
} from './versions/train.ts';
export {
  TriageResult,
  type DuplicateFound,
  type GuessedPlace,
  type ItemCandidate,
  type ItemGuess,
  type LevelGuess,
  type PlaceGuess,
  type RouteGuess,
} from './contract.ts';
export { PLATE_ITEMS, type PlateReader, type PlateSeen } from './plates/plates.ts';
export { PLATE_REFUSALS } from './plates/refusals.ts';
export { checkAnswer, type AnswerTime } from './answer/check-answer.ts';
export type { Message } from './answer/demands.ts';
export type { AnswerCheck } from './answer/contract.ts';
export {
  fingerprintOf,
  IN_SUBJECT,
  IS_PLACE,
  TOKENS_MAX,
  weightOf,
  type Fingerprint,
  type SaidText,
} from './alike/fingerprint.ts';
export { eachPlace } from './alike/places.ts';
export { eachToken } from './alike/tokens.ts';
export { countRarity, shippedSpeech, speechFile, type Rarity } from './alike/rarity.ts';
export { weigh, type Weighed } from './alike/weighed.ts';
export {
  CANDIDATES_MAX,
  gatherNeighbours,
  type Candidate,
  type Entry,
  type Message as MessageToCompare,
  type Neighbours,
} from './alike/neighbours.ts';
export {
  FEATURES,
  featuresOf,
  isHeldApart,
  SAME_MATTER_RULE,
  sameMatter,
} from './alike/same-matter.ts';
export { SUGGEST_FROM, SUGGESTED_MAX } from './alike/suggested.ts';
