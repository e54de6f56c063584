// Facts are never rewritten, so older ones are lifted to today's shape whenever they are read: one step
// per version and kind. What the hash covers is always the text as stored.
import { FACT_VERSION, type Fact, type FactType } from '../facts.ts';

/** Lifts the data of one kind of fact from the version it is filed under to the next. Pure. */
export type Upcaster = (data: unknown) => unknown;
export type Upcasters = Readonly<Partial<Record<FactType, Readonly<Record<number, Upcaster>>>>>;

/**
 * Steps by kind of fact and by the version they start from. None yet: every fact is of version 1. When
 * `FACT_VERSION` becomes 2, a kind whose data changed gets `{ 1: (data) => … }`; all others need nothing.
 */
export const UPCASTERS: Upcasters = {};

/** A stored fact in today's shape. Throws when it was written by a newer version of the program. */
export function readFact(body: string): Fact {
  return lift(JSON.parse(body) as Fact, UPCASTERS, FACT_VERSION);
}

export function lift(fact: Fact, upcasters: Upcasters, to: number): Fact {
  if (fact.v === to) return fact;
  if (fact.v > to) throw new Error(`fact of version ${fact.v}; this program knows up to ${to}`);
  let data: unknown = fact.data;
  for (let v = fact.v; v < to; v += 1) data = upcasters[fact.type]?.[v]?.(data) ?? data;
  return { ...fact, v: to, data } as Fact;
}
