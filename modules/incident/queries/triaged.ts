// Which of these incidents have been triaged already.
import { kept, sql, type Tx } from '#platform/db/index.ts';
import type { Ref } from '../store.ts';

export async function triagedAmong(tx: Tx, refs: readonly Ref[]): Promise<ReadonlySet<string>> {
  const { rows } = await kept(sql<{ id: string }>`
    select f.incident_id as id from fact f
    join unnest(${refs.map((ref) => ref.countyId)}::int[], ${refs.map((ref) => ref.id)}::uuid[])
      as r (county_id, id) on r.county_id = f.county_id and r.id = f.incident_id
    where f.type = 'incident.triaged'`).execute(tx);
  return new Set(rows.map((row) => row.id));
}
