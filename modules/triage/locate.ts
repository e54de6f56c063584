// Where is it? Coordinates win, through the cell index. Otherwise the place words of the text are
// weighed: a village beats a town, words that agree strengthen each other, names that several places
// share stay doubtful. Pure.
import {
  placesIn,
  plainCharacters,
  type Gazetteer,
  type GridAt,
  type Meaning,
  type PlaceHit,
  type PlaceMention,
} from '#modules/address/index.ts';
import { fromMicro, isValidPoint, toMicro, type MicroPoint } from '#platform/geo/index.ts';
import {
  CANDIDATES_MAX,
  type GuessedPlace,
  type PlaceCandidate,
  type PlaceGuess,
} from './contract.ts';
import { because, type Reason } from './reasons.ts';

export const LOCATE_RULE = 'locate/2';

export type PlaceKnowledge = Readonly<{ gridAt: GridAt; gazetteer: Gazetteer }>;

const NOWHERE: GuessedPlace = {
  townId: null,
  villageId: null,
  gridId: null,
  lng6: null,
  lat6: null,
};

/** A device knows where it is; only its position can be noisy at an edge. */
const POINT_CONFIDENCE = 0.98;
/** Coordinates that the words contradict: the phone of a reporter who is elsewhere by now. */
const POINT_AGAINST_WORDS = 0.7;
/** Words never make quite sure. */
const WORDS_AT_MOST = 0.95;

export function locate(
  input: Readonly<{ text: string; point: MicroPoint | null }>,
  knowledge: PlaceKnowledge,
): PlaceGuess {
  const names = knownNames(input.text, knowledge.gazetteer);
  const { point } = input;
  const isValid = point !== null && isValidPoint(fromMicro(point));
  const grid = isValid ? knowledge.gridAt(point.lng6, point.lat6) : undefined;
  if (point && grid) return locatedByPoint({ ...grid, lng6: point.lng6, lat6: point.lat6 }, names);
  const before = point ? [because(isValid ? 'triage.point-outside' : 'triage.point-invalid')] : [];
  // Reading a letter for roads and numbers takes longer than all the rest: only where there is a name to tell of.
  if (names.length === 0) return locateByWords(names, before);
  const mentions = placesIn(input.text);
  const hits = placeWords(input.text, names, mentions);
  return withSurroundings(locateByWords(hits, before), hits, mentions);
}

/** Known names in the text, however its characters are written. */
function knownNames(text: string, gazetteer: Gazetteer): PlaceHit[] {
  return gazetteer
    .findPlaceWords(plainCharacters(text))
    .map((hit) => ({ ...hit, word: text.slice(hit.start, hit.end) }));
}

/** Those names that tell a place, and do not only begin a road's name. */
function placeWords(
  text: string,
  names: readonly PlaceHit[],
  mentions: readonly PlaceMention[],
): PlaceHit[] {
  const roads = mentions.filter((mention) => mention.kind === 'road');
  return names.filter(
    (hit) =>
      hit.meanings.some((meaning) => meaning.form === 'full') ||
      !roads.some(
        ({ start, end }) =>
          start <= hit.start &&
          hit.end < end &&
          ROAD_END.test(plainCharacters(text.slice(hit.end, end))),
      ),
  );
}
/** 东风路 is no word for the village 东风: roads are named after places elsewhere. */
const ROAD_END = /^[东南西北中]?(?:路|大道|大街|街|巷|弄)$/;

/** Relations a person must know of: the place named is not the place itself. */
const BESIDE = /附近|对面|交叉|路口|米|侧/;
/** How much less sure a place is when it is only the landmark. */
const BESIDE_TRUST = 0.95;
/** A number or relation further away than this belongs to something else. */
const SURROUNDING_CHARACTERS = 12;

/** Says which number or relation stands after the place that was chosen. */
function withSurroundings(
  guess: PlaceGuess,
  hits: readonly PlaceHit[],
  mentions: readonly PlaceMention[],
): PlaceGuess {
  if (guess.value.townId === null || mentions.length === 0) return guess;
  const last = hits.findLast((hit) =>
    hit.meanings.some(
      (one) =>
        one.townId === guess.value.townId &&
        (guess.value.villageId === null || one.villageId === guess.value.villageId),
    ),
  );
  if (!last) return guess;
  const follows = ({ start }: PlaceMention) =>
    start >= last.end && start - last.end <= SURROUNDING_CHARACTERS;
  const number = mentions.find((one) => one.kind === 'number' && follows(one));
  const relation = mentions.find(
    (one) => one.kind === 'relation' && follows(one) && BESIDE.test(one.text),
  );
  const reasons = [...guess.reasons];
  if (number) reasons.push(because('triage.place-number', { words: last.word + number.text }));
  if (!relation) return number ? { ...guess, reasons } : guess;
  reasons.push(because('triage.place-beside', { words: last.word, relation: relation.text }));
  const isPoint = guess.value.lng6 !== null;
  return {
    ...guess,
    reasons,
    confidence: isPoint ? round(guess.confidence * BESIDE_TRUST) : guess.confidence,
  };
}

function locatedByPoint(value: GuessedPlace, hits: readonly PlaceHit[]): PlaceGuess {
  const reasons: Reason[] = [because('triage.point-in-grid')];
  const sure = hits.filter((hit) => hit.meanings.every((meaning) => meaning.form === 'full'));
  const agreeing = sure.filter((hit) => hit.meanings.some((one) => one.townId === value.townId));
  const differing = sure.filter((hit) => !agreeing.includes(hit));
  const isDoubtful = differing.length > 0 && agreeing.length === 0;
  if (agreeing.length > 0)
    reasons.push(because('triage.words-agree', { words: wordsOf(agreeing) }));
  if (isDoubtful) reasons.push(because('triage.words-differ', { words: wordsOf(differing) }));
  const confidence = isDoubtful ? POINT_AGAINST_WORDS : POINT_CONFIDENCE;
  return { value, confidence, reasons, rule: LOCATE_RULE, candidates: [] };
}

