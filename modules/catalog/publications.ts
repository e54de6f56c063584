// What a county published of its catalogue: the list, the next one, and putting one in force when its day has come.
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Catalog, CatalogDraft } from './catalog.ts';
import {
  applyChange,
  itemDifferences,
  wrongCode,
  wrongGroup,
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

/** By whom, when and why a version was taken back that waited for its day. */
export type Withdrawal = Readonly<{ by: string; at: Instant; reason: string }>;
export type ListedPublication = CatalogPublication & Readonly<{ withdrawn: Withdrawal | null }>;

type ListedRow = CatalogPublication &
  Readonly<{ withdrawnBy: string | null; withdrawnAt: Instant; withdrawnReason: string }>;

/** The newest first; those with a later day, and those withdrawn, among them. */
export async function catalogPublications(
  tx: Tx,
  countyId: number,
): Promise<readonly ListedPublication[]> {
  const { rows } = await sql<ListedRow>`
    select p.number, p.version_id as "versionId", p.published_by as "publishedBy",
      p.published_at as "publishedAt", p.effective_at as "effectiveAt", p.note, p.added, p.changed,
      p.retired, w.withdrawn_by as "withdrawnBy", w.withdrawn_at as "withdrawnAt",
      w.reason as "withdrawnReason"
    from catalog_publication p
    left join catalog_withdrawal w on w.county_id = p.county_id and w.number = p.number
    where p.county_id = ${countyId}
    order by p.number desc limit ${PUBLICATIONS_MAX}`.execute(tx);
  return rows.map(
    ({ withdrawnBy: by, withdrawnAt: at, withdrawnReason: reason, ...published }) => ({
      ...published,
      withdrawn: by === null ? null : { by, at, reason },
    }),
  );
}

/** Whether a publication `p` was withdrawn. */
const WITHDRAWN = sql<boolean>`exists (select 1 from catalog_withdrawal w
  where w.county_id = p.county_id and w.number = p.number)`;

/**
 * Every code that the county ever published, with the name it had last: a number is not given twice. What was
 * withdrawn never held, and nothing was filed by it.
 */
export async function formerCodes(tx: Tx, countyId: number): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ code: string; name: string }>`
    select distinct on (i.code) i.code, i.definition #>> '{name,zh}' as name
    from catalog_publication p join catalog_item i on i.version_id = p.version_id
    where p.county_id = ${countyId} and not ${WITHDRAWN} order by i.code, p.number desc`.execute(
    tx,
  );
  return new Map(rows.map(({ code, name }) => [code, name]));
}

export type Revision = Readonly<{
  countyId: number;
  /** The number of the publication it was made on. Refused when another came between. */
  basedOn: number;
  change: CatalogChange;
}>;

export type CheckedRevision = Readonly<{
  /** What it will be called. */
  number: number;
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
  const { all, former } = await inTransaction(db, [countyId], async (tx) => ({
    all: await catalogPublications(tx, countyId),
    former: await formerCodes(tx, countyId),
  }));
  const newest = all.find(({ withdrawn }) => withdrawn === null);
  const current = newest?.number ?? 0;
  // The number of what was withdrawn is not given again.
  const number = (all[0]?.number ?? 0) + 1;
  if (!newest || current !== basedOn)
    throw new Refused('catalog.changed-meanwhile', 'basedOn', { version: current });
  const base = await catalogVersion(db, newest.versionId);
  const unknown = change.retired.find((code) => !base.byCode.has(code));
  if (unknown !== undefined)
    throw new Refused('catalog.item-unknown', 'change.retired', { code: unknown });
  const draft = applyChange(base, change, `county-${countyId}-v${number}`);
  const [fault] = catalogFaults(draft, knownLines);
  if (fault) throw new Refused(fault.code, fault.field, fault.params);
  const differences = itemDifferences(base, draft);
  const shipped = shippedCatalog();
  const common = new Set(shipped.items.map(({ code }) => code));
  const wrong = wrongCode(differences, common, former);
  if (wrong !== undefined) throw new Refused('catalog.own-code', 'change.items', { code: wrong });
  const group = wrongGroup(base, draft, shipped);
  if (group !== undefined) throw new Refused('catalog.own-group', 'change.subs', { code: group });
  const namesOf = ({ majors, subs }: Pick<CatalogDraft, 'majors' | 'subs'>) =>
    [...majors, ...subs].map(({ code, name }) => `${code} ${name.zh} ${name.en}`).join();
  if (differences.length === 0 && namesOf(base) === namesOf(draft))
    throw new Refused('catalog.unchanged', 'change');
  return { number, base, draft, differences };
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
  const { countyId } = revision;
  const { number, draft, differences } = await checkRevision(db, revision, knownLines);
  const count = (of: (each: ItemDifference) => boolean) => differences.filter(of).length;
  return inTransaction(db, [countyId], async (tx) => {
    const { id } = await publishCatalog(tx, draft, { knownLines, by, now });
    const published: CatalogPublication = {
      ...{ number, versionId: id, publishedBy: by, publishedAt: now, note },
      effectiveAt: Math.max(effectiveAt, now),
      added: count(({ before }) => before === null),
      changed: count(({ before, after }) => before !== null && after !== null),
      retired: count(({ after }) => after === null),
    };
    if (!(await insertPublication(tx, countyId, published)))
      throw new Refused('catalog.changed-meanwhile', 'basedOn', { version: number });
    if (published.effectiveAt <= now) await putInForce(tx, countyId, id, now);
    await work(tx, published);
    return published;
  });
}

