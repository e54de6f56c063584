// How were the latest matters routed? For trying a draft of the route table on what really happened.
import { scopeWhere, type Scope } from '#modules/identity/index.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Level, Source } from '../incident.ts';

export type RoutedMatter = Readonly<{
  id: string;
  /** 编号. */
  number: string;
  /** Null where the asker does not see it. */
  title: string | null;
  townId: number | null;
  villageId: number | null;
  gridId: number | null;
  itemCode: string;
  level: Level;
  source: Source;
  reportedAt: Instant;
  /** Who leads or led it; null while nobody does. */
  leadThen: number | null;
}>;

/** Newest first, with the titles of those within `sees`; restricted matters are left out. */
export async function latestRouted(
  tx: Tx,
  countyId: number,
  limit: number,
  sees: Scope,
): Promise<readonly RoutedMatter[]> {
  const { rows } = await sql<RoutedMatter>`
    select i.id, i.number, case when ${scopeWhere(sees, 'i')} then i.title end as title,
      i.town_id as "townId", i.village_id as "villageId", i.grid_id as "gridId",
      i.item_code as "itemCode", i.level, i.source, i.reported_at as "reportedAt",
      (select a.unit_id from assignment a
        where a.county_id = i.county_id and a.incident_id = i.id and a.role = 'lead'
        order by a.no desc limit 1) as "leadThen"
    from incident i
    where i.county_id = ${countyId} and i.item_code is not null and not i.restricted
    order by i.id desc limit ${limit}`.execute(tx);
  return rows;
}
