// How many of these matters still have an end before them?
import { sql, type Tx } from '#platform/db/index.ts';

export async function countOpen(tx: Tx, countyId: number, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from incident
    where county_id = ${countyId} and id = any (${ids}::uuid[]) and closed_at is null`.execute(tx);
  return rows[0]?.n ?? 0;
}
