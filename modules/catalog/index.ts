// The door of the catalogue: what kinds of matter there are.
export {
  Bilingual,
  Budget,
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
export { CatalogDraft, ClockPolicy, findItem, Reason, Reasons, toCatalog } from './catalog.ts';
export type { ByLevel, Catalog } from './catalog.ts';