/** How much one word says, before the rest of the text is heard. */
function weightOf({ level, form, name }: Meaning): number {
  if (level === 'place') return 0.75;
  if (level === 'village') return form === 'full' ? 0.8 : name.length > 4 ? 0.5 : 0.35;
  return form === 'full' ? 0.75 : 0.55;
}

type Candidate = {
  place: GuessedPlace;
  name: string;
  level: Meaning['level'];
  /** Named by nothing but a road. */
  isRoad: boolean;
  doubt: number;
  reasons: Reason[];
};

function locateByWords(hits: readonly PlaceHit[], before: readonly Reason[]): PlaceGuess {
  const townHits = hits.filter((hit) => hit.meanings.some((one) => one.level === 'town'));
  const towns = new Set(
    townHits
      .flatMap((hit) => hit.meanings.filter((one) => one.level === 'town'))
      .map((one) => one.townId),
  );
  const candidates = new Map<string, Candidate>();
  for (const hit of hits) {
    const fitting = hit.meanings.filter((one) => towns.has(one.townId));
    const meant = fitting.length > 0 ? fitting : hit.meanings;
    for (const meaning of meant) {
      const inTown = meaning.level !== 'town' && towns.has(meaning.townId);
      const againstTown = meaning.level !== 'town' && towns.size > 0 && !inTown;
      const weight = (againstTown ? 0.4 : 1) * (weightOf(meaning) / meant.length);
      hear(
        candidates,
        hit,
        meaning,
        inTown ? 1 - (1 - weight) * 0.45 : weight,
        meant.length,
        inTown,
      );
    }
  }
  if (candidates.size === 0)
    return {
      value: NOWHERE,
      confidence: 0,
      reasons: [...before, because('triage.no-place')],
      rule: LOCATE_RULE,
      candidates: [],
    };
  return choose([...candidates.values()], before);
}

/** Lets a word speak for the place it may mean; words for the same place multiply its doubt away. */
function hear(
  candidates: Map<string, Candidate>,
  hit: PlaceHit,
  meaning: Meaning,
  weight: number,
  shared: number,
  inTown: boolean,
): void {
  const { townId, villageId, gridId, level, name } = meaning;
  const key = villageId === null ? `town:${townId}` : `village:${villageId}`;
  const known = candidates.get(key);
  const isRoad = meaning.kind === 'road';
  const candidate: Candidate = known ?? {
    place: { ...NOWHERE, townId, villageId },
    name,
    level,
    isRoad: true,
    doubt: 1,
    reasons: [],
  };
  const isFirstPoint = candidate.place.lng6 === null || (candidate.isRoad && !isRoad);
  if (level === 'place' && isFirstPoint)
    Object.assign(candidate, {
      name,
      level,
      place: { townId, villageId, gridId, ...toMicro(meaning.point) },
    });
  candidate.isRoad &&= isRoad;
  candidate.doubt *= 1 - weight;
  candidate.reasons.push(because(`triage.${level}-named`, { words: hit.word }));
  if (inTown) candidate.reasons.push(because('triage.place-in-town', { words: hit.word }));
  if (shared > 1)
    candidate.reasons.push(because('triage.place-ambiguous', { words: hit.word, count: shared }));
  candidates.set(key, candidate);
}

function choose(all: readonly Candidate[], before: readonly Reason[]): PlaceGuess {
  // A town is no rival of a village or place in it, nor is a road, which passes through several.
  const isPrecise = (one: Candidate) => one.place.villageId !== null && !one.isRoad;
  const rivals = all.filter(
    (one) =>
      isPrecise(one) ||
      !all.some(
        (other) =>
          other.place.townId === one.place.townId &&
          other.doubt <= 0.6 &&
          (isPrecise(other) || (other.isRoad && !one.isRoad)),
      ),
  );
  const ranked = [...rivals].sort((a, b) => a.doubt - b.doubt);
  const candidates = ranked.slice(0, CANDIDATES_MAX).map((one): PlaceCandidate => ({
    place: one.place,
    name: one.name,
    confidence: Math.min(WORDS_AT_MOST, round(1 - one.doubt)),
  }));
  const [best, second] = ranked;
  if (!best) throw new Error('some candidate always stays');
  const strength = 1 - best.doubt;
  const rivalry = second ? (1 - second.doubt) / strength : 0;
  const isContested = rivalry > 0.8;
  const townOnly = sharedTown(best, second, isContested);
  const confidence = Math.min(
    WORDS_AT_MOST,
    isContested ? strength * (townOnly ? 0.9 : 0.5) : strength * (1 - 0.25 * rivalry),
  );
  const reasons = [...before, ...best.reasons];
  if (isContested) reasons.push(because('triage.places-many'));
  return {
    value: townOnly ?? best.place,
    confidence: round(confidence),
    reasons: reasons.slice(0, 12),
    rule: LOCATE_RULE,
    candidates: candidates.length > 1 || townOnly ? candidates : [],
  };
}

/** Two villages of one town speak equally: then the town at least is known. */
function sharedTown(best: Candidate, second: Candidate | undefined, isContested: boolean) {
  if (!isContested || !second || best.place.townId !== second.place.townId) return undefined;
  return { ...NOWHERE, townId: best.place.townId };
}

function wordsOf(hits: readonly PlaceHit[]): string {
  return [...new Set(hits.map((hit) => hit.word))].slice(0, 3).join('、');
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
