// Puts the shipped catalogue in force where there is none yet. Safe to run at every start.
import type { Db } from '#platform/db/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { publishCatalog } from './publish.ts';
import { shippedCatalog, shippedPhrases } from './shipped.ts';
import { insertPhrases, insertPublication, putInForce, tablesOf } from './store.ts';

export type CatalogSeed = Readonly<{
  /** Counties that have no catalogue yet; those that have one keep it. */
  countyIds: readonly number[];
  /** Lines that some unit serves. */
  knownLines: ReadonlySet<string>;
  now: Instant;
}>;

/** Publishes `v1` once and gives it to the counties without a catalogue. */
export async function seedCatalog(
  db: Db,
  { countyIds, knownLines, now }: CatalogSeed,
): Promise<void> {
  await inTransaction(db, countyIds, async (tx) => {
    const draft = shippedCatalog();
    const published = await tablesOf(tx)
      .selectFrom('catalog_version')
      .select('id')
      .where('version', '=', draft.version)
      .executeTakeFirst();
    const { id } =
      published ?? (await publishCatalog(tx, draft, { knownLines, by: 'system:seed', now }));
    const served = await tablesOf(tx).selectFrom('catalog_in_force').select('county_id').execute();
    const have = new Set(served.map((row) => row.county_id));
    for (const countyId of countyIds) {
      if (have.has(countyId)) continue;
      await putInForce(tx, countyId, id, now);
      await insertPublication(tx, countyId, {
        ...{ number: 1, versionId: id, publishedBy: 'system:seed', publishedAt: now },
        ...{ effectiveAt: now, note: '', added: draft.items.length, changed: 0, retired: 0 },
      });
    }
    await insertPhrases(tx, null, shippedPhrases());
  });
}
