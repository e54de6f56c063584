// The door of the catalogue: what kinds of matter there are.
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
  ByLevel,
  CatalogDraft,
  ClockPolicy,
  findItem,
  Reason,
  Reasons,
  toCatalog,
} from './catalog.ts';
export type { Catalog } from './catalog.ts';
export { catalogFaults } from './check.ts';
export {
  applyChange,
  CatalogChange,
  CHANGED_ITEMS_MAX,
  itemDifferences,
  type ItemDifference,
} from './change.ts';
export { PhraseDefinition } from './phrase.ts';
export { publishCatalog, type Publication } from './publish.ts';
export { catalogOf, catalogVersion, versionInForce } from './queries/catalogs.ts';
export { phrasesFor } from './queries/phrases.ts';
export { CATALOG_REFUSALS } from './refusals.ts';
export { SEARCH_AT_MOST, searchItems } from './search.ts';
export { keepHouseCatalog, seedCatalog, type CatalogSeed } from './seed.ts';
export { ItemMapping, shippedCatalog, shippedMapping, shippedPhrases } from './shipped.ts';
export { insertPhrases, putInForce } from './store.ts';
export { catalogVersionIds } from './queries/version-ids.ts';
