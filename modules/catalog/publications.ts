// What a county published of its catalogue: the list, the next one, and putting one in force when its day has come.
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Catalog, CatalogDraft } from './catalog.ts';
import {
  applyChange,
  itemDifferences,
  wrongCode,
  type CatalogChange,
  type ItemDifference,
} from './change.ts';
import { catalogFaults } from './check.ts';
import { publishCatalog } from './publish.ts';
import { catalogVersion } from './queries/catalogs.ts';
import { shippedCatalog } from './shipped.ts';
import { insertPublication, putInForce, type CatalogPublication } from './store.ts';

export type { CatalogPublication };

/** Publications shown: a catalogue changes a few times a year. */
export const PUBLICATIONS_MAX = 50;
/** How far ahead a version may be published. */
export const AHEAD_MAX_DAYS = 366;

/** The newest first; those with a later day among them. */
export async function catalogPublications(
  tx: Tx,
  countyId: number,
): Promise<readonly CatalogPublication[]> {
  const { rows } = await sql<CatalogPublication>`
    select number, version_id as "versionId", published_by as "publishedBy",
      published_at as "publishedAt", effective_at as "effectiveAt", note, added, changed, retired
    from catalog_publication where county_id = ${countyId}
    order by number desc limit ${PUBLICATIONS_MAX}`.execute(tx);
  return rows;
}

/** Every code that the county ever published, with the name it had last: a number is not given twice. */
export async function formerCodes(tx: Tx, countyId: number): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ code: string; name: string }>`
    select distinct on (i.code) i.code, i.definition #>> '{name,zh}' as name
    from catalog_publication p join catalog_item i on i.version_id = p.version_id
    where p.county_id = ${countyId} order by i.code, p.number desc`.execute(tx);
  return new Map(rows.map(({ code, name }) => [code, name]));
}

export type Revision = Readonly<{
  countyId: number;
  /** The number of the publication it was made on. Refused when another came between. */
  basedOn: number;
  change: CatalogChange;
}>;

export type CheckedRevision = Readonly<{
  base: Catalog;
  draft: CatalogDraft;
  differences: readonly ItemDifference[];
}>;

/** The draft that a revision makes. Refused with its first fault, or when it changes nothing. */
export async function checkRevision(
  db: Db,
  { countyId, basedOn, change }: Revision,
  knownLines: ReadonlySet<string>,
): Promise<CheckedRevision> {
  const { newest, former } = await inTransaction(db, [countyId], async (tx) => ({
    newest: (await catalogPublications(tx, countyId))[0],
    former: await formerCodes(tx, countyId),
  }));
  const current = newest?.number ?? 0;
  if (!newest || current !== basedOn)
    throw new Refused('catalog.changed-meanwhile', 'basedOn', { version: current });
  const base = await catalogVersion(db, newest.versionId);
  const unknown = change.retired.find((code) => !base.byCode.has(code));
  if (unknown !== undefined)
    throw new Refused('catalog.item-unknown', 'change.retired', { code: unknown });
  const draft = applyChange(base, change, `county-${countyId}-v${basedOn + 1}`);
  const [fault] = catalogFaults(draft, knownLines);
  if (fault) throw new Refused(fault.code, fault.field, fault.params);
  const differences = itemDifferences(base, draft);
  const common = new Set(shippedCatalog().items.map(({ code }) => code));
  const wrong = wrongCode(differences, common, former);
  if (wrong !== undefined) throw new Refused('catalog.own-code', 'change.items', { code: wrong });
  const namesOf = ({ majors, subs }: Pick<CatalogDraft, 'majors' | 'subs'>) =>
    [...majors, ...subs].map(({ code, name }) => `${code} ${name.zh} ${name.en}`).join();
  if (differences.length === 0 && namesOf(base) === namesOf(draft))
    throw new Refused('catalog.unchanged', 'change');
  return { base, draft, differences };
}

export type PublishRevision = Readonly<{
  revision: Revision;
  knownLines: ReadonlySet<string>;
  note: string;
  /** From when on; now when it is not later. */
  effectiveAt: Instant;
  by: string;
  now: Instant;
}>;

/** Publishes the next version of a county; in force at once unless its day is later. `work` joins the commit. */
export async function publishRevision(
  db: Db,
  { revision, knownLines, note, effectiveAt, by, now }: PublishRevision,
  work: (tx: Tx, published: CatalogPublication) => Promise<void>,
): Promise<CatalogPublication> {
  const { countyId, basedOn } = revision;
  const { draft, differences } = await checkRevision(db, revision, knownLines);
  const count = (of: (each: ItemDifference) => boolean) => differences.filter(of).length;
  return inTransaction(db, [countyId], async (tx) => {
    const { id } = await publishCatalog(tx, draft, { knownLines, by, now });
    const published: CatalogPublication = {
      ...{ number: basedOn + 1, versionId: id, publishedBy: by, publishedAt: now, note },
      effectiveAt: Math.max(effectiveAt, now),
      added: count(({ before }) => before === null),
      changed: count(({ before, after }) => before !== null && after !== null),
      retired: count(({ after }) => after === null),
    };
    if (!(await insertPublication(tx, countyId, published)))
      throw new Refused('catalog.changed-meanwhile', 'basedOn', { version: basedOn + 1 });
    if (published.effectiveAt <= now) await putInForce(tx, countyId, id, now);
    await work(tx, published);
    return published;
  });
}

/** Counties whose newest publication with a day that has come is not in force yet; puts it in force. */
export async function putDueInForce(db: Db, now: Instant): Promise<readonly number[]> {
  return inTransaction(db, 'all', async (tx) => {
    const { rows } = await sql<{ countyId: number; versionId: number }>`
      select p.county_id as "countyId", p.version_id as "versionId"
      from (
        select distinct on (county_id) county_id, version_id from catalog_publication
        where effective_at <= to_timestamp(${now}::double precision / 1000)
        order by county_id, number desc
      ) p join catalog_in_force f on f.county_id = p.county_id
      where f.version_id <> p.version_id`.execute(tx);
    for (const { countyId, versionId } of rows) await putInForce(tx, countyId, versionId, now);
    return rows.map(({ countyId }) => countyId);
  });
}
