// 答复核对: does the answer take up each demand of the message, speak of the same matter, say things that can
// be looked up, and keep its manners? A hint for the checker before closing: it judges a text, never a
// person, and nothing is refused because of it (design §7). Pure.
import { foldWidth } from '#platform/text/index.ts';
import { NAMED_MAX, type AnswerCheck, type AnswerFlag, type CheckedDemand } from './contract.ts';
import { demandsOf, type Demand, type Message } from './demands.ts';
import { mannersOf } from './manners.ts';
import { sentencesOf, TEXT_READ_MAX, type Sentence } from './sentences.ts';
import { sortOf, substanceOf, type SentenceSort, type Substance } from './substance.ts';
import { sharedWeight, sharedWords, termsOf, weightOf, type Terms } from './terms.ts';
import type { AnswerFlagCode } from './words.ts';

/** How long it took and how long it might take, in working days of the county. */
export type AnswerTime = Readonly<{ workDays: number; limit: number | null; late: boolean }>;

/** A demand is taken up by a sentence that shares this much of it; half of it leaves a doubt. */
const TAKEN_UP = 0.3;
/** Of a long demand no more than this weight need be met: an answer does not repeat a letter. */
const DEMAND_WEIGHT_MAX = 8;
/** Cosine of matter and answer: a third of real answers reach it, of other matters' answers none in 100. */
const TO_THE_POINT = 0.2;
/** Below this it speaks of something else: 4 of 100 real answers, 7 of 10 answers to another matter. */
const OFF_TOPIC_BELOW = 0.1;
/** Below this it says hardly anything that can be looked up. */
const CONCRETE_FROM = 0.25;

/**
 * Checks one answer against its message. `time` is shown as given. An empty answer leaves every demand open;
 * an empty message has none.
 */
export function checkAnswer(
  message: Message,
  answer: string,
  time: AnswerTime | null = null,
): AnswerCheck {
  const sentences = sentencesOf(answer).map((one) => ({ ...one, sort: sortOf(one.text) }));
  const windows = windowsOf(sentences);
  const substance = substanceOf(saying(sentences, 'meant'));
  const whole = mergedTerms(windows.map((one) => one.terms));
  const matter = termsOf(
    foldWidth(`${message.subject ?? ''}\n${message.text}`.slice(0, TEXT_READ_MAX)),
  );
  const relevant = relevanceOf(matter, whole);
  const meant = windows.filter((one) => one.isMeant);
  const demands = demandsOf(message).map((demand) =>
    checkDemand(demand, { meant, substance, relevant }, matter),
  );
  const empty = sentences
    .filter(({ sort }) => sort === 'forwarded' || sort === 'studied')
    .map(({ said }) => said);
  const check = {
    demands,
    complete: completeness(demands),
    relevant,
    concrete: concreteness(sentences, substance),
    substance,
    empty: empty.slice(0, NAMED_MAX),
    manners: mannersOf(answer.slice(0, TEXT_READ_MAX)),
    time,
  };
  return { ...check, flags: flagsOf(check, sentences.length) };
}

type Sorted = Sentence & Readonly<{ sort: SentenceSort }>;

function saying(sentences: readonly Sorted[], sort: SentenceSort): string[] {
  return sentences.filter((one) => one.sort === sort).map(({ text }) => text);
}

type Window = Readonly<{ said: string; own: Terms; terms: Terms; isMeant: boolean }>;

/** Each sentence with the one after it, where an answer goes on about the same thing. */
function windowsOf(sentences: readonly Sorted[]): Window[] {
  const own = sentences.map(({ text }) => termsOf(text));
  return sentences.map(({ said, sort }, at) => ({
    said,
    own: own[at] ?? new Map<string, number>(),
    terms: mergedTerms([own[at], own[at + 1]]),
    isMeant: sort === 'meant',
  }));
}

function mergedTerms(parts: readonly (Terms | undefined)[]): Terms {
  const merged = new Map<string, number>();
  for (const part of parts) for (const [term, weight] of part ?? []) merged.set(term, weight);
  return merged;
}

/** The kinds of words without which a question of that kind is not answered. */
const ASKED_FOR: Readonly<Partial<Record<CheckedDemand['kind'], readonly Substance['kind'][]>>> = {
  when: ['date', 'plan'],
  why: ['reason', 'basis'],
  howMuch: ['number', 'basis'],
  who: ['by', 'contact'],
  where: ['by', 'contact', 'basis'],
};

