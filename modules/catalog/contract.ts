// What the API says about the catalogue; the browser reads with the same schemas.
import { z } from 'zod';
import { ClockPolicy, Reasons } from './catalog.ts';
import { Bilingual, CatalogGroup, CatalogItem } from './item.ts';
import { PhraseDefinition } from './phrase.ts';

export { ClockPolicy, Reason, Reasons } from './catalog.ts';
export {
  Bilingual,
  Budget,
  BUDGET_MAX,
  CatalogGroup,
  CatalogItem,
  Evidence,
  ItemCode,
  Level,
  LEVEL_NAMES,
  LevelRule,
  Limits,
  Stage,
} from './item.ts';
export { PhraseDefinition } from './phrase.ts';

/** What an `int` column holds. */
const Id = z.coerce.number().int().positive().max(2_147_483_647);

export const CatalogQuery = z.object({
  countyId: Id,
  /** A version that an incident has pinned; without it, the one in force. */
  versionId: Id.optional(),
});

/** A whole version: some 150 kB, cached by the browser for as long as its id stays. */
export const CatalogAnswer = z.object({
  id: z.number().int(),
  version: z.string(),
  title: Bilingual,
  majors: z.array(CatalogGroup),
  subs: z.array(CatalogGroup),
  items: z.array(CatalogItem),
  clockPolicy: ClockPolicy,
  reasons: Reasons,
});
export type CatalogAnswer = z.infer<typeof CatalogAnswer>;

export const ItemSearchQuery = z.object({
  countyId: Id,
  /** A code, a part of it, or words as people say them. */
  text: z.string().trim().min(1).max(200),
});
export const ItemList = z.object({ items: z.array(CatalogItem) });

export const PhraseQuery = z.object({ countyId: Id, verb: z.string().max(40).optional() });
export const PhraseList = z.object({ items: z.array(PhraseDefinition) });
