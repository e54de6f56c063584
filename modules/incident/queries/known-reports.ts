// What would become of these reports? For trying an import without taking anything in.
import { inTransaction, type Db } from '#platform/db/index.ts';
import { digestOf, type Reporting } from '../receive.ts';
import type { PerformDeps } from '../perform.ts';
import { knownReports } from '../store.ts';

export type Found = Readonly<{
  /** What the report says, as `receive` compares it with another of the same key. */
  digest: string;
  /** What the report says that has its source key already; undefined where none has. */
  earlier: string | undefined;
}>;

/** In the order of the reports; one without a source key has none before it. */
export async function findReports(
  { db, keyring }: Pick<PerformDeps, 'keyring'> & Readonly<{ db: Db }>,
  reports: readonly Reporting[],
): Promise<readonly Found[]> {
  const keyed = reports.flatMap(({ countyId, source, sourceKey }) =>
    sourceKey === undefined ? [] : [{ countyId, source, key: sourceKey }],
  );
  const counties = [...new Set(keyed.map(({ countyId }) => countyId))];
  const rows = await inTransaction(db, counties, (tx) => knownReports(tx, keyed));
  const known = new Map(
    rows.map((row) => [`${row.county_id}/${row.source}/${row.key}`, row.digest.toString('hex')]),
  );
  return reports.map((report) => ({
    digest: digestOf(keyring, report),
    earlier: known.get(`${report.countyId}/${report.source}/${report.sourceKey ?? ''}`),
  }));
}