export type Withdrawing = Readonly<{
  countyId: number;
  number: number;
  by: string;
  reason: string;
  now: Instant;
}>;

/**
 * Takes back a version whose day has not come; later versions, which are made on it, go first. `work` joins the
 * commit. @throws Refused('catalog.publication-unknown', 'catalog.withdrawn-already', 'catalog.holds-already',
 * 'catalog.withdraw-later-first').
 */
export async function withdrawPublication(
  db: Db,
  { countyId, number, by, reason, now }: Withdrawing,
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  await inTransaction(db, [countyId], async (tx) => {
    // Whoever puts a version in force waits here, and then sees that it was withdrawn.
    await lockInForce(tx, [countyId]);
    const all = await catalogPublications(tx, countyId);
    const own = all.find((each) => each.number === number);
    if (!own) throw new Refused('catalog.publication-unknown', 'number', { version: number });
    if (own.withdrawn) throw new Refused('catalog.withdrawn-already', 'number');
    if (own.effectiveAt <= now) throw new Refused('catalog.holds-already', 'number');
    const later = all.find((each) => each.number > number && each.withdrawn === null);
    if (later)
      throw new Refused('catalog.withdraw-later-first', 'number', { version: later.number });
    await sql`insert into catalog_withdrawal (county_id, number, withdrawn_by, withdrawn_at, reason)
      values (${countyId}, ${number}, ${by}, to_timestamp(${now}::double precision / 1000), ${reason})`.execute(
      tx,
    );
    await work(tx);
  });
}

async function lockInForce(tx: Tx, counties: readonly number[]): Promise<void> {
  await sql`select 1 from catalog_in_force where county_id = any (${[...counties]}::int[])
    order by county_id for update`.execute(tx);
}

/** Counties whose newest publication with a day that has come is not in force yet; puts it in force. */
export async function putDueInForce(db: Db, now: Instant): Promise<readonly number[]> {
  return inTransaction(db, 'all', async (tx) => {
    const due = await dueInForce(tx, now);
    if (due.length === 0) return [];
    const counties = due.map(({ countyId }) => countyId);
    await lockInForce(tx, counties);
    // Asked again under the lock: one may have been withdrawn meanwhile.
    const still = await dueInForce(tx, now);
    const own = still.filter(({ countyId }) => counties.includes(countyId));
    for (const { countyId, versionId } of own) await putInForce(tx, countyId, versionId, now);
    return own.map(({ countyId }) => countyId);
  });
}

async function dueInForce(
  tx: Tx,
  now: Instant,
): Promise<readonly Readonly<{ countyId: number; versionId: number }>[]> {
  const { rows } = await sql<{ countyId: number; versionId: number }>`
      select p.county_id as "countyId", p.version_id as "versionId"
      from (
        select distinct on (p.county_id) p.county_id, p.version_id from catalog_publication p
        where p.effective_at <= to_timestamp(${now}::double precision / 1000) and not ${WITHDRAWN}
        order by p.county_id, p.number desc
      ) p join catalog_in_force f on f.county_id = p.county_id
      where f.version_id <> p.version_id`.execute(tx);
  return rows;
}
