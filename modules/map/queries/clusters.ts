// What lies in this part of the map? The newest incidents within the rights, snapped to a grid of whole
// micro-degrees and counted by cell.
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import { newestPoints } from '#modules/incident/index.ts';
import { inReadingOnce, sql, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { cellSize } from '../clusters.ts';
import {
  CLUSTER_IDS_MAX,
  CLUSTERS_MAX,
  MAP_INCIDENTS_MAX,
  type Cluster,
  type Clusters,
  type MapQuery,
} from '../contract.ts';

type Row = Readonly<{
  lng6: number;
  lat6: number;
  count: number;
  level: Cluster['level'];
  ids: string[] | null;
  total: number;
}>;

export async function incidentClusters(
  db: Db,
  actor: Actor,
  query: MapQuery,
  now: Instant,
): Promise<Clusters> {
  const points = newestPoints(actor, query, now, MAP_INCIDENTS_MAX + 1);
  if (points === null) return { clusters: [], cut: false };
  const size = cellSize(query.zoom);
  const rows = await inReadingOnce(db, reachOfActor(actor), async (tx) => {
    const { rows } = await sql<Row>`
      with newest as materialized (${points})
      select avg(lng6)::int as lng6, avg(lat6)::int as lat6, count(*)::int as count, min(level)::int as level,
        case when count(*) <= ${CLUSTER_IDS_MAX} then array_agg(id) end as ids,
        (select count(*)::int from newest) as total
      from newest
      where lng6 between ${query.west} and ${query.east} and lat6 between ${query.south} and ${query.north}
      -- Division of whole numbers cuts towards zero; the shift keeps all cells of one size.
      group by (lng6 + 180000000) / ${size}, (lat6 + 90000000) / ${size}
      order by count(*) desc, min(id::text)
      limit ${CLUSTERS_MAX}`.execute(tx);
    return rows;
  });
  return {
    clusters: rows.map(({ ids, total: _total, ...cluster }) => ({
      ...cluster,
      ...(ids === null ? {} : { ids }),
    })),
    cut: (rows[0]?.total ?? 0) > MAP_INCIDENTS_MAX,
  };
}
