// 研判: locate, classify, grade, find duplicates, propose the route — each with reasons, confidence
// and the rule it was made by. It proposes; what is done with a guess is said by its confidence
// (`stanceOf`), and a person can overrule every one. Pure: the caller gathers the knowledge.
import type { CatalogItem, Level } from '#modules/catalog/index.ts';
import type { MicroPoint } from '#platform/geo/index.ts';
import { HOUR, type Instant } from '#platform/time/index.ts';
import { CLASSIFY_RULE, type Classifier } from './classify.ts';
import type { GuessedPlace, ItemGuess, LevelGuess, RouteGuess, TriageResult } from './contract.ts';
import { bigramsOf, findDuplicates, type Recent, type Standing } from './duplicates.ts';
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
  /** Blind index of the caller's phone; equal keys are equal callers. */
  callerKey?: string;
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
    /** Open incidents near there since then; read after `assess` has said where and what. */
    recent: (near: DuplicateQuestion) => readonly Recent[];
    /** The compiled route table of the county (`dispatch`); undefined when no row fits. */
    route: (question: RouteQuestion) => RouteGuess | undefined;
    /** The command room of a town; without a town (null) the county's centre. */
    roomOf: (townId: number | null) => number | undefined;
  }>;

export type Assessment = Pick<TriageResult, 'place' | 'item' | 'level'>;

/** What is asked of the recent matters: those near it, reported since. */
export type DuplicateQuestion = Readonly<{
  matter: Standing;
  since: Instant;
  policy: TriagePolicy['duplicates'];
}>;

/** The whole of triage. Give the assessment when it was made already to read `recent` by it. */
export function triage(
  input: TriageInput,
  knowledge: TriageKnowledge,
  assessment: Assessment = assess(input, knowledge),
): TriageResult {
  const { place, item, level } = assessment;
  const result: TriageResult = {
    ...assessment,
    duplicates: duplicatesOf(input, assessment, knowledge),
  };
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

/** What to look up before duplicates can be found. */
export function duplicateQuestion(
  input: TriageInput,
  assessment: Assessment,
  policy: TriagePolicy,
): DuplicateQuestion {
  const { villageId, gridId, lng6, lat6 } = assessment.place.value;
  return {
    matter: {
      itemCode: assessment.item?.value ?? null,
      villageId,
      gridId,
      lng6,
      lat6,
      occurredAt: input.occurredAt,
    },
    since: input.occurredAt - policy.duplicates.withinHours * HOUR,
    policy: policy.duplicates,
  };
}

function duplicatesOf(input: TriageInput, assessment: Assessment, knowledge: TriageKnowledge) {
  const question = duplicateQuestion(input, assessment, knowledge.policy);
  const recent = knowledge.recent(question);
  if (recent.length === 0) return [];
  const matter = {
    ...question.matter,
    bigrams: bigramsOf(input.text),
    ...(input.callerKey === undefined ? {} : { callerKey: input.callerKey }),
  };
  return findDuplicates(matter, recent, knowledge.policy.duplicates);
}

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
