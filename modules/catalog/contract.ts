// What the API says about the catalogue; the browser reads with the same schemas.
import { z } from 'zod';
import { ClockPolicy, Reasons } from './catalog.ts';
import { CatalogChange, ItemDifference } from './change.ts';
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
export {
  changeBetween,
  CatalogChange,
  itemDifferences,
  itemsAfter,
  ItemDifference,
  nextOwnCode,
  nextOwnGroup,
  OWN_ITEMS_FROM,
} from './change.ts';
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

export const PublicationsQuery = z.object({ countyId: Id });

export const CatalogPublication = z.object({
  number: z.number().int(),
  versionId: z.number().int(),
  /** The name of who published it. */
  publishedBy: z.string(),
  publishedAt: z.number(),
  effectiveAt: z.number(),
  note: z.string(),
  added: z.number().int(),
  changed: z.number().int(),
  retired: z.number().int(),
  /** Taken back before its day; `by` is a name. */
  withdrawn: z.object({ by: z.string(), at: z.number(), reason: z.string() }).nullable(),
});
export type CatalogPublication = z.infer<typeof CatalogPublication>;

/** What a county published, the newest first, and whether the asker may publish the next. */
export const PublicationList = z.object({
  items: z.array(CatalogPublication),
  /** The one the county files by now; 0 where it was never published as one. */
  inForce: z.number().int(),
  /** Codes that were ever used: not to be given to something else. */
  formerCodes: z.array(z.string()),
  mayKeep: z.boolean(),
  /** What the catalogue of the house says now and the newest of these does not; for its keepers, null for nothing. */
  newer: CatalogChange.nullable(),
});
export type PublicationList = z.infer<typeof PublicationList>;

export const TryCatalogRequest = z.object({
  countyId: Id,
  /** The number of the publication that was revised. */
  basedOn: z.number().int().min(1),
  change: CatalogChange,
});

/** Lists of the county that name an item: rows of the routes, of a duty list, steps of the task list. */
export const CatalogReference = z.object({
  list: z.enum(['routes', 'duty', 'task']),
  /** Whose duty list; empty for the others. */
  place: z.string(),
  rows: z.array(z.number().int()),
});
export type CatalogReference = z.infer<typeof CatalogReference>;

export const TryCatalogAnswer = z.object({
  differences: z.array(ItemDifference),
  touched: z.array(
    z.object({
      code: z.string(),
      /** Not accepted yet: they will be filed by the new version. */
      waiting: z.number().int(),
      /** Accepted and open: they keep the version they were filed by. */
      open: z.number().int(),
      references: z.array(CatalogReference),
    }),
  ),
});
export type TryCatalogAnswer = z.infer<typeof TryCatalogAnswer>;

export const PublishCatalogRequest = TryCatalogRequest.extend({
  note: z.string().trim().max(500).default(''),
  /** From when on; without it, at once. */
  effectiveAt: z.number().int().nullable().default(null),
});
export const WithdrawParams = z.object({
  number: z.coerce.number().int().min(1).max(2_147_483_647),
});
/** Characters of why a version is withdrawn. */
export const WITHDRAW_REASON_MIN = 2;
export const WITHDRAW_REASON_MAX = 500;

export const WithdrawRequest = z.strictObject({
  countyId: Id,
  reason: z.string().trim().min(WITHDRAW_REASON_MIN).max(WITHDRAW_REASON_MAX),
});

export const PublishCatalogAnswer = z.object({
  number: z.number().int(),
  versionId: z.number().int(),
  effectiveAt: z.number(),
});
