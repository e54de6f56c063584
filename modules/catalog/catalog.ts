// One version of the catalogue: groups, items, the clock policy and the lists of reasons. Pure.
import { z } from 'zod';
import { Bilingual, Budget, CatalogGroup, CatalogItem } from './item.ts';

/** A limit for each level; null where that clock does not run. */
export const ByLevel = z.strictObject({
  1: Budget.nullable(),
  2: Budget.nullable(),
  3: Budget.nullable(),
  4: Budget.nullable(),
});
export type ByLevel = z.infer<typeof ByLevel>;

/**
 * Clocks whose limit comes from the level, not from the item (defaults 3(c)). Sign, contact, arrive,
 * handle and feedback are in the item's own `limits`.
 */
export const ClockPolicy = z.strictObject({
  acknowledge: ByLevel,
  verify: ByLevel,
  accept: ByLevel,
  dispatch: ByLevel,
  check: ByLevel,
  followUp: ByLevel,
  reply: ByLevel,
});
export type ClockPolicy = z.infer<typeof ClockPolicy>;

export const Reason = z.strictObject({ code: z.string().regex(/^[a-z][a-z-]*$/), name: Bilingual });
export type Reason = z.infer<typeof Reason>;

/** The reasons that each of these verbs may be given. */
export const Reasons = z.strictObject({
  dismiss: z.array(Reason).min(1),
  return: z.array(Reason).min(1),
  defer: z.array(Reason).min(1),
  void: z.array(Reason).min(1),
  shelve: z.array(Reason).min(1),
});
export type Reasons = z.infer<typeof Reasons>;

/** What is published: a catalogue before it has an id. */
export const CatalogDraft = z.strictObject({
  /** Name of the version, unique: `v1`. */
  version: z.string().min(1).max(40),
  title: Bilingual,
  majors: z.array(CatalogGroup).min(1).max(99),
  subs: z.array(CatalogGroup).min(1).max(500),
  items: z.array(CatalogItem).min(1).max(3000),
  clockPolicy: ClockPolicy,
  reasons: Reasons,
});
export type CatalogDraft = z.infer<typeof CatalogDraft>;

/** A published version; it never changes, so it may be kept in memory for ever. */
export type Catalog = Readonly<
  CatalogDraft & {
    id: number;
    /** Items by code. */
    byCode: ReadonlyMap<string, CatalogItem>;
  }
>;

/** A version as it is used: the draft with its id and an index by code. */
export function toCatalog(id: number, draft: CatalogDraft): Catalog {
  return { ...draft, id, byCode: new Map(draft.items.map((item) => [item.code, item])) };
}

/** The item of that code in that version, or undefined. */
export function findItem(catalog: Catalog, code: string): CatalogItem | undefined {
  return catalog.byCode.get(code);
}
