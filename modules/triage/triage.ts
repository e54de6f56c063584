// 研判: locate, classify, grade, find duplicates, propose the route — each with reasons, confidence
// and the rule it was made by. It proposes; what is done with a guess is said by its confidence
// (`stanceOf`), and a person can overrule every one. Pure: the caller gathers the knowledge.
import type { CatalogItem, Level } from '#modules/catalog/index.ts';
import type { MicroPoint } from '#platform/geo/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { CLASSIFY_RULE, type Classifier } from './classify.ts';
import type {
  DuplicateFound,
  GuessedPlace,
  ItemGuess,
  LevelGuess,
  RouteGuess,
  TriageResult,
} from './contract.ts';
import { printOfReport, type Matter } from './duplicates.ts';
import { proposeLevel } from './level.ts';
import { locate, type PlaceKnowledge } from './locate.ts';
import { stanceOf, type TriagePolicy } from './policy.ts';
import { because } from './reasons.ts';

/** The rule of what a person filled in. */
export const GIVEN_RULE = 'given';

/** What is known of a report. What a person filled in stands and is not guessed again. */
export type TriageInput = Readonly<{
  /** The words of the report: title and description. */
  text: string;
  point: MicroPoint | null;
  source: string;
  occurredAt: Instant;
  itemCode: string | null;
  level: Level | null;
  place: GuessedPlace | null;
}>;

/** What the route is asked about. */
export type RouteQuestion = Readonly<{
  place: GuessedPlace;
  itemCode: string;
  level: Level;
  source: string;
  at: Instant;
}>;

/** What the machine knows of one county, gathered beforehand. */
export type TriageKnowledge = PlaceKnowledge &
  Readonly<{
    policy: TriagePolicy;
    classifier: Classifier;
    items: ReadonlyMap<string, Pick<CatalogItem, 'code' | 'level' | 'levelRules'>>;
    /** The compiled route table of the county (`dispatch`); undefined when no row fits. */
    route: (question: RouteQuestion) => RouteGuess | undefined;
    /** The command room of a town; without a town (null) the county's centre. */
    roomOf: (townId: number | null) => number | undefined;
  }>;

export type Assessment = Pick<TriageResult, 'place' | 'item' | 'level'>;

/** The whole of triage, from an assessment and from what is known already. */
export function triage(
  input: TriageInput,
  knowledge: TriageKnowledge,
  assessment: Assessment = assess(input, knowledge),
  duplicates: readonly DuplicateFound[] = [],
): TriageResult {
  const { place, item, level } = assessment;
  const result: TriageResult = { ...assessment, duplicates: [...duplicates] };
  const room = knowledge.roomOf(trustedTown(place, knowledge.policy));
  if (room !== undefined) result.room = roomGuess(room, place, knowledge.policy);
  if (!item || !level) return result;
  const route = knowledge.route({
    place: place.value,
    itemCode: item.value,
    level: level.value,
    source: input.source,
    at: input.occurredAt,
  });
  if (!route) return result;
  // A route can be no surer than the item and the place on which it stands.
  const confidence = Math.min(route.confidence, item.confidence, Math.max(place.confidence, 0.3));
  return { ...result, route: { ...route, confidence } };
}

/** Where, what and how urgent: what the search for duplicates needs to know. */
export function assess(
  input: TriageInput,
  knowledge: Pick<TriageKnowledge, 'gridAt' | 'gazetteer' | 'classifier' | 'items' | 'policy'>,
): Assessment {
  const place = input.place?.townId
    ? { ...given(input.place), candidates: [] }
    : locate(input, knowledge);
  const item: ItemGuess | undefined = input.itemCode
    ? { ...given(input.itemCode), candidates: [] }
    : classified(input.text, knowledge.classifier);
  const known = item && knowledge.items.get(item.value);
  const level: LevelGuess | undefined = input.level
    ? given(input.level)
    : known && withItem(proposeLevel(input.text, known), item.confidence);
  return { place, ...(item && { item }), ...(level && { level }) };
}

/** A level can be no surer than the item whose level it is. */
function withItem(level: LevelGuess, itemConfidence: number): LevelGuess {
  return { ...level, confidence: Math.min(level.confidence, itemConfidence) };
}

/** The report as it is compared with what is known; what is only a faint guess is left out. */
export function matterOf(
  input: TriageInput,
  { place, item }: Assessment,
  policy: TriagePolicy,
): Matter {
  const isFaint = (confidence: number) => stanceOf(confidence, policy) === 'ask';
  const { villageId, gridId, lng6, lat6 } = isFaint(place.confidence) ? NOWHERE : place.value;
  return {
    print: printOfReport(input.text),
    at: input.occurredAt,
    reporter: null,
    point: lng6 === null || lat6 === null ? null : { lng6, lat6 },
    itemCode: !item || isFaint(item.confidence) ? null : item.value,
    villageId,
    gridId,
  };
}

const NOWHERE: GuessedPlace = {
  ...{ townId: null, villageId: null, gridId: null, lng6: null, lat6: null },
};

function classified(text: string, classifier: Classifier): ItemGuess | undefined {
  const candidates = [...classifier.classify(text)];
  const [best] = candidates;
  if (!best) return undefined;
  const { code: value, confidence, reasons } = best;
  return { value, confidence, reasons, rule: classifier.rule ?? CLASSIFY_RULE, candidates };
}

function given<T>(value: T) {
  return { value, confidence: 1, reasons: [because('triage.given')], rule: GIVEN_RULE };
}

/** The town, if it is sure enough to hand the matter to its room at all. */
function trustedTown(place: TriageResult['place'], policy: TriagePolicy): number | null {
  return stanceOf(place.confidence, policy) === 'ask' ? null : place.value.townId;
}

function roomGuess(room: number, place: TriageResult['place'], policy: TriagePolicy) {
  const isOfTown = trustedTown(place, policy) !== null;
  return {
    value: room,
    confidence: isOfTown ? place.confidence : 1,
    reasons: [because(isOfTown ? 'triage.room-of-town' : 'triage.room-of-county')],
    rule: 'room/1',
  };
}
