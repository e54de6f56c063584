// Keeps the catalogue that came with the house as a version, and puts it in force where there is none yet. Safe to run
// at every start.
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { assert, Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { CatalogDraft } from './catalog.ts';
import { isSame } from './change.ts';
import { catalogFaults } from './check.ts';
import { houseVersions } from './queries/house-versions.ts';
import { shippedCatalog, shippedPhrases } from './shipped.ts';
import {
  HOUSE,
  insertPhrases,
  insertPublication,
  insertVersion,
  putInForce,
  tablesOf,
} from './store.ts';

export type CatalogSeed = Readonly<{
  /** Counties that have no catalogue yet; those that have one keep it. */
  countyIds: readonly number[];
  /** Lines that some unit serves. */
  knownLines: ReadonlySet<string>;
  now: Instant;
}>;

/** Gives the shipped catalogue to the counties without one. */
export async function seedCatalog(
  db: Db,
  { countyIds, knownLines, now }: CatalogSeed,
): Promise<void> {
  await inTransaction(db, countyIds, async (tx) => {
    const draft = shippedCatalog();
    const [fault] = catalogFaults(draft, knownLines);
    if (fault) throw new Refused(fault.code, fault.field, fault.params);
    const id = await keptVersion(tx, draft, now);
    const served = await tablesOf(tx).selectFrom('catalog_in_force').select('county_id').execute();
    const have = new Set(served.map((row) => row.county_id));
    for (const countyId of countyIds) {
      if (have.has(countyId)) continue;
      await putInForce(tx, countyId, id, now);
      await insertPublication(tx, countyId, {
        ...{ number: 1, versionId: id, publishedBy: HOUSE, publishedAt: now },
        ...{ effectiveAt: now, note: '', added: draft.items.length, changed: 0, retired: 0 },
      });
    }
    await insertPhrases(tx, null, shippedPhrases());
  });
}

/** Keeps what is shipped now, so that counties can be told what is newer in it than in what they began with. */
export async function keepHouseCatalog(db: Db, now: Instant): Promise<void> {
  await inTransaction(db, [], (tx) => keptVersion(tx, shippedCatalog(), now));
}

/** The id of the version that says so: `v1`, `v1.2` … Nobody files by a new one before it is given to them. */
async function keptVersion(tx: Tx, draft: CatalogDraft, now: Instant): Promise<number> {
  const find = async () => {
    const [newest] = await houseVersions(tx, 1);
    // A release that takes a change back says again what an older version said, and is a new one.
    const same = newest && isSame(saidBy(newest), saidBy(draft)) ? newest : undefined;
    return { newest, same };
  };
  const { newest, same } = await find();
  if (same) return same.id;
  const version = newest ? nextName(newest.version) : draft.version;
  const id = await insertVersion(tx, { ...draft, version }, HOUSE, now);
  if (id !== undefined) return id;
  const { same: faster } = await find();
  assert(faster, `${version} was kept by another process of the same release`);
  return faster.id;
}

function nextName(version: string): string {
  const [name, number = '1'] = version.split('.');
  return `${name}.${Number(number) + 1}`;
}

/** What a version says, whatever it is called. */
const saidBy = ({ title, majors, subs, items, clockPolicy, reasons }: CatalogDraft) => ({
  ...{ title, majors, subs, items, clockPolicy, reasons },
});
