// 热点 among many messages at once: who may be the same, how likely, knitted into groups, joined by their
// middles. What the nightly knitting and the evaluation both do. Pure, in memory.
import {
  countRarity,
  fingerprintOf,
  gatherNeighbours,
  sameMatter,
  shippedSpeech,
  type Fingerprint,
  type MessageToCompare,
  type Neighbours,
  type SaidText,
} from '#modules/triage/index.ts';
import { centreOf, joinByCentre, nearCentre } from './centre.ts';
import { knit, TIE_FROM, type Tie } from './knit.ts';

export type Found = Readonly<{
  /** Numbers of messages, ascending; every message is in one group. */
  groups: readonly (readonly number[])[];
  neighbours: Neighbours;
}>;

/** The messages in an order that does not depend on how they came: by time, then by key. */
export function inOrder<Kind extends Readonly<{ at: number; id: string }>>(
  messages: readonly Kind[],
): Kind[] {
  return [...messages].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

export function findTopics(messages: readonly MessageToCompare[]): Found {
  const finding = findingTopics(messages);
  for (;;) {
    const step = finding.next();
    if (step.done) return step.value;
  }
}

/** The same in slices of some ten milliseconds: of thousands it takes seconds, and others use the thread, too. */
export function* findingTopics(messages: readonly MessageToCompare[]): Generator<void, Found> {
  const rarity = countRarity(shippedSpeech());
  for (const { print, itemCode } of messages) rarity.count(print, itemCode);
  const neighbours = gatherNeighbours(rarity);
  for (const message of messages) neighbours.add(message);
  const knitted = knit(messages.length, yield* tiesOf(neighbours));
  const groups = joinByCentre(knitted, (number) => neighbours.entry(number));
  return { groups, neighbours };
}

/** Messages whose candidates are weighed in one slice. */
const SLICE = 20;

function* tiesOf(neighbours: Neighbours): Generator<void, Tie[]> {
  const ties = new Map<number, Tie>();
  for (let number = 0; number < neighbours.size; number++) {
    if (number % SLICE === 0) yield;
    const entry = neighbours.entry(number);
    for (const candidate of neighbours.candidates(entry, entry.weighed, number)) {
      const a = Math.min(number, candidate.number);
      const b = Math.max(number, candidate.number);
      const key = a * neighbours.size + b;
      if (ties.has(key)) continue;
      const likely = sameMatter(neighbours.entry(a), neighbours.entry(b));
      if (likely >= TIE_FROM) ties.set(key, { a, b, likely });
    }
  }
  return [...ties.values()].sort((one, other) => one.a - other.a || one.b - other.b);
}

/** The members from the middle outwards. */
export function fromTheMiddle(group: readonly number[], neighbours: Neighbours): number[] {
  const centre = centreOf(group.map((number) => neighbours.entry(number)));
  return group
    .map((number) => ({ number, near: nearCentre(neighbours.entry(number).weighed, centre) }))
    .sort((a, b) => b.near - a.near || a.number - b.number)
    .map(({ number }) => number);
}

const GENERAL = countRarity(shippedSpeech());

/** The fingerprint of a text, by general speech. */
export function printOf(text: SaidText): Fingerprint {
  return fingerprintOf(text, GENERAL);
}
