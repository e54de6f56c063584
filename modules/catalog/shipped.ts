// The catalogue and phrases that come with the product (defaults 3(a) of the domain study), and how
// the requests of another city map onto them. Data files, checked when they are first read.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CatalogDraft } from './catalog.ts';
import { Budget, ItemCode } from './item.ts';
import { PhraseDefinition } from './phrase.ts';

/** Items and groups 1–14, levels, limits, leads, clock policy and reasons. */
export const shippedCatalog = (): CatalogDraft => CatalogDraft.parse(read('catalog-v1.json'));

export const shippedPhrases = (): PhraseDefinition[] =>
  z.array(PhraseDefinition).parse(read('phrases-v1.json'));

/** How the request types of another system become items here. */
export const ItemMapping = z.strictObject({
  source: z.string(),
  /** What the system calls its kinds of request. */
  field: z.string(),
  /** The item of a kind that is not listed. */
  otherwise: ItemCode,
  kinds: z.record(z.string(), z.strictObject({ item: ItemCode, handle: Budget.optional() })),
});
export type ItemMapping = z.infer<typeof ItemMapping>;

/** The mapping of that county's source system, or undefined when none is shipped. */
export function shippedMapping(countyCode: string): ItemMapping | undefined {
  return countyCode === 'US-24510' ? ItemMapping.parse(read('mapping-us-24510.json')) : undefined;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'));
}
