// Publishes a version of the catalogue: checked first, then never changed.
import type { Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { toCatalog, type Catalog, type CatalogDraft } from './catalog.ts';
import { catalogFaults } from './check.ts';
import { insertVersion } from './store.ts';

export type Publication = Readonly<{
  /** Lines that some unit serves; a lead outside them would be a dead end. */
  knownLines: ReadonlySet<string>;
  /** Name of who publishes, for the record. */
  by: string;
  now: Instant;
}>;

/** Writes a checked draft. Throws `Refused` with the first fault, or when the name is taken. */
export async function publishCatalog(
  tx: Tx,
  draft: CatalogDraft,
  { knownLines, by, now }: Publication,
): Promise<Catalog> {
  const [fault] = catalogFaults(draft, knownLines);
  if (fault) throw new Refused(fault.code, fault.field, fault.params);
  const id = await insertVersion(tx, draft, by, now);
  if (id === undefined)
    throw new Refused('catalog.version-exists', 'version', { version: draft.version });
  return toCatalog(id, draft);
}