function checkDemand(
  demand: Demand,
  answer: Readonly<{ meant: readonly Window[]; substance: readonly Substance[]; relevant: number }>,
  matter: Terms,
): CheckedDemand {
  const { said: text, kind, isBare } = demand;
  // 请尽快处理 names nothing: it is taken up where the matter is.
  const terms = isBare ? matter : demand.terms;
  const best = bestOf(answer.meant, terms);
  const needed = Math.min(Math.max(weightOf(terms), 1), DEMAND_WEIGHT_MAX);
  const share = best === undefined ? 0 : isBare ? answer.relevant : best.shared / needed;
  const wanted = ASKED_FOR[kind];
  const isGiven = !wanted || answer.substance.some((one) => wanted.includes(one.kind));
  const isTouched = share >= TAKEN_UP / 2;
  return {
    text,
    kind,
    state: share >= TAKEN_UP && isGiven ? 'answered' : isTouched ? 'partly' : 'open',
    by: isTouched && best ? best.window.said : null,
    shared: isTouched && best ? sharedWords(foldWidth(best.window.said), terms, NAMED_MAX) : [],
  };
}

function bestOf(windows: readonly Window[], terms: Terms) {
  let best: { window: Window; shared: number; own: number } | undefined;
  for (const window of windows) {
    const shared = sharedWeight(terms, window.terms);
    // Of two that say it together, the one that says more of it itself is shown.
    const own = sharedWeight(terms, window.own);
    const isBetter = shared > (best?.shared ?? 0) || (shared === best?.shared && own > best.own);
    if (isBetter) best = { window, shared, own };
  }
  return best;
}

function completeness(demands: readonly CheckedDemand[]): number {
  if (demands.length === 0) return 1;
  const worth = { answered: 1, partly: 0.5, open: 0 };
  return round(demands.reduce((sum, one) => sum + worth[one.state], 0) / demands.length);
}

/**
 * How alike matter and answer are in what they speak of: the angle between them (cosine), so that a long
 * answer does not meet a matter by chance; 1 from where answers to the point begin.
 */
function relevanceOf(matter: Terms, answer: Terms): number {
  const both = Math.sqrt(weightOf(matter) * weightOf(answer));
  return both === 0 ? 0 : round(sharedWeight(matter, answer) / both / TO_THE_POINT);
}

/** 0 for forwarding alone, near 1 where several kinds of things are said at some length. */
function concreteness(sentences: readonly Sorted[], substance: readonly Substance[]): number {
  const kinds = new Set(substance.map((one) => one.kind)).size;
  const meant = saying(sentences, 'meant').join('').length;
  const studied = saying(sentences, 'studied').join('').length;
  const length = Math.min(1, (meant + studied / 2) / 120);
  return round((Math.min(1, kinds / 4) + Math.min(1, substance.length / 8) + 2 * length) / 4);
}

function flagsOf(check: Omit<AnswerCheck, 'flags'>, sentences: number): AnswerFlag[] {
  const flags: AnswerFlag[] = [];
  const flag = (code: AnswerFlagCode, params?: AnswerFlag['params']) =>
    flags.push(params === undefined ? { code } : { code, params });
  const { demands, concrete, relevant, empty, manners, time } = check;
  if (sentences === 0) flag('answer.nothing');
  else {
    for (const { state, text } of demands) {
      if (state === 'open') flag('answer.demand-open', { demand: text });
      if (state === 'partly') flag('answer.demand-partly', { demand: text });
    }
    if (concrete < CONCRETE_FROM)
      if (empty.length > 0) flag('answer.hollow', { words: empty[0] ?? '' });
      else flag('answer.vague');
    if (relevant < OFF_TOPIC_BELOW && demands.length > 0) flag('answer.other-matter');
  }
  if (manners.scolding.length > 0) flag('answer.scolding', { words: manners.scolding.join('、') });
  if (time?.late) flag('answer.late', { days: time.workDays, limit: time.limit ?? 0 });
  return flags;
}

function round(value: number): number {
  return Math.round(Math.min(1, value) * 1000) / 1000;
}
