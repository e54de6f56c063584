// The numbers by which people know these matters: for the audit log, which keeps ids.
import { inReading, sql, type Db } from '#platform/db/index.ts';

/** Of those within these counties; what lies elsewhere has no number here. */
export async function incidentNumbers(
  db: Db,
  counties: readonly number[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  return inReading(db, counties, async (tx) => {
    const { rows } = await sql<{ id: string; number: string }>`
      select id, number from incident
      where county_id = any (${[...counties]}::int[]) and id = any (${[...ids]}::uuid[])`.execute(
      tx,
    );
    return new Map(rows.map(({ id, number }) => [id, number]));
  });
}
