// Which of these reports are there already? For trying an import without taking anything in.
import { inTransaction, type Db } from '#platform/db/index.ts';
import type { Reporting } from '../receive.ts';
import { knownReports } from '../store.ts';

/** In the order of the reports; one without a source key is always new. */
export async function findReports(
  db: Db,
  reports: readonly Pick<Reporting, 'countyId' | 'source' | 'sourceKey'>[],
): Promise<readonly boolean[]> {
  const keyed = reports.flatMap(({ countyId, source, sourceKey }) =>
    sourceKey === undefined ? [] : [{ countyId, source, key: sourceKey }],
  );
  const counties = [...new Set(keyed.map(({ countyId }) => countyId))];
  const rows = await inTransaction(db, counties, (tx) => knownReports(tx, keyed));
  const known = new Set(rows.map((row) => `${row.county_id}/${row.source}/${row.key}`));
  return reports.map((report) =>
    known.has(`${report.countyId}/${report.source}/${report.sourceKey ?? ''}`),
  );
}
